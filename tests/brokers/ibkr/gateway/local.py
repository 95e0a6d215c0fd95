"""The simulated gateway with the account of the contract suite, and our client of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import requests

from tests.brokers.etrade.simulated import quote, sim_lot
from tests.contracts.broker import CASH, NEW, OLD
from trimtab.brokers.ibkr.gateway import GatewayBroker, Line
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.clock import SimClock
from trimtab.brokers.simulators.ibkr import IbkrSimulator
from trimtab.domain.brokerage import BrokerAccount

# A Monday, half an hour after the opening bell in New York.
MORNING = datetime(2026, 6, 15, 14, 0, tzinfo=UTC)
NUMBER = "U1234567"


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
class Local:
    """The simulator, our client of it, and what is set and seen behind it."""

    sim: IbkrSimulator
    broker: GatewayBroker

    @property
    def account(self) -> BrokerAccount:
        return self.broker.accounts()[0]

    @property
    def line(self) -> Line:
        return self.broker.session.line

    def set(self, name: str, **given: object) -> None:
        answer = requests.post(f"{self.sim.base_url}/_sim/{name}", json=given, timeout=10)
        assert answer.status_code == 200, answer.text

    def fault(self, kind: str, match: str = ".*", nth: int = 1, *, before: bool = True) -> None:
        self.set("faults", kind=kind, match=match, nth=nth, before=before)

    def asked(self) -> list[str]:
        """Every request that came in, the oldest first."""
        return [f"{one['method']} {one['path']}".replace("/v1/api", "") for one in self.sim.journal]

    def sent(self, what: str) -> int:
        """How many requests of that kind came in."""
        return sum(what in one for one in self.asked())

    def violations(self) -> list[str]:
        return self.sim.watchman.violations(self.sim.exchange)


def sim_account(*lots: SimLot, cash: Decimal = CASH, number: str = NUMBER) -> SimAccount:
    held = list(lots) or [sim_lot(11, OLD), sim_lot(12, NEW)]
    return SimAccount(
        key=number, number=number, kind="INDIVIDUAL", mode="MARGIN", cash=cash, lots=held
    )


def client(sim: IbkrSimulator) -> GatewayBroker:
    """Our client, new."""
    return GatewayBroker.at(Line(base_url=sim.api_url), SimTime(sim.clock))


@contextmanager
def local(*accounts: SimAccount, asks: bool = False) -> Iterator[Local]:
    """`asks`: questions are asked as IBKR asks them, of limits far from the market for one."""
    quotes = {"VTI": quote("100"), "BND": quote("50")}
    with IbkrSimulator(list(accounts) or [sim_account()], quotes, start=MORNING) as sim:
        sim.questions.natural = asks
        sim.pace.overall = 10
        yield Local(sim, client(sim))
