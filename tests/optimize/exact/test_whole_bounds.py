"""Columns of whole steps have whole bounds.

HiGHS 1.15.1 with its presolve called a plan optimal that was not, in models whose integer columns
ended at a fraction of a step, as lots of 12.345 shares make them.
"""

import numpy as np
import pytest

from tests.optimize.instances import Shape, random_problem
from trimtab.optimize.exact.build import build
from trimtab.optimize.exact.model import INFINITY
from trimtab.optimize.exact.sheet import BuildOptions

_MIDDLE = Shape(classes=4, securities=12, accounts=2, lots=30)


@pytest.mark.parametrize("hold_limits", [True, False])
@pytest.mark.parametrize("seed", range(30))
def test_integer_columns_end_at_whole_numbers(seed: int, *, hold_limits: bool) -> None:
    problem = random_problem(seed, _MIDDLE)
    model, _ = build(problem, BuildOptions(whole_shares=True, hold_limits=hold_limits))
    bounds = np.concatenate([model.lower[model.integer], model.upper[model.integer]])
    bounds = bounds[np.abs(bounds) < INFINITY]
    assert len(bounds)
    assert np.array_equal(bounds, np.round(bounds))


def test_some_of_these_households_hold_fractions_of_a_step() -> None:
    over = 0
    for seed in range(30):
        problem = random_problem(seed, _MIDDLE)
        steps = problem.lots.shares / problem.places.step[problem.lots.place]
        over += int(np.sum(np.abs(steps - np.round(steps)) > 1e-6))
    assert over > 0
