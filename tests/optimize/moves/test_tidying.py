"""The last touches: orders that are not worth placing, and the choice among equals."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.optimize.hand import hand_problem, shares
from tests.optimize.instances import HOUSEHOLD, random_problem
from tests.optimize.plans import start_for
from trimtab.optimize.evaluate import evaluate, no_trades, outcome_of
from trimtab.optimize.moves.polish import polish
from trimtab.optimize.moves.tidying import drop_small_orders, least_gain_of_equals
from trimtab.optimize.problem import Problem, Trades
from trimtab.optimize.solve import solve

SEEDS = st.integers(0, 100_000)
# Polishing a household takes a twentieth of a second.
FEW = settings(max_examples=settings().max_examples // 3)


def test_an_order_worth_less_than_a_dollar_is_dropped_and_one_worth_more_is_not() -> None:
    problem = hand_problem(commission=0.0)
    best = polish(problem, shares(loss=40, bought=(0, 80, 0)))
    # Against a purchase that pays for itself to the cent, 3 BBB of $50 more or less are nothing.
    assert drop_small_orders(problem, best, allowance=100.0).bought[1] == best.bought[1]
    far = replace(problem, drift_aversion=1e-6)
    small = drop_small_orders(far, shares(bought=(0, 3, 0)), allowance=100.0)
    assert small.bought.sum() == 0.0


@FEW
@given(SEEDS, st.floats(0.0, 20.0))
def test_dropping_orders_costs_no_more_than_allowed_and_breaks_nothing(
    seed: int, allowance: float
) -> None:
    if (given_start := start_for(seed)) is None:
        return
    problem, start = given_start
    plan = polish(problem, start)
    fewer = drop_small_orders(problem, plan, allowance=allowance)
    before, after = evaluate(problem, plan), evaluate(problem, fewer)
    assert after.violations == ()
    assert after.objective <= before.objective + allowance + 1e-7
    assert outcome_of(problem, fewer).orders <= outcome_of(problem, plan).orders


def gain_of(problem: Problem, plan: Trades) -> float:
    part = plan.sold / problem.lots.shares
    return float(sum(max(g, 0) * p for g, p in zip(problem.lots.gain, part, strict=True)))


BEST = shares(gain=100, bought=(0, 150, 0))


def chosen(problem: Problem, *rivals: Trades, dearer: float = 0.7, within: float = 1.0) -> Trades:
    """The choice where each rival is told to cost so much J more than the best."""
    objective = evaluate(problem, BEST).objective + dearer
    told = [(rival, objective) for rival in rivals]
    return least_gain_of_equals(problem, BEST, told, within=within)


def test_of_equals_the_plan_that_realises_less_gain_is_taken() -> None:
    problem = hand_problem()
    less, none = shares(gain=50, bought=(0, 100, 0)), no_trades(problem)
    assert gain_of(problem, BEST) == 2_000
    assert chosen(problem, less, none, less) is none
    assert chosen(problem, less) is less
    assert chosen(problem, less, dearer=1.1) is BEST


def test_what_breaks_a_limit_or_takes_more_orders_is_no_equal() -> None:
    problem = hand_problem()
    open_to_all = replace(problem, places=replace(problem.places, can_buy=np.ones(3, np.bool_)))
    assert chosen(problem, shares(bought=(0, 10_000, 0))) is BEST
    more, as_many = shares(gain=50, bought=(0, 80, 8)), shares(gain=50, bought=(0, 84, 0))
    assert evaluate(open_to_all, more).feasible
    assert chosen(open_to_all, more) is BEST
    assert chosen(open_to_all, as_many) is as_many


def test_a_dollar_of_j_is_not_given_for_less_than_ten_of_gain() -> None:
    problem = hand_problem()
    one_share_less = shares(gain=99, bought=(0, 150, 0))
    assert gain_of(problem, BEST) - gain_of(problem, one_share_less) == pytest.approx(20.0)
    assert chosen(problem, one_share_less, dearer=2.1, within=5.0) is BEST
    assert chosen(problem, one_share_less, dearer=1.9, within=5.0) is one_share_less


def test_more_losses_are_no_less_gain() -> None:
    problem = hand_problem()
    harvests = shares(gain=100, loss=40, bought=(0, 150, 0))
    assert outcome_of(problem, harvests).short < outcome_of(problem, BEST).short
    assert chosen(problem, harvests) is BEST


def test_where_nothing_is_taxed_no_gain_is_spared() -> None:
    problem = replace(hand_problem(), tax=None)
    assert chosen(problem, no_trades(problem)) is BEST


def test_a_best_plan_that_breaks_a_limit_is_not_hidden_behind_another() -> None:
    problem = hand_problem()
    broken = shares(bought=(0, 10_000, 0))
    rivals = [(no_trades(problem), evaluate(problem, broken).objective)]
    assert least_gain_of_equals(problem, broken, rivals, within=30.0) is broken


@pytest.mark.parametrize("seed", range(5))
def test_rivals_are_whole_plans_with_their_j_and_none_where_time_ran_out(seed: int) -> None:
    problem = random_problem(seed, HOUSEHOLD)
    answer = solve(problem, time_limit=60.0, gap=1e-5 * problem.value, clock=lambda: 0.0)
    assert answer.rivals
    for plan, objective in answer.rivals:
        assert evaluate(problem, plan).objective == objective
        assert np.all(plan.sold <= problem.lots.shares)
    ticks = count(100.0, 100.0)
    cut_off = solve(problem, time_limit=60.0, gap=0.0, clock=lambda: next(ticks))
    assert cut_off.rivals == ()
