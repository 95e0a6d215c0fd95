"""Every fault of the simulated gateway at every request of a whole run: 6 sales, 4 buys."""

import os
from pathlib import Path

import pytest

from tests.brokers.ibkr.gateway.local import client
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
from trimtab.brokers.ibkr.gateway import GatewayBroker
from trimtab.brokers.simulators.ibkr import IbkrSimulator
from trimtab.domain.order import OrderType
from trimtab.execution.sendable import SendingRules

PLACE, REPLY = "POST .*/iserver/account/U83551234/orders$", "POST .*/iserver/reply/"
LIST = "GET .*/iserver/account/orders"
# Seconds that an answer may take: more than a busy machine takes, and less than a stall.
PATIENCE = 1.0
# A market order is asked two questions about: three requests where one order goes out.
ORDERS, ROUNDS = 10, 2


class GatewayPerson(Person):
    """Is logged in at the gateway."""

    sim: IbkrSimulator
    rules = SendingRules(order_type=OrderType.MARKET)
    stall = 1.3 * PATIENCE
    # The log-in is there again when the command is given again.
    refusals = frozenset({"401_rejected"})

    def broker(self) -> GatewayBroker:
        return client(self.sim)


def ran(folder: Path, fault: Fault | None = None) -> IbkrSimulator:
    with IbkrSimulator([household()], quotes(), start=MORNING) as sim:
        sim.pace.overall = 10
        # IBKR would sell what is not there.
        sim.rules.shorts = True
        run_through(GatewayPerson(sim, folder), fault)
        return sim


def count(sim: IbkrSimulator, what: str) -> int:
    return sum(str(one["path"]).endswith(what) for one in sim.journal)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here dies with the machine, and a loopback answers soon."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr("trimtab.brokers.ibkr.gateway.line._PATIENCE", (5.0, PATIENCE))


def test_a_whole_run_sends_each_order_once_and_answers_its_questions(tmp_path: Path) -> None:
    sim = ran(tmp_path)
    assert count(sim, "/U83551234/orders") == ORDERS
    assert sum("/iserver/reply/" in str(one["path"]) for one in sim.journal) == ORDERS * ROUNDS
    assert {one["status"] for one in sim.journal} == {200}, "nothing was asked for too early"


@pytest.mark.parametrize("kind", EARLY)
def test_an_order_that_was_not_taken_is_sent_once_more_at_most(tmp_path: Path, kind: str) -> None:
    sim = ran(tmp_path, Fault(kind=kind, match=PLACE, nth=2))
    assert count(sim, "/U83551234/orders") <= ORDERS + 1


@pytest.mark.parametrize("kind", LATE)
def test_an_order_whose_answer_was_lost_is_found_by_its_name(tmp_path: Path, kind: str) -> None:
    sim = ran(tmp_path, Fault(kind=kind, match=REPLY, nth=16, before=False))
    assert count(sim, "/U83551234/orders") == ORDERS


@pytest.mark.parametrize("kind", EARLY)
def test_a_yes_that_was_lost_is_not_said_again(tmp_path: Path, kind: str) -> None:
    ran(tmp_path, Fault(kind=kind, match=REPLY, nth=3))


@pytest.mark.parametrize("kind", ["503", "reset_before"])
def test_a_list_that_cannot_be_read_is_read_again(tmp_path: Path, kind: str) -> None:
    ran(tmp_path, Fault(kind=kind, match=LIST, nth=5))


@pytest.mark.long
def test_every_fault_at_every_request_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    swept(ran, tmp_path, [*((kind, True) for kind in EARLY), *((kind, False) for kind in LATE)])
