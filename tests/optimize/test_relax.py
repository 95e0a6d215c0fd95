"""Limits in conflict are named, all that are needed and no others, with ways out that work."""

from dataclasses import replace

import pytest

from tests.optimize.hand_made import FREE, RATES, Holding, household
from tests.optimize.small_households import small_household
from trimtab.optimize.evaluate import evaluate
from trimtab.optimize.exact.rounds import Outcome, solve_exact
from trimtab.optimize.problem import Problem
from trimtab.optimize.relax import Conflict, explain_conflict, loosened


def _conflict(problem: Problem) -> Conflict:
    found = explain_conflict(problem, seconds=10, gap=1e-6 * problem.value)
    assert found is not None
    return found


def test_a_plan_that_exists_has_no_conflict() -> None:
    problem = household([Holding(shares=10)], [1.0])
    assert explain_conflict(problem, seconds=10, gap=0.01) is None


def test_a_floor_above_all_that_can_be_sold_stands_alone() -> None:
    problem = household([Holding(shares=10)], [1.0], cash=(50.0,), floor=(2_000.0,))
    conflict = _conflict(problem)
    assert [label.text for label in conflict.labels] == ["at least $2,000.00 of cash in account 0"]
    (way,) = conflict.ways_out
    # $1,050 less the half-spread of two basis points on $1,000, and a cent for the digits.
    assert way.by == pytest.approx(950.21, abs=0.011)
    assert way.answer.trades is not None
    assert way.answer.trades.sold.tolist() == [10.0]


def test_two_limits_that_exclude_each_other_are_both_named_with_a_way_out_each() -> None:
    limits = replace(FREE, max_gain=100.0)
    problem = household(
        [Holding(shares=10, gain=500.0)], [1.0], floor=(600.0,), limits=limits, tax=RATES
    )
    conflict = _conflict(problem)
    assert {label.setting for label in conflict.labels} == {"min_cash", "gains_budget"}
    assert {way.label.setting for way in conflict.ways_out} == {"min_cash", "gains_budget"}
    budget = next(way for way in conflict.ways_out if way.label.setting == "gains_budget")
    # Seven shares bring $700; each has $50 of gain.
    assert budget.by == pytest.approx(250.01, abs=0.011)


def test_orders_are_allowed_one_by_one() -> None:
    holdings = [Holding(shares=5), Holding(shares=5), Holding(shares=5)]
    limits = replace(FREE, max_orders=1)
    problem = household(holdings, [1.0], floor=(1_200.0,), limits=limits)
    conflict = _conflict(problem)
    orders = next(way for way in conflict.ways_out if way.label.setting == "max_orders")
    assert orders.label.text == "at most 1 order"
    assert orders.by == 2.0


def test_cash_never_gives_way_below_nothing() -> None:
    problem = household([Holding(shares=10)], [1.0], cash=(50.0,), floor=(0.0,))
    banded = replace(problem, classes=replace(problem.classes, low=problem.classes.target * 1.05))
    assert all(way.label.setting != "min_cash" for way in _conflict(banded).ways_out)


@pytest.mark.parametrize("seed", range(60))
def test_every_way_out_leads_to_a_plan_and_no_conflict_has_a_limit_too_many(seed: int) -> None:
    problem = small_household(seed)
    conflict = explain_conflict(problem, seconds=10, gap=1e-5 * problem.value)
    answer = solve_exact(problem, seconds=10, gap=1e-5 * problem.value)
    assert (conflict is not None) == (answer.status is Outcome.INFEASIBLE)
    for way in conflict.ways_out if conflict is not None else ():
        assert way.answer.trades is not None
        loose = loosened(problem, way.label, way.by)
        assert evaluate(loose, way.answer.trades).violations == ()
