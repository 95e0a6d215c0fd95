"""The whole way with a broker: log in, sync, plan, approve, rehearse, send, look back."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.linked import DAY, logged_in, placed
from tests.cli.running import Run
from trimtab.app.trading.market_hours import session_at
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.money import ZERO, to_cents


@pytest.fixture
def plan_id(approved: str) -> str:
    """A plan, approved, of the accounts as the broker has them."""
    return approved


def test_a_plan_is_rehearsed_sent_and_read_back(
    run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    sim.exchange.manners.notice = "Read this first."
    rehearsed = run("execute", plan_id, *DAY)
    assert "the broker says: Read this first." in rehearsed.out
    assert "The market is open until Mon 15 Jun 16:00 EDT." in rehearsed.out
    assert rehearsed.code == 0, rehearsed.out + rehearsed.err
    assert placed(sim) == 0, "a rehearsal sends nothing"
    assert "orders to E*TRADE at 127.0.0.1:" in rehearsed.out
    sent = run("execute", plan_id, "--live", "--yes", "--json", *DAY)
    assert sent.code == 0, sent.err + sent.out
    (document,) = json.loads(sent.out)["runs"]
    orders = [order for one in sim.exchange.accounts for order in one.orders.values()]
    assert len(orders) == placed(sim) == len(document["orders"])
    assert {order.status for order in orders} == {"EXECUTED"}
    assert sim.watchman.violations(sim.exchange) == []
    listed = json.loads(run("orders", plan_id, "--json", *DAY).out)
    assert [one["run"] for one in listed["runs"]] == [document["run"]]
    again = run("execute", plan_id, "--live", "--yes", *DAY)
    assert again.code == 6
    assert placed(sim) == len(orders), "nothing is sent twice"
    assert run("sync", *DAY).code == 0, "what was traded is read back"


def test_a_sale_takes_the_lots_that_the_plan_names(
    sample: Path, run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    (saved,) = (sample / "plans").iterdir()
    planned = {
        (lot["lot_id"], float(lot["quantity"]))
        for order in json.loads(saved.read_text())["orders"]
        for lot in order["lots"]
    }
    assert run("execute", plan_id, "--live", "--yes", *DAY).code == 0
    sold = {
        (str(number), float(shares))
        for account in sim.exchange.accounts
        for order in account.orders.values()
        for number, shares in order.lots
    }
    assert sold == planned
    assert planned


def test_what_the_run_came_to_is_what_the_broker_and_the_next_sync_say(
    run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    costs = {lot.number: lot.cost / lot.quantity for lot in sim.exchange.accounts[0].lots}
    sent = run("execute", plan_id, "--live", "--yes", "--json", *DAY)
    assert sent.code == 0
    told = json.loads(sent.out)["runs"][0]["realised"]
    sales = [one for one in sim.exchange.accounts[0].orders.values() if one.side == "SELL"]
    brought = [fill.quantity * fill.price for order in sales for fill in order.fills]
    paid = [size * costs[number] for order in sales for number, size in order.lots]
    assert to_cents(sum(brought, ZERO) - sum(paid, ZERO)) == Decimal(told["gain"])
    assert told["gain"] != told["planned_gain"]
    assert run("sync", *DAY).code == 0
    status = json.loads(run("status", "--json", *DAY).out)
    assert abs(Decimal(status["drift"]) - Decimal(told["drift"])) < Decimal("0.00001")
    assert "gain ($" in run("history").out


def test_another_plan_waits_until_a_sync_shows_what_was_traded(
    run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    def said(plan: str) -> list[str]:
        rehearsed = run("execute", plan, "--json", *DAY)
        return [stop["code"] for stop in json.loads(rehearsed.out)["stops"]]

    assert sim.base_url
    assert run("execute", plan_id, "--live", "--yes", *DAY).code == 0
    stale = json.loads(run("plan", "--planner", "never-sell", "--json", *DAY).out)
    assert "STOP.NOT_IMPORTED" in said(stale["id"])
    tickets = run("execute", stale["id"], "--export-csv", "tickets", *DAY)
    assert "Read the accounts again first (trimtab sync)" in " ".join(tickets.err.split())
    assert run("sync", *DAY).code == 0
    fresh = json.loads(run("plan", "--planner", "never-sell", "--json", *DAY).out)
    assert said(fresh["id"]) == []


def test_an_order_that_only_a_person_finds_is_adopted_by_its_name(
    run: Run, sim: EtradeSimulator, plan_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trimtab.app.trading.job._QUIET", timedelta(0))
    sim.exchange.manners.hide_orders = 10_000
    sim.faults.add({"kind": "reset", "match": "POST .*orders/place"})
    lost = run("execute", plan_id, "--live", "--yes", *DAY)
    assert lost.code == 7
    assert f"trimtab orders {plan_id}-1 --adopt 1=NAME" in " ".join(lost.err.split())
    mine, other, *_ = [str(number) for one in sim.exchange.accounts for number in one.orders]
    for name, why in ((other, "belongs to another order of ours"), ("999", "not valid")):
        refused = run("orders", f"{plan_id}-1", "--adopt", f"1={name}", *DAY)
        assert refused.code == 6
        assert why in " ".join(refused.err.split())
    adopted = run("orders", plan_id, "--adopt", f"1={mine}", "--as", "Ana", *DAY)
    assert adopted.code == 0, adopted.err
    assert f"is {mine} at the broker, filled" in adopted.err
    sim.exchange.manners.hide_orders = 0
    for account in sim.exchange.accounts:
        for order in account.orders.values():
            order.hidden = 0
    assert run("execute", plan_id, "--live", "--yes", *DAY).code == 0
    assert sim.watchman.violations(sim.exchange) == []
    assert "found at the broker, says Ana" in run("history", "--json").out
    assert run("orders", plan_id, "--adopt", f"1={mine}", *DAY).code == 6
    assert run("orders", "--adopt", f"1={mine}", *DAY).code == 2


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-06-15T20:30:00+00:00", "The market is closed. It opens Tue 16 Jun 09:30"),
        ("2026-06-16T03:50:00+00:00", "ends at midnight in New York"),
        ("2026-06-16T04:10:00+00:00", "trimtab connect etrade"),
    ],
)
def test_outside_of_its_hours_nothing_is_sent(
    run: Run, sim: EtradeSimulator, plan_id: str, moment: str, told: str
) -> None:
    sim.clock.set(datetime.fromisoformat(moment))
    ran = run("execute", plan_id, "--live", "--yes", *DAY)
    assert ran.code in {5, 6}
    assert told in " ".join(ran.err.split())
    assert placed(sim) == 0


def test_sales_wait_for_the_market_and_purchases_are_sent_when_it_is_open(
    sample: Path, run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    settings = sample / "trimtab.toml"
    settings.write_text(settings.read_text() + 'hours = "queue"\n')
    sim.clock.set(datetime.fromisoformat("2026-06-15T20:30:00+00:00"))
    rehearsed = run("execute", plan_id, *DAY)
    assert rehearsed.code == 0, rehearsed.out
    assert "sales are sent and wait at the broker" in rehearsed.out
    execute = ("execute", plan_id, "--live", "--yes")
    queued = run(*execute, "--json", *DAY)
    assert queued.code == 7
    assert "the market is closed until " in queued.err
    orders = json.loads(queued.out)["runs"][0]["orders"]
    sales = [one for one in orders if one["side"] == "sell"]
    assert {one["status"] for one in sales} == {"submitted"}
    assert {one["status"] for one in orders if one["side"] == "buy"} == {"drafted"}
    assert placed(sim) == len(sales)
    assert "queued" in run("orders", plan_id, *DAY).out
    again = run(*execute, *DAY)
    assert again.code == 6
    assert "Only sales wait for it" in " ".join(again.err.split())
    assert placed(sim) == len(sales)
    sim.clock.set(datetime.fromisoformat("2026-06-16T14:00:00+00:00"))
    logged_in(run)
    done = run(*execute, "--json", *DAY)
    assert done.code == 0, done.err + done.out
    assert {one["status"] for one in json.loads(done.out)["runs"][0]["orders"]} == {"filled"}
    assert placed(sim) == len(orders)
    assert sim.watchman.violations(sim.exchange) == []


def test_an_account_without_a_broker_is_refused_by_its_name(
    sample: Path, run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    settings = sample / "trimtab.toml"
    settings.write_text(settings.read_text().replace('source = "broker:etrade:****2223"\n', ""))
    ran = run("execute", plan_id, "--live", "--yes", *DAY)
    assert ran.code == 6
    told = " ".join(ran.err.split())
    assert "no broker is known for roth" in told
    assert "and type its own: `trimtab execute" in told
    assert placed(sim) == 0


@pytest.mark.parametrize(
    ("moment", "is_open", "bell"),
    [
        ("2026-06-15T13:29:59+00:00", False, "2026-06-15T13:30:00+00:00"),
        ("2026-06-15T13:30:00+00:00", True, "2026-06-15T20:00:00+00:00"),
        ("2026-06-15T20:00:00+00:00", False, "2026-06-16T13:30:00+00:00"),
        ("2026-06-19T15:00:00+00:00", False, "2026-06-22T13:30:00+00:00"),  # Juneteenth
        ("2026-11-27T17:59:00+00:00", True, "2026-11-27T18:00:00+00:00"),  # closes at one
        ("2026-11-27T18:00:00+00:00", False, "2026-11-30T14:30:00+00:00"),
    ],
)
def test_the_exchange_keeps_its_hours(moment: str, bell: str, *, is_open: bool) -> None:
    found = session_at(datetime.fromisoformat(moment))
    assert found.is_open is is_open
    told = found.closes if is_open else found.opens
    assert told is not None
    assert told.astimezone(UTC) == datetime.fromisoformat(bell)
