"""Where tickets go: one CSV for each account and one page, in a folder that a person names."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trimtab.app.output_files import PAGE, OutputKind, refuse_output, refuse_own_folder
from trimtab.brokers.tickets.columns import HEADERS
from trimtab.domain import AccountId
from trimtab.errors import InputProblems, Problem, Refused

# What every file system takes in a name.
_ODD = re.compile(r"[^\w.-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files of one plan's tickets."""

    csv: Mapping[AccountId, Path]
    page: Path

    def all(self) -> tuple[Path, ...]:
        """The page, then the accounts' files."""
        return (self.page, *self.csv.values())


def _is_tickets(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline().strip() == ",".join(HEADERS.values()).encode()


TICKETS = OutputKind(name="a file of tickets", is_one=_is_tickets)


def ticket_files(folder: Path, plan: str, accounts: Iterable[AccountId], *, page: str) -> Files:
    """The files in `folder`; no two accounts share one. `page`: with what its name begins."""
    found: dict[AccountId, Path] = {}
    for account_id in accounts:
        name = f"{plan}-{_ODD.sub('_', account_id)}"
        taken = {path.name.casefold() for path in found.values()}
        while f"{name}.csv".casefold() in taken:
            name += "_"
        found[account_id] = folder / f"{name}.csv"
    return Files(csv=found, page=folder / f"{page}-tickets.html")


def refuse_files(root: Path, files: Files, *, force: bool) -> None:
    """Raise InputProblems unless writing `files` loses nothing; with `force`, nothing but tickets.

    The folder is made where it is missing, in one that exists, and is no room of the workspace.
    """
    folder = files.page.parent
    refuse_own_folder(root, folder)
    if not folder.is_dir():
        # Only its parent has to be there; a folder that is a file is told as such.
        problem = None
        if folder.exists():
            problem = Problem(what=f"{folder} is a file", fix="Name a folder for the tickets")
        elif not folder.parent.is_dir():
            problem = Problem(
                what=f"there is no folder {folder.parent}",
                why="One folder is made for the tickets, not those above it",
                fix="Make it, or name another one",
            )
        if problem is not None:
            raise InputProblems([problem])
        return
    there = [path for path in files.all() if path.exists()]
    if there and not force:
        raise InputProblems([_there(path) for path in there])
    for path in files.all():
        refuse_output(root, path, PAGE if path == files.page else TICKETS)


def name_in(root: Path, folder: Path) -> str:
    """What the journal calls `folder`: by its way from the workspace at `root` where it is in it.

    So that a workspace that was moved knows its own folders again.
    """
    there, here = Path(os.path.realpath(folder)), Path(os.path.realpath(root))
    return (there.relative_to(here) if there.is_relative_to(here) else there).as_posix()


def refuse_second(root: Path, folder: Path, before: Sequence[str], *, force: bool) -> None:
    """Raise Refused where the tickets are in another folder `before`, unless `force` is given.

    Whoever finds two sets of them may type both.
    """
    if force or not before or name_in(root, folder) in before:
        return
    names = " and in ".join(f'"{one}"' for one in before)
    raise Refused(
        f"these tickets are already in the folder {names}, and two sets of them may be typed "
        "twice. Take that folder, with --force to write them there once more; or throw it away, "
        "and write them here with --force"
    )


def _there(path: Path) -> Problem:
    return Problem(
        what=f"{path} exists",
        why="What was filled in there would be lost",
        fix="Name another folder; or read it back first (trimtab orders ID --from FILE) and give "
        "--force",
    )
