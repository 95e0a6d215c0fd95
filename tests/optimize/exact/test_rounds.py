"""The exact solve against every plan there is, and what defines a plan that may be shown."""

from dataclasses import replace

import numpy as np
import pytest

from tests.optimize.instances import HOUSEHOLD, random_problem
from tests.optimize.small_households import small_household
from tests.reference.plain_plan import PlainPlan, best_by_brute_force
from trimtab.optimize.evaluate import evaluate, no_trades
from trimtab.optimize.exact.rounds import ExactAnswer, Outcome, solve_exact
from trimtab.optimize.problem import Problem

# A tenth of a basis point of the household.
_TENTH = 1e-5


def _exact(problem: Problem, *, whole_shares: bool = True, gap: float = _TENTH) -> ExactAnswer:
    return solve_exact(problem, seconds=20, gap=gap * problem.value, whole_shares=whole_shares)


def _agrees_with_every_plan(seed: int) -> None:
    problem = small_household(seed, one_lot_a_place=seed % 2 == 0)
    best, plan = best_by_brute_force(problem)
    answer = _exact(problem)
    if plan is None:
        assert answer.trades is None
        assert answer.status is Outcome.INFEASIBLE
        return
    assert answer.trades is not None
    shown = PlainPlan(problem, answer.trades.sold.tolist(), answer.trades.bought.tolist())
    assert (shown.broken, shown.off_step) == ([], [])
    assert shown.objective == pytest.approx(answer.objective, abs=1e-6)
    assert answer.bound <= best + 1e-6
    assert answer.objective <= best + 1.001 * _TENTH * problem.value
    if seed % 2 == 0:
        # With one lot at a place there is no other way to make up a whole order.
        assert answer.objective >= best - 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_the_exact_answer_is_the_best_of_every_plan_there_is(seed: int) -> None:
    _agrees_with_every_plan(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(12, 400))
def test_the_exact_answer_is_the_best_of_every_plan_of_many_households(seed: int) -> None:
    _agrees_with_every_plan(seed)


@pytest.mark.parametrize("seed", range(100, 120))
def test_no_limit_is_broken_and_the_bound_is_met_on_random_households(seed: int) -> None:
    problem = random_problem(seed)
    answer = _exact(problem)
    if answer.status is Outcome.INFEASIBLE:
        assert answer.trades is None
        return
    assert answer.trades is not None
    assert evaluate(problem, answer.trades).violations == ()
    assert answer.status is Outcome.PROVED
    assert answer.objective - answer.bound <= _TENTH * problem.value


@pytest.mark.parametrize("seed", range(100, 110))
def test_free_quantities_are_never_worse_than_whole_shares(seed: int) -> None:
    problem = random_problem(seed)
    free, whole = _exact(problem, whole_shares=False), _exact(problem)
    assert free.bound <= whole.objective + 1e-6
    assert free.objective <= whole.objective + _TENTH * problem.value


def test_a_stop_by_time_says_so_and_keeps_a_plan_and_a_valid_bound() -> None:
    problem = random_problem(2, HOUSEHOLD)
    stopped = solve_exact(problem, seconds=0.02, gap=1e-9)
    proved = _exact(problem)
    assert stopped.status is Outcome.TIME_LIMIT
    assert stopped.trades is not None
    assert stopped.objective <= evaluate(problem, no_trades(problem)).objective
    assert stopped.bound <= proved.objective


def test_only_the_processors_time_stops_a_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(2, HOUSEHOLD)
    monkeypatch.setattr("trimtab.optimize.exact.highs.process_time", lambda: 0.0)
    answer = solve_exact(problem, seconds=1e-9, gap=_TENTH * problem.value)
    assert answer.status is Outcome.PROVED


def test_the_same_household_gets_the_same_plan() -> None:
    problem = random_problem(4, HOUSEHOLD)
    one, other = _exact(problem), _exact(problem)
    assert one.trades is not None
    assert other.trades is not None
    assert np.array_equal(one.trades.sold, other.trades.sold)
    assert np.array_equal(one.trades.bought, other.trades.bought)
    assert (one.objective, one.bound) == (other.objective, other.bound)


def test_a_start_is_never_made_worse() -> None:
    problem = random_problem(0, HOUSEHOLD)
    start = _exact(problem)
    answer = solve_exact(problem, seconds=0.0, gap=1e-9, start=start.trades)
    assert answer.objective == start.objective


def test_a_floor_that_nothing_can_reach_leaves_no_plan() -> None:
    problem = random_problem(0, HOUSEHOLD)
    floor = problem.accounts.floor + 2 * problem.value
    answer = _exact(replace(problem, accounts=replace(problem.accounts, floor=floor)))
    assert (answer.trades, answer.status) == (None, Outcome.INFEASIBLE)
