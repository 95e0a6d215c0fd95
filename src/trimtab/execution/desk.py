"""What a run works with: the broker, the journal, the clock, and who may stop it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from trimtab.domain.brokerage import BrokerAccount, OrderReport
from trimtab.domain.identifiers import AccountId
from trimtab.domain.order import Side
from trimtab.errors import RateLimited, Unavailable
from trimtab.execution.book import Book, Run
from trimtab.execution.journal import Journal
from trimtab.execution.sendable import Sendable, SendingRules
from trimtab.execution.view import Session
from trimtab.ports import Broker, Clock

T = TypeVar("T")

# Seconds between two looks, growing; the last goes on.
_PAUSES = (1, 2, 4, 8, 16, 30)


def tries(clock: Clock, patience: timedelta) -> Iterator[int]:
    """Numbers from 0 on, with growing pauses between them, until `patience` is over.

    There is always a first one, and one when all time is over.
    """
    start, number = clock.now(), 0
    while True:
        yield number
        left = (start + patience - clock.now()).total_seconds()
        if left <= 0:
            return
        clock.sleep(min(_PAUSES[min(number, len(_PAUSES) - 1)], left))
        number += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything needed to send one plan.

    accounts  the broker's accounts by the household's names of them
    run       the name of the run in the journal
    gate      entered around everything that is sent: True inside while sending is allowed; whoever
              halts trading waits until nobody is inside
    told      is given one sentence whenever something happened
    hours     the market's session now; None where nobody knows it
    waits     is given what is waited for, whenever that changes; empty when it is over
    """

    sendable: Sendable
    rules: SendingRules
    broker: Broker
    accounts: Mapping[AccountId, BrokerAccount]
    journal: Journal
    clock: Clock
    run: str
    gate: Callable[[], AbstractContextManager[bool]]
    told: Callable[[str], None]
    hours: Callable[[], Session | None] = lambda: None
    waits: Callable[[str], None] = lambda _: None

    def book(self) -> Book:
        """Where everything stands by the journal."""
        return self.journal.book()

    def state(self) -> Run:
        """Where this run stands by the journal."""
        return self.book().runs[self.run]

    def orders(
        self, account: BrokerAccount, *, sent_at: datetime | None = None
    ) -> tuple[OrderReport, ...]:
        """The broker's orders of today and the day before: a run may cross midnight somewhere.

        sent_at  when one of them was sent that may be older; those from the day before it on
        """
        first = self.today() if sent_at is None else min(self.today(), sent_at.date())
        return self.broker.orders(account, since=first - timedelta(days=1))

    def today(self) -> date:
        """The date of the clock."""
        return self.clock.now().date()

    def halted(self) -> bool:
        """True when somebody has halted trading."""
        with self.gate() as may_send:
            return not may_send

    def closed(self) -> Session | None:
        """The session while the market is closed; None while it is open, or where nobody knows.

        Asked again before each order: a run that waits for its sales may outlast the session.
        """
        session = self.patiently(self.hours, self.rules.quiet)
        return None if session is None or session.is_open else session

    def takes(self, side: Side, closed: Session | None) -> bool:
        """True where an order of that side may go out: while it is open, or to wait until it is.

        closed  as `closed` returns it
        """
        return closed is None or (side is Side.SELL and self.rules.may_wait)

    def within(self, patience: timedelta) -> Iterator[int]:
        """Numbers of tries, with growing pauses between them, until `patience` is over.

        There is always a first one, and one when all time is over.
        """
        return tries(self.clock, patience)

    def patiently(self, ask: Callable[[], T], patience: timedelta) -> T:
        """`ask()`, again and again while the broker cannot be read or asks to wait.

        Only for what changes nothing. Raises what the last try raised.
        """
        last: RateLimited | Unavailable
        for _ in self.within(patience):
            try:
                return ask()
            except (RateLimited, Unavailable) as error:
                last = error
            if isinstance(last, RateLimited) and last.retry_after:
                self.clock.sleep(last.retry_after)
        raise last
