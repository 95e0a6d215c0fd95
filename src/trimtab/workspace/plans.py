"""The folder plans/: every plan that was made, never changed afterwards."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trimtab.errors import InputProblems, Problem, Refused
from trimtab.workspace.atomic import write_atomically
from trimtab.workspace.wording import did_you_mean, sentence

_FOLDER = "plans"
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-([0-9A-Z]{4,})\.json")
# Letters that Crockford's base 32 leaves out because they are read as digits.
_READ_AS = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """A plan on disk, by its id and the day it was made for."""

    plan_id: str
    as_of: date
    path: Path


def save_plan(root: Path, document_text: str, as_of: date, plan_id: str) -> Path:
    """Write the document to plans/DATE-ID.json and return its path; saving it again does nothing.

    Refused when another plan already has this name: plans are never overwritten.
    """
    path = root / _FOLDER / f"{as_of}-{plan_id}.json"
    data = document_text.encode()
    if path.exists():
        if path.read_bytes() == data:
            return path
        raise Refused(f"{path} already holds another plan; move it away, then plan again")
    write_atomically(path, data)
    return path


def load_plan(root: Path, plan_id: str) -> str:
    """The document of a saved plan, by its id in any case; InputProblems when there is none."""
    return plan_file(root, plan_id).read_text(encoding="utf-8")


def plan_file(root: Path, plan_id: str) -> Path:
    """The file of a saved plan, by its id in any case; InputProblems when there is none."""
    wanted = plan_id.strip().upper()
    saved = list_plans(root)
    for plan in saved:
        if plan.plan_id in {wanted, wanted.translate(_READ_AS)}:
            return plan.path
    ids = [plan.plan_id for plan in saved]
    raise InputProblems(
        [
            Problem(
                what=f'there is no saved plan "{plan_id}"',
                file=_FOLDER,
                why=f"The latest are {', '.join(ids[:5])}" if ids else "No plan has been saved yet",
                fix=sentence(did_you_mean(wanted, ids)) or "Run `trimtab plan` to make one",
            )
        ]
    )


def list_plans(root: Path) -> tuple[SavedPlan, ...]:
    """Every saved plan, the latest day first, then by id."""
    folder = root / _FOLDER
    if not folder.is_dir():
        return ()
    found = []
    for path in folder.iterdir():
        match = _NAME.fullmatch(path.name)
        if match:
            day = date.fromisoformat(match[1])
            found.append(SavedPlan(plan_id=match[2], as_of=day, path=path))
    return tuple(sorted(found, key=lambda plan: (-plan.as_of.toordinal(), plan.plan_id)))
