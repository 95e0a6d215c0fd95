"""`trimtab.open_workspace` and what it gives: the contract of scripts and notebooks."""

import json
from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import trimtab
from trimtab.domain import PlannerName

DAY = date(2026, 6, 15)


def test_a_workspace_holds_the_values_that_its_files_describe(sample: Path) -> None:
    ws = trimtab.open_workspace(sample, as_of=DAY)
    assert ws.household.name == "Rivera"
    assert ws.as_of == DAY
    assert ws.root == sample
    assert ws.target is not None
    assert ws.tax is not None
    assert ws.policy.planner is PlannerName.OPTIMAL
    assert ws.market.price(trimtab.Symbol("VWO")) == Decimal("46.00")
    assert ws.provenance["household.name"] == "trimtab.toml:6"
    assert len(ws.notes) == 2


@pytest.mark.parametrize("inside", ["", "data", "trimtab.toml"])
def test_a_workspace_is_found_from_its_file_and_from_below(sample: Path, inside: str) -> None:
    assert trimtab.open_workspace(str(sample / inside), as_of=DAY).root == sample


def test_without_a_day_it_is_today(sample: Path) -> None:
    earliest = date.today()  # noqa: DTZ011, TID251 - the default is the user's own day
    assert trimtab.open_workspace(sample).as_of >= earliest


def test_every_problem_is_listed_when_a_workspace_cannot_be_opened(sample: Path) -> None:
    (sample / "data" / "prices.csv").write_text("symbol,price\nVTI,0\nBND,-1\n")
    with pytest.raises(trimtab.InputProblems) as caught:
        trimtab.open_workspace(sample, as_of=DAY)
    lines = [problem.line for problem in caught.value.problems if problem.file == "data/prices.csv"]
    assert {2, 3} <= set(lines)


def test_where_there_is_no_workspace_the_problem_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(trimtab.InputProblems, match="trimtab init"):
        trimtab.open_workspace(tmp_path, as_of=DAY)


def test_the_pieces_below_give_the_same_plan_as_the_workspace(sample: Path) -> None:
    ws = trimtab.open_workspace(sample, as_of=DAY)
    assert ws.target is not None
    by_hand = trimtab.planners.plan(
        ws.household, ws.target, ws.market, ws.tax, ws.policy, as_of=DAY
    )
    assert ws.plan().plan == by_hand


def test_planning_writes_nothing(sample: Path) -> None:
    trimtab.open_workspace(sample, as_of=DAY).plan()
    assert not (sample / "plans").exists()


def test_saving_a_plan_keeps_its_document(sample: Path) -> None:
    ws = trimtab.open_workspace(sample, as_of=DAY)
    plan = ws.plan()
    assert ws.save(plan).read_text() == plan.to_json()


def test_a_plan_is_frozen_and_its_dictionary_is_a_copy(sample: Path) -> None:
    plan = trimtab.open_workspace(sample, as_of=DAY).plan()
    with pytest.raises(FrozenInstanceError):
        plan.plan = plan.plan  # type: ignore[misc]  # that is what must not work
    plan.to_dict()["orders"].clear()
    assert plan.to_dict()["orders"]


def test_a_plan_has_one_document_in_every_form(sample: Path) -> None:
    plan = trimtab.open_workspace(sample, as_of=DAY).plan()
    document = plan.to_dict()
    assert json.loads(plan.to_json()) == document
    assert (document["id"], document["sha256"]) == (plan.id, plan.sha256)
    assert len(document["orders"]) == len(plan.orders)
    assert plan.id in plan.text()
    assert plan.id in plan.html()
    assert plan.id in repr(plan)


def test_a_notebook_shows_the_report(sample: Path) -> None:
    plan = trimtab.open_workspace(sample, as_of=DAY).plan()
    shown = plan._repr_html_()
    assert shown.lstrip().startswith("<iframe")
    assert plan.id in shown


def test_an_unknown_planner_is_answered_with_the_known_ones(sample: Path) -> None:
    ws = trimtab.open_workspace(sample, as_of=DAY)
    with pytest.raises(trimtab.InvalidValue, match="ranked-tlh"):
        ws.plan("nobody")


def test_without_targets_there_is_a_status_and_no_plan(sample: Path) -> None:
    toml = sample / "trimtab.toml"
    text = toml.read_text()
    start, rest = text.index("[targets]"), text.index("# Ana and Luis")
    toml.write_text(text[:start] + text[rest:])
    ws = trimtab.open_workspace(sample, as_of=DAY)
    assert ws.status().drift is None
    assert [problem.what for problem in ws.check().problems] == ["there is no [targets]"]
    with pytest.raises(trimtab.InputProblems, match="targets"):
        ws.plan()


@pytest.mark.parametrize("amount", [0, -1, "0.001", "NaN", "Infinity", "five", 1.5])
def test_money_that_is_no_amount_of_dollars_is_refused(sample: Path, amount: object) -> None:
    ws = trimtab.open_workspace(sample, as_of=DAY)
    with pytest.raises(trimtab.InvalidValue):
        ws.plan(invest=amount)  # type: ignore[arg-type]  # what a caller without types may give


def test_money_cannot_come_and_go_at_once(sample: Path) -> None:
    ws = trimtab.open_workspace(sample, as_of=DAY)
    with pytest.raises(trimtab.InvalidValue, match="exclude"):
        ws.plan(invest=5, raise_cash=5)


def test_money_cannot_arrive_where_nothing_is_planned(sample: Path) -> None:
    ws = trimtab.open_workspace(sample, as_of=DAY)
    with pytest.raises(trimtab.InvalidValue, match="held away"):
        ws.plan(invest=5, account="dana401k")


def test_new_money_changes_the_plan_and_not_the_workspace(sample: Path) -> None:
    ws = trimtab.open_workspace(sample, as_of=DAY)
    cash = [account.cash for account in ws.household.accounts]
    assert ws.plan(invest=Decimal(25000)).id != ws.plan().id
    assert [account.cash for account in ws.household.accounts] == cash
