import numpy as np
import pytest

from tests.optimize.instances import HOUSEHOLD, HUNDRED, Shape, random_problem
from tests.optimize.scip_reference import best_continuous
from trimtab.optimize.bound.bundle import Aim, Climb
from trimtab.optimize.bound.dual import Dual
from trimtab.optimize.bound.split import Split, split_of
from trimtab.optimize.problem import Problem

_SMALL = Shape(classes=3, securities=6, accounts=2, lots=12, value=100_000.0)


def _bound(problem: Problem) -> float:
    split = split_of(problem)
    rows = split.ground.branches.first_rows()
    return min(_best(split.dual(case, rows), problem) for case in split.cases)


def _best(dual: Dual, problem: Problem) -> float:
    climb = Climb(dual, np.zeros(len(dual.coupling.limit)))
    return climb.go(Aim(close=1e-8 * problem.value)).best.value


def _a_dual(seed: int) -> tuple[Split, Dual]:
    split = split_of(random_problem(seed, HOUSEHOLD))
    return split, split.dual(split.cases[0], split.ground.branches.first_rows())


def _some_prices(dual: Dual, seed: int) -> np.ndarray:
    prices = np.random.default_rng(seed).normal(0.0, 0.02, len(dual.coupling.limit))
    return np.where(dual.coupling.free, prices, np.abs(prices))


def _check_against_reference(seed: int, shape: Shape | None) -> None:
    problem = random_problem(seed, shape)
    assert _bound(problem) <= best_continuous(problem) + 1e-7 * problem.value


@pytest.mark.parametrize("seed", range(20))
def test_the_bound_is_never_above_the_best_plan(seed: int) -> None:
    _check_against_reference(seed, None)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1_000, 1_300))
def test_the_bound_is_never_above_the_best_plan_of_many(seed: int) -> None:
    _check_against_reference(seed, None if seed % 2 else _SMALL)


@pytest.mark.parametrize("seed", range(10))
def test_the_gradient_lies_over_the_dual_everywhere(seed: int) -> None:
    _, dual = _a_dual(seed)
    here = dual.at(_some_prices(dual, seed))
    for other in range(10):
        there = dual.at(_some_prices(dual, 100 * seed + other))
        rise = here.gradient @ (there.prices - here.prices)
        assert there.value <= here.value + rise + 1e-6


@pytest.mark.parametrize("seed", range(10))
def test_the_parts_add_up_to_the_dual(seed: int) -> None:
    _, dual = _a_dual(seed)
    here = dual.at(_some_prices(dual, seed))
    whole = dual.coupling.constant + here.levels.sum() - dual.coupling.limit @ here.prices
    assert here.value == pytest.approx(whole, abs=1e-6)
    assert here.slopes.sum(axis=0) - dual.coupling.limit == pytest.approx(here.gradient, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_more_answers_never_lower_the_bound(seed: int) -> None:
    _, dual = _a_dual(seed)
    start = np.zeros(len(dual.coupling.limit))
    bounds = [
        Climb(dual, start).go(Aim(close=0.01, evaluations=count)).best.value
        for count in (1, 2, 4, 8, 16, 32)
    ]
    assert bounds == sorted(bounds)


@pytest.mark.parametrize("seed", range(6))
def test_what_the_cuts_promise_is_no_less_than_the_bound(seed: int) -> None:
    _, dual = _a_dual(seed)
    climb = Climb(dual, np.zeros(len(dual.coupling.limit))).go(Aim(close=1.0))
    assert climb.best.value <= climb.promise <= climb.best.value + 1.0


@pytest.mark.parametrize("seed", range(4))
def test_twice_the_same_problem_gives_the_same_prices(seed: int) -> None:
    split = split_of(random_problem(seed, HUNDRED))
    dual = split.dual(split.cases[0], split.ground.branches.first_rows())
    start = np.zeros(len(dual.coupling.limit))
    first, second = (Climb(dual, start).go(Aim(close=1.0)).best.prices for _ in range(2))
    assert first.tolist() == second.tolist()
