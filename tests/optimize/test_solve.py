from dataclasses import replace

import numpy as np
import pytest

from tests.optimize.instances import FIVE_HUNDRED, HOUSEHOLD, TINY, random_problem
from trimtab.optimize.evaluate import evaluate, no_trades
from trimtab.optimize.problem import Problem
from trimtab.optimize.solve import Answer, Status, solve


def _solved(problem: Problem, *, gap: float, time_limit: float = 1e9) -> Answer:
    """With a clock that stands still."""
    return solve(problem, time_limit=time_limit, gap=gap * problem.value, clock=lambda: 0.0)


def _check(problem: Problem, answer: Answer) -> None:
    if answer.trades is None:
        assert answer.status in {Status.INFEASIBLE, Status.NO_PLAN}
        return
    evaluation = evaluate(problem, answer.trades)
    assert evaluation.feasible
    assert evaluation.objective == pytest.approx(answer.objective, abs=1e-6)
    assert answer.bound <= answer.objective + 1e-7 * problem.value
    assert (answer.status is Status.PROVED) == (answer.gap <= answer_gap(problem))


def answer_gap(problem: Problem) -> float:
    return 1e-5 * problem.value


@pytest.mark.parametrize("seed", range(15))
def test_a_tiny_household_gets_a_plan_that_can_be_placed(seed: int) -> None:
    problem = random_problem(seed, TINY)
    _check(problem, _solved(problem, gap=1e-5))


@pytest.mark.parametrize("seed", [4, 5, 9])
def test_a_household_is_proved_to_a_tenth_of_a_basis_point(seed: int) -> None:
    problem = random_problem(seed, HOUSEHOLD)
    answer = _solved(problem, gap=1e-5)
    _check(problem, answer)
    assert answer.status is Status.PROVED


def test_five_hundred_securities_are_proved_to_half_a_basis_point_by_the_split() -> None:
    problem = random_problem(2, FIVE_HUNDRED)
    answer = _solved(problem, gap=5e-5)
    assert (answer.status, answer.solver) == (Status.PROVED, "split")
    assert answer.trades is not None
    assert evaluate(problem, answer.trades).feasible


def _without_lots(problem: Problem) -> Problem:
    lots = problem.lots
    none = np.array([], dtype=np.float64)
    flags = np.array([], dtype=np.bool_)
    empty = replace(
        lots,
        ids=(),
        place=np.array([], dtype=np.intp),
        shares=none,
        value=none,
        gain=none,
        long=flags,
        taxed=flags,
        loss=flags,
        needs={},
    )
    return replace(problem, lots=empty)


def _without_purchases(problem: Problem) -> Problem:
    places = problem.places
    return replace(problem, places=replace(places, can_buy=np.zeros_like(places.can_buy)))


@pytest.mark.parametrize("seed", range(4))
def test_nothing_to_sell_and_nothing_to_buy_leave_the_plan_that_does_nothing(seed: int) -> None:
    problem = _without_purchases(_without_lots(random_problem(seed, TINY)))
    answer = _solved(problem, gap=1e-5)
    nothing = evaluate(problem, no_trades(problem))
    if nothing.feasible:
        assert answer.status is Status.PROVED
        assert answer.objective == pytest.approx(nothing.objective, abs=1e-6)
    else:
        assert answer.trades is None


@pytest.mark.parametrize("seed", range(4))
def test_a_household_with_cash_alone_is_planned(seed: int) -> None:
    problem = _without_lots(random_problem(seed, TINY))
    _check(problem, _solved(problem, gap=1e-5))


@pytest.mark.parametrize("seed", range(4))
def test_a_household_that_may_buy_nothing_is_planned(seed: int) -> None:
    problem = _without_purchases(random_problem(seed, TINY))
    _check(problem, _solved(problem, gap=1e-5))


def test_drift_that_costs_nothing_and_no_taxes_are_planned() -> None:
    problem = replace(random_problem(3, TINY), drift_aversion=0.0, tax=None)
    _check(problem, _solved(problem, gap=1e-5))


def test_no_time_is_told_and_leaves_a_bound() -> None:
    problem = random_problem(2, FIVE_HUNDRED)
    answer = _solved(problem, gap=1e-9, time_limit=0.0)
    assert answer.status is Status.STOPPED
    assert answer.bound < answer.objective


def test_the_same_problem_twice_gives_the_same_answer() -> None:
    problem = random_problem(5, HOUSEHOLD)
    first, second = (_solved(problem, gap=1e-5) for _ in range(2))
    assert first.trades is not None
    assert second.trades is not None
    assert first.trades.sold.tolist() == second.trades.sold.tolist()
    assert first.trades.bought.tolist() == second.trades.bought.tolist()
