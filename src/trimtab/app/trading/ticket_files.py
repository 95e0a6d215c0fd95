"""Where tickets go: one CSV for each account and one page, in a folder that a person names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from trimtab.app.output_files import PAGE, OutputKind, refuse_output
from trimtab.brokers.tickets.columns import HEADERS
from trimtab.domain import AccountId
from trimtab.errors import InputProblems, Problem

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


def ticket_files(folder: Path, plan: str, accounts: Iterable[AccountId]) -> Files:
    """The files in `folder`; no two accounts share one."""
    found: dict[AccountId, Path] = {}
    for account_id in accounts:
        name = f"{plan}-{_ODD.sub('_', account_id)}"
        taken = {path.name.casefold() for path in found.values()}
        while f"{name}.csv".casefold() in taken:
            name += "_"
        found[account_id] = folder / f"{name}.csv"
    return Files(csv=found, page=folder / f"{plan}-tickets.html")


def refuse_files(root: Path, files: Files, *, force: bool) -> None:
    """Raise InputProblems unless writing `files` loses nothing; with `force`, nothing but tickets.

    The folder is made where it is missing, in one that exists.
    """
    folder = files.page.parent
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


def _there(path: Path) -> Problem:
    return Problem(
        what=f"{path} exists",
        why="What was filled in there would be lost",
        fix="Name another folder; or read it back first (trimtab orders ID --from FILE) and give "
        "--force",
    )
