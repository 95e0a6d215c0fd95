"""What trimtab needs from the outside. Protocols only; the composition root picks the adapters."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from trimtab.domain.alert import Episode, WatchState
from trimtab.domain.brokerage import (
    BrokerAccount,
    Capabilities,
    LiveQuote,
    OrderReport,
    Preview,
    Snapshot,
)
from trimtab.domain.identifiers import OrderId, Symbol
from trimtab.domain.order import Order
from trimtab.domain.statement import Statement
from trimtab.domain.watch_record import (
    Change,
    Delivery,
    FiredRecord,
    LogEntry,
    Message,
    PlanRecord,
)
from trimtab.domain.watch_record import Snapshot as WatchSnapshot


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


class Broker(Protocol):
    """A broker's accounts, read and traded in.

    Every method raises the errors of `trimtab.errors`: Auth where nobody is logged in, RateLimited
    where it was asked too often, Unavailable where it cannot be read, Definite where it refuses.
    `place` and `cancel` alone raise Unknown, and neither ever sends its request twice.
    """

    @property
    def name(self) -> str:
        """The broker's name for people, such as `E*TRADE`."""
        ...

    def accounts(self) -> tuple[BrokerAccount, ...]:
        """The open accounts of this log-in, in the broker's order."""
        ...

    def capabilities(self, account: BrokerAccount) -> Capabilities:
        """What can be asked for in `account`."""
        ...

    def snapshot(self, account: BrokerAccount) -> Snapshot:
        """Positions, lots and cash, all of one moment."""
        ...

    def activity(self, account: BrokerAccount, *, since: date, until: date) -> Statement:
        """What happened from `since` to `until`, both included, as rows of transactions."""
        ...

    def quotes(self, symbols: Iterable[Symbol]) -> Mapping[Symbol, LiveQuote]:
        """Quotes of those of `symbols` that the broker knows."""
        ...

    def preview(self, account: BrokerAccount, order: Order) -> Preview:
        """What `order` would do, by the broker's own reckoning. Changes nothing."""
        ...

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        """Send the previewed order, once.

        Raises Definite when the broker has refused it, Unknown in every other case but success.
        """
        ...

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        """One order as it stands; Definite where the broker has none of that name."""
        ...

    def orders(self, account: BrokerAccount, *, since: date) -> tuple[OrderReport, ...]:
        """All orders placed on `since` or later, open or not, the oldest first."""
        ...

    def cancel(self, account: BrokerAccount, broker_order_id: str) -> None:
        """Ask to cancel; whether it happened is for `order` to say, as it may fill first."""
        ...


@runtime_checkable
class FindsByName(Protocol):
    """A broker that can be asked for an order by our own name of it, as an answer of its own."""

    def order_named(self, account: BrokerAccount, name: OrderId) -> OrderReport | None:
        """The order that has our name; None where there is none, or none is shown yet."""
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

    def plans(self) -> tuple[PlanRecord, ...]:
        """Every plan that the watch made, the oldest first."""
        ...

    def fired(self) -> tuple[FiredRecord, ...]:
        """What triggers said, the oldest first."""
        ...

    def snapshots(self) -> tuple[WatchSnapshot, ...]:
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
