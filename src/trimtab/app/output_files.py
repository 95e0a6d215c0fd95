"""Files that the user names for a plan or a report: what stands there already is not lost."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from trimtab.errors import InputProblems, Problem
from trimtab.report.document.plan import SCHEMA
from trimtab.workspace import SETTINGS_FILE, list_plans

if TYPE_CHECKING:
    from trimtab.workspace.settings.document import Settings

_HEAD = 8192  # bytes of a page within which its generator is named
_UNDO_RECORDS = ".trimtab"
_GENERATOR = b'<meta name="generator" content="trimtab '


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputKind:
    """What is written; `is_one` says whether a file that exists is one of these."""

    name: str
    is_one: Callable[[Path], bool]


def _is_plan(path: Path) -> bool:
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.get("schema") == SCHEMA


def _is_page(path: Path) -> bool:
    with path.open("rb") as file:
        return _GENERATOR in file.read(_HEAD)


PLAN = OutputKind(name="a plan", is_one=_is_plan)
PAGE = OutputKind(name="a report", is_one=_is_page)


def refuse_output(root: Path, path: Path, kind: OutputKind) -> None:
    """Raise InputProblems unless writing `path` loses nothing.

    It may be new, in a folder that exists, or an older file of the same kind; never a file of the
    workspace at `root`: its settings, its data, its saved plans, its undo records.
    """
    problem = _problem(root, path, kind)
    if problem is not None:
        raise InputProblems([problem])


def _problem(root: Path, path: Path, kind: OutputKind) -> Problem | None:
    if not path.parent.is_dir():
        return Problem(
            what=f"there is no folder {path.parent}",
            why="Folders are not made for a file that may be mistyped.",
            fix=f"Make it with `mkdir -p {quote(str(path.parent))}`, or name another file.",
        )
    use = next((use for place, use in _own_files(root) if _same(place, path)), None)
    if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root / _UNDO_RECORDS)):
        use = "among the undo records"
    if use is not None:
        why = f"It is {use}; {kind.name} is never written over it."
        return Problem(what=f"{path} belongs to the workspace", why=why, fix="Name another file.")
    if os.path.lexists(path) and not (path.is_file() and kind.is_one(path)):
        return Problem(
            what=f"{path} exists and is not {kind.name} made by trimtab",
            why="Writing it would destroy what is there.",
            fix="Name another file, or move this one away.",
        )
    return None


def refuse_own_folder(root: Path, folder: Path) -> None:
    """Raise InputProblems where `folder` is a room of the workspace at `root`.

    What is written into one may be taken for what belongs there: for a file of the broker's, say.
    The workspace itself may be used, also where data files stand in it.
    """
    here = Path(os.path.realpath(folder))
    for place, use in _own_folders(root):
        there = Path(os.path.realpath(place))
        if here == there or there in here.parents:
            raise InputProblems(
                [
                    Problem(
                        what=f"{folder} belongs to the workspace",
                        why=f"It is for {use}",
                        fix="Name another folder, such as tickets",
                    )
                ]
            )


def _own_folders(root: Path) -> Iterator[tuple[Path, str]]:
    """Every folder of the workspace in it, and what is kept there."""
    yield root / _UNDO_RECORDS, "the records of the workspace"
    yield root / "plans", "saved plans"
    yield root / "faults", "what bug reports need"
    yield root / "data", "data files"
    inside = os.path.realpath(root)
    for name in _data_files(root):
        place = os.path.realpath((root / name).parent)
        if place != inside and Path(place).is_relative_to(inside):
            yield Path(place), f"data files that {SETTINGS_FILE} names"
    downloads = _downloads(root)
    if downloads is not None:
        yield root / downloads, "files downloaded from the broker (data.validate_with)"


def _own_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Every file of the workspace, and what it is."""
    yield root / SETTINGS_FILE, "the settings"
    for name in _data_files(root):
        yield root / name, f"a data file that {SETTINGS_FILE} names"
    for plan in list_plans(root):
        yield plan.path, f"the saved plan {plan.plan_id}"


def _data_files(root: Path) -> tuple[str, ...]:
    """The data files that trimtab.toml names, as far as it can be read."""
    settings = _settings(root)
    if settings is None:
        return ()
    data = settings.data
    shared = (data.transactions, data.prices, data.factors, data.corporate_actions, data.returns)
    lots = (section.lots for section in settings.accounts)
    return tuple(name for name in (*shared, *lots) if name is not None)


def _downloads(root: Path) -> str | None:
    settings = _settings(root)
    return None if settings is None else settings.data.validate_with


def _settings(root: Path) -> "Settings | None":
    """What trimtab.toml says; None where it cannot be read."""
    from trimtab.workspace.settings.reading import read_settings  # not needed to show a plan
    from trimtab.workspace.toml_file import read_toml

    try:
        toml = read_toml(root)
        return read_settings(toml.document, toml.lines, SETTINGS_FILE).settings
    except InputProblems:
        return None


def _same(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    return os.path.realpath(one) == os.path.realpath(other)
