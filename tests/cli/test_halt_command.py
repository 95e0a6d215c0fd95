"""`trimtab halt`: sending stops at once, and what may still trade is cancelled where that goes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.linked import DAY, at_broker, died, execute, placed, sending, until
from tests.cli.running import Run
from trimtab.app import open_workspace
from trimtab.app.clock import SystemClock
from trimtab.app.trading.counter import paper_counter
from trimtab.app.trading.office import journal_of, open_office
from trimtab.brokers.simulators.books import SimOrder
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.domain import AccountId, Order, OrderId, OrderType, Side, Symbol
from trimtab.errors import TrimtabError
from trimtab.execution.book import Book
from trimtab.execution.events import (
    CancelAnswered,
    CancelAsked,
    Event,
    Halted,
    Intended,
    Placed,
    RunStarted,
)
from trimtab.execution.journal import Journal


@pytest.fixture
def plan_id(sim: EtradeSimulator, approved: str) -> str:
    """A plan that may be sent, at a broker that fills nothing."""
    sim.exchange.manners.fills = "never"
    return approved


@pytest.fixture(autouse=True)
def _nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trimtab.app.trading.job._QUIET", timedelta(0))
    monkeypatch.setattr("trimtab.app.trading.halting._PATIENCE", timedelta(0))


@pytest.fixture
def working(run: Run, sample: Path, sim: EtradeSimulator, plan_id: str) -> list[SimOrder]:
    """Two orders that work at the broker; the process that sent them is gone."""
    died(run, sample, plan_id, orders=2)
    return at_broker(sim)


def listed(run: Run, plan_id: str) -> dict[int, str]:
    """How each order that was sent stands by the journal."""
    (found,) = json.loads(run("orders", plan_id, "--json", *DAY).out)["runs"]
    return {one["n"]: one["status"] for one in found["orders"] if one["status"] != "drafted"}


def poll(sim: EtradeSimulator, fills: str) -> None:
    """Let the market fill so much once, and nothing after it."""
    sim.exchange.manners.fills = fills
    for account in sim.exchange.accounts:
        sim.exchange.poll(account)
    sim.exchange.manners.fills = "never"


def test_what_works_at_the_broker_is_cancelled_and_nothing_is_sent_afterwards(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str, working: list[SimOrder]
) -> None:
    halted = run("halt", "--as", "Ana", "--note", "call", *DAY)
    assert halted.code == 0, halted.err
    sim.watchman.halted = True
    assert {one.status for one in at_broker(sim)} == {"CANCELLED"}
    assert set(listed(run, plan_id).values()) == {"cancelled"}
    told = " ".join(halted.err.split())
    for one in working:
        assert f"{one.symbol} in " in told
        assert f", {one.number} at the broker) is cancelled; 0 shares were traded." in told
    before = placed(sim)
    assert run(*execute(plan_id)).code == 6
    assert placed(sim) == before
    rehearsed = json.loads(run("execute", plan_id, "--json", *DAY).out)
    assert rehearsed["sent_before"] == len(working)
    assert [one["n"] for one in rehearsed["orders"]] == list(range(3, 21)), "none goes out again"
    assert sim.watchman.violations(sim.exchange) == []
    kinds = [type(one) for one in journal_of(sample).events()]
    assert kinds.count(CancelAsked) == kinds.count(CancelAnswered) == len(working)
    assert kinds.index(Halted) < kinds.index(CancelAsked)
    assert f"Order 1 of plan {plan_id}: cancelling asked for by Ana" in run("history").out


def test_the_status_names_what_may_still_trade_and_a_halt(
    run: Run, plan_id: str, working: list[SimOrder]
) -> None:
    def told() -> list[tuple[str, str]]:
        found = json.loads(run("status", "--json", *DAY).out)["trading"]
        return [(one["name"], one["text"]) for one in found]

    may_trade = f"Run {plan_id}-1 is not done: {len(working)} orders may still trade"
    assert told() == [("open_run", may_trade)]
    assert may_trade in " ".join(run("status", *DAY).out.split())
    assert run("halt", "--as", "Ana", *DAY).code == 0
    (name, text), left = told()
    assert name == "halted"
    assert text.startswith("Ana has halted all sending on ")
    assert left[0] == "open_run"
    assert left[1].endswith("is not done: not all of its plan was sent, and none of it may trade")
    assert "trimtab resume" in run("status", *DAY).out


@pytest.mark.parametrize("kept", [Halted, None])
def test_a_full_disk_hinders_no_cancel_and_each_order_is_named(
    run: Run,
    sim: EtradeSimulator,
    working: list[SimOrder],
    monkeypatch: pytest.MonkeyPatch,
    kept: type[Halted] | None,
) -> None:
    """A disk that takes the halt and nothing after it; one that takes nothing at all."""
    append = Journal.append

    def full(
        journal: Journal, event: Event, *, where: Callable[[Book], bool] | None = None
    ) -> bool:
        if kept is not None and isinstance(event, kept):
            return append(journal, event, where=where)
        raise TrimtabError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "append", full)
        halted = run("halt", *DAY)
    assert {one.status for one in at_broker(sim)} == {"CANCELLED"}
    assert halted.code == (7 if kept is Halted else 1), halted.err
    told = " ".join(halted.err.split())
    assert told.count("may still trade: No space left on device.") == len(working)
    assert run("halt", *DAY).code == 0, "with room again it is heard what became of them"


def test_what_was_traded_before_stays_traded(
    run: Run, sim: EtradeSimulator, plan_id: str, working: list[SimOrder]
) -> None:
    assert working
    poll(sim, "partial:3")
    halted = run("halt", *DAY)
    assert halted.code == 0, halted.err
    orders = at_broker(sim)
    assert {one.status for one in orders} == {"CANCELLED"}
    assert all(0 < one.filled < one.quantity for one in orders)
    (found,) = json.loads(run("orders", plan_id, "--json", *DAY).out)["runs"]
    filled = [Decimal(one["filled"]) for one in found["orders"] if one["status"] == "cancelled"]
    assert sorted(filled) == sorted(one.filled for one in orders)
    assert sim.watchman.violations(sim.exchange) == []


def test_what_was_filled_before_the_cancel_came_is_told_as_filled(
    run: Run, sim: EtradeSimulator, plan_id: str, working: list[SimOrder]
) -> None:
    poll(sim, "immediate")
    halted = run("halt", *DAY)
    assert halted.code == 0, halted.err
    assert set(listed(run, plan_id).values()) == {"filled"}
    assert halted.err.count(" is filled; ") == len(working)
    assert sim.watchman.violations(sim.exchange) == []


def test_a_broker_that_cannot_be_reached_hinders_no_halt_and_the_next_one_cancels(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str, working: list[SimOrder]
) -> None:
    for _ in range(50):
        sim.faults.add({"kind": "503", "match": ".*"})
    halted = run("-q", "halt", *DAY)
    assert halted.code == 7
    assert open_office(sample, SystemClock()).book().halted is not None
    assert halted.err.count("may still trade: ") == len(working)
    assert "Give `trimtab halt` again" in halted.err
    assert {one.status for one in at_broker(sim)} == {"OPEN"}
    sim.faults.waiting.clear()
    again = run("halt", *DAY)
    assert again.code == 0, again.err
    assert {one.status for one in at_broker(sim)} == {"CANCELLED"}
    assert set(listed(run, plan_id).values()) == {"cancelled"}
    assert run("halt", *DAY).code == 0, "nothing is left"


def test_a_log_in_that_has_ended_is_told_with_the_way_to_a_new_one(
    run: Run, sim: EtradeSimulator, working: list[SimOrder]
) -> None:
    for _ in range(50):
        sim.faults.add({"kind": "401_rejected", "match": "(GET|POST|PUT) .*"})
    halted = run("halt", *DAY)
    assert halted.code == 7
    assert halted.err.count("trimtab connect etrade") == len(working)


def test_a_workspace_that_cannot_be_read_is_halted_all_the_same(
    run: Run, sample: Path, sim: EtradeSimulator, working: list[SimOrder]
) -> None:
    settings = sample / "trimtab.toml"
    whole = settings.read_text()
    settings.write_text(whole.replace("version = 1", "version = "))
    halted = run("halt", *DAY)
    assert halted.code == 7
    assert open_office(sample, SystemClock()).book().halted is not None
    assert halted.err.count("trimtab.toml") >= len(working)
    settings.write_text(whole)
    assert run("halt", *DAY).code == 0
    assert {one.status for one in at_broker(sim)} == {"CANCELLED"}


def test_an_order_whose_answer_was_lost_is_named_and_cancelled_once_it_is_found(
    run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    sim.exchange.manners.hide_orders = 10_000
    sim.exchange.manners.fills = "immediate"
    sim.faults.add({"kind": "reset", "match": "POST .*orders/place"})
    assert run(*execute(plan_id)).code == 7
    (number,) = [n for n, status in listed(run, plan_id).items() if status == "unknown"]
    first = at_broker(sim)[0]
    asked = run("cancel", f"{plan_id}:{number}")
    assert asked.code == 6
    assert "nobody knows whether the broker has order" in asked.err
    lost = run("halt", *DAY)
    assert lost.code == 7
    told = " ".join(lost.err.split())
    assert f"Order {plan_id}-1:{number} (" in told
    assert "may still trade: nobody knows whether the broker has it" in told
    assert f"trimtab orders --absent {plan_id}-1:{number}" in told
    first.hidden = 0
    found = run("halt", *DAY)
    assert found.code == 0, found.err
    assert listed(run, plan_id)[number] == "filled"
    assert sim.watchman.violations(sim.exchange) == []


def test_a_lost_order_that_works_is_found_and_cancelled_in_one_halt(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str
) -> None:
    sim.faults.add({"kind": "stall", "match": "POST .*orders/place", "seconds": 3600})
    command = [sys.executable, "-m", "trimtab", "-q", *execute(plan_id)]
    with subprocess.Popen(command) as process:
        until(lambda: at_broker(sim) != [], process)
        process.send_signal(signal.SIGKILL)
    assert set(listed(run, plan_id).values()) == {"unknown"}
    halted = run("halt", *DAY)
    assert halted.code == 0, halted.err
    assert set(listed(run, plan_id).values()) == {"cancelled"}
    assert [one.status for one in at_broker(sim)] == ["CANCELLED"]
    assert sample.exists()


def test_another_process_that_is_sending_stops_and_its_orders_are_cancelled(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str
) -> None:
    with sending(sample, plan_id, orders=1) as other:
        halted = run("halt", *DAY)
        sim.watchman.halted = True
        _, said = other.communicate(timeout=120)
    assert halted.code == 0, halted.err
    assert other.returncode == 6, said
    orders = at_broker(sim)
    assert orders
    assert {one.status for one in orders} == {"CANCELLED"}
    assert set(listed(run, plan_id).values()) == {"cancelled"}
    assert sim.watchman.violations(sim.exchange) == [], "nothing came after the halt"
    events = journal_of(sample).events()
    sent = [one for one in events if isinstance(one, Intended)]
    assert len(sent) == len(orders), "nothing is lost from the journal"


def test_a_process_that_does_not_stop_is_named_and_what_is_known_is_cancelled(
    run: Run,
    sample: Path,
    sim: EtradeSimulator,
    working: list[SimOrder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trimtab.app.trading.halting._STOPS_WITHIN", timedelta(0))
    with open_office(sample, SystemClock()).alone():
        halted = run("halt", *DAY)
    assert halted.code == 0, halted.err
    assert {one.status for one in working} == {"CANCELLED"}
    assert sim.watchman.violations(sim.exchange) == []


def test_a_lost_order_that_another_process_looks_for_is_left_to_it(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim.exchange.manners.hide_orders = 10_000
    sim.exchange.manners.fills = "immediate"
    sim.faults.add({"kind": "reset", "match": "POST .*orders/place"})
    assert run(*execute(plan_id)).code == 7
    monkeypatch.setattr("trimtab.app.trading.halting._STOPS_WITHIN", timedelta(0))
    with open_office(sample, SystemClock()).alone():
        halted = run("halt", *DAY)
    assert halted.code == 7
    told = " ".join(halted.err.split())
    assert f"another trimtab is sending orders of this workspace (process {os.getpid()})" in told


ON_PAPER = Order(
    order_id=OrderId("7K3F01234567001"),
    account_id=AccountId("joint"),
    side=Side.SELL,
    symbol=Symbol("VOO"),
    quantity=Decimal(1),
    order_type=OrderType.LIMIT,
    limit_price=Decimal(100_000),
)


def test_an_order_on_paper_is_cancelled_in_its_books(run: Run, sample: Path) -> None:
    workspace = open_workspace(sample, as_of=date(2026, 6, 15))
    made = workspace.plan()
    workspace.save(made)
    plan_id, office = made.id, open_office(sample, SystemClock())
    name, now = f"{plan_id}-1", office.clock.now()
    counter = paper_counter(workspace.loaded, office.paper_books(name), office.clock)
    account = counter.accounts[ON_PAPER.account_id]
    report = counter.broker.place(account, counter.broker.preview(account, ON_PAPER))
    office.journal.append_all(
        (
            RunStarted(
                at=now, run=name, plan=plan_id, sha256=made.sha256, broker="paper", live=False
            ),
            Intended(at=now, run=name, leg=1, attempt=1, order=ON_PAPER, known=()),
            Placed(at=now, run=name, leg=1, broker_order_id=report.broker_order_id),
        )
    )
    halted = run("halt", *DAY)
    assert halted.code == 0, halted.err
    (kept,) = json.loads(office.paper_books(name).read_text())["orders"]
    assert kept["report"]["status"] == "cancelled"
    assert f"Order {name}:1 (sell 1 VOO in joint" in " ".join(halted.err.split())


def test_where_nothing_was_sent_nobody_is_asked(run: Run, sample: Path) -> None:
    (sample / "trimtab.toml").write_text("broken")
    halted = run("halt", *DAY)
    assert halted.code == 0
    assert halted.err == "Trading is halted. `trimtab resume` allows it again.\n"
