"""A page of the documentation that is complete: its files in a folder, its commands run there."""

import re
from pathlib import Path

import pytest

HOW_TO = Path(__file__).parent.parent / "docs/how-to"

COMMAND = re.compile(r"^```sh\ntrimtab (.*?)\n```", re.MULTILINE)
SHOWN = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)

_FILES = re.compile(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)


def laid_out(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text of `page`, with its files in `folder`, in which commands run from now on."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "98")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("TRIMTAB_WORKSPACE", raising=False)
    text = page.read_text(encoding="utf-8")
    for name, content in _FILES.findall(text):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return text
