"""An index held directly: time, gap and tracking error by the number of members.

One taxable account, three lots of each member, 2 % of cash to invest, in whole shares; from values
in memory to a plan with its bound. `--limit` adds a limit of tracking error, percent a year.

    python benchmarks/index.py [--members 10 30 100 500] [--seeds 3] [--limit 0.3]
"""

import argparse
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.optimize.direct import direct_index
from trimtab.optimize.evaluate import evaluate
from trimtab.optimize.solve import solve

TIME_LIMIT = 10.0
GAP = 1e-5


def main() -> None:
    """Print a row for each number of members: medians and the worst gap."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, nargs="+", default=[10, 30, 100, 500])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=float("inf"))
    asked = parser.parse_args()
    print("members  seconds  gap bp  worst gap bp  tracking error %")
    for members in asked.members:
        rows = [_row(members, seed, asked.limit / 100.0) for seed in range(asked.seeds)]
        seconds, gaps, errors = zip(*rows, strict=True)
        print(
            f"{members:7}  {median(seconds):7.2f}  {median(gaps):6.3f}  {max(gaps):12.3f}"
            f"  {median(errors):16.3f}"
        )


def _row(members: int, seed: int, limit: float) -> tuple[float, float, float]:
    """Seconds, basis points of V, percent a year; the gap of a household without a plan is inf."""
    problem = direct_index(members, seed, most=limit**2)
    start = perf_counter()
    answer = solve(
        problem,
        time_limit=TIME_LIMIT,
        gap=GAP * problem.value,
        clock=lambda: perf_counter() - start,
    )
    seconds = perf_counter() - start
    if answer.trades is None:
        return seconds, float("inf"), float("nan")
    variance = evaluate(problem, answer.trades).terms["tracking"] / (10.0 * problem.value)
    return seconds, answer.gap / problem.value * 1e4, 100.0 * variance**0.5


if __name__ == "__main__":
    main()
