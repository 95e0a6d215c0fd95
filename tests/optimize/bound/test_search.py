"""Bounds and plans of the search, in continuous shares, against a second telling."""

import numpy as np
import pytest

from tests.optimize.instances import FIVE_HUNDRED, HOUSEHOLD, TINY, Shape, random_problem
from tests.optimize.scip_reference import best_continuous
from trimtab.optimize.bound.search import Found, Goal, Search
from trimtab.optimize.bound.split import split_of
from trimtab.optimize.evaluate import evaluate
from trimtab.optimize.problem import Problem, Trades

_SMALL = Shape(classes=3, securities=6, accounts=2, lots=14, value=100_000.0)


def _search(problem: Problem, *, gap: float, leaves: int = 60) -> Found:
    """A search for plans in continuous shares; limits that the bound leaves out are not kept."""

    def finish(trades: Trades, _: float) -> tuple[Trades, float]:
        return trades, evaluate(problem, trades, whole_shares=False).objective

    goal = Goal(gap=gap * problem.value, leaves=leaves)
    return Search(split=split_of(problem), goal=goal, finish=finish).run()


@pytest.mark.parametrize("seed", range(15))
def test_the_bound_of_a_search_is_never_above_the_best_plan(seed: int) -> None:
    problem = random_problem(seed, TINY)
    assert _search(problem, gap=1e-6).bound <= best_continuous(problem) + 1e-7 * problem.value


def test_programs_of_cuts_that_do_not_end_leave_a_bound_that_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """HiGHS went round for ever from a basis of its own, and the plan never came."""
    problem = random_problem(3, HOUSEHOLD)
    whole = _search(problem, gap=1e-5)
    monkeypatch.setattr("trimtab.optimize.bound.cuts._MOST_STEPS", 0)
    stopped = _search(problem, gap=1e-5)
    assert stopped.bound <= whole.objective + 1e-6
    assert stopped.answers < whole.answers


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2_000, 2_150))
def test_the_bound_of_a_search_is_never_above_the_best_plan_of_many(seed: int) -> None:
    problem = random_problem(seed, _SMALL)
    assert _search(problem, gap=1e-6).bound <= best_continuous(problem) + 1e-7 * problem.value


@pytest.mark.parametrize("seed", range(8))
def test_more_leaves_never_lower_the_bound(seed: int) -> None:
    problem = random_problem(seed, HOUSEHOLD)
    bounds = [_search(problem, gap=1e-9, leaves=count).bound for count in (1, 4, 16)]
    assert bounds[0] <= bounds[1] + 1e-6
    assert bounds[1] <= bounds[2] + 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_in_continuous_shares_keeps_every_limit_that_blocks_and_rows_tell(seed: int) -> None:
    problem = random_problem(seed, HOUSEHOLD)
    found = _search(problem, gap=1e-5)
    assert found.trades is not None
    broken = evaluate(problem, found.trades, whole_shares=False).violations
    # A commission is spread over an order's upper limit, and there is no least trade: these are
    # left to the rounding.
    relaxed = ("min_trade", "max_orders") + (("cash floor",) if problem.limits.commission else ())
    noise = 1e-6 * problem.value
    assert not [one for one in broken if not one[0].startswith(relaxed) and one[1] > noise]


def test_a_search_without_costs_per_order_closes_the_gap() -> None:
    shape = Shape(classes=8, securities=30, accounts=3, lots=100, limits=0.0)
    for seed in (5, 7, 9):
        problem = random_problem(seed, shape)
        assert problem.limits.commission == 0
        found = _search(problem, gap=1e-5)
        assert found.objective - found.bound <= 1e-5 * problem.value


def test_impatience_ends_a_search_with_a_bound() -> None:
    problem = random_problem(1, FIVE_HUNDRED)
    asked = iter([True] * 20)
    goal = Goal(gap=0.0, patience=lambda: next(asked, False))
    found = Search(split=split_of(problem), goal=goal, finish=lambda _, __: None).run()
    assert found.trades is None
    assert np.isfinite(found.bound)


def test_the_same_search_twice_gives_the_same_plan() -> None:
    problem = random_problem(3, HOUSEHOLD)
    first, second = (_search(problem, gap=1e-5) for _ in range(2))
    assert first.trades is not None
    assert second.trades is not None
    assert first.trades.sold.tolist() == second.trades.sold.tolist()
    assert (first.bound, first.objective) == (second.bound, second.objective)
