"""What a statement is worth, which prices come with it, and shares that no lot accounts for."""

from dataclasses import replace
from decimal import Decimal

from trimtab.domain import Statement, StatementLot, StatementPosition, Symbol
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


def with_unlisted_shares(statement: Statement) -> Statement:
    """`statement` with a lot of unknown cost and date for shares of a position beyond its lots.

    Holdings stay whole that way, and such a lot is never sold at a guess.
    """
    in_lots: dict[Symbol, Decimal] = {}
    for lot in statement.lots:
        in_lots[lot.symbol] = in_lots.get(lot.symbol, ZERO) + lot.quantity
    unlisted = []
    for position in statement.positions:
        missing = position.quantity - min(in_lots.get(position.symbol, ZERO), position.quantity)
        # A symbol may stand in several positions; lots count against the first of them.
        in_lots[position.symbol] = in_lots.get(position.symbol, ZERO) - position.quantity + missing
        if missing > 0:
            unlisted.append(
                StatementLot(
                    symbol=position.symbol,
                    quantity=missing,
                    acquired=None,
                    basis=None,
                    line=position.line,
                )
            )
    return replace(statement, lots=(*statement.lots, *unlisted))


def priced(statement: Statement) -> tuple[StatementPosition, ...]:
    """The positions that come with a price above zero."""
    return tuple(
        position
        for position in statement.positions
        if position.price is not None and position.price > 0
    )
