from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optimize.hand import hand_problem, shares
from tests.optimize.instances import HOUSEHOLD, HUNDRED, random_problem
from tests.optimize.plans import random_trades
from trimtab.optimize.evaluate import evaluate, no_trades
from trimtab.optimize.moves.rounding import round_trades
from trimtab.optimize.problem import Problem, Trades


def near_target(problem: Problem, seed: int) -> Trades:
    """Continuous trades that bring every class some way home, with noise and clashes in them."""
    rng = np.random.default_rng(seed)
    places, lots, classes = problem.places, problem.lots, problem.classes
    off = classes.held / problem.value - classes.target
    over = np.clip(off / np.maximum(classes.held / problem.value, 1e-9), 0.0, 1.0)
    sold = lots.shares * over[places.asset_class[lots.place]] * rng.uniform(0.5, 1.2)
    open_at = np.bincount(places.asset_class, places.can_buy, minlength=len(off))
    missing = np.clip(-off, 0.0, None)[places.asset_class] * problem.value
    bought = missing / np.maximum(open_at[places.asset_class], 1.0) / places.price
    noise = 1e-8 * rng.normal(size=len(sold))
    return Trades(sold=sold + noise, bought=bought * rng.uniform(0.5, 1.2))


def assert_placeable(problem: Problem, trades: Trades) -> None:
    """No limit broken; None only where doing nothing breaks one; no worse than doing nothing."""
    rounded, idle = round_trades(problem, trades), evaluate(problem, no_trades(problem))
    if rounded is None:
        assert not idle.feasible
        return
    found = evaluate(problem, rounded)
    assert found.violations == ()
    if idle.feasible:
        assert found.objective <= idle.objective
    thousandths = rounded.bought * 1000.0
    assert np.array_equal(rounded.bought, np.round(thousandths) / 1000.0)


@pytest.mark.parametrize("block", range(5))
def test_rounding_breaks_no_limit(block: int) -> None:
    for seed in range(30 * block, 30 * block + 30):
        problem = random_problem(seed, HOUSEHOLD if seed % 6 == 0 else None)
        assert_placeable(problem, near_target(problem, seed))
        assert_placeable(problem, random_trades(problem, seed))


@pytest.mark.long
@pytest.mark.parametrize("block", range(100))
def test_rounding_breaks_no_limit_in_thousands_of_households(block: int) -> None:
    for seed in range(1000 + 60 * block, 1060 + 60 * block):
        shape = HUNDRED if seed % 20 == 0 else HOUSEHOLD if seed % 4 == 0 else None
        problem = random_problem(seed, shape)
        assert_placeable(problem, near_target(problem, seed))
        assert_placeable(problem, random_trades(problem, seed))


@given(st.integers(0, 100_000))
def test_rounding_a_plan_that_can_be_placed_changes_nothing_or_finds_a_better_one(
    seed: int,
) -> None:
    problem = random_problem(seed)
    once = round_trades(problem, near_target(problem, seed))
    if once is None:
        return
    twice = round_trades(problem, once)
    assert twice is not None
    assert evaluate(problem, twice).objective <= evaluate(problem, once).objective + 1e-7


def test_the_nearest_whole_shares_are_taken_where_nothing_forbids_them() -> None:
    problem = hand_problem()
    rounded = round_trades(problem, shares(gain=99.7, bought=(0, 150.3, 0)))
    assert rounded is not None
    assert rounded.sold.tolist() == [100.0, 0.0, 0.0]
    assert rounded.bought.tolist() == [0.0, 150.0, 0.0]


def test_a_lot_meant_entire_leaves_no_residue() -> None:
    problem = hand_problem()
    # All of BBB, $38,025, goes into AAA, which is bought for less.
    goal = replace(problem.classes, target=np.array([0.95, 0.0, 0.05]))
    problem = replace(problem, classes=goal)
    rounded = round_trades(problem, shares(flat=760.5 - 1e-7, bought=(350.2, 0, 0)))
    assert rounded is not None
    assert rounded.sold[2] == 760.5
    assert rounded.bought[0] == 350.0


def test_a_purchase_that_the_cash_does_not_reach_is_made_smaller() -> None:
    # Stocks at target, Bonds under it; untaxed, so that a sale instead costs its $5 and its drift.
    problem = hand_problem()
    goal = replace(problem.classes, target=np.array([0.6, 0.4, 0.0]))
    rounded = round_trades(replace(problem, classes=goal, tax=None), shares(bought=(0, 29.6, 0)))
    assert rounded is not None
    # $1,475 above the floor, less $5 commission and the spread, buys 29 of $50 and not 30.
    assert rounded.sold.sum() == 0.0
    assert rounded.bought[1] == 29.0


def test_a_floor_above_the_cash_forces_sales() -> None:
    problem = hand_problem()
    accounts = replace(problem.accounts, floor=np.array([5_000.0]))
    problem = replace(problem, accounts=accounts)
    rounded = round_trades(problem, no_trades(problem))
    assert rounded is not None
    assert evaluate(problem, rounded).violations == ()
    assert rounded.sold.sum() > 0.0


def test_what_cannot_be_raised_gives_no_plan() -> None:
    problem = hand_problem()
    accounts = replace(problem.accounts, floor=np.array([200_000.0]))
    assert round_trades(replace(problem, accounts=accounts), shares(loss=400)) is None


def test_a_loss_sale_and_a_purchase_of_its_group_are_not_both_kept() -> None:
    problem = hand_problem(both_ways=True)
    rounded = round_trades(problem, shares(loss=80, bought=(2, 150, 0)))
    assert rounded is not None
    assert rounded.bought[0] == 0.0
    assert rounded.sold[1] > 0.0


def test_orders_over_their_number_are_closed_those_first_that_j_misses_least() -> None:
    problem = hand_problem(max_orders=1, commission=0.0)
    rounded = round_trades(problem, shares(gain=100, bought=(0, 10, 0)))
    assert rounded is not None
    # The sale alone would leave a tenth of the household in cash.
    assert rounded.sold.sum() == 0.0
    assert rounded.bought[1] == 10.0


def test_turnover_and_gains_are_brought_down_to_their_limits() -> None:
    for limits in ({"max_turnover": 5_000.0}, {"max_gain": 2_000.0}):
        problem = hand_problem(**limits)
        rounded = round_trades(problem, shares(gain=51, bought=(0, 102, 0)))
        assert rounded is not None
        assert evaluate(problem, rounded).violations == ()
        assert rounded.sold.sum() > 0.0
