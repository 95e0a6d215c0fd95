"""What a bug report needs of a fault: versions, what went wrong, and what it happened on."""

import json
import platform
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from traceback import extract_tb

from trimtab.app.renaming import NewNames
from trimtab.domain import Situation
from trimtab.errors import InvalidValue, PlanFault
from trimtab.workspace import write_atomically

SCHEMA = "trimtab.fault/1"
CRASH_SCHEMA = "trimtab.crash/1"

_FOLDER = "faults"
_ID_LENGTH = 8
_PACKAGES = ("trimtab", "highspy", "numpy")


# Under this name a fault's evidence keeps the values that the plan was made from.
SITUATION = "situation"


def save_fault(root: Path, fault: PlanFault) -> Path:
    """Write faults/DATE-ID.json below `root` and return its path; the same fault, the same file.

    Raises InvalidValue for a fault that does not know what it happened on.
    """
    situation = fault.evidence.get(SITUATION)
    if not isinstance(situation, Situation):
        raise InvalidValue("this fault does not say what was planned for; nothing can be saved")
    return _saved(root, situation.as_of, fault_document(situation, fault))


def save_crash(root: Path, error: Exception, *, as_of: date) -> Path:
    """Write what kind of error met nobody's expectation, and where; the same error, the same file.

    Its message stays out: it may hold anything.
    """
    return _saved(
        root,
        as_of,
        {
            "schema": CRASH_SCHEMA,
            "as_of": as_of.isoformat(),
            "versions": _versions(),
            "error": type(error).__name__,
            "at": _at(error),
        },
    )


def saved_faults(root: Path) -> tuple[Path, ...]:
    """The files of all faults that were saved, the oldest first."""
    found = (root / _FOLDER).glob("*.json")
    return tuple(sorted(found, key=lambda path: (path.stat().st_mtime, path.name)))


def fault_document(situation: Situation, fault: PlanFault) -> dict[str, object]:
    """The `trimtab.fault/1` document. It holds no name that the user gave to anything."""
    names = NewNames(situation)
    return {
        "schema": SCHEMA,
        "as_of": situation.as_of.isoformat(),
        "versions": _versions(),
        "fault": {
            key: names.told(value) for key, value in fault.evidence.items() if key != SITUATION
        },
        "at": _at(fault),
        "situation": names.plain(situation),
    }


def _saved(root: Path, as_of: date, document: dict[str, object]) -> Path:
    text = json.dumps(document, indent=1, sort_keys=True) + "\n"
    fault_id = sha256(text.encode()).hexdigest()[:_ID_LENGTH].upper()
    path = root / _FOLDER / f"{as_of}-{fault_id}.json"
    write_atomically(path, text.encode())
    return path


def _versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        **{package: version(package) for package in _PACKAGES},
    }


def _at(error: Exception) -> list[str]:
    """Where it was raised, from the outermost call on."""
    return [
        f"{_inside(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in extract_tb(error.__traceback__)
    ]


def _inside(file: str) -> str:
    """`file` from its last folder on: what stands before may name the user."""
    return "/".join(Path(file).parts[-2:])
