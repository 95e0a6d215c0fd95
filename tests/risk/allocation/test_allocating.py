"""Weights by risk against brute force, a second solver and the conditions of an optimum."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize

from tests.risk.allocation.made_up import (
    CONVEX,
    CVAR,
    EVERY,
    NORMAL_VAR,
    VAR,
    VOLATILITY,
    grid,
    problem,
    returns,
)
from trimtab.errors import InvalidValue
from trimtab.risk import RiskMeasure, TailMethod
from trimtab.risk.allocation import (
    AllocationProblem,
    Quality,
    allocation_problem,
    equal_start,
    greatest_risk,
    least_risk,
    nearest_with_risk,
    risk_parity,
)
from trimtab.risk.arrays import Floats

LOW, HIGH = 0.05, 0.6


def keeps_bounds(asked: AllocationProblem, weights: Floats) -> bool:
    inside = (weights >= asked.low).all() and (weights <= asked.high).all()
    return bool(inside) and abs(float(weights.sum()) - 1) < 1e-9


@pytest.mark.parametrize("measure", EVERY)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_portfolio_of_whole_percents_has_less_risk(measure: RiskMeasure, seed: int) -> None:
    asked = problem(measure, seed=seed, low=LOW, high=HIGH)
    found = least_risk(asked)
    assert keeps_bounds(asked, found.weights)
    everywhere = asked.amounts(grid(3, 100, LOW, HIGH))
    assert asked.amount(found.weights) <= float(everywhere.min()) * (1 + 1e-6)
    assert found.quality is (Quality.OPTIMAL if measure in CONVEX else Quality.SEARCHED)


@pytest.mark.parametrize("measure", [VOLATILITY, NORMAL_VAR])
def test_a_second_solver_finds_the_same_least_risk(measure: RiskMeasure) -> None:
    asked = problem(measure, parts=6, low=0.02, high=0.5)
    second = optimize.minimize(
        lambda w: asked.amount(w) * 100,
        equal_start(asked),
        method="SLSQP",
        bounds=[(0.02, 0.5)] * 6,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-13, "maxiter": 500},
    )
    found = least_risk(asked).weights
    assert asked.amount(found) * 100 <= second.fun * (1 + 1e-5)
    assert np.allclose(found, second.x, atol=2e-3)


def test_the_least_volatility_keeps_the_conditions_of_karush_kuhn_and_tucker() -> None:
    asked = problem(VOLATILITY, parts=6, low=0.02, high=0.5)
    w = least_risk(asked).weights
    slope = asked.model.gradient(w)
    free = (w > 0.02 + 1e-4) & (w < 0.5 - 1e-4)
    price = float(slope[free].mean())
    size = asked.amount(w)
    assert np.abs(slope[free] - price).max() < 1e-3 * size
    assert (slope[w <= 0.02 + 1e-4] >= price - 1e-3 * size).all()
    assert (slope[w >= 0.5 - 1e-4] <= price + 1e-3 * size).all()


def test_the_least_cvar_is_that_of_a_linear_program() -> None:
    asked = problem(CVAR, parts=5, count=150)
    values, tail = asked.model.values, 0.1 * 150
    periods, parts = values.shape
    # maximise v - sum(u) / (a T) with u >= v - r'w, u >= 0
    answer = optimize.linprog(
        np.concatenate((np.zeros(parts), [-1.0], np.full(periods, 1 / tail))),
        A_ub=np.column_stack((-values, np.ones(periods), -np.eye(periods))),
        b_ub=np.zeros(periods),
        A_eq=[[1.0] * parts + [0.0] * (periods + 1)],
        b_eq=[1.0],
        bounds=[(0, 1)] * parts + [(None, None)] + [(0, None)] * periods,
    )
    assert asked.amount(least_risk(asked).weights) == pytest.approx(answer.fun, rel=1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_the_least_value_at_risk_of_a_small_case_is_the_exact_one(seed: int) -> None:
    asked = problem(VAR, parts=4, count=40, seed=seed)
    assert asked.amount(least_risk(asked).weights) == pytest.approx(exact_least(asked), rel=1e-4)


def exact_least(asked: AllocationProblem) -> float:
    """By a mixed-integer program: which k - 1 periods may be worse than the value at risk."""
    values = asked.model.values
    periods, parts = values.shape
    given_up = round(0.1 * periods) - 1
    most = 2 * float(np.abs(values).max())
    answer = optimize.milp(
        np.concatenate((np.zeros(parts), [-1.0], np.zeros(periods))),
        constraints=[
            optimize.LinearConstraint(
                np.column_stack((-values, np.ones(periods), -most * np.eye(periods))), -np.inf, 0.0
            ),
            optimize.LinearConstraint([[1.0] * parts + [0.0] * (periods + 1)], 1.0, 1.0),
            optimize.LinearConstraint([[0.0] * (parts + 1) + [1.0] * periods], 0.0, given_up),
        ],
        integrality=[0] * (parts + 1) + [1] * periods,
        bounds=optimize.Bounds(
            [0.0] * parts + [-1.0] + [0.0] * periods, [1.0] * parts + [1.0] + [1.0] * periods
        ),
        options={"mip_rel_gap": 0.0},
    )
    return float(answer.fun)


@pytest.mark.parametrize("measure", EVERY)
@pytest.mark.parametrize(("share", "upwards"), [(0.3, True), (0.6, False)])
def test_the_risk_asked_for_is_met_as_near_to_the_current_weights_as_any_grid_finds(
    measure: RiskMeasure, share: float, *, upwards: bool
) -> None:
    asked = problem(measure, low=LOW, high=HIGH)
    now = asked.amount(asked.current)
    end = greatest_risk(asked)[1] if upwards else asked.amount(least_risk(asked).weights)
    amount = now + share * (end - now)
    found = nearest_with_risk(asked, amount).weights
    assert keeps_bounds(asked, found)
    assert asked.amount(found) == pytest.approx(amount, rel=1e-4)
    everywhere = grid(3, 200, LOW, HIGH)
    beyond = (asked.amounts(everywhere) > amount) == upwards
    nearest = np.linalg.norm(everywhere[beyond] - asked.current, axis=1).min()
    assert np.linalg.norm(found - asked.current) <= nearest + 1e-6


def test_weights_that_have_the_risk_already_stay() -> None:
    asked = problem(VOLATILITY)
    found = nearest_with_risk(asked, asked.amount(asked.current))
    assert np.allclose(found.weights, asked.current)


def test_weights_that_break_the_bounds_move_no_further_than_they_must() -> None:
    asked = replace(problem(VOLATILITY, low=0.1, high=0.5), current=np.array([0.9, 0.05, 0.05]))
    amount = asked.amount(np.array([0.4, 0.3, 0.3]))
    found = nearest_with_risk(asked, amount).weights
    assert keeps_bounds(asked, found)
    assert asked.amount(found) == pytest.approx(amount, rel=1e-4)
    everywhere = grid(3, 200, 0.1, 0.5)
    beyond = asked.amounts(everywhere) > amount
    nearest = np.linalg.norm(everywhere[beyond] - asked.current, axis=1).min()
    assert np.linalg.norm(found - asked.current) <= nearest + 1e-6


@pytest.mark.parametrize("measure", EVERY)
def test_a_risk_out_of_reach_is_answered_with_the_range(measure: RiskMeasure) -> None:
    asked = problem(measure, low=LOW, high=HIGH)
    for amount in (1e-5, 5.0):
        with pytest.raises(InvalidValue, match=r"out of reach: .* from [\d.]+% to [\d.]+%"):
            nearest_with_risk(asked, amount)


@pytest.mark.parametrize("measure", [VOLATILITY, CVAR])
def test_under_risk_parity_every_part_contributes_alike(measure: RiskMeasure) -> None:
    asked = problem(measure, parts=4, count=500)
    w = risk_parity(asked).weights
    parts = w * asked.model.gradient(w) * measure.amount(1.0)
    # The historical cvar has kinks, on which a gradient is one of many.
    assert np.ptp(parts) < (1e-3 if measure is VOLATILITY else 0.05) * parts.sum()


def test_risk_parity_keeps_bounds_that_bind() -> None:
    asked = problem(VOLATILITY, parts=4, count=500, low=0.1, high=0.35)
    assert keeps_bounds(asked, risk_parity(asked).weights)


def test_risk_parity_of_a_value_at_risk_is_refused() -> None:
    with pytest.raises(InvalidValue, match="not for var by the method historical"):
        risk_parity(problem(VAR))


def test_a_search_says_how_many_starts_agree() -> None:
    found = least_risk(problem(VAR))
    assert 1 <= found.agreeing <= found.starts
    assert least_risk(problem(VOLATILITY)).starts == 0


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        ([0.5, 0.4, 0.3], [1, 1, 1], r"add up to 120\.00%, more than the whole: A 50\.00%, B 40"),
        ([0, 0, 0], [0.3, 0.3, 0.3], r"add up to 90\.00%, less than the whole: A 30"),
        ([0, 0.6, 0], [1, 0.5, 1], r"exclude each other: B: at least 60\.0000% and at most 50"),
    ],
)
def test_bounds_that_no_weights_can_keep_are_named(
    low: list[float], high: list[float], message: str
) -> None:
    with pytest.raises(InvalidValue, match=message):
        replace(problem(VOLATILITY), low=np.array(low), high=np.array(high))


def test_a_series_that_never_moves_is_named_unless_it_is_cash() -> None:
    asked = problem(VOLATILITY)
    values = asked.model.values.copy()
    values[:, 1] = 0.001
    still = replace(asked.model, values=values)
    with pytest.raises(InvalidValue, match="the series of B never moves"):
        replace(asked, model=still)
    assert replace(asked, model=still, cash=(1,)).cash == (1,)


def test_the_expansion_is_not_asked_where_it_is_no_distribution() -> None:
    measure = replace(VAR, method=TailMethod.CORNISH_FISHER, confidence=0.95)
    asked = problem(measure, seed=3)
    values = asked.model.values.copy()
    values[7, 2] = -0.6
    jumpy = replace(asked, model=replace(asked.model, values=values))
    assert np.isinf(jumpy.amounts(np.array([[0.0, 0.0, 1.0]])))[0]
    found = least_risk(jumpy)
    assert np.isfinite(jumpy.amount(found.weights))


def test_a_problem_is_made_of_returns_and_bounds_by_name() -> None:
    made = returns(120, 3, 1)
    asked = allocation_problem(made, VOLATILITY, low={"A": 0.1}, high={"C": 0.4})
    assert asked.low.tolist() == [0.1, 0.0, 0.0]
    assert asked.high.tolist() == [1.0, 1.0, 0.4]
    assert asked.current.tolist() == [1 / 3] * 3
    assert keeps_bounds(asked, least_risk(asked).weights)
    with pytest.raises(InvalidValue, match="no returns of X, Z"):
        allocation_problem(made, VOLATILITY, low={"Z": 0.1}, high={"X": 0.4})
    with pytest.raises(InvalidValue, match=r"add up to 90\.0000%"):
        allocation_problem(made, VOLATILITY, current={"A": 0.5, "B": 0.4})


def test_many_parts_are_searched_where_corners_are_too_many() -> None:
    made = returns(300, 14, 2)
    asked = allocation_problem(made, VOLATILITY, high=dict.fromkeys(made.names, 0.4))
    amount = (asked.amount(asked.current) + greatest_risk(asked)[1]) / 2
    found = nearest_with_risk(asked, amount).weights
    assert keeps_bounds(asked, found)
    assert asked.amount(found) == pytest.approx(amount, rel=1e-4)


@pytest.mark.long
def test_the_search_for_the_least_value_at_risk_is_mostly_exact_and_never_far_off() -> None:
    ratios = []
    for seed in range(1000, 1030):
        asked = problem(VAR, parts=4, count=50, seed=seed)
        ratios.append(asked.amount(least_risk(asked).weights) / exact_least(asked) - 1)
    assert min(ratios) > -1e-4
    assert sum(ratio < 1e-4 for ratio in ratios) >= 0.7 * len(ratios)
    assert max(ratios) < 0.1
