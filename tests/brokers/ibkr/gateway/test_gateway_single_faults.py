"""Every fault of the simulated gateway at every request of a whole run: reading, 6 sales, 4 buys.

Real sockets; the simulator judges by its own books. After each failure the command is given again,
as a person does, from the journal alone and with a new client.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from tests.brokers.etrade.simulated import quote
from tests.brokers.etrade.test_single_faults_at_the_broker import (
    BOUGHT,
    HELD,
    JOINT,
    MORNING,
    PLAN,
    RUN,
    Person,
    household,
)
from tests.brokers.ibkr.gateway.local import client
from trimtab.brokers.simulators.exchange import Manners
from trimtab.brokers.simulators.ibkr import IbkrSimulator
from trimtab.domain.order import OrderType
from trimtab.execution.desk import Desk
from trimtab.execution.run import Ending
from trimtab.execution.sendable import SendingRules

EARLY = ("429", "401_rejected", "500_100", "503", "504", "html", "reset_before")
LATE = ("500_100", "503", "504", "html", "reset", "stall", "truncated")
PLACE, REPLY = "POST .*/iserver/account/U83551234/orders$", "POST .*/iserver/reply/"
LIST = "GET .*/iserver/account/orders"
# Until an order is shown: so many looks leave it out.
HIDDEN = 3
# The log-in is there again when the command is given again: what was refused stays undone.
REFUSALS = {"401_rejected"}
# Seconds that an answer may take: more than a busy machine takes, and less than a stall.
PATIENCE = 1.0
# A market order is asked two questions about: three requests where one order goes out.
ORDERS, ROUNDS = 10, 2


class GatewayPerson(Person):
    """Gives the command at IBKR, with a new client each time."""

    sim: IbkrSimulator  # type: ignore[assignment]  # of the other broker there

    def command(self) -> Ending:
        broker = client(self.sim)
        (account,) = broker.accounts()
        broker.snapshot(account)
        broker.activity(account, since=MORNING.date(), until=MORNING.date())

        @contextmanager
        def gate() -> Iterator[bool]:
            yield True

        desk = Desk(
            sendable=PLAN,
            rules=SendingRules(order_type=OrderType.MARKET),
            broker=broker,
            accounts={JOINT: account},
            journal=self.journal,
            clock=self.time,
            run=RUN,
            gate=gate,
            told=lambda _: None,
        )
        return self.carried_out(desk)


def ran(
    folder: Path, kind: str = "", match: str = ".*", nth: int = 1, *, before: bool = True
) -> IbkrSimulator:
    quotes = {symbol: quote("100") for symbol in (*HELD, *BOUGHT)}
    with IbkrSimulator([household()], quotes, start=MORNING) as sim:
        sim.pace.overall = 10
        # IBKR would sell what is not there.
        sim.rules.shorts = True
        if not before:
            sim.exchange.manners = Manners(hide_orders=HIDDEN)
        if kind:
            sim.faults.add(
                {
                    "kind": kind,
                    "match": match,
                    "nth": nth,
                    "before": before,
                    "seconds": 1.3 * PATIENCE,
                }
            )
        ending = GatewayPerson(sim, folder).until_it_ends()  # type: ignore[arg-type]  # as above
        where = f"{kind} at {match} {nth}, {'before' if before else 'after'} its effect"
        assert ending is not None, f"{where}: the run never ended"
        assert sim.watchman.violations(sim.exchange) == [], where
        (account,) = sim.exchange.accounts
        names = [one.client_order_id for one in account.orders.values()]
        assert len(names) == len(set(names)), f"{where}: an order was accepted twice"
        assert set(names) <= {str(PLAN.name_of(leg)) for leg in PLAN.legs}, where
        assert all(lot.quantity >= 0 for lot in account.lots), f"{where}: it went short"
        value = account.cash + sum(lot.quantity * 100 for lot in account.lots)
        fees = sum(fill.fee for one in account.orders.values() for fill in one.fills)
        assert value + fees == 6 * 10 * 100 + 100, f"{where}: money was made or lost"
        assert account.cash >= Decimal(0), f"{where}: money was borrowed"
        if kind not in REFUSALS:
            assert ending is Ending.DONE, f"{where}: {ending}"
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
    sim = ran(tmp_path, kind, PLACE, 2)
    assert count(sim, "/U83551234/orders") <= ORDERS + 1


@pytest.mark.parametrize("kind", LATE)
def test_an_order_whose_answer_was_lost_is_found_by_its_name(tmp_path: Path, kind: str) -> None:
    sim = ran(tmp_path, kind, REPLY, 16, before=False)
    assert count(sim, "/U83551234/orders") == ORDERS


@pytest.mark.parametrize("kind", EARLY)
def test_a_yes_that_was_lost_is_not_said_again(tmp_path: Path, kind: str) -> None:
    ran(tmp_path, kind, REPLY, 3)


@pytest.mark.parametrize("kind", ["503", "reset_before"])
def test_a_list_that_cannot_be_read_is_read_again(tmp_path: Path, kind: str) -> None:
    ran(tmp_path, kind, LIST, 5)


@pytest.mark.long
def test_every_fault_at_every_request_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    requests = len(ran(tmp_path / "whole").journal)
    cases = [(kind, True) for kind in EARLY] + [(kind, False) for kind in LATE]
    runs = 0
    for kind, before in cases:
        for nth in range(1, requests + 1):
            ran(tmp_path / str(runs), kind, nth=nth, before=before)
            runs += 1
    print(f"{runs} runs, {requests} requests each")  # noqa: T201 - the count is a result
    assert runs == requests * len(cases)
