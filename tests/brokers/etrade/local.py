"""The simulator with the account of the contract suite, and our client logged in to it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from tests.brokers.local import MORNING, Local, quote, sim_lot
from tests.contracts.broker import CASH, NEW, OLD
from trimtab.brokers.etrade.api import Consumer, EtradeBroker, Line, LogIn
from trimtab.brokers.simulators.books import SimAccount
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.domain.brokerage import BrokerLot

KEY = "JIdOIAcSpwR1Jva7RQBraQ"


Simulated = Local[EtradeSimulator, EtradeBroker]


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
    with EtradeSimulator(
        [account], {"VTI": quote("100"), "BND": quote("50")}, start=MORNING
    ) as sim:
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
        yield Local(sim, broker)


def typed_code(log_in: LogIn) -> None:
    """As a person does: open the address, read the code, type it."""
    address, request_token = log_in.begin()
    page = requests.get(address, timeout=10).text
    found = re.search("<b>(.+?)</b>", page)
    assert found is not None, page
    log_in.finish(request_token, found[1])
