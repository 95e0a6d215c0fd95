"""Every fault of the simulated Alpaca at every request of a whole run: reading, 6 sales, 4 buys."""

import os
from pathlib import Path

import pytest

from tests.brokers.local import MORNING
from tests.brokers.whole_run import (
    EARLY,
    LATE,
    Fault,
    Person,
    household,
    quotes,
    run_through,
    swept,
)
from trimtab.brokers.alpaca.broker import AlpacaBroker
from trimtab.brokers.alpaca.line import Keys, Line
from trimtab.brokers.simulators.alpaca import AlpacaSimulator

PLACE, LIST = "POST /v2/orders", "GET /v2/orders"


class AlpacaPerson(Person):
    """Has the keys of the account."""

    sim: AlpacaSimulator
    stall = 0.15
    # The keys are right again when the command is given again.
    refusals = frozenset({"401_rejected"})

    def broker(self) -> AlpacaBroker:
        (books,) = self.sim.exchange.accounts
        line = Line(
            keys=Keys(*self.sim.pair(books)),
            base_url=self.sim.base_url,
            data_url=self.sim.base_url,
        )
        return AlpacaBroker(line=line, now=self.time.now)


def ran(folder: Path, fault: Fault | None) -> AlpacaSimulator:
    with AlpacaSimulator([household()], quotes(), start=MORNING) as sim:
        run_through(AlpacaPerson(sim, folder), fault)
        return sim


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here dies with the machine, and a loopback answers at once."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr("trimtab.brokers.alpaca.line._PATIENCE", (2.0, 0.1))


@pytest.mark.parametrize("kind", EARLY)
def test_an_order_that_was_not_taken_is_sent_once_more_at_most(tmp_path: Path, kind: str) -> None:
    sim = ran(tmp_path, Fault(kind=kind, match=PLACE, nth=2))
    assert sum(f"{one['method']} {one['path']}" == PLACE for one in sim.journal) <= 11


@pytest.mark.parametrize("kind", LATE)
def test_an_order_whose_answer_was_lost_is_found_by_its_name(tmp_path: Path, kind: str) -> None:
    sim = ran(tmp_path, Fault(kind=kind, match=PLACE, nth=8, before=False))
    assert sum(f"{one['method']} {one['path']}" == PLACE for one in sim.journal) == 10
    assert any("by_client_order_id" in str(one["path"]) for one in sim.journal)


@pytest.mark.parametrize("kind", ["503", "reset_before"])
def test_a_list_that_cannot_be_read_is_read_again(tmp_path: Path, kind: str) -> None:
    ran(tmp_path, Fault(kind=kind, match=LIST, nth=5))


@pytest.mark.long
def test_every_fault_at_every_request_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    swept(ran, tmp_path, [*((kind, True) for kind in EARLY), *((kind, False) for kind in LATE)])
