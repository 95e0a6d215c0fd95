"""The simulated gateway with the account of the contract suite, and our client of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from tests.brokers.local import MORNING, Local, SimTime, quote, sim_lot
from tests.contracts.broker import CASH, NEW, OLD
from trimtab.brokers.ibkr.gateway import GatewayBroker, Line
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.ibkr import IbkrSimulator

NUMBER = "U1234567"


@dataclass(frozen=True)
class Gateway(Local[IbkrSimulator, GatewayBroker]):
    """The simulated gateway and our client of it."""

    @property
    def line(self) -> Line:
        return self.broker.session.line

    def asked(self) -> list[str]:
        """Every request that came in, the oldest first."""
        return [f"{one['method']} {one['path']}".replace("/v1/api", "") for one in self.sim.journal]

    def sent(self, what: str) -> int:
        return sum(what in one for one in self.asked())


def sim_account(*lots: SimLot, cash: Decimal = CASH, number: str = NUMBER) -> SimAccount:
    held = list(lots) or [sim_lot(11, OLD), sim_lot(12, NEW)]
    return SimAccount(
        key=number, number=number, kind="INDIVIDUAL", mode="MARGIN", cash=cash, lots=held
    )


def client(sim: IbkrSimulator) -> GatewayBroker:
    """Our client, new."""
    return GatewayBroker.at(Line(base_url=sim.api_url), SimTime(sim.clock))


@contextmanager
def local(*accounts: SimAccount, asks: bool = False) -> Iterator[Gateway]:
    """`asks`: questions are asked as IBKR asks them, of limits far from the market for one."""
    quotes = {"VTI": quote("100"), "BND": quote("50")}
    with IbkrSimulator(list(accounts) or [sim_account()], quotes, start=MORNING) as sim:
        sim.questions.natural = asks
        sim.pace.overall = 10
        yield Gateway(sim, client(sim))
