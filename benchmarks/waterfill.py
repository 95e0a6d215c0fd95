"""Water-filling: the closed form in exact fractions against two solvers in floating point.

Every row is one random portfolio: n holdings in cents, new money of a tenth of them, random target
weights. The three methods solve the same problem in one run and must agree to 1e-6 of the total.
Prints the table and writes docs/benchmarks/waterfill.md.

    python benchmarks/waterfill.py [--seconds 20]
"""

import argparse
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from importlib.metadata import version
from math import inf
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import TypeVar

import numpy as np
import piqp
from scipy import optimize, sparse

from trimtab.planners.water_filling import fill, kkt_residuals

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks" / "waterfill.md"
SIZES = (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
AGREEMENT = 1e-6
# Time of a solve grows at most like this power of n; it decides which sizes a rival may try.
SLSQP_POWER, PIQP_POWER = 3.0, 1.5

# A measurement ends after QUICK seconds and ENOUGH_RUNS, after SLOW seconds, or after MOST_RUNS.
QUICK, SLOW, ENOUGH_RUNS, MOST_RUNS = 0.5, 2.0, 3, 200

Floats = Sequence[float]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What to fill: targets, floors and total in dollars, exact."""

    targets: tuple[Fraction, ...]
    floors: tuple[Fraction, ...]
    total: Fraction

    @property
    def scale(self) -> Fraction:
        """Dollars that count as 1 for the solvers, so that they meet numbers near 1."""
        return self.total / len(self.targets)

    def scaled(self, amounts: Sequence[Fraction]) -> list[float]:
        """`amounts` in units of the scale."""
        return [float(amount / self.scale) for amount in amounts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """seconds: median of the runs. error: largest difference to the closed form, in parts of T."""

    seconds: float
    error: float


def random_problem(size: int, seed: int) -> Problem:
    """A portfolio in cents whose classes are off their targets by up to half."""
    random = Random(seed)
    floors = tuple(Fraction(random.randint(0, 10_000_000), 100) for _ in range(size))
    total = sum(floors, Fraction(0)) + sum(floors, Fraction(0)) // 10
    weights = [int(100 * floor) + random.randint(1, 10_000_000) for floor in floors]
    whole = sum(weights)
    targets = tuple(total * weight / whole for weight in weights)
    return Problem(targets=targets, floors=floors, total=total)


def by_slsqp(problem: Problem) -> Callable[[], Floats]:
    """Sequential least squares with gradients of objective and constraint."""
    chi, low = (np.array(problem.scaled(part)) for part in (problem.targets, problem.floors))
    amount = float(problem.total / problem.scale)
    ones = np.ones(len(chi))

    def solve() -> Floats:
        found = optimize.minimize(
            lambda x: 0.5 * float((x - chi) @ (x - chi)),
            low + (amount - low.sum()) / len(low),
            jac=lambda x: x - chi,
            bounds=list(zip(low, [None] * len(low), strict=True)),
            constraints={"type": "eq", "fun": lambda x: x.sum() - amount, "jac": lambda _: ones},
            method="SLSQP",
            options={"ftol": 1e-12, "maxiter": 1000},
        )
        # It may end with "positive directional derivative" on the minimum: the answer is judged
        # by its distance to the closed form instead of by this status.
        return list(found.x)

    return solve


def by_piqp(problem: Problem) -> Callable[[], Floats]:
    """An interior-point method for sparse quadratic programs."""
    size = len(problem.targets)
    chi, low = (np.array(problem.scaled(part)) for part in (problem.targets, problem.floors))
    amount = np.array([float(problem.total / problem.scale)])
    identity, budget = sparse.identity(size, format="csc"), sparse.csc_matrix(np.ones((1, size)))

    def solve() -> Floats:
        solver = piqp.SparseSolver()
        solver.settings.eps_abs = solver.settings.eps_rel = 1e-10
        solver.setup(identity, -chi, budget, amount, x_l=low)
        status = solver.solve()
        if status != piqp.PIQP_SOLVED:
            raise RuntimeError(f"PIQP: {status}")
        return list(solver.result.x)

    return solve


def measure(solve: Callable[[], Answer]) -> tuple[float, Answer]:
    """(median seconds, answer): up to 200 runs in half a second, at least three if within two."""
    runs: list[float] = []
    while True:
        begin = perf_counter()
        answer = solve()
        runs.append(perf_counter() - begin)
        spent = sum(runs)
        if spent > SLOW or (len(runs) >= ENOUGH_RUNS and spent > QUICK) or len(runs) == MOST_RUNS:
            return median(runs), answer


def rival(solve: Callable[[], Floats], answer: Floats) -> Timing:
    """Time a rival and hold its answer against the closed form."""
    seconds, found = measure(solve)
    size = len(answer)
    error = max(abs(x - y) for x, y in zip(found, answer, strict=True)) / size
    if error > AGREEMENT:
        raise RuntimeError(f"n = {size}: answers differ by {error:.1e} of T")
    return Timing(seconds=seconds, error=error)


def closed_form(problem: Problem) -> tuple[float, Floats]:
    """(seconds, answer in units of the scale); the exact answer must meet every condition."""
    seconds, exact = measure(partial(fill, problem.targets, problem.floors, problem.total))
    missed = kkt_residuals(problem.targets, problem.floors, problem.total, exact)
    if missed.budget or missed.floor or missed.stationarity:
        raise RuntimeError(f"the closed form misses its conditions: {missed}")
    return seconds, problem.scaled(exact)


def run(limit: float) -> list[list[str]]:
    """One line of the table for each size; a rival that would take over `limit` seconds is out."""
    lines = []
    slsqp_next, piqp_next = 0.0, 0.0
    for size, following in zip(SIZES, (*SIZES[1:], SIZES[-1]), strict=True):
        problem = random_problem(size, seed=size)
        ours, answer = closed_form(problem)
        slsqp = rival(by_slsqp(problem), answer) if slsqp_next <= limit else None
        quadratic = rival(by_piqp(problem), answer) if piqp_next <= limit else None
        growth = following / size
        slsqp_next = slsqp.seconds * growth**SLSQP_POWER if slsqp else inf
        piqp_next = quadratic.seconds * growth**PIQP_POWER if quadratic else inf
        lines.append([f"{size:,}", _time(ours), *_cells(slsqp, ours), *_cells(quadratic, ours)])
        print(" | ".join(lines[-1]), flush=True)
    return lines


def _cells(timing: Timing | None, ours: float) -> list[str]:
    if timing is None:
        return ["skipped", "", ""]
    return [_time(timing.seconds), f"{timing.seconds / ours:,.2g}x", f"{timing.error:.0e}"]


def _time(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.1f} s"
    milliseconds = seconds * 1e3
    return f"{milliseconds:.3g} ms" if milliseconds >= 1 else f"{milliseconds * 1e3:.0f} µs"


def page(lines: list[list[str]], limit: float) -> str:
    """The page for the documentation."""
    names = ["n", "closed form", "SLSQP", "ratio", "error", "PIQP", "ratio", "error"]
    rows = [names, ["---:"] * len(names), *lines]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"""# Water-filling: closed form against solvers

Random portfolios of n holdings with new money of a tenth of their value. All methods solve the same
problem in one run. *Closed form* is `trimtab.planners.water_filling.fill` in exact fractions, which
meets every condition of optimality exactly; the solvers work in floating point. *Ratio* is a
solver's time over that of the closed form, *error* the largest difference of one answer, in parts
of the total; more than {AGREEMENT:.0e} stops the benchmark. A solver is skipped where it would take
more than {limit:.0f} seconds for one solve.

{table}

The solvers start from float arrays; turning dollars into these is not counted. SLSQP has exact
gradients and `ftol` 1e-12, PIQP its sparse solver and tolerances of 1e-10.

A ratio below 1 means that the solver is faster: PIQP is compiled code, the closed form is Python on
fractions. What the closed form has over it is the error of exactly zero, an amount that is never
overspent, and no numeric library in the installation.

Python {platform.python_version()}, numpy {version("numpy")}, scipy {version("scipy")},
piqp {version("piqp")}, {platform.machine()}, a shared machine: read the ratios, not the times.

Repeat with `make bench`, or `python benchmarks/waterfill.py` after `pip install -e '.[bench]'`.
"""


def main() -> None:
    """Run, print, write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20, help="longest solve to try")
    limit: float = parser.parse_args().seconds
    text = page(run(limit), limit)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
