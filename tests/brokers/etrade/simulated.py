"""The simulator with the account of the contract suite, and our client logged in to it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import requests

from tests.contracts.broker import CASH, NEW, OLD
from trimtab.brokers.etrade.api import Consumer, EtradeBroker, Line, LogIn
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.etrade import Simulator
from trimtab.brokers.simulators.exchange import SimQuote
from trimtab.domain.brokerage import BrokerAccount, BrokerLot

# A Monday, half an hour after the opening bell in New York.
MORNING = datetime(2026, 6, 15, 14, 0, tzinfo=UTC)
KEY = "JIdOIAcSpwR1Jva7RQBraQ"


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
class Simulated:
    """The simulator, and what is set and seen behind it."""

    sim: Simulator
    broker: EtradeBroker

    @property
    def account(self) -> BrokerAccount:
        return self.broker.accounts()[0]

    def set(self, name: str, **given: object) -> None:
        answer = requests.post(f"{self.sim.base_url}/_sim/{name}", json=given, timeout=10)
        assert answer.status_code == 200, answer.text

    def fault(self, kind: str, match: str = ".*", nth: int = 1, *, before: bool = True) -> None:
        self.set("faults", kind=kind, match=match, nth=nth, before=before)

    def violations(self) -> list[str]:
        found: list[str] = requests.get(f"{self.sim.base_url}/_sim/violations", timeout=10).json()
        return found

    def sent(self, what: str) -> int:
        """How many requests of that kind came in."""
        return sum(what in f"{one['method']} {one['path']}" for one in self.sim.journal)


@contextmanager
def simulated(new: BrokerLot = NEW) -> Iterator[Simulated]:
    account = SimAccount(
        key=KEY,
        number="83550325",
        kind="INDIVIDUAL",
        mode="MARGIN",
        cash=CASH,
        lots=[sim_lot(11, OLD), sim_lot(12, new)],
    )
    with Simulator([account], {"VTI": quote("100"), "BND": quote("50")}, start=MORNING) as sim:
        line = Line(
            consumer=Consumer(sim.logins.consumer_key, sim.logins.consumer_secret),
            base_url=sim.base_url,
            timestamp=lambda: int(sim.clock.now().timestamp()),
        )
        log_in = LogIn(
            line=line, now=sim.clock.now, authorise_at=f"{sim.base_url}/e/t/etws/authorize"
        )
        broker = EtradeBroker(log_in=log_in, now=sim.clock.now)
        typed_code(log_in)
        yield Simulated(sim, broker)


def typed_code(log_in: LogIn) -> None:
    """As a person does: open the address, read the code, type it."""
    address, request_token = log_in.begin()
    page = requests.get(address, timeout=10).text
    found = re.search("<b>(.+?)</b>", page)
    assert found is not None, page
    log_in.finish(request_token, found[1])
