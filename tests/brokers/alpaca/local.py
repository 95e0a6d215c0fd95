"""The simulated Alpaca with the account of the contract suite, and our client of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import requests

from tests.brokers.etrade.simulated import quote, sim_lot
from tests.contracts.broker import CASH, NEW, OLD
from trimtab.brokers.alpaca.broker import AlpacaBroker
from trimtab.brokers.alpaca.line import Keys, Line
from trimtab.brokers.simulators.alpaca import AlpacaSimulator
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.domain.brokerage import BrokerAccount

# A Monday, half an hour after the opening bell in New York.
MORNING = datetime(2026, 6, 15, 14, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Local:
    """The simulator, our client of it, and what is set and seen behind it."""

    sim: AlpacaSimulator
    broker: AlpacaBroker
    log: list[str] = field(default_factory=list)

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
        return self.sim.watchman.violations(self.sim.exchange)


def sim_account(*lots: SimLot, cash: Decimal = CASH) -> SimAccount:
    held = list(lots) or [sim_lot(11, OLD), sim_lot(12, NEW)]
    return SimAccount(
        key="one", number="PA3X1234", kind="INDIVIDUAL", mode="MARGIN", cash=cash, lots=held
    )


@contextmanager
def local(account: SimAccount | None = None, *, step: str = "1") -> Iterator[Local]:
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
        yield Local(sim, broker, log)
