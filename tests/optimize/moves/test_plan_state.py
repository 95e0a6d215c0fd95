import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.optimize.hand import hand_problem, shares
from tests.optimize.instances import HOUSEHOLD, random_problem
from tests.optimize.plans import random_trades, whole_trades
from trimtab.optimize.evaluate import evaluate, no_trades
from trimtab.optimize.legs import quantities, whole_steps
from trimtab.optimize.moves.neighbours import step_down, step_up
from trimtab.optimize.moves.plan_state import Move, PlanState
from trimtab.optimize.moves.scoring import changes, single_changes
from trimtab.optimize.problem import Problem

SEEDS = st.integers(0, 100_000)


def problem_for(seed: int) -> Problem:
    return random_problem(seed, HOUSEHOLD if seed % 10 == 0 else None)


def random_move(state: PlanState, rng: np.random.Generator) -> Move:
    """One to three legs, each a step up or down, to nothing, or to the whole lot."""
    chosen = rng.permutation(len(state.quantities))[: rng.integers(1, 4)]
    whole = np.where(np.isfinite(state.legs.most), state.legs.most, state.quantities)
    options = (step_up(state, chosen), step_down(state, chosen), 0 * chosen, whole[chosen])
    picked = rng.integers(0, len(options), len(chosen))
    return tuple(
        (int(leg), float(options[how][at]))
        for at, (leg, how) in enumerate(zip(chosen, picked, strict=True))
    )


@given(SEEDS)
def test_after_any_moves_the_state_is_that_of_a_fresh_evaluation(seed: int) -> None:
    problem, rng = problem_for(seed), np.random.default_rng(seed)
    state = PlanState(problem, random_trades(problem, seed))
    for _ in range(30):
        state.apply(random_move(state, rng))
    fresh = PlanState(problem, state.trades)
    expected = evaluate(problem, state.trades).objective
    tolerance = 1e-12 * problem.value
    assert state.objective == pytest.approx(expected, abs=max(1e-7, tolerance))
    assert fresh.objective == pytest.approx(expected, abs=max(1e-7, tolerance))
    assert state.cash == pytest.approx(fresh.cash, abs=1e-7)
    assert state.classes == pytest.approx(fresh.classes, abs=1e-7)
    assert (state.sales, state.purchases) == pytest.approx((fresh.sales, fresh.purchases), abs=1e-6)
    assert (state.orders, state.open_lots) == (fresh.orders, fresh.open_lots)
    assert (state.loss_sales, state.group_purchases) == (fresh.loss_sales, fresh.group_purchases)


@given(SEEDS)
def test_allowed_moves_never_break_a_limit_that_held(seed: int) -> None:
    problem, rng = problem_for(seed), np.random.default_rng(seed)
    state = PlanState(problem, no_trades(problem))
    before = {label for label, _ in evaluate(problem, state.trades).violations}
    for _ in range(60):
        move = random_move(state, rng)
        if state.allowed(move):
            state.apply(move)
    after = {label for label, _ in evaluate(problem, state.trades).violations}
    assert after <= before


@example(seed=292)  # at the edge of the gains limit
@given(SEEDS)
def test_a_move_that_is_refused_would_break_a_limit_or_come_to_its_very_edge(seed: int) -> None:
    problem, rng = problem_for(seed), np.random.default_rng(seed)
    state = PlanState(problem, no_trades(problem))
    if not evaluate(problem, state.trades).feasible:
        return
    for _ in range(20):
        move = random_move(state, rng)
        if state.allowed(move):
            state.apply(move)
            continue
        other = PlanState(problem, state.trades)
        other.apply(move)
        broken = evaluate(problem, other.trades).violations
        room = [other.cash[a] - problem.accounts.floor[a] for a in range(len(other.cash))]
        room.append(abs(problem.limits.max_gain - other.short - other.long))
        room.append(abs(problem.limits.max_turnover - min(other.sales, other.purchases)))
        assert broken or min(room) < 2 * state.margin


@given(SEEDS)
def test_arrays_of_moves_are_scored_as_one_move_at_a_time(seed: int) -> None:
    problem, rng = problem_for(seed), np.random.default_rng(seed)
    state = PlanState(problem, whole_trades(problem, seed))
    legs = np.arange(len(state.quantities))
    for there in (step_up(state, legs), step_down(state, legs), np.zeros(len(legs))):
        scores = single_changes(state, legs, there - state.quantities)
        singly = [state.change(((int(leg), float(there[leg])),)) for leg in legs]
        assert scores == pytest.approx(singly, abs=1e-7)
    partner = rng.permutation(legs)
    apart = state.legs.place[legs] != state.legs.place[partner]
    first, second = legs[apart], partner[apart]
    up, down = step_up(state, first), step_down(state, second)
    scores = changes(
        state, first, up - state.quantities[first], second, down - state.quantities[second]
    )
    pairwise = [
        state.change(((int(one), float(up[i])), (int(other), float(down[i]))))
        for i, (one, other) in enumerate(zip(first, second, strict=True))
    ]
    assert scores[: len(first)] == pytest.approx(pairwise, abs=1e-7)


def test_swapping_a_purchase_between_places_of_one_class_changes_no_drift_of_the_class() -> None:
    problem = hand_problem()
    state = PlanState(problem, shares(bought=(0, 20, 0)))
    # $1,000 of BBB, or $1,000 of BB2: same class, same half-spread, nothing else differs.
    swap: Move = ((4, 0.0), (5, 40.0))
    assert state.change(swap) == pytest.approx(0.0, abs=1e-9)
    assert not state.allowed(swap)  # BB2 may not be bought


def test_an_order_is_counted_once_however_many_lots_it_sells() -> None:
    state = PlanState(hand_problem(), shares(gain=10, loss=10))
    assert state.orders == 1
    assert state.effect(((0, 0.0),)).orders == 0
    assert state.effect(((0, 0.0), (1, 0.0))).orders == -1


@pytest.mark.parametrize(("count", "step", "shares_meant"), [(1234, 0.001, 1.234), (3, 0.1, 0.3)])
def test_steps_make_the_decimal_number_that_is_meant(
    count: int, step: float, shares_meant: float
) -> None:
    assert whole_steps(np.array([float(count)]), np.array([step]))[0] == shares_meant


@given(SEEDS)
def test_a_state_gives_back_the_plan_it_was_given(seed: int) -> None:
    problem = random_problem(seed)
    trades = whole_trades(problem, seed)
    assert np.array_equal(quantities(PlanState(problem, trades).trades), quantities(trades))
