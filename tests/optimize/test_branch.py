"""The linear rest of fixed branches."""

from dataclasses import replace

import numpy as np
import pytest

from tests.optimize.hand_made import Holding, household
from tests.optimize.instances import HOUSEHOLD, random_problem
from trimtab.optimize.branch import solve_branch
from trimtab.optimize.evaluate import evaluate
from trimtab.optimize.exact import solve_exact
from trimtab.optimize.highs import Status
from trimtab.optimize.problem import Problem, Trades
from trimtab.optimize.sheet import Branches


def _plain(seed: int) -> Problem:
    """Without order rules, which fixed branches leave out."""
    problem = random_problem(seed, HOUSEHOLD)
    limits = replace(
        problem.limits, commission=0.0, min_trade=0.0, max_orders=0, max_turnover=np.inf
    )
    return replace(problem, limits=limits)


def _branches_of(problem: Problem, trades: Trades) -> Branches:
    lots, places = problem.lots, problem.places
    losing = np.zeros(len(problem.limits.exclusive), dtype=np.bool_)
    losing[places.group[lots.place[(trades.sold > 0) & lots.loss]]] = True
    may_sell = trades.sold > 0
    may_sell[[one for lot in np.flatnonzero(may_sell) for one in lots.needs.get(int(lot), ())]] = (
        True
    )
    return Branches(may_buy=(trades.bought > 0) & ~losing[places.group], may_sell=may_sell)


@pytest.mark.parametrize("seed", range(6))
def test_on_the_branches_of_the_best_plan_it_is_the_best_plan(seed: int) -> None:
    problem = _plain(seed)
    best = solve_exact(problem, seconds=20, gap=1e-5 * problem.value, whole_shares=False)
    assert best.trades is not None
    answer = solve_branch(problem, _branches_of(problem, best.trades), gap=1e-6 * problem.value)
    assert answer.trades is not None
    value = evaluate(problem, answer.trades, whole_shares=False)
    assert value.objective == pytest.approx(answer.objective)
    assert answer.objective <= best.objective + 1e-6 * problem.value
    assert answer.objective >= best.bound - 1e-6 * problem.value
    assert answer.objective - answer.bound <= 1e-6 * problem.value


def test_what_a_branch_rules_out_is_not_traded() -> None:
    problem = _plain(1)
    nothing = Branches(
        may_buy=np.zeros(len(problem.places.held), dtype=np.bool_),
        may_sell=np.ones(len(problem.lots.value), dtype=np.bool_),
    )
    answer = solve_branch(problem, nothing)
    assert answer.trades is not None
    assert not answer.trades.bought.any()
    assert answer.trades.sold.any()


def test_a_lot_with_needs_on_the_selling_branch_has_them_sold_entire() -> None:
    holdings = [Holding(shares=10, gain=-400.0), Holding(shares=5, gain=10.0, group=0)]
    problem = household(holdings, [0.9])
    lots = replace(problem.lots, needs={0: (1,)})
    branches = Branches(may_buy=np.zeros(2, dtype=np.bool_), may_sell=np.ones(2, dtype=np.bool_))
    answer = solve_branch(replace(problem, lots=lots), branches)
    assert answer.trades is not None
    assert answer.trades.sold[1] == 5.0


def test_branches_without_a_plan_say_so() -> None:
    problem = household([Holding(shares=10)], [1.0], floor=(500.0,))
    branches = Branches(may_buy=np.zeros(1, dtype=np.bool_), may_sell=np.zeros(1, dtype=np.bool_))
    answer = solve_branch(problem, branches)
    assert (answer.trades, answer.status) == (None, Status.INFEASIBLE)


def test_a_good_guess_of_where_classes_end_gives_the_same_answer() -> None:
    problem = _plain(2)
    best = solve_exact(problem, seconds=20, gap=1e-5 * problem.value, whole_shares=False)
    assert best.trades is not None
    branches = _branches_of(problem, best.trades)
    cold = solve_branch(problem, branches)
    guess = np.zeros(len(problem.classes.target))
    warm = solve_branch(problem, branches, near=guess)
    assert warm.objective == pytest.approx(cold.objective, abs=2e-6 * problem.value)
