"""Bring the positions of one account to equal value, with little more than their values."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from trimtab.errors import InvalidValue, NoPlan
from trimtab.money import CENT, dollars_text, floor_to_cents, to_cents
from trimtab.planners.equalize.ideal import ideal_trades
from trimtab.planners.equalize.positions import (
    Equalization,
    EqualizeOptions,
    EqualizeRow,
    ValuedPosition,
    total,
)
from trimtab.planners.equalize.whole_shares import buy_whole, sell_whole, shares_held


def equalize(
    positions: Sequence[ValuedPosition], options: EqualizeOptions | None = None
) -> Equalization:
    """The trades that bring `positions` as near to equal value as `options` allow.

    By default new money raises the lowest positions to a common level and nothing is sold; with
    `raise_cash` the largest are lowered to a common level and nothing is bought. `allow_sells`
    brings every position to the same value. Trades are whole shares: buys cost no more than there
    is to spend, sales bring at least the money asked for and never exceed what is held.

    Raises InvalidValue when there is money to invest and no position, or a symbol appears twice,
    and NoPlan when the positions cannot bring the money to raise.
    """
    options = options or EqualizeOptions()
    _check(positions, options)
    ideals = ideal_trades(positions, options)
    sold = sell_whole(
        positions, [max(-ideal, Fraction(0)) for ideal in ideals], Fraction(options.raise_cash)
    )
    proceeds = total(number * p.price for number, p in zip(sold, positions, strict=True))
    cash = Fraction(options.invest) - Fraction(options.raise_cash) + Fraction(proceeds)
    wanted = [
        Fraction(0) if shares else max(ideal, Fraction(0))
        for shares, ideal in zip(sold, ideals, strict=True)
    ]
    bought = buy_whole(positions, wanted, cash)
    rows = tuple(
        EqualizeRow(position=position, trade_value=amount, trade_shares=plus - minus)
        for position, amount, plus, minus in zip(
            positions, _cents_that_foot(ideals), bought, sold, strict=True
        )
    )
    return Equalization(rows=rows, options=options, verdict=_verdict(rows, options))


def _check(positions: Sequence[ValuedPosition], options: EqualizeOptions) -> None:
    seen = Counter(position.symbol for position in positions)
    twice = sorted(symbol for symbol, number in seen.items() if number > 1)
    if twice:
        raise InvalidValue(f"each symbol stands once, but these repeat: {', '.join(twice)}")
    if not positions and options.invest > 0:
        raise InvalidValue(f"there is no position to invest {options.invest} in")
    most = total(shares_held(position) * position.price for position in positions)
    if options.raise_cash > most:
        raise NoPlan(
            f"cannot raise {dollars_text(options.raise_cash)}: all whole shares of the "
            f"{len(positions)} positions bring {dollars_text(floor_to_cents(most))}. "
            "Ask for that much or less"
        )


def _cents_that_foot(amounts: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Each amount within a cent of itself, so that the column adds up to its rounded sum.

    Rounded down, then a cent more for the largest remainders; whole cents stay as they are.
    """
    cents = [floor_to_cents(amount) for amount in amounts]
    missing = int((to_cents(sum(amounts, Fraction(0))) - total(cents)) / CENT)
    by_remainder = sorted(
        range(len(cents)), key=lambda index: Fraction(cents[index]) - amounts[index]
    )
    for index in by_remainder[:missing]:
        cents[index] += CENT
    return tuple(cents)


def _verdict(rows: Sequence[EqualizeRow], options: EqualizeOptions) -> str:
    buys = [row for row in rows if row.trade_shares > 0]
    sales = [row for row in rows if row.trade_shares < 0]
    if buys or sales:
        parts = [
            f"{verb} {_count(trades)} for "
            f"{dollars_text(abs(total(t.shares_value for t in trades)))}"
            for verb, trades in (("sell", sales), ("buy", buys))
            if trades
        ]
        return f"{' and '.join(parts).capitalize()}."
    return f"Nothing to do: {_why_nothing(rows, options)}."


def _why_nothing(rows: Sequence[EqualizeRow], options: EqualizeOptions) -> str:
    moved = max(options.invest, options.raise_cash)
    if not rows:
        return "there are no positions"
    if moved == 0 and not options.allow_sells:
        return "there is no money to invest or to raise, and sales to equalize are not allowed"
    if any(row.trade_value for row in rows):
        return "every ideal trade is less than one share"
    if options.step is not None and 0 < moved < options.step:
        return f"{dollars_text(moved)} is less than one step of {dollars_text(options.step)}"
    if options.step is not None:
        return f"no step of {dollars_text(options.step)} brings the values nearer to each other"
    return "the positions are equal already"


def _count(trades: Sequence[EqualizeRow]) -> str:
    return "1 position" if len(trades) == 1 else f"{len(trades)} positions"
