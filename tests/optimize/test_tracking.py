from dataclasses import replace

import numpy as np
import pytest

from tests.optimize.index_instances import random_index
from trimtab.optimize.evaluate import evaluate, no_trades
from trimtab.optimize.moves.neighbours import pairs
from trimtab.optimize.moves.plan_state import Move, PlanState
from trimtab.optimize.moves.polish import polish
from trimtab.optimize.moves.rounding import round_trades
from trimtab.optimize.moves.scoring import changes, single_changes
from trimtab.optimize.problem import Floats, Problem, Tracking, Trades
from trimtab.optimize.tracking import curve_of, slope_of, variance_of

SEEDS = range(40)


def _tracking(problem: Problem) -> Tracking:
    assert problem.tracking is not None
    return problem.tracking


def _told_plainly(problem: Problem, values: Floats) -> float:
    """e'Qe with Q written out."""
    tracking = _tracking(problem)
    weights = np.zeros(len(values))
    for one, value in enumerate(values):
        whole = sum(values[tracking.asset_class == tracking.asset_class[one]])
        weights[one] = (value - tracking.weight[one] * whole) / problem.value
    # Exposures less those of the index give the same: the index's own cancel in e.
    full = tracking.exposure @ np.diag(tracking.variance) @ tracking.exposure.T
    return float(weights @ (full + np.diag(tracking.own)) @ weights)


def _moved(problem: Problem, seed: int) -> Trades:
    """Some trades, allowed or not."""
    rng = np.random.default_rng(seed)
    lots, places = problem.lots, problem.places
    sold = np.where(rng.random(len(lots.shares)) < 0.5, rng.random(len(lots.shares)), 0.0)
    dollars = np.where(places.can_buy, rng.random(len(places.price)) * 0.02 * problem.value, 0.0)
    return Trades(sold=sold * lots.shares, bought=dollars / places.price)


def test_two_members_told_by_hand() -> None:
    # V = 1,000: half each of the class by weight, 300 and 100 held: e = 0.1, -0.1.
    problem = random_index(1, factors=1)
    two = replace(
        _tracking(problem),
        asset_class=np.array([0, 0]),
        weight=np.array([0.5, 0.5]),
        own=np.array([0.04, 0.09]),
        held=np.array([300.0, 100.0]),
        exposure=np.array([[0.5], [-0.5]]),
        variance=np.array([0.01]),
    )
    values = two.held
    # By their own: 0.01 of 0.04 + 0.09. By the factor: 0.01 of 0.1 squared.
    assert variance_of(replace(problem, value=1000.0), two, values) == pytest.approx(0.0014)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_slope_and_the_curve_give_what_a_change_does_exactly(seed: int) -> None:
    problem = random_index(seed, factors=2)
    tracking = _tracking(problem)
    count = len(tracking.held)
    before = _told_plainly(problem, tracking.held)
    assert variance_of(problem, tracking, tracking.held) == pytest.approx(before, abs=1e-12)
    into = np.random.default_rng(seed).normal(0.0, 0.01 * problem.value, count)
    curve, part = curve_of(tracking), into / problem.value
    rows = np.array([curve.row(one) for one in range(count)])
    assert np.diag(rows) == pytest.approx(curve.diagonal)
    change = 2.0 * slope_of(problem, tracking, tracking.held) @ part + part @ rows @ part
    after = _told_plainly(problem, tracking.held + into)
    assert before + change == pytest.approx(after, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_moves_change_the_objective_as_a_whole_evaluation_does(seed: int) -> None:
    problem = random_index(seed, factors=seed % 3)
    rng = np.random.default_rng(seed)
    state = PlanState(problem, _moved(problem, seed))
    legs = len(state.quantities)
    for _ in range(10):
        chosen = rng.choice(legs, size=min(legs, 3), replace=False)
        most = np.minimum(state.legs.most[chosen], 0.02 * problem.value / state.legs.price[chosen])
        move = tuple(
            (int(leg), float(shares))
            for leg, shares in zip(chosen, rng.random(len(chosen)) * most, strict=True)
        )
        state.apply(move)
    told = evaluate(problem, state.trades, whole_shares=False)
    tolerance = 1e-9 * problem.value
    assert state.objective == pytest.approx(told.objective, abs=tolerance)


@pytest.mark.parametrize("seed", SEEDS)
def test_scores_of_many_moves_are_those_of_each(seed: int) -> None:
    problem = random_index(seed, factors=seed % 3)
    state = PlanState(problem, _moved(problem, seed))
    every = np.arange(len(state.quantities))
    shares = 0.001 * problem.value / state.legs.price
    for leg, score in zip(every.tolist(), single_changes(state, every, shares), strict=True):
        move = ((leg, state.quantity(leg) + float(shares[leg])),)
        assert score == pytest.approx(state.change(move), abs=1e-8 * problem.value)
    near = pairs(state)
    scores = changes(
        state,
        near.user,
        near.user_there - state.quantities[near.user],
        near.raiser,
        near.raiser_there - state.quantities[near.raiser],
    )
    lots = state.legs.lots
    for at in range(len(near.user)):
        legs = int(near.user[at]), int(near.raiser[at])
        if max(legs) < lots and state.legs.place[legs[0]] == state.legs.place[legs[1]]:
            continue
        two: Move = ((legs[0], float(near.user_there[at])), (legs[1], float(near.raiser_there[at])))
        assert scores[at] == pytest.approx(state.change(two), abs=1e-8 * problem.value)


@pytest.mark.parametrize("seed", range(60))
def test_rounding_and_polish_keep_the_limit_of_tracking_error(seed: int) -> None:
    free = random_index(seed, factors=seed % 2)
    idle = evaluate(free, no_trades(free))
    before = idle.terms["tracking"] / (10.0 * free.value)
    problem = random_index(seed, factors=seed % 2, most=before)
    plan = round_trades(problem, _moved(problem, seed))
    if plan is None:
        assert not evaluate(problem, no_trades(problem)).feasible
        return
    rounded = evaluate(problem, plan)
    better = evaluate(problem, polish(problem, plan))
    assert rounded.feasible
    assert better.feasible
    assert better.objective <= rounded.objective + 1e-9 * problem.value


def test_too_much_tracking_error_is_a_broken_limit() -> None:
    free = random_index(4)
    variance = evaluate(free, no_trades(free)).terms["tracking"] / (10.0 * free.value)
    assert variance > 0
    broken = evaluate(random_index(4, most=variance / 4), no_trades(free)).violations
    assert dict(broken)["max_tracking_error"] == pytest.approx(variance**0.5 / 2)
