"""Rows of transactions.csv that are one event together: a row for each class, or for each lot.

Of one account, day and security the rows of type `recapitalization` name the classes received, and
those of type `split_off` into one other company the lots given up.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from trimtab.domain import LotId, Symbol, Transaction, TransactionType
from trimtab.domain.corporate_action import CorporateAction, NewClass, Recapitalization, SplitOff
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.ledger.row_values import (
    cents,
    common,
    required,
    required_new_symbol,
    required_symbol,
)
from trimtab.money import ZERO, exact_text

_T = TransactionType


def joined(rows: Iterable[Transaction]) -> Mapping[int, tuple[Transaction, ...]]:
    """By the place of each row that is a part of an event: all rows of the event, in order.

    Rows of other types are left out.
    """
    groups: dict[tuple[object, ...], list[Transaction]] = {}
    place_of: dict[int, tuple[object, ...]] = {}
    for place, row in enumerate(rows):
        if row.type in JOINED_ROWS:
            into = row.new_symbol if row.type is _T.SPLIT_OFF else None
            key = (row.type, row.account_id, row.trade_date, row.symbol, into)
            groups.setdefault(key, []).append(row)
            place_of[place] = key
    return {place: tuple(groups[key]) for place, key in place_of.items()}


def _recapitalization(rows: Sequence[Transaction]) -> CorporateAction:
    """One class of stock becomes several, each at its own ratio and fair value (C6, C8)."""
    symbol = required_symbol(rows[0])
    receives = tuple(
        NewClass(
            symbol=required_new_symbol(row),
            ratio=required(row, "ratio"),
            price=required(row, "new_price"),
            stated_quantity=row.quantity,
            cash_in_lieu=cents(row.amount),
        )
        for row in rows
    )
    (first, times), *_ = Counter(one.symbol for one in receives).most_common(1)
    if times > 1:
        raise Inconsistent(
            f"{symbol} becomes {first} twice in the recapitalization of {rows[0].trade_date}",
            "each class received has one row",
            "drop the repeated row, or correct its new_symbol",
        )
    if len(receives) == 1:
        raise Inconsistent(
            f"{symbol} becomes only {first} in the recapitalization of {rows[0].trade_date}",
            "it is an exchange into several classes, each with a row of its own",
            "add the other rows, or call it a merger, or a split when the symbol stays",
        )
    return Recapitalization(**common(rows[0]), symbol=symbol, receives=receives)


def _split_off(rows: Sequence[Transaction]) -> CorporateAction:
    """Shares given up for another company's; each row may designate a lot (C8)."""
    symbol, new_symbol = required_symbol(rows[0]), required_new_symbol(rows[0])
    ratios = {required(row, "ratio") for row in rows}
    if len(ratios) > 1:
        raise Inconsistent(
            f"the split-off of {new_symbol} from {symbol} has the ratios "
            f"{', '.join(map(exact_text, sorted(ratios)))}",
            "rows of one day are one exchange at one ratio",
            "give each row the same ratio",
        )
    surrendered = sum((required(row, "quantity") for row in rows), ZERO)
    paid = [cash for row in rows if (cash := cents(row.amount)) is not None]
    return SplitOff(
        **common(rows[0]),
        symbol=symbol,
        new_symbol=new_symbol,
        surrendered=surrendered,
        received=surrendered * ratios.pop(),
        designated=_designated(rows, symbol, new_symbol),
        cash_in_lieu=sum(paid, ZERO) if paid else None,
    )


def _designated(
    rows: Sequence[Transaction], symbol: Symbol, new_symbol: Symbol
) -> Mapping[LotId, Decimal]:
    named: dict[LotId, Decimal] = {}
    for row in rows:
        if row.lot_id is not None:
            named[row.lot_id] = named.get(row.lot_id, ZERO) + required(row, "quantity")
    if named and any(row.lot_id is None for row in rows):
        raise Inconsistent(
            f"the split-off of {new_symbol} from {symbol} names a lot in some rows, not in all",
            "the designation must name every share given up",
            "fill in lot_id in each row, or in none: then the earliest lots are given up",
        )
    return named


JOINED_ROWS: Mapping[TransactionType, Callable[[Sequence[Transaction]], CorporateAction]] = {
    _T.RECAPITALIZATION: _recapitalization,
    _T.SPLIT_OFF: _split_off,
}
