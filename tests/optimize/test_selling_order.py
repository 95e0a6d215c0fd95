"""Lots in the broker's order: every plan there is, the bound, and the envelope of their costs."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optimize.instances import HOUSEHOLD, random_problem
from tests.optimize.small_households import small_household
from tests.optimize.turns import in_brokers_order
from tests.reference.plain_plan import PlainPlan, best_by_brute_force
from trimtab.optimize.bound.search import Goal, Search
from trimtab.optimize.bound.split import split_of
from trimtab.optimize.evaluate import evaluate
from trimtab.optimize.exact.rounds import Outcome, solve_exact
from trimtab.optimize.problem import Problem
from trimtab.optimize.selling_order import chains_of, in_turn, levels_of
from trimtab.optimize.solve import Status, solve

_TENTH = 1e-5
COSTS = st.floats(-2, 2, allow_nan=False)
DOLLARS = st.sampled_from([0.0, 0.5, 10.0, 1000.0, 31415.9])


def _agrees_with_every_plan(seed: int) -> None:
    problem = in_brokers_order(small_household(seed), seed)
    best, plan = best_by_brute_force(problem)
    answer = solve(problem, time_limit=1e9, gap=_TENTH * problem.value, clock=lambda: 0.0)
    exact = solve_exact(problem, seconds=20, gap=_TENTH * problem.value)
    if plan is None:
        assert answer.trades is None
        assert exact.status is Outcome.INFEASIBLE
        return
    for found in (answer, exact):
        assert found.trades is not None
        shown = PlainPlan(problem, found.trades.sold.tolist(), found.trades.bought.tolist())
        assert (shown.broken, shown.off_step) == ([], [])
        assert shown.objective == pytest.approx(found.objective, abs=1e-6)
        assert found.bound <= best + 1e-6
        assert found.objective <= best + 1.001 * _TENTH * problem.value


@pytest.mark.parametrize("seed", range(400, 412))
def test_the_answer_is_the_best_of_every_plan_in_the_brokers_order(seed: int) -> None:
    _agrees_with_every_plan(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(412, 900))
def test_the_answer_is_the_best_of_every_plan_of_many_households(seed: int) -> None:
    _agrees_with_every_plan(seed)


def _searched(problem: Problem) -> float:
    search = Search(
        split=split_of(problem), goal=Goal(gap=_TENTH * problem.value), finish=lambda *_: None
    )
    return search.run().bound


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_of_the_split_is_below_the_exact_plan_and_near_it(seed: int) -> None:
    problem = in_brokers_order(random_problem(seed), seed)
    exact = solve_exact(problem, seconds=20, gap=1e-7 * problem.value, whole_shares=False)
    if exact.trades is not None:
        assert _searched(problem) <= exact.objective + 1e-6 * problem.value


@pytest.mark.parametrize("seed", [0, 1, 3, 7])
def test_a_household_in_the_brokers_order_is_proved_to_a_tenth_of_a_basis_point(seed: int) -> None:
    problem = in_brokers_order(random_problem(seed, HOUSEHOLD), seed)
    answer = solve(problem, time_limit=1e9, gap=_TENTH * problem.value, clock=lambda: 0.0)
    assert answer.status is Status.PROVED
    assert answer.trades is not None
    assert evaluate(problem, answer.trades).feasible


def test_an_order_costs_and_never_helps() -> None:
    free = random_problem(2, HOUSEHOLD)
    bound = in_brokers_order(free, 2)
    answers = [
        solve(one, time_limit=1e9, gap=_TENTH * free.value, clock=lambda: 0.0)
        for one in (free, bound)
    ]
    assert answers[0].objective < answers[1].bound


def test_a_plan_out_of_turn_is_told() -> None:
    problem = in_brokers_order(random_problem(1, HOUSEHOLD), 1)
    after, before = next(iter(problem.lots.follows.items()))
    sold = np.zeros(len(problem.lots.ids))
    sold[after] = problem.lots.shares[after]
    assert in_turn(problem.lots, sold)[before] > 0
    trades = solve(problem, time_limit=1e9, gap=1.0, clock=lambda: 0.0).trades
    assert trades is not None
    wrong = type(trades)(sold=sold, bought=np.zeros_like(trades.bought))
    assert any("broker's order" in one for one, _ in evaluate(problem, wrong).violations)


@given(st.lists(st.tuples(COSTS, DOLLARS), min_size=1, max_size=12), st.data())
def test_levelled_costs_are_the_lower_convex_envelope(
    lots: list[tuple[float, float]], data: st.DataObject
) -> None:
    cost = np.array([one for one, _ in lots])
    upper = np.array([dollars for _, dollars in lots])
    chain = tuple(range(len(lots)))
    levels = levels_of([chain] if len(chain) > 1 else [], upper)
    level, pool = levels.levelled(cost)
    assert all(a <= b + 1e-12 for a, b in pairwise(level[upper > 0.0]))
    # Together they cost the same, and whatever keeps the order costs no less.
    assert level @ upper == pytest.approx(cost @ upper, abs=1e-6)
    share = data.draw(st.floats(0, 1)) * upper.sum()
    before = np.concatenate(([0.0], upper.cumsum()[:-1]))
    ordered = np.clip(share - before, 0.0, upper)
    assert level @ ordered <= cost @ ordered + 1e-6
    # What a pool takes, spread over its lots, costs at their own costs what it does levelled.
    taken = upper * np.array([data.draw(st.floats(0, 1)) for _ in chain])
    spread = levels.shared(taken, pool, upper)
    assert spread.sum() == pytest.approx(taken.sum(), abs=1e-6)
    assert cost @ spread == pytest.approx(level @ taken, abs=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_taking_lots_in_turn_moves_no_share_out_of_a_chain(seed: int) -> None:
    lots = in_brokers_order(random_problem(seed, HOUSEHOLD), seed).lots
    part = np.random.default_rng(seed).choice([0.0, 0.3, 1.0], len(lots.shares))
    sold = part * lots.shares
    turned = in_turn(lots, sold)
    for chain in chains_of(lots):
        own = list(chain)
        assert turned[own].sum() == pytest.approx(sold[own].sum())
        for before, after in pairwise(own):
            assert turned[after] == 0.0 or turned[before] == lots.shares[before]
    others = np.setdiff1d(np.arange(len(sold)), [lot for c in chains_of(lots) for lot in c])
    assert np.array_equal(turned[others], sold[others])
