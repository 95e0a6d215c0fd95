"""Raising a historical value at risk by linear programs: the step that moves cannot make.

Notation
    k  the value at risk is the k-th worst period

Fix which k - 1 periods are given up; the best worst return of all others is then a linear program.
Its answer is no worse a value at risk than before, and names other periods to give up. Repeated
until nothing changes, this is a local search over the choice of periods, in the spirit of
N. Larsen, H. Mausser and S. Uryasev, "Algorithms for optimization of value-at-risk" (2002).
"""

import numpy as np

from trimtab.risk.allocation.problem import AllocationProblem, projected
from trimtab.risk.arrays import Floats
from trimtab.risk.library import optional
from trimtab.risk.tail import tail_weights

_MOST_ROUNDS = 40


def raised(problem: AllocationProblem, start: Floats) -> Floats:
    """Weights with a value at risk no lower than at `start`."""
    weights, best = start, problem.amount(start)
    for _ in range(_MOST_ROUNDS):
        found = _round(problem, weights)
        amount = problem.amount(found)
        if amount >= best - 1e-12:
            return weights
        weights, best = found, amount
    return weights


def _round(problem: AllocationProblem, weights: Floats) -> Floats:
    """Maximise v subject to r'w >= v in every period but the k - 1 worst of now."""
    library = optional("scipy.optimize", purpose="a target of least value at risk")
    values = problem.model.values
    k, _ = tail_weights(len(values), problem.model.measure.confidence)
    kept = values[np.argsort(values @ weights, kind="stable")[k - 1 :]]
    count = len(weights)
    answer = library.linprog(
        np.append(np.zeros(count), -1.0),
        A_ub=np.column_stack((-kept, np.ones(len(kept)))),
        b_ub=np.zeros(len(kept)),
        A_eq=np.append(np.ones(count), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[*zip(problem.low, problem.high, strict=True), (None, None)],
        method="highs",
    )
    if answer.x is None:
        return weights
    return projected(np.asarray(answer.x[:count]), problem.low, problem.high)
