"""What the tests against simulated brokers share: a morning, lots and quotes, and a look behind."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Generic, TypeVar

import requests

from trimtab.brokers.simulators.books import SimLot
from trimtab.brokers.simulators.clock import SimClock
from trimtab.brokers.simulators.exchange import SimQuote
from trimtab.brokers.simulators.listening import LoopbackBroker
from trimtab.domain.brokerage import BrokerAccount, BrokerLot
from trimtab.ports import Broker

# A Monday, half an hour after the opening bell in New York.
MORNING = datetime(2026, 6, 15, 14, 0, tzinfo=UTC)

Sim = TypeVar("Sim", bound=LoopbackBroker)
Client = TypeVar("Client", bound=Broker)


def sim_lot(number: int, lot: BrokerLot) -> SimLot:
    return SimLot(
        number=number,
        symbol=str(lot.symbol),
        quantity=lot.quantity,
        cost=lot.basis or Decimal(0),
        acquired=lot.acquired,
    )


def quote(price: str, status: str = "REALTIME") -> SimQuote:
    exact = Decimal(price)
    return SimQuote(last=exact, bid=exact, ask=exact, status=status)


@dataclass(frozen=True)
class SimTime:
    """The simulator's clock, which goes on while somebody waits."""

    clock: SimClock

    def now(self) -> datetime:
        return self.clock.now()

    def sleep(self, seconds: float) -> bool:
        self.clock.advance(seconds)
        return True


@dataclass(frozen=True)
class Local(Generic[Sim, Client]):
    """A simulator, our client of it, and what is set and seen behind it."""

    sim: Sim
    broker: Client

    @property
    def account(self) -> BrokerAccount:
        return self.broker.accounts()[0]

    def set(self, name: str, **given: object) -> None:
        answer = requests.post(f"{self.sim.base_url}/_sim/{name}", json=given, timeout=10)
        assert answer.status_code == 200, answer.text

    def fault(self, kind: str, match: str = ".*", nth: int = 1, *, before: bool = True) -> None:
        self.set("faults", kind=kind, match=match, nth=nth, before=before)

    def sent(self, what: str) -> int:
        """How many requests of that kind came in."""
        return sum(what in f"{one['method']} {one['path']}" for one in self.sim.journal)

    def violations(self) -> list[str]:
        found: list[str] = requests.get(f"{self.sim.base_url}/_sim/violations", timeout=10).json()
        return found
