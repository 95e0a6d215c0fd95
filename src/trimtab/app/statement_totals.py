"""What a statement is worth, and which prices come with it."""

from trimtab.domain import Statement, StatementPosition
from trimtab.money import ZERO, to_cents
from trimtab.report.imported import Figures


def figures_of(statement: Statement) -> Figures:
    """The value of the lots at the statement's prices, and the broker's own total."""
    prices = {position.symbol: position.price for position in statement.positions}
    computed = ZERO
    for lot in statement.lots:
        computed += to_cents(lot.quantity * (prices.get(lot.symbol) or ZERO))
    values = [position.value for position in statement.positions]
    known = [value for value in values if value is not None]
    stated = sum(known, ZERO) if known and len(known) == len(values) else None
    return Figures(computed=computed, stated=stated)


def priced(statement: Statement) -> tuple[StatementPosition, ...]:
    """The positions that come with a price above zero."""
    return tuple(
        position
        for position in statement.positions
        if position.price is not None and position.price > 0
    )
