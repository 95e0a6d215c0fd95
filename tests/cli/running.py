"""Running the command line inside the test, and looking at a folder's bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

AS_OF = "2026-06-15"
GOLDEN = Path(__file__).parent.parent / "golden"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run returned and wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def contents(folder: Path) -> dict[str, str]:
    """Every file below `folder` with a digest of its bytes."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def data_files(folder: Path) -> dict[str, str]:
    """As `contents`, without the book that undo keeps."""
    return {
        name: digest
        for name, digest in contents(folder).items()
        if not name.startswith(".trimtab/")
    }


def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Take the browser's place; the list fills with the addresses that it would have opened."""
    opened: list[str] = []

    def show(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", show)
    return opened
