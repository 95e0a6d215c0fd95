"""The journal of orders without securities, amounts and people: what happened, in which order."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trimtab.app.trading.office import journal_of
from trimtab.execution.records import KINDS

# The newest entries; a run has some dozens.
_MOST = 500

# What is told of an entry, and what it may look like; anything else is left out.
_TOLD = {
    "at": re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00"),
    "run": re.compile(r"[0-9A-Z]{4}-\d{1,4}"),
    "leg": re.compile(r"\d{1,4}"),
    "attempt": re.compile(r"\d{1,4}"),
    "live": re.compile("True|False"),
    "by_hand": re.compile("True|False"),
    "adopted": re.compile("True|False"),
    "status": re.compile("[a-z_ ]{1,20}"),
    "outcome": re.compile("[a-z_]{1,20}"),
    "code": re.compile(r"\d{1,5}|[a-z_]{1,20}"),
}


def journal_shape(root: Path) -> tuple[str, ...]:
    """A line for each of the newest entries, also where the journal is damaged.

    Raises OSError where it cannot be read.
    """
    path = journal_of(root).path
    if not path.exists():
        return ("there is no journal",)
    lines = path.read_bytes().split(b"\n")
    ending = () if not lines[-1] else (f"{len(lines[-1])} bytes without an end of line",)
    whole = list(enumerate(lines[:-1], start=1))
    return (
        f"{len(whole)} entries",
        *(f"{number}: {_shown(line)}" for number, line in whole[-_MOST:]),
        *ending,
    )


def _shown(line: bytes) -> str:
    try:
        record = json.loads(line)
    except ValueError:
        return f"{len(line)} bytes that are no entry"
    if not isinstance(record, dict) or record.get("event") not in KINDS:
        return "an entry that is not known"
    return " ".join([str(record["event"]), *_told(record)])


def _told(record: dict[str, Any]) -> Iterator[str]:
    for name, form in _TOLD.items():
        value = record.get(name)
        if value is not None and form.fullmatch(str(value)):
            yield f"{name}={value}"
