"""`--log FILE|-`: the request log, into a file of its owner alone or on the screen.

The file grows to a megabyte; then it is named FILE.1, in place of an older one, and begun again.
"""

import logging
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from trimtab.brokers.wire_log import WIRE
from trimtab.errors import InputProblems, Problem

SCREEN = "-"
MOST_BYTES = 1_000_000

_HEAD = "# Requests of trimtab to brokers and their answers. No secret is written here.\n"
_OWNER_ALONE = 0o600


@contextmanager
def request_log(target: str, command: str) -> Iterator[None]:
    """Write every request to a broker inside, and its answer, to the file, or `-`.

    InputProblems where `target` is a file that is no request log.
    """
    handler = _handler(target)
    form = logging.Formatter("%(asctime)s.%(msecs)03dZ %(message)s", "%Y-%m-%dT%H:%M:%S")
    form.converter = time.gmtime
    handler.setFormatter(form)
    before = WIRE.level, WIRE.propagate
    WIRE.addHandler(handler)
    WIRE.setLevel(logging.INFO)
    WIRE.propagate = False
    try:
        # The name of the command alone: its arguments may hold the code of a log-in.
        WIRE.info(
            "trimtab %s, Python %s: %s", version("trimtab"), platform.python_version(), command
        )
        yield
    finally:
        WIRE.removeHandler(handler)
        WIRE.setLevel(before[0])
        WIRE.propagate = before[1]
        handler.close()


def is_request_log(file: Path) -> bool:
    """True when the file was begun by `--log`."""
    with file.open("rb") as opened:
        return opened.read(len(_HEAD)) == _HEAD.encode()


def _handler(target: str) -> logging.Handler:
    if target == SCREEN:
        return logging.StreamHandler(sys.stderr)
    file = Path(target)
    if file.exists() and not (file.is_file() and (not file.stat().st_size or is_request_log(file))):
        raise InputProblems([_no_log(target)])
    return _File(file, maxBytes=MOST_BYTES, backupCount=1, encoding="utf-8")


class _File(RotatingFileHandler):
    """As the standard library has it, for the owner alone, and never in the way of trading."""

    _failed = False

    def _open(self) -> TextIOWrapper:
        file = Path(self.baseFilename)
        file.touch(_OWNER_ALONE)
        file.chmod(_OWNER_ALONE)
        stream = super()._open()
        if not file.stat().st_size:
            stream.write(_HEAD)
            stream.flush()
        return stream

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  # its name there
        """Say once that the log cannot be written, and go on: orders are more important."""
        if not self._failed:
            self._failed = True
            sys.stderr.write(
                f"warning: the request log {self.baseFilename} cannot be written "
                f"({sys.exc_info()[1]}); going on without it\n"
            )


def _no_log(target: str) -> Problem:
    return Problem(
        what=f"{target} is there already, and is no request log",
        why="Lines would be added to something else.",
        fix="Name a new file, or - for the screen.",
        docs="reference/brokers.md",
    )
