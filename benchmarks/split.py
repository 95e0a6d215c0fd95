"""How good the split is: bound, plan, gap and time on random households of the four sizes.

Values in memory to a plan in shares that can be traded. `answers` is how often a dual was asked,
`ms` the time of one answer at the first prices. Commissions are left out: orders with a price of
their own are for the exact model.

    python benchmarks/split.py [--seeds 5] [--commissions]
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.optimize.instances import (
    FIVE_HUNDRED,
    HOUSEHOLD,
    HUNDRED,
    THREE_THOUSAND,
    Shape,
    random_problem,
)
from trimtab.optimize.bound.split import split_of
from trimtab.optimize.problem import Problem
from trimtab.optimize.solve import solve

# Shape, basis points of V, and seconds to reach.
SIZES = (
    ("household", HOUSEHOLD, 0.1, 0.15),
    ("100/500", HUNDRED, 0.2, 0.15),
    ("500/1,500", FIVE_HUNDRED, 0.5, 0.4),
    ("3,000/15,000", THREE_THOUSAND, 1.0, 3.0),
)
BASIS_POINT = 1e-4
TIME_LIMIT = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One solve: seconds, gap in basis points of V, milliseconds of one answer, what solved it."""

    seconds: float
    gap: float
    answer: float
    solver: str


def problems(shape: Shape, seeds: int, *, commissions: bool) -> Iterator[Problem]:
    """Random households of `shape`."""
    for seed in range(seeds):
        problem = random_problem(seed, shape)
        limits = problem.limits
        yield (
            problem
            if commissions
            else replace(problem, limits=replace(limits, commission=0.0, max_orders=0))
        )


def measured(problem: Problem, basis_points: float) -> Measured:
    """One solve of `problem`."""
    start = perf_counter()
    answer = solve(
        problem,
        time_limit=TIME_LIMIT,
        gap=basis_points * BASIS_POINT * problem.value,
        clock=lambda: perf_counter() - start,
    )
    seconds = perf_counter() - start
    split = split_of(problem)
    dual = split.dual(split.cases[0], split.ground.branches.first_rows())
    prices = np.zeros(len(dual.coupling.limit))
    dual.at(prices)
    start = perf_counter()
    for _ in range(10):
        dual.at(prices)
    return Measured(
        seconds=seconds,
        gap=(answer.objective - answer.bound) / problem.value / BASIS_POINT,
        answer=(perf_counter() - start) * 100.0,
        solver=answer.solver,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--commissions", action="store_true")
    options = parser.parse_args()
    print(
        "| household | s, median | s, worst | to reach | gap bp, median | worst | to reach |",
        end="",
    )
    print(" ms an answer | by the exact model |\n|---|---|---|---|---|---|---|---|---|")
    for name, shape, basis_points, seconds in SIZES:
        family = problems(shape, options.seeds, commissions=options.commissions)
        rows = [measured(problem, basis_points) for problem in family]
        times, gaps = [row.seconds for row in rows], [row.gap for row in rows]
        exact = sum(row.solver == "exact" for row in rows)
        print(
            f"| {name} | {median(times):.3f} | {max(times):.3f} | {seconds} | {median(gaps):.3f} |"
            f" {max(gaps):.3f} | {basis_points} | {median(row.answer for row in rows):.2f} |"
            f" {exact} of {len(rows)} |"
        )


if __name__ == "__main__":
    main()
