"""members.csv: `symbol,weight[,name]`, the members of an index that a class holds directly."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from trimtab.domain import Symbol
from trimtab.errors import Problem
from trimtab.money import ONE, ZERO, exact_text
from trimtab.workspace import cells
from trimtab.workspace.cells import BadCell
from trimtab.workspace.table import Columns, Findings, Row, read_rows

COLUMNS = Columns(required=("symbol", "weight"), optional=("name",))

_WHOLE = Decimal(100)

# Index files round each weight; how far a sum of few may miss 100 whatever its decimals are.
_LEAST_TOLERANCE = Decimal("0.01")


def read_members(path: Path, file: str, findings: Findings) -> Mapping[Symbol, Decimal] | None:
    """Weights within the class, fractions that sum to 1, the largest first.

    Weights are percent of the class. Their sum may miss 100 by what rounding each to the decimals
    that the file gives can add up to; they are then scaled to 1. None, with problems in `findings`,
    where any row cannot be used.
    """
    before = len(findings.problems)
    weights: dict[Symbol, Decimal] = {}
    lines: dict[Symbol, int] = {}
    for row in read_rows(path, file, COLUMNS, findings):
        _read_row(row, weights, lines)
    if len(findings.problems) > before:
        return None
    problem = _sum_problem(file, weights)
    if problem is not None:
        findings.problems.append(problem)
        return None
    total = sum(weights.values(), ZERO)
    ordered = sorted(weights.items(), key=lambda one: -one[1])
    return {symbol: weight / total for symbol, weight in ordered}


def _read_row(row: Row, weights: dict[Symbol, Decimal], lines: dict[Symbol, int]) -> None:
    symbol = row.require("symbol", cells.symbol)
    weight = row.require("weight", _percent, "weights are percent of the class")
    if symbol is None:
        return
    first = lines.setdefault(symbol, row.line)
    if first != row.line:
        row.report(
            f"{symbol} stands twice in the index",
            f"the first is at {row.file}:{first}",
            "keep one row, with the weight of both where they are two parts of it",
        )
    elif weight is not None:
        weights[symbol] = weight


def _percent(text: str) -> Decimal:
    value = cells.unsigned(text.removesuffix("%").rstrip())
    if value > _WHOLE:
        raise BadCell("is above 100", "weights are percent of the class")
    return value


def _sum_problem(file: str, weights: Mapping[Symbol, Decimal]) -> Problem | None:
    total = sum(weights.values(), ZERO)
    if abs(total - _WHOLE) <= _tolerance(weights):
        return None
    fix = "Complete the file, or scale its weights"
    if not weights:
        fix = "Add a row `SYMBOL,WEIGHT` for each member"
    elif abs(total - ONE) <= _tolerance(weights) / _WHOLE + Decimal("0.0001"):
        fix = "Write every weight in percent: 6.5, not 0.065"
    return Problem(
        what=f"the weights of {len(weights)} members add up to {exact_text(total)}, they must add "
        "up to 100",
        file=file,
        why="Weights are percent of the class, and only rounding may keep them from 100",
        fix=fix,
    )


def _tolerance(weights: Mapping[Symbol, Decimal]) -> Decimal:
    """Half a unit in the last decimal that any weight has, for each of them."""
    decimals = max((_decimals(weight) for weight in weights.values()), default=0)
    return max(_LEAST_TOLERANCE, len(weights) * Decimal(5).scaleb(-decimals - 1))


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))
