"""A limit of the tracking error, by prices and planes, against SCIP with the quadratic itself."""

import pytest

from tests.optimize.instances import Shape, random_problem
from tests.optimize.risk_instances import with_limit
from tests.reference.scip_model import scip_optimum
from trimtab.optimize.bound.search import Goal, Search
from trimtab.optimize.bound.split import split_of
from trimtab.optimize.exact.rounds import solve_exact
from trimtab.optimize.problem import Problem

_MIDDLE = Shape(classes=4, securities=12, accounts=2, lots=30)


def _agree(problem: Problem, *, whole_shares: bool) -> None:
    gap = 2e-5 * problem.value
    ours = solve_exact(problem, seconds=30, gap=gap, whole_shares=whole_shares)
    theirs = scip_optimum(problem, seconds=30, gap=gap, whole_shares=whole_shares)
    noise = 1e-6 * problem.value
    assert ours.bound <= theirs.objective + noise
    assert theirs.bound <= ours.objective + noise
    assert (ours.trades is None) == (theirs.objective == float("inf"))
    split = Search(
        split=split_of(problem), goal=Goal(gap=gap, leaves=10), finish=lambda *_: None
    ).run()
    assert split.bound <= theirs.objective + noise


@pytest.mark.parametrize(("seed", "factor"), [(0, 0.5), (1, 0.9), (3, 0.5), (3, 0.9)])
def test_a_second_solver_agrees_under_a_limit_that_binds(seed: int, factor: float) -> None:
    problem = with_limit(random_problem(seed, _MIDDLE), seed, factor)
    _agree(problem, whole_shares=False)


@pytest.mark.parametrize("seed", [300, 301])
def test_a_second_solver_agrees_on_whole_shares_under_a_limit(seed: int) -> None:
    _agree(with_limit(random_problem(seed), seed, 0.8), whole_shares=True)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(302, 332))
def test_a_second_solver_agrees_on_many_tiny_households_under_a_limit(seed: int) -> None:
    _agree(with_limit(random_problem(seed), seed, 0.8), whole_shares=True)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 24))
@pytest.mark.parametrize("whole_shares", [True, False])
def test_a_second_solver_agrees_under_many_limits(seed: int, *, whole_shares: bool) -> None:
    for factor in (0.3, 0.7, 0.95):
        problem = with_limit(random_problem(seed, _MIDDLE), seed, factor)
        _agree(problem, whole_shares=whole_shares)
