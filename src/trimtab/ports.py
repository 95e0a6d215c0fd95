"""What trimtab needs from the outside. Protocols only; the composition root picks the adapters."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

from trimtab.domain.brokerage import (
    BrokerAccount,
    Capabilities,
    LiveQuote,
    OrderReport,
    Preview,
    Snapshot,
)
from trimtab.domain.identifiers import Symbol
from trimtab.domain.order import Order
from trimtab.domain.statement import Statement


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


class Clock(Protocol):
    """The time of day, and waiting: the only way in for whatever must not read the clock itself."""

    def now(self) -> datetime:
        """This moment, aware of its time zone."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let `seconds` >= 0 go by."""
        ...
