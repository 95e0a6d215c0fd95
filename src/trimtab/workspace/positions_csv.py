"""The four-column file of `equalize`: `Symbol,PositionValue,MarkPrice,FifoPnlUnrealized`.

The names are those of an Interactive Brokers Flex query of open positions. They may stand in any
order and case; other columns are left alone.
"""

from pathlib import Path

from trimtab.domain import Symbol
from trimtab.errors import Problem
from trimtab.planners.equalize import ValuedPosition
from trimtab.workspace.cells import above_zero, number, symbol, unsigned
from trimtab.workspace.table import Columns, Findings, Row, read_rows

_SYMBOL = "symbol"
_VALUE = "positionvalue"
_PRICE = "markprice"
_GAIN = "fifopnlunrealized"
_HEADER = "Symbol,PositionValue,MarkPrice,FifoPnlUnrealized"


def read_positions(path: Path) -> tuple[tuple[ValuedPosition, ...], tuple[Problem, ...]]:
    """The positions of the file at `path` in file order, and everything that is wrong with it.

    Values are dollars >= 0, prices dollars > 0, a symbol stands once, no cell is empty. With any
    problem the positions are those that could be read: do not plan with them.
    """
    findings = Findings()
    names = _HEADER.split(",")
    called = {name.lower(): name for name in names}
    columns = Columns(required=tuple(called), optional=(), called=called)
    positions: list[ValuedPosition] = []
    first_line: dict[Symbol, int] = {}
    for row in read_rows(path, str(path), columns, findings):
        position = _position(row, first_line)
        if position is not None:
            positions.append(position)
    if not positions and not findings.problems:
        findings.problems.append(
            Problem(
                what=f"{path} holds no positions",
                file=str(path),
                why="below the first line there is nothing",
                fix=f"add one line for each position: {_HEADER}",
            )
        )
    return tuple(positions), tuple(findings.problems)


def _position(row: Row, first_line: dict[Symbol, int]) -> ValuedPosition | None:
    """The position of this row; None, and problems, where it cannot be used."""
    name = row.require(_SYMBOL, symbol)
    value = row.require(_VALUE, unsigned, "a short position cannot be brought to equal value")
    price = row.require(_PRICE, above_zero, "without a price an amount cannot become shares")
    gain = row.require(_GAIN, number, "it decides between equals; 0 everywhere goes by file order")
    if name is not None:
        first = first_line.setdefault(name, row.line)
        if first != row.line:
            row.report(
                f"{name} stands here and in line {first}",
                "each position is brought to the same value, so it may stand only once",
                "add the two lines together",
            )
    if row.bad or name is None or value is None or price is None or gain is None:
        return None
    return ValuedPosition(symbol=name, value=value, price=price, unrealized_gain=gain)
