"""Which folder is meant."""

from pathlib import Path

from trimtab import workspace
from trimtab.errors import InputProblems, Problem

FILE = "trimtab.toml"


def root_of(path: Path) -> Path:
    """The folder of the workspace that `path` lies in; `path` may be trimtab.toml itself.

    Raises InputProblems when neither `path` nor a folder above it holds one.
    """
    start = path.parent if path.name == FILE else path
    root = workspace.find(start)
    if root is None:
        raise InputProblems([_no_workspace(path)])
    return root


def _no_workspace(path: Path) -> Problem:
    return Problem(
        what=f"there is no {FILE} in {_shown(path)} or in a folder above it",
        file=None,
        why="A workspace is a folder with that file: your accounts, targets and taxes.",
        fix="Make one with `trimtab init`, name another folder with -C DIR or TRIMTAB_WORKSPACE, "
        "or look at `trimtab demo` first.",
        docs="tutorial/first-plan.md",
    )


def _shown(path: Path) -> str:
    return "this folder" if path == Path() else str(path)
