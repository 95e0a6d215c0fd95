"""Which folder is meant."""

from pathlib import Path

from trimtab.errors import InputProblems, Problem
from trimtab.workspace import SETTINGS_FILE as FILE
from trimtab.workspace import find


def root_of(path: Path) -> Path:
    """The folder of the workspace that `path` lies in; `path` may be trimtab.toml itself.

    Raises InputProblems when `path` does not exist, or neither it nor a folder above it holds one.
    """
    start = path.parent if path.name == FILE else path
    if not start.exists():
        # A mistyped name must not end in the workspace of a folder above.
        raise InputProblems([_no_folder(start)])
    root = find(start)
    if root is None:
        raise InputProblems([_no_workspace(path)])
    return root


def _no_folder(path: Path) -> Problem:
    return Problem(
        what=f"there is no folder {path}",
        why="It was named with -C, TRIMTAB_WORKSPACE or open_workspace.",
        fix="Check the name, or make a workspace there with `trimtab init -C DIR`.",
    )


def _no_workspace(path: Path) -> Problem:
    return Problem(
        what=f"there is no {FILE} in {_shown(path)} or in a folder above it",
        why="A workspace is a folder with that file: your accounts, targets and taxes.",
        fix="Make one with `trimtab init`, name another folder with -C DIR or TRIMTAB_WORKSPACE, "
        "or look at `trimtab demo` first.",
        docs="tutorials/1-first-plan.md",
    )


def _shown(path: Path) -> str:
    return "this folder" if path == Path() else str(path)
