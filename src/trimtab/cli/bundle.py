"""`trimtab doctor --bundle`: the archive for a bug report, and what is in it."""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.request_log import SCREEN, is_request_log
from trimtab.report.diagnosis import Diagnosis

if TYPE_CHECKING:
    from trimtab.app.doctor.bundle import Bundle

SCHEMA = "trimtab.bundle/1"


def bundled(
    console: Console, root: Path | None, found: Diagnosis, *, file: str, force: bool
) -> None:
    """Write the archive to `file`, or under a name of the day, and say what is in it."""
    from trimtab.app.doctor.bundle import make_bundle, write_bundle

    path = Path(file or f"trimtab-report-{console.as_of or date.today()}.zip")  # noqa: DTZ011 - the user's own day
    made = make_bundle(root, found, os.environ, _log_lines(console.log, root))
    write_bundle(made, path, root=root, force=force)
    if console.json:
        console.emit(json_text(_document(made, path)))
    else:
        console.emit("\n".join(_lines(made, path)))


def _log_lines(target: str | None, root: Path | None) -> Sequence[str]:
    """The request log that was written last: the one of --log, or one in the workspace."""
    named = [] if target in {None, SCREEN} else [Path(str(target))]
    there = [] if root is None else [*root.glob("*.log"), *root.glob(".trimtab/*.log")]
    logs = [path for path in (*named, *there) if path.is_file() and is_request_log(path)]
    if not logs:
        return ()
    newest = max(logs, key=lambda path: path.stat().st_mtime)
    return newest.read_text(encoding="utf-8", errors="replace").splitlines()


def _lines(made: "Bundle", path: Path) -> Iterator[str]:
    yield f"{path} has:"
    width = max(map(len, made.files))
    for name, data in made.files.items():
        yield f"  {name:<{width}}  {len(data):>8,} bytes"
    for one in made.left_out:
        yield (
            f"Only the beginning of {one} is in it: the rest has amounts, though no names. Attach "
            "it yourself if you agree."
        )
    yield "Nothing is sent. Read it before you attach it to a report."


def _document(made: "Bundle", path: Path) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "file": str(path),
        "files": [{"name": name, "bytes": len(data)} for name, data in made.files.items()],
        "left_out": list(made.left_out),
    }
