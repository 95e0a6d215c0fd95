"""Every fault of the simulated Alpaca at every request of a whole run: reading, 6 sales, 4 buys.

Real sockets; the simulator judges by its own books. After each failure the command is given again,
as a person does, from the journal alone.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
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
from trimtab.brokers.alpaca.broker import AlpacaBroker
from trimtab.brokers.alpaca.line import Keys, Line
from trimtab.brokers.simulators.alpaca import AlpacaSimulator
from trimtab.brokers.simulators.exchange import Manners
from trimtab.execution.desk import Desk
from trimtab.execution.run import Ending
from trimtab.execution.sendable import SendingRules

# Faults that are not E*TRADE's own.
EARLY = ("429", "401_rejected", "500_100", "503", "504", "html", "reset_before")
LATE = ("500_100", "503", "504", "html", "reset", "stall", "truncated")
PLACE, LIST = "POST /v2/orders", "GET /v2/orders"
# Until an order is shown: so many looks leave it out, a request for it by its name among them.
HIDDEN = 3
# The keys are right again when the command is given again: what was refused stays undone.
REFUSALS = {"401_rejected"}


class AlpacaPerson(Person):
    """Gives the command at Alpaca, with a new client each time."""

    sim: AlpacaSimulator  # type: ignore[assignment]  # of the other broker there

    def command(self) -> Ending:
        (books,) = self.sim.exchange.accounts
        line = Line(
            keys=Keys(*self.sim.pair(books)),
            base_url=self.sim.base_url,
            data_url=self.sim.base_url,
        )
        broker = AlpacaBroker(line=line, now=self.time.now)
        (account,) = broker.accounts()
        broker.snapshot(account)
        broker.activity(account, since=MORNING.date(), until=MORNING.date())

        @contextmanager
        def gate() -> Iterator[bool]:
            yield True

        desk = Desk(
            sendable=PLAN,
            rules=SendingRules(),
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
) -> AlpacaSimulator:
    quotes = {symbol: quote("100") for symbol in (*HELD, *BOUGHT)}
    with AlpacaSimulator([household()], quotes, start=MORNING) as sim:
        if not before:
            sim.exchange.manners = Manners(hide_orders=HIDDEN)
        if kind:
            sim.faults.add(
                {"kind": kind, "match": match, "nth": nth, "before": before, "seconds": 0.15}
            )
        ending = AlpacaPerson(sim, folder).until_it_ends()  # type: ignore[arg-type]  # as above
        where = f"{kind} at {match} {nth}, {'before' if before else 'after'} its effect"
        assert ending is not None, f"{where}: the run never ended"
        assert sim.watchman.violations(sim.exchange) == [], where
        (account,) = sim.exchange.accounts
        names = [one.client_order_id for one in account.orders.values()]
        assert len(names) == len(set(names)), f"{where}: an order was accepted twice"
        assert set(names) <= {str(PLAN.name_of(leg)) for leg in PLAN.legs}, where
        value = account.cash + sum(lot.quantity * 100 for lot in account.lots)
        assert value == 6 * 10 * 100 + 100, f"{where}: money was made or lost"
        if kind not in REFUSALS:
            assert ending is Ending.DONE, f"{where}: {ending}"
        return sim


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here dies with the machine, and a loopback answers at once."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr("trimtab.brokers.alpaca.line._PATIENCE", (2.0, 0.1))


@pytest.mark.parametrize("kind", EARLY)
def test_an_order_that_was_not_taken_is_sent_once_more_at_most(tmp_path: Path, kind: str) -> None:
    sim = ran(tmp_path, kind, PLACE, 2)
    assert sum(f"{one['method']} {one['path']}" == PLACE for one in sim.journal) <= 11


@pytest.mark.parametrize("kind", LATE)
def test_an_order_whose_answer_was_lost_is_found_by_its_name(tmp_path: Path, kind: str) -> None:
    sim = ran(tmp_path, kind, PLACE, 8, before=False)
    assert sum(f"{one['method']} {one['path']}" == PLACE for one in sim.journal) == 10
    assert any("by_client_order_id" in str(one["path"]) for one in sim.journal)


@pytest.mark.parametrize("kind", ["503", "reset_before"])
def test_a_list_that_cannot_be_read_is_read_again(tmp_path: Path, kind: str) -> None:
    ran(tmp_path, kind, LIST, 5)


@pytest.mark.long
def test_every_fault_at_every_request_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    count = len(ran(tmp_path / "whole").journal)
    cases = [(kind, True) for kind in EARLY] + [(kind, False) for kind in LATE]
    runs = 0
    for kind, before in cases:
        for nth in range(1, count + 1):
            ran(tmp_path / str(runs), kind, nth=nth, before=before)
            runs += 1
    print(f"{runs} runs, {count} requests each")  # noqa: T201 - the count is a result
    assert runs == count * len(cases)
