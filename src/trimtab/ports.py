"""What trimtab needs from the outside. Protocols only; the composition root picks the adapters."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from trimtab.domain.alert import Episode, WatchState
from trimtab.domain.statement import Statement
from trimtab.domain.watch_record import (
    ActionRecord,
    Change,
    Delivery,
    FiredRecord,
    LogEntry,
    Message,
    PlanRecord,
    Snapshot,
)


class StatementReader(Protocol):
    """Reads one kind of file that a broker exports."""

    @property
    def format(self) -> str:
        """The format's name for people."""
        ...

    def recognises(self, text: str) -> bool:
        """True when `text` is of this format, judged by content and never by the file's name."""
        ...

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """One statement per account in `text`, in the order of the file.

        Rows that cannot be used become problems of their statement, with `file` and the line.
        """
        ...


class Clock(Protocol):
    """Time, for whoever repeats something. Only `cli` and `app` have the real one."""

    def now(self) -> datetime:
        """The time, aware."""
        ...

    def sleep(self, seconds: float) -> bool:
        """Wait for so many seconds; False when it was ended early because all should stop."""
        ...


class Notifier(Protocol):
    """One way to tell the user."""

    @property
    def channel(self) -> str:
        """Its name in records: the same as long as it leads to the same place, and no secret."""
        ...

    def send(self, message: Message) -> None:
        """Hand `message` over, with its key; OutsideFailure says why that did not work."""
        ...


class Store(Protocol):
    """What is remembered of one workspace. Every method is one transaction.

    Raises OutsideFailure when the database is locked, full or away, and InputProblems when it is
    damaged or was written by a newer trimtab; nothing is half written then.
    """

    def state(self) -> WatchState:
        """What the watch remembers; the beginning when nothing was written yet."""
        ...

    def change(self, decide: Callable[[WatchState], Change]) -> Change:
        """Write what `decide` makes of the state. Nobody else writes in between.

        `decide` must be pure: it may be called again. What it raises leaves everything as it was.
        """
        ...

    def deliveries(self) -> tuple[Delivery, ...]:
        """Every delivery that is neither sent nor given up, the oldest message first."""
        ...

    def record_delivery(self, delivery: Delivery, entries: tuple[LogEntry, ...] = ()) -> None:
        """Keep the new state of `delivery`, and one attempt more when it began."""
        ...

    def episodes(self, *, closed: bool = False) -> tuple[Episode, ...]:
        """The open episodes by number, or with `closed` all of them."""
        ...

    def messages(self) -> tuple[tuple[Message, tuple[Delivery, ...]], ...]:
        """Every message with its deliveries, the oldest first."""
        ...

    def record_action(self, action: ActionRecord, entries: tuple[LogEntry, ...] = ()) -> bool:
        """Keep that `action` was applied or undone; False when that is known already."""
        ...

    def actions(self) -> tuple[ActionRecord, ...]:
        """Every corporate action that was applied, the oldest first."""
        ...

    def plans(self) -> tuple[PlanRecord, ...]:
        """Every plan that the watch made, the oldest first."""
        ...

    def fired(self) -> tuple[FiredRecord, ...]:
        """What triggers said, the oldest first."""
        ...

    def snapshots(self) -> tuple[Snapshot, ...]:
        """What the watch saw, the oldest first."""
        ...

    def log(self, since: datetime | None = None) -> tuple[LogEntry, ...]:
        """The log from `since` on, in the order of writing."""
        ...

    def append(self, entry: LogEntry) -> None:
        """Add one line to the log."""
        ...

    def watching(self) -> AbstractContextManager[None]:
        """Be the only watch while the context lasts; Refused when there is another.

        It ends with the process, however that ends.
        """
        ...
