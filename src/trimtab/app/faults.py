"""What a bug report needs of a fault: versions, what went wrong, and what it happened on."""

import json
import platform
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from traceback import extract_tb

from trimtab.app.renaming import NewNames
from trimtab.domain import Situation
from trimtab.errors import InvalidValue, PlanFault
from trimtab.workspace import write_atomically

SCHEMA = "trimtab.fault/1"

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
    text = json.dumps(fault_document(situation, fault), indent=1, sort_keys=True) + "\n"
    fault_id = sha256(text.encode()).hexdigest()[:_ID_LENGTH].upper()
    path = root / _FOLDER / f"{situation.as_of}-{fault_id}.json"
    write_atomically(path, text.encode())
    return path


def fault_document(situation: Situation, fault: PlanFault) -> dict[str, object]:
    """The `trimtab.fault/1` document. It holds no name that the user gave to anything."""
    names = NewNames(situation)
    return {
        "schema": SCHEMA,
        "as_of": situation.as_of.isoformat(),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in _PACKAGES},
        },
        "fault": {
            key: names.told(value) for key, value in fault.evidence.items() if key != SITUATION
        },
        "at": [
            f"{_inside(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in extract_tb(fault.__traceback__)
        ],
        "situation": names.plain(situation),
    }


def _inside(file: str) -> str:
    """`file` from its last folder on: what stands before may name the user."""
    return "/".join(Path(file).parts[-2:])
