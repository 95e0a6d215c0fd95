"""The simulated Alpaca with the account of the contract suite, and our client of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

from tests.brokers.local import MORNING, Local, quote, sim_lot
from tests.contracts.broker import CASH, NEW, OLD
from trimtab.brokers.alpaca.broker import AlpacaBroker
from trimtab.brokers.alpaca.line import Keys, Line
from trimtab.brokers.simulators.alpaca import AlpacaSimulator
from trimtab.brokers.simulators.books import SimAccount, SimLot


@dataclass(frozen=True)
class Alpaca(Local[AlpacaSimulator, AlpacaBroker]):
    """The simulated Alpaca and our client of it."""

    log: list[str] = field(default_factory=list)


def sim_account(*lots: SimLot, cash: Decimal = CASH) -> SimAccount:
    held = list(lots) or [sim_lot(11, OLD), sim_lot(12, NEW)]
    return SimAccount(
        key="one", number="PA3X1234", kind="INDIVIDUAL", mode="MARGIN", cash=cash, lots=held
    )


@contextmanager
def local(account: SimAccount | None = None, *, step: str = "1") -> Iterator[Alpaca]:
    chosen = account or sim_account()
    quotes = {"VTI": quote("100"), "BND": quote("50")}
    with AlpacaSimulator([chosen], quotes, start=MORNING) as sim:
        log: list[str] = []
        line = Line(
            keys=Keys(*sim.pair(chosen)),
            base_url=sim.base_url,
            data_url=sim.base_url,
            log=log.append,
        )
        broker = AlpacaBroker(line=line, now=sim.clock.now, quantity_step=Decimal(step))
        yield Alpaca(sim, broker, log)
