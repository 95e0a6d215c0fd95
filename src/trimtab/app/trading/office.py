"""Where a workspace keeps its journal and locks: `.trimtab/`, beside the records of imports."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trimtab.disk import CAN_LOCK, lock, signed, signer
from trimtab.errors import Refused
from trimtab.execution.book import Book
from trimtab.execution.journal import Journal
from trimtab.ports import Clock

_FOLDER = ".trimtab"
EXECUTION_LOCK = Path(_FOLDER) / "execution.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A workspace's journal and locks, and the clock that its events are dated by."""

    root: Path
    journal: Journal
    clock: Clock

    def book(self) -> Book:
        """Where everything stands by the journal."""
        return self.journal.book()

    def paper_books(self, run: str) -> Path:
        """Where the paper broker keeps the books of a run."""
        return self.root / _FOLDER / "paper" / f"{run}.json"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else executes a plan of this workspace meanwhile; Refused where somebody does.

        Refused, too, where the system cannot say.
        """
        if not CAN_LOCK:
            raise Refused(
                "two trimtabs cannot be kept from sending the same orders on this system, which "
                "has no file locks; send from Linux, macOS or WSL, or place the orders yourself"
            )
        with self._opened(EXECUTION_LOCK.name) as handle:
            try:
                lock(handle)
            except BlockingIOError:
                raise Refused(
                    f"another trimtab is sending orders of this workspace ({signer(handle)}); wait "
                    "until it is done, or stop it with `trimtab halt`"
                ) from None
            with signed(handle):
                yield

    @contextmanager
    def gate(self) -> Iterator[bool]:
        """True inside while sending is allowed. `shut` waits until everybody is out."""
        with self._opened("sending.lock") as handle:
            lock(handle, shared=True, wait=True)
            yield self.book().halted is None

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Nobody is inside of the gate meanwhile."""
        with self._opened("sending.lock") as handle:
            lock(handle, wait=True)
            yield

    @contextmanager
    def _opened(self, name: str) -> Iterator[int]:
        path = self.root / _FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield handle
        finally:
            os.close(handle)


def open_office(root: Path, clock: Clock) -> Office:
    """The office of the workspace in `root`."""
    return Office(root=root, journal=journal_of(root), clock=clock)


def journal_of(root: Path) -> Journal:
    """The journal of the workspace in `root`."""
    return Journal(root / _FOLDER / "journal.jsonl")
