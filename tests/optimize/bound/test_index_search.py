"""Plans that hold an index: against every plan there is, random ones, and their limit."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from tests.optimize.direct import direct_index
from tests.optimize.index_instances import random_index
from tests.optimize.instances import HOUSEHOLD
from trimtab.optimize.bound.index_relaxation import Relaxation, relaxation_of
from trimtab.optimize.evaluate import evaluate, no_trades
from trimtab.optimize.problem import Problem, Tracking, Trades
from trimtab.optimize.solve import Answer, Status, solve
from trimtab.optimize.tracking import values_after


def _tracking(problem: Problem) -> Tracking:
    assert problem.tracking is not None
    return problem.tracking


def _solved(problem: Problem, gap: float) -> Answer:
    # A clock that counts calls instead of seconds: the same answer on every machine.
    return solve(problem, time_limit=1e9, gap=gap, clock=lambda: 0.0)


def _every_plan(problem: Problem) -> Iterator[Trades]:
    """All plans in whole shares of a household with one lot of each member."""
    lots, places = problem.lots, problem.places
    most = problem.accounts.cash.sum() + lots.value.sum()
    choices = [
        (
            *((float(sold), 0.0) for sold in range(int(lots.shares[one]) + 1)),
            *(
                (0.0, float(bought))
                for bought in range(1, int(most / places.price[one]) + 1)
                if places.can_buy[one]
            ),
        )
        for one in range(len(lots.ids))
    ]
    for plan in product(*choices):
        sold, bought = np.array(plan).T
        yield Trades(sold=sold, bought=bought)


def _least(problem: Problem) -> float:
    found = (evaluate(problem, plan) for plan in _every_plan(problem))
    return min((one.objective for one in found if one.feasible), default=np.inf)


@pytest.mark.parametrize("most", [np.inf, 0.05])
@pytest.mark.parametrize("seed", range(4))
def test_no_plan_there_is_beats_the_bound_and_the_plan_found_is_within_it(
    seed: int, most: float
) -> None:
    problem = direct_index(3, seed, lots=1, value=1500.0, most=most**2)
    least = _least(problem)
    answer = _solved(problem, gap=1e-4 * problem.value)
    assert answer.bound <= least + 1e-6
    if answer.trades is None:
        assert least == np.inf
        return
    assert evaluate(problem, answer.trades).feasible
    assert answer.objective == pytest.approx(evaluate(problem, answer.trades).objective)
    # Shares of a tenth of the household: what rounding may lose stays under half a percent of it.
    assert least - 1e-6 <= answer.objective <= least + 0.005 * problem.value


def _moved(problem: Problem, seed: int) -> Trades:
    """A plan that keeps its cash, whatever else it breaks."""
    rng = np.random.default_rng(seed)
    lots, places = problem.lots, problem.places
    sold = np.where(rng.random(len(lots.shares)) < rng.random(), lots.shares, 0.0)
    proceeds = np.bincount(
        places.account[lots.place],
        0.999 * sold * places.price[lots.place],
        minlength=len(problem.accounts.cash),
    )
    room = np.maximum(0.0, problem.accounts.cash + proceeds) * rng.random()
    share = rng.exponential(1.0, len(places.price)) * places.can_buy
    whole = np.bincount(places.account, share, minlength=len(room))
    part = share / np.maximum(whole, 1e-9)[places.account]
    return Trades(sold=sold, bought=0.99 * part * room[places.account] / places.price)


def _relaxed(relaxation: Relaxation, trades: Trades) -> float:
    """J of `trades` as the relaxation sees it."""
    problem, spans = relaxation.problem, relaxation.spans
    from trimtab.optimize.evaluate import outcome_of  # noqa: PLC0415 - of this one function

    change = outcome_of(problem, trades).classes - problem.classes.held
    off = spans.drift.start + spans.weights @ change
    own = evaluate(problem, trades, whole_shares=False).objective
    across = float(spans.drift.cost(off).sum() + spans.tilt @ change)
    return own + across + relaxation.constant


@pytest.mark.parametrize("seed", range(40))
def test_a_relaxation_touches_where_it_is_made_and_is_nowhere_above(seed: int) -> None:
    many = seed % 2 == 0
    problem = random_index(seed, factors=seed % 3) if many else direct_index(5 + seed, seed)
    tracking = _tracking(problem)
    for number in range(5):
        here, there = (_moved(problem, 100 * seed + 2 * number + one) for one in (0, 1))
        values = values_after(problem, tracking, here)
        relaxation = relaxation_of(problem, tracking, values, price=0.0)
        true = evaluate(problem, here, whole_shares=False).objective
        assert _relaxed(relaxation, here) <= true + 1e-9 * problem.value
        # What the costs may take from it.
        assert _relaxed(relaxation, here) >= true - 2e-6 * problem.value
        elsewhere = evaluate(problem, there, whole_shares=False).objective
        assert _relaxed(relaxation, there) <= elsewhere + 1e-9 * problem.value


@pytest.mark.parametrize("seed", range(10))
def test_the_price_of_a_limit_lowers_plans_within_it_and_never_raises_them(seed: int) -> None:
    problem = direct_index(12, seed, most=0.01**2)
    tracking = _tracking(problem)
    values = values_after(problem, tracking, no_trades(problem))
    relaxation = relaxation_of(problem, tracking, values, price=25.0)
    for number in range(10):
        plan = _moved(problem, number)
        told = evaluate(problem, plan, whole_shares=False)
        if "max_tracking_error" not in dict(told.violations):
            assert _relaxed(relaxation, plan) <= told.objective + 1e-9 * problem.value


@pytest.mark.parametrize("seed", range(12))
def test_random_households_with_an_index_get_a_plan_no_better_than_its_bound(seed: int) -> None:
    problem = random_index(seed, factors=seed % 3)
    answer = _solved(problem, gap=1e-4 * problem.value)
    if answer.trades is None:
        return
    assert evaluate(problem, answer.trades).feasible
    assert answer.bound <= answer.objective + 1e-6 * problem.value


def test_an_index_beside_other_classes_is_planned_with_them() -> None:
    problem = random_index(5, HOUSEHOLD, factors=1)
    answer = _solved(problem, gap=1e-4 * problem.value)
    assert answer.trades is not None
    assert evaluate(problem, answer.trades).feasible
    assert answer.objective < evaluate(problem, no_trades(problem)).objective
    assert answer.bound <= answer.objective


def test_a_hundred_members_are_proved_to_a_tenth_of_a_basis_point() -> None:
    problem = direct_index(100, 1)
    answer = _solved(problem, gap=1e-5 * problem.value)
    assert answer.status is Status.PROVED
    assert answer.gap <= 1e-5 * problem.value


def test_a_plan_harvests_and_keeps_its_limit_of_tracking_error() -> None:
    limit = 0.0035
    problem = direct_index(40, 2, most=limit**2)
    answer = solve(
        problem, time_limit=60.0, gap=1e-4 * problem.value, clock=iter(range(10**6)).__next__
    )
    assert answer.trades is not None
    told = evaluate(problem, answer.trades)
    assert told.feasible
    assert told.terms["tracking"] <= 10.0 * problem.value * limit**2
    assert float(answer.trades.sold @ (problem.lots.gain / problem.lots.shares)) < 0.0
