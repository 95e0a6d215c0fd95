"""HiGHS in rounds of tangents against SCIP with the squares: each bound below both plans."""

import pytest

from tests.optimize.hand_made import FREE, Holding, household
from tests.optimize.instances import Shape, random_problem
from tests.reference.scip_model import scip_optimum
from trimtab.optimize.exact.rounds import solve_exact

_MIDDLE = Shape(classes=4, securities=12, accounts=2, lots=30)


def _both_agree(seed: int, shape: Shape | None, *, whole_shares: bool) -> None:
    problem = random_problem(seed, shape)
    gap = 2e-5 * problem.value
    ours = solve_exact(problem, seconds=30, gap=gap, whole_shares=whole_shares)
    theirs = scip_optimum(problem, seconds=30, gap=gap, whole_shares=whole_shares)
    noise = 1e-6 * problem.value
    assert ours.bound <= theirs.objective + noise
    assert theirs.bound <= ours.objective + noise
    assert (ours.trades is None) == (theirs.objective == float("inf"))


@pytest.mark.parametrize("seed", range(300, 312))
def test_a_second_solver_agrees_on_tiny_households(seed: int) -> None:
    _both_agree(seed, None, whole_shares=True)


@pytest.mark.parametrize("seed", range(4))
def test_a_second_solver_agrees_on_middling_households_in_free_quantities(seed: int) -> None:
    _both_agree(seed, _MIDDLE, whole_shares=False)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 24))
@pytest.mark.parametrize("whole_shares", [True, False])
def test_a_second_solver_agrees_on_middling_households(seed: int, *, whole_shares: bool) -> None:
    _both_agree(seed, _MIDDLE, whole_shares=whole_shares)


def test_the_reference_finds_what_can_be_worked_out_by_hand() -> None:
    # A tenth must move from class 0 to class 1, at two basis points each way, free of tax.
    problem = household(
        [Holding(shares=60), Holding(asset_class=1, shares=40)],
        [0.5, 0.5],
        tax=None,
        limits=FREE,
        half_spread=0.0,
    )
    answer = scip_optimum(problem, seconds=10, gap=0.0, whole_shares=True)
    assert answer.objective == pytest.approx(0.0, abs=1e-6)
