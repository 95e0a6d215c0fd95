"""The optimal planner: time, gap and growth; beside other methods; against other solvers.

Prints what it measures and writes docs/benchmarks/optimal.md, in some five minutes of processor
time; the second form takes five times the family, three times the solvers' households, and longer.

    python benchmarks/optimal.py
    python benchmarks/optimal.py --long
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isnan, log
from pathlib import Path
from statistics import fmean, median, quantiles
from typing import TypeAlias

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.households.measuring import (
    Group,
    Measured,
    group_of,
    in_a_process,
)
from benchmarks.households.page import page, table
from benchmarks.households.peer import peer
from benchmarks.households.rivals import Side, side_by_side
from benchmarks.households.situations import (
    FIVE_HUNDRED,
    HOUSEHOLD,
    HUNDRED,
    THREE_THOUSAND,
    Size,
    family_size,
)
from benchmarks.households.solvers import Try, above_a_bound, tries

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks" / "optimal.md"

Sizing: TypeAlias = tuple[str, Size, float, float, int, int]

# Name, size, basis points of the household and seconds to reach, households, and how many of these
# are also planned for with reasons.
SIZES = (
    ("30 / 100, 3 accounts", HOUSEHOLD, 0.1, 0.15, 20, 3),
    ("100 / 500", HUNDRED, 0.2, 0.15, 12, 3),
    ("500 / 1,500", FIVE_HUNDRED, 0.5, 0.4, 8, 2),
    ("3,000 / 15,000", THREE_THOUSAND, 1.0, 3.0, 3, 1),
)
# The same where some households limit their orders; no number to reach is set for these.
LIMITED = (
    ("100 / 500", replace(HUNDRED, limits=True), 0.2, 0.0, 12, 0),
    ("500 / 1,500", replace(FIVE_HUNDRED, limits=True), 0.5, 0.0, 8, 0),
)
LIMIT = 10.0
FAMILY, FAMILY_BP, FAMILY_LIMIT = (200, 1000), 0.1, 5.0
BATCH, BATCH_BP, BATCH_SECONDS = 60, 0.5, 0.02
INDEX_SIZES = (10, 50, 100, 500)
RIVAL_LIMIT = (20.0, 60.0)
TEN = Size(classes=5, securities=10, accounts=2, lots=50)
SOLVED = (TEN, HOUSEHOLD, HUNDRED, FIVE_HUNDRED)
SOLVER_LIMIT = (20.0, 60.0)
# Size, dollars per million that whole-share orders may lie above a bound for free shares, runs.
BOUNDED = (
    (TEN, 60, (4, 20)),
    (HOUSEHOLD, 60, (4, 20)),
    (HUNDRED, 60, (4, 20)),
    (FIVE_HUNDRED, 100, (2, 6)),
)
BOUNDED_LIMIT = (40.0, 180.0)


def sizes(which: Sequence[Sizing]) -> Iterator[list[str]]:
    """The numbers to reach, each size in a process of its own."""
    for name, size, basis_points, seconds, count, reasons in which:
        group: Group = in_a_process(group_of, [size] * count, basis_points, LIMIT, reasons=reasons)
        rows = group.measured
        planned = [row.planned.processor for row in rows if row.planned is not None]
        yield [
            name,
            str(count),
            *_times([row.certified.processor for row in rows]),
            f"{seconds:g}" if seconds else "",
            f"{median(row.certified.wall for row in rows):.3f}",
            f"{median(row.solve.processor for row in rows):.3f}",
            f"{median(planned):.2f}" if planned else "",
            *_gaps(rows),
            f"{basis_points:g}",
            *_soundness(rows),
            f"{group.megabytes:.0f}",
        ]


def batch() -> list[str]:
    """One more household of the first kind."""
    group: Group = in_a_process(group_of, [HOUSEHOLD] * BATCH, BATCH_BP, LIMIT)
    rows = group.measured
    spent = [row.certified.processor for row in rows]
    return [
        str(BATCH),
        *(f"{1000 * each:.0f}" for each in (median(spent), _p90(spent), max(spent))),
        f"{1000 * fmean(spent):.0f}",
        f"{1000 * BATCH_SECONDS:.0f}",
        *_gaps(rows),
        f"{BATCH_BP:g}",
        *_soundness(rows),
    ]


def family(count: int) -> tuple[list[list[str]], str]:
    """Random sizes: the table by size, and how time grows with it."""
    members = [family_size(seed) for seed in range(count)]
    rows = in_a_process(group_of, members, FAMILY_BP, FAMILY_LIMIT).measured
    lines: list[list[str]] = []
    for name, low, high in (("5-19", 0, 20), ("20-59", 20, 60), ("60-200", 60, 201)):
        for limits in (False, True):
            some = [
                row
                for row in rows
                if low <= row.securities < high and members[row.seed].limits == limits
            ]
            if some:
                lines.append(_family_line(name, "some" if limits else "none", some))
    lines.append(_family_line("all", "", rows))
    return lines, _growth(rows)


def _family_line(name: str, limits: str, rows: Sequence[Measured]) -> list[str]:
    proved = sum(row.status == "the gap is reached" for row in rows)
    return [
        name,
        limits,
        str(len(rows)),
        *_times([row.certified.processor for row in rows]),
        *_gaps(rows),
        f"{proved} of {len(rows)}",
        *_soundness(rows),
    ]


def _growth(rows: Sequence[Measured]) -> str:
    """Power of the number of lots that time grows with, least squares on logarithms."""
    split = [row for row in rows if row.solver == "split"]
    sizes = [log(row.lots) for row in split]
    times = [log(row.certified.processor) for row in split]
    middle, level = fmean(sizes), fmean(times)
    above = sum((x - middle) * (y - level) for x, y in zip(sizes, times, strict=True))
    return f"{above / sum((x - middle) ** 2 for x in sizes):.2f}"


def rivals(seconds: float) -> list[list[str]]:
    """Ours, the peer's and the direct models' answers to the same households."""
    lines: list[list[str]] = []
    with peer() as running:
        for securities in INDEX_SIZES:
            seeds = range(1 if securities > INDEX_SIZES[-2] else 3)
            found: list[Side] = []
            for seed in seeds:
                found += side_by_side(running, securities, seed, seconds)
            lines += _rival_lines(found)
    return lines


def _rival_lines(found: Sequence[Side]) -> Iterator[list[str]]:
    methods = list(dict.fromkeys(side.method for side in found))
    ours = median(side.seconds.processor for side in found if side.method == methods[0])
    for method in methods:
        some = [side for side in found if side.method == method]
        spent = median(side.seconds.processor for side in some)
        broken = sum(sum(side.score.broken.values()) for side in some)
        fractions = sum(side.score.fractions for side in some)
        yield [
            f"{some[0].securities} / {3 * some[0].securities}",
            method,
            f"{spent:.3f}",
            f"{spent / ours:.3g}x",
            f"{median(side.seconds.wall for side in some):.3f}",
            f"{median(side.above for side in some):,.1f}",
            f"{max(side.above for side in some):,.1f}",
            f"{100 * median(side.score.idle for side in some):.2f}",
            f"{median(side.score.orders for side in some):.0f}",
            str(fractions),
            str(broken - sum(side.score.broken["fraction_of_a_step"] for side in some)),
            f"{sum(side.score.washed for side in some):,.0f}",
        ]


def solvers(seeds: int, seconds: float) -> list[list[str]]:
    """The real model by several solvers."""
    found: list[Try] = []
    for size in SOLVED:
        for seed in range(seeds):
            found += in_a_process(tries, size, seed, seconds)
    lines = []
    keys = dict.fromkeys((one.securities, one.solver) for one in found)
    for securities, solver in keys:
        some = [one for one in found if (one.securities, one.solver) == (securities, solver)]
        lines.append(
            [
                str(securities),
                solver,
                *_seconds([one.seconds.processor for one in some]),
                *_dollars([one.above for one in some]),
                *_dollars([one.gap for one in some]),
            ]
        )
    return lines


def bounded(*, long: bool) -> list[list[str]]:
    """Whole-share orders against a bound that shares nothing with ours but the arrays."""
    lines = []
    for size, most, runs in BOUNDED:
        above = [
            in_a_process(above_a_bound, size, seed, BOUNDED_LIMIT[long])
            for seed in range(runs[long])
        ]
        lines.append(
            [
                f"{size.securities} / {size.lots}",
                str(sum(not isnan(one) for one in above)),
                *_dollars(above),
                str(most),
            ]
        )
    return lines


def _dollars(amounts: Sequence[float]) -> list[str]:
    return _median_and_worst(amounts, ",.1f")


def _seconds(spent: Sequence[float]) -> list[str]:
    return _median_and_worst(spent, ".2f")


def _median_and_worst(amounts: Sequence[float], form: str) -> list[str]:
    """Of those that are known; two empty cells where none is."""
    known = [amount for amount in amounts if not isnan(amount)]
    return [format(each(known), form) for each in (median, max)] if known else ["", ""]


def _times(spent: Sequence[float]) -> list[str]:
    return [f"{each:.3f}" for each in (median(spent), _p90(spent), max(spent))]


def _p90(amounts: Sequence[float]) -> float:
    return quantiles(amounts, n=10, method="inclusive")[-1] if len(amounts) > 1 else amounts[0]


def _gaps(rows: Sequence[Measured]) -> list[str]:
    points = [1e4 * row.gap for row in rows]
    return [f"{median(points):.3f}", f"{max(points):.3f}", f"{100 * max(points):,.0f}"]


def _soundness(rows: Sequence[Measured]) -> list[str]:
    """Limits broken, fractions, wash sales, and the most idle cash in percent."""
    return [
        str(sum(len(row.limits) for row in rows)),
        str(sum(row.fractions for row in rows)),
        str(sum(row.washed > 0 for row in rows)),
        f"{100 * max(row.idle for row in rows):.2f}",
    ]


def main() -> None:
    """Run, print, write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help="1,000 households, more seeds and time")
    parser.add_argument("--without-peer", action="store_true", help="install nothing")
    options = parser.parse_args()
    long: bool = options.long
    parts: dict[str, list[list[str]]] = {}
    for name, which in (("sizes", SIZES), ("limited", LIMITED)):
        parts[name] = list(sizes(which))
        print(table(name, parts[name]), flush=True)
    parts["batch"] = [batch()]
    print(table("batch", parts["batch"]), flush=True)
    parts["family"], growth = family(FAMILY[long])
    print(table("family", parts["family"]), growth, flush=True)
    parts["solvers"] = solvers(3 if long else 1, SOLVER_LIMIT[long])
    print(table("solvers", parts["solvers"]), flush=True)
    parts["bounded"] = bounded(long=long)
    print(table("bounded", parts["bounded"]), flush=True)
    parts["rivals"] = [] if options.without_peer else rivals(RIVAL_LIMIT[long])
    print(table("rivals", parts["rivals"]), flush=True)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(parts, growth, seconds=BOUNDED_LIMIT[long], long=long), encoding="utf-8")


if __name__ == "__main__":
    main()
