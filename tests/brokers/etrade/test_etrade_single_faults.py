"""Every fault of the simulated E*TRADE at every request of a whole run: log-in, 6 sales, 4 buys."""

import os
import re
from pathlib import Path

import pytest
import requests

from tests.brokers.local import MORNING
from tests.brokers.whole_run import Fault, NoLogIn, Person, household, quotes, run_through, swept
from trimtab.brokers.etrade.api import Consumer, EtradeBroker, Line, LogIn
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.brokers.simulators.faults import KINDS

# Where a fault can come after the effect as well, and where it always does.
EITHER, LATE = {"500_100", "502", "503", "504", "html"}, {"reset", "stall", "truncated"}
CASES = [
    *((kind, True) for kind in KINDS if kind not in LATE),
    *((kind, False) for kind in KINDS if kind in EITHER | LATE),
]


class EtradePerson(Person):
    """Logs in by the page and its code."""

    sim: EtradeSimulator
    stall = 0.4
    # The broker's own words that it does not want an order.
    refusals = frozenset({"8400", "1037", "900", "1033", "xml_error"})

    def broker(self) -> EtradeBroker:
        log_in = LogIn(
            line=Line(
                consumer=Consumer(self.sim.logins.consumer_key, self.sim.logins.consumer_secret),
                base_url=self.sim.base_url,
                timestamp=lambda: int(self.time.now().timestamp()),
            ),
            now=self.time.now,
            authorise_at=f"{self.sim.base_url}/e/t/etws/authorize",
        )
        address, request_token = log_in.begin()
        page = requests.get(address, timeout=0.2).text
        code = re.search("<b>(.+?)</b>", page)
        if code is None:
            raise NoLogIn(page)
        log_in.finish(request_token, code[1])
        return EtradeBroker(log_in=log_in, now=self.time.now)


def ran(folder: Path, fault: Fault | None) -> EtradeSimulator:
    with EtradeSimulator([household()], quotes(), start=MORNING) as sim:
        run_through(EtradePerson(sim, folder), fault)
        return sim


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here dies with the machine, and a loopback answers at once."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr("trimtab.brokers.etrade.api.line._PATIENCE", (2.0, 0.2))


def test_a_fault_here_and_there_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    swept(ran, tmp_path, CASES, least=20)


@pytest.mark.long
def test_every_fault_at_every_request_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    swept(ran, tmp_path, CASES)
