"""What a broker contributes so that accounts there are read, and orders sent: its link."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from trimtab.domain import AccountId, LotMethod, Quote, Statement, Symbol
from trimtab.domain.brokerage import BrokerAccount
from trimtab.execution.view import Session
from trimtab.ports import Broker, Clock, StatementReader


class LogIn(Protocol):
    """How a person logs in at a broker: at an address, with the code that is shown there."""

    def begin(self) -> str:
        """The address at which the person agrees; the code that it shows goes to `finish`."""
        ...

    def finish(self, code: str) -> str:
        """Log in with the code; what is so now, as a sentence. Auth where it is wrong or late."""
        ...

    def remove(self) -> str:
        """Forget the log-in, and end it at the broker; what is so now, as a sentence."""
        ...


class Reading(Protocol):
    """Accounts at a broker, read. Raises the errors of `ports.Broker`."""

    @property
    def name(self) -> str:
        """The broker's name for people, with its address where that is not its own."""
        ...

    def today(self) -> date:
        """The day at the broker, by its clock."""
        ...

    def accounts(self) -> tuple[BrokerAccount, ...]:
        """The accounts that can be read."""
        ...

    def statements(
        self, accounts: Mapping[AccountId, BrokerAccount]
    ) -> Mapping[AccountId, Statement]:
        """What the broker says of each of `accounts`."""
        ...

    def quotes(self, symbols: Iterable[Symbol]) -> Iterable[Quote]:
        """Prices of those of `symbols` that the broker knows; nothing where it quotes none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Trading:
    """Accounts at a broker, traded in.

    clock  the broker's time
    hours  the market's session at a moment; None where nobody knows it
    ends   why the log-in may end before a run does, as a sentence; empty while it lasts
    """

    broker: Broker
    clock: Clock
    hours: Callable[[datetime], Session] | None
    ends: Callable[[], str] = lambda: ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A broker as one workspace is connected with it. Nothing is asked before it is needed.

    reading  opens what its accounts are read by
    log_in   how a person logs in; None where keys are all that it takes
    trading  opens what its orders are sent by; None where trimtab cannot send any there
    told     what there is to say of the connection beside its accounts, in sentences
    """

    reading: Callable[[], Reading]
    log_in: LogIn | None = None
    trading: Callable[[], Trading] | None = None
    told: Callable[[], tuple[str, ...]] = lambda: ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownBroker:
    """A broker that trimtab speaks with: one row of the table.

    name        as `source = "broker:NAME:****1234"` and `trimtab connect NAME` have it
    called      for people
    opens       the link of the workspace in a folder, by the environment and the machine's clock;
                imports what it needs itself, for that is an extra
    names_lots  True where an order can name the lots that it sells
    sells_by    the method by which it sells where an order cannot; None: the account's own setting
    lists_lots  False where it lists no lots: of those that cannot be rebuilt the files' own stay
    download    reads the files of its site that a sync is checked against; None: there are none
    secrets     the environment variables of what opens it, each in the keyring as well
    logs_in     True where a person logs in, and `vault.SessionPlace` keeps the log-in of the day
    """

    name: str
    called: str
    opens: Callable[[Path, Mapping[str, str], Clock], Link]
    names_lots: bool
    sells_by: LotMethod | None = None
    lists_lots: bool = True
    download: StatementReader | None = None
    secrets: tuple[str, ...] = ()
    logs_in: bool = False

    @property
    def docs(self) -> str:
        """Where the documentation tells of it."""
        return f"reference/brokers.md#{self.name}"
