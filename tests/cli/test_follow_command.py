"""`trimtab orders ID --follow`: asks until nothing can trade any more, and sends nothing."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.cli.linked import DAY, at_broker, died, execute, placed, sending
from tests.cli.running import Run
from trimtab.app.clock import SystemClock
from trimtab.app.trading.office import journal_of, open_office
from trimtab.brokers.simulators.books import SimAccount, SimOrder
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.brokers.simulators.exchange import Exchange
from trimtab.execution.events import RunEnded, RunStarted
from trimtab.execution.sendable import SendingRules

Pauses = list[Callable[[], None]]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Pauses:
    """What happens in the pauses between looks, one after the other; they take no time."""
    found: Pauses = []

    class Hurried(SystemClock):
        def sleep(self, seconds: float) -> bool:
            assert seconds > 0
            if found:
                found.pop(0)()
            return True

    monkeypatch.setattr("trimtab.cli.orders.SystemClock", Hurried)
    monkeypatch.setattr("trimtab.app.trading.job._QUIET", timedelta(0))
    return found


@pytest.fixture
def plan_id(approved: str) -> str:
    return approved


@pytest.fixture
def buying(run: Run, sim: EtradeSimulator, plan_id: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """A run whose sales are filled, and whose purchases work; how many orders were placed."""
    fill = Exchange._fill

    def sales(exchange: Exchange, account: SimAccount, order: SimOrder) -> None:
        if order.side == "SELL":
            fill(exchange, account, order)

    with monkeypatch.context() as patch:
        patch.setattr(Exchange, "_fill", sales)
        hasty = partial(SendingRules, patience=timedelta(0))
        patch.setattr("trimtab.app.trading.job.SendingRules", hasty)
        assert run(*execute(plan_id)).code == 7
    sim.exchange.manners.fills = "never"
    return placed(sim)


def test_fills_are_told_and_written_down_until_the_run_is_done(
    run: Run, sim: EtradeSimulator, plan_id: str, pauses: Pauses, buying: int
) -> None:
    pauses += [lambda: None, lambda: setattr(sim.exchange.manners, "fills", "partial:2")]
    done = run("orders", plan_id, "--follow", "--json", *DAY)
    assert done.code == 0, done.err
    (found,) = json.loads(done.out)["runs"]
    assert found["outcome"] == "done"
    assert {one["status"] for one in found["orders"]} == {"filled"}
    bought = [one for one in found["orders"] if one["side"] == "buy"]
    for one in bought:
        told = [line for line in done.err.splitlines() if line.startswith(f"order {one['n']}: ")]
        assert told[-1].endswith(", filled")
        assert f"buy {one['filled']} of {one['filled']} {one['symbol']} in " in told[-1]
    assert ", partly" in done.err
    assert placed(sim) == buying, "following sends nothing"
    ends = [one for one in journal_of(Path()).events() if isinstance(one, RunEnded)]
    assert [one.outcome for one in ends] == ["done"]
    assert sim.watchman.violations(sim.exchange) == []
    again = run("orders", plan_id, "--follow", *DAY)
    assert again.code == 0, "a run that is done is shown"
    assert "done" in again.out


def interrupted() -> None:
    raise KeyboardInterrupt


def test_breaking_off_and_a_broker_that_fails_lose_nothing(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str, pauses: Pauses
) -> None:
    sim.exchange.manners.fills = "never"
    died(run, sample, plan_id, orders=2)
    sim.exchange.manners.fills = "partial:3"
    pauses.append(interrupted)
    stopped = run("orders", plan_id, "--follow", *DAY)
    assert stopped.code == 130
    (half,) = json.loads(run("orders", plan_id, "--json", *DAY).out)["runs"]
    assert [one["status"] for one in half["orders"]][:2] == ["partly", "partly"]
    sim.faults.add({"kind": "503", "match": "GET .*orders/"})
    failed = run("orders", plan_id, "--follow", *DAY)
    assert failed.code == 5
    assert "order 2: " in failed.err, "what was heard of the others is told"
    before = placed(sim)
    done = run("orders", f"{plan_id}-1", "--follow", *DAY)
    assert done.code == 7, "not every order was sent"
    said = " ".join(done.err.split())
    assert "Not sent yet: " in said
    assert f"). `trimtab execute {plan_id} --live` goes on, `trimtab reject {plan_id}`" in said
    assert "order 1: " in done.err
    assert placed(sim) == before
    (now,) = json.loads(run("orders", plan_id, "--json", *DAY).out)["runs"]
    assert [one["status"] for one in now["orders"]][:2] == ["filled", "filled"]
    assert now["outcome"] is None
    sim.exchange.manners.fills = "immediate"
    assert run(*execute(plan_id)).code == 0
    assert len(at_broker(sim)) == len(now["orders"])
    assert sim.watchman.violations(sim.exchange) == []


def test_what_another_process_hears_is_followed_until_it_is_done(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str, pauses: Pauses
) -> None:
    assert not pauses
    sim.exchange.manners.fills = "partial:2"
    with sending(sample, plan_id, orders=1) as other:
        done = run("orders", plan_id, "--follow", "--json", *DAY)
        other.communicate(timeout=120)
    assert (done.code, other.returncode) == (0, 0), done.err
    (found,) = json.loads(done.out)["runs"]
    assert found["outcome"] == "done"
    assert done.err.count(", filled") >= len(found["orders"]) - 1
    assert len(at_broker(sim)) == len(found["orders"])


def test_a_lost_order_is_named_and_not_waited_for(
    run: Run, sim: EtradeSimulator, plan_id: str, pauses: Pauses
) -> None:
    assert not pauses
    sim.exchange.manners.hide_orders = 10_000
    sim.faults.add({"kind": "reset", "match": "POST .*orders/place"})
    assert run(*execute(plan_id)).code == 7
    followed = run("orders", plan_id, "--follow", *DAY)
    assert followed.code == 7
    told = " ".join(followed.err.split())
    assert f"trimtab orders --absent {plan_id}-1:1" in told
    assert "Order 1 has to be found or settled first; then `trimtab execute" in told


def test_nobody_can_be_asked_about_tickets(run: Run, sample: Path) -> None:
    office = open_office(sample, SystemClock())
    office.journal.append(
        RunStarted(
            at=office.clock.now(),
            run="7K3F-1",
            plan="7K3F",
            sha256="0" * 64,
            broker="tickets",
            live=True,
            by_hand=True,
        )
    )
    refused = run("orders", "7K3F", "--follow", *DAY)
    assert refused.code == 6
    assert "trimtab orders 7K3F --filled N" in " ".join(refused.err.split())


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("--follow",), 2), (("7K3F", "--follow", "--cancelled", "1"), 2), (("7K3F", "--follow"), 3)],
)
def test_what_is_to_be_followed_has_to_be_named(
    run: Run, arguments: tuple[str, ...], code: int
) -> None:
    assert run("orders", *arguments, *DAY).code == code
