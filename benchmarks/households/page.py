"""The tables of the optimal planner's benchmark, and the page around them."""

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version

Lines = Sequence[Sequence[str]]

_TIMES = ("s, median", "p90", "worst")
_GAPS = ("gap bp, median", "worst", "worst, $ per $1M")
_SOUND = ("broken", "fractions", "washed", "idle %")

_SIZES = (
    "securities / lots",
    "runs",
    *_TIMES,
    "to reach",
    "s on the wall",
    "solve alone",
    "with reasons",
    *_GAPS,
    "to reach",
    *_SOUND,
    "MB",
)

HEADS: Mapping[str, tuple[str, ...]] = {
    "sizes": _SIZES,
    "limited": _SIZES,
    "batch": ("runs", "ms, median", "p90", "worst", "mean", "to reach", *_GAPS, "asked", *_SOUND),
    "family": ("securities", "limits", "runs", *_TIMES, *_GAPS, "proved", *_SOUND),
    "solvers": (
        "securities",
        "solver",
        "s, median",
        "worst",
        "above the best bound, median",
        "worst",
        "own gap, median",
        "worst",
    ),
    "bounded": ("securities / lots", "runs", "$ per $1M, median", "worst", "to reach"),
    "rivals": (
        "securities / lots",
        "method",
        "s",
        "ratio",
        "s on the wall",
        "above our bound, median",
        "worst",
        "idle %",
        "orders",
        "fractions",
        "broken",
        "$ washed",
    ),
}


def table(name: str, lines: Lines) -> str:
    """One table in Markdown; a word where it was not measured."""
    if not lines:
        return "Not measured in this run."
    head = HEADS[name]
    rows = [head, ["---:"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def page(parts: Mapping[str, Lines], growth: str, *, seconds: float, long: bool) -> str:
    """The page for the documentation."""
    tables = {name: table(name, lines) for name, lines in parts.items()}
    packages = ("numpy", "highspy", "pyscipopt", "piqp", "scipy")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    option = " --long" if long else ""
    return f"""# The optimal planner: time, gap and rivals

Random households, the same for a seed on every machine: lots with gains and losses of both terms,
some bought in the last 30 days, identical pairs, losses sold two weeks ago, securities of no
class, a year and carried losses on every piece of the tax; the first account taxable, then a
traditional IRA and a Roth. *s* is processor time of all threads, from domain values in memory to
orders with their certificate and bound; the wall beside it, because the machine is shared.
*Broken* counts hard limits that the certificate, which shares no code with the model, finds
broken; *fractions* orders that are no whole shares, lots sold entire aside; *washed* plans with a
loss that a wash sale would disallow; *idle* the most cash left in a plan, of the household's value
(the target for cash is 1 %).

## Numbers to reach

Each size in a process of its own; *MB* is the most it held, interpreter and libraries included.
*Solve alone* starts from arrays and ends at the plan. *With reasons* is the whole of `plan()`,
which solves again for the price of a reason, on the first few of the households. Households of
3,000 have ten million dollars, and one bp is $100 per $1M at every size.

{tables["sizes"]}

The same with limits on orders: each household has a smallest order with a chance of three in ten,
and a commission, a largest number of orders (half the securities), a turnover of 10 % or a hard
gains budget with one of one in eight each. Ten seconds on the wall.

{tables["limited"]}

One more household of the first kind in a batch, asked for half a basis point, one process:

{tables["batch"]}

## A family of households

5 to 200 securities, one to three accounts, one to five lots a security; every second may have a
smallest order, a commission, a largest number of orders, a turnover or a hard gains budget. Asked
for 0.1 bp within five seconds. *Proved* is how many reach that; no other is called optimal. Where
the split alone answers, time grows with the lots to the power of {growth}.

{tables["family"]}

## The real model by several solvers

One model, whole shares, 0.1 bp to reach, the same seconds on the wall for each; dollars per $1M.
*Above the best bound* is J of the plan (for ours that of the certificate) less the best of all
bounds found with whole shares. PIQP plans nothing that can be placed: its *own gap* is J of our
orders less the optimum of the relaxation. The run stops if any plan lies under any bound.

{tables["solvers"]}

**Why HiGHS, and why the split.** Only a few rows join the securities: cash, drift, the tax, limits
on orders. Under prices of these rows each security has its best answer in closed form, so that the
bound and a plan near it cost a fraction of what any solver needs for the whole model; what is left
open after that is a small model, and exact solvers are for that. Up to some thirty securities HiGHS
alone takes a few times as long; the larger the household, the more of them. HiGHS
has no quadratic terms in integer models and reaches them by tangents in rounds. SCIP takes them as
they are: in free shares its bounds are close (below), in whole shares it is slower, and on the
larger households it may have no plan worth placing when the time is up. It is an extra of the
developers, not of the planner. PIQP answers the relaxation at once, and the relaxation is not an
answer: it sells a loss and buys it back. Limits are on the wall, so that on a busy machine the
processor times show how little of them a solver had.

## Against a bound of its own

J of the final whole-share orders, as the certificate has it, less SCIP's bound for the same
household in free shares. That model is told from the definitions of J and the limits and shares
nothing with ours but the arrays; it gets {seconds:.0f} seconds on the wall, and a bound that it
does not finish can only be too low.

{tables["bounded"]}

## Beside what one would use instead

One taxable account, every security a class of its own, three lots each: the households that the
others' inputs can describe. Gains of the year exceed every loss, so that each lot has one known
rate (netting is not in play, which favours the others); no ranks, no location, no limits. All are
scored by the certificate. *Above our bound* is dollars per $1M; no plan that keeps the limits in
whole shares is below 0, and orders that break limits may be.

- `taxrebalance` runs in an environment that the benchmark makes. J is told to it exactly: its
  covariance holds the drift terms, cash included, its rates are less what is saved later, its cost
  is two basis points. Left out, as it has no word for it: whole shares.
- *LP* and *MILP* go to HiGHS with drift by tangents. The LP is rounded down to whole shares, and
  nothing keeps it from buying back its losses. The MILP has whole shares and buys or sells a
  security but not both, to 0.1 bp; above 100 securities it is not tried.

{tables["rivals"]}

Ratios hold within one run.
Python {platform.python_version()}, {versions};
{platform.machine()}, {os.cpu_count()} processors, shared.

Repeat with `make bench`, or `python benchmarks/optimal.py{option}` after
`pip install -e '.[dev,bench]'`.
"""
