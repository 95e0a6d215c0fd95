"""Runs left in the middle: turned down by `trimtab reject`, or followed by another plan."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.linked import DAY, died, execute, placed
from tests.cli.running import Run
from trimtab.app.trading.office import journal_of
from trimtab.brokers.simulators.etrade import EtradeSimulator


@pytest.fixture
def plan_id(
    sample: Path, run: Run, sim: EtradeSimulator, approved: str, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A plan of which two orders were sent by a process that is gone; they work at the broker."""
    monkeypatch.setattr("trimtab.app.trading.job._QUIET", timedelta(0))
    sim.exchange.manners.fills = "never"
    died(run, sample, approved, orders=2)
    return approved


def outcomes(sample: Path) -> dict[str, str | None]:
    return {run.run: run.outcome for run in journal_of(sample).book().runs.values()}


def test_a_plan_that_is_turned_down_is_over_once_nothing_of_it_may_trade(
    sample: Path, run: Run, plan_id: str
) -> None:
    early = run("reject", plan_id, *DAY)
    assert early.code == 0
    assert f"2 orders may still trade: `trimtab orders {plan_id}` lists them" in early.err
    assert outcomes(sample) == {f"{plan_id}-1": None}
    assert run("halt", *DAY).code == 0
    followed = run("orders", plan_id, "--follow", *DAY)
    assert followed.code == 7
    assert "`trimtab resume` allows it again; then `trimtab execute" in followed.err
    rejected = run("reject", plan_id, *DAY)
    assert f"Run {plan_id}-1 is over: what was left of it is not sent any more." in rejected.err
    assert outcomes(sample) == {f"{plan_id}-1": "some"}
    assert run("resume").code == 0
    assert "is over" not in run("reject", plan_id, *DAY).err, "nothing is left of it"
    again = run(*execute(plan_id))
    assert again.code == 6
    assert f"trimtab edit {plan_id} --note AGAIN" in " ".join(again.err.split())
    doctor = json.loads(run("doctor", "--json", *DAY).out)["findings"]
    assert [one["text"] for one in doctor if one["name"] == "runs"] == ["1 run, none of them open"]


def test_another_plan_that_is_sent_ends_what_was_left_of_the_one_before(
    sample: Path, run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    assert run("halt", *DAY).code == 0
    assert run("resume").code == 0
    sim.exchange.manners.fills = "immediate"
    edited = json.loads(run("edit", plan_id, "--note", "once more", "--json", *DAY).out)
    for warning in edited["warnings"]:
        if warning["needs_ack"]:
            assert run("ack", edited["id"], warning["id"], *DAY).code == 0
    assert run("approve", edited["id"], *DAY).code == 0
    sent = run(*execute(edited["id"]))
    assert sent.code == 0, sent.err
    assert f"run {plan_id}-1 is over: what was left of it is not sent any more" in sent.err
    assert outcomes(sample) == {f"{plan_id}-1": "some", f"{edited['id']}-1": "done"}
    before = placed(sim)
    assert run(*execute(plan_id)).code == 6
    assert placed(sim) == before
    assert sim.watchman.violations(sim.exchange) == []
