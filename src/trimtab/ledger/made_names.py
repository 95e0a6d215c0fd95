"""Names for lots that no row names: by account, security and day, numbered within the day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import time

from trimtab.domain import LotId, Transaction, TransactionType
from trimtab.ledger.selection import natural_order
from trimtab.money import ZERO

_T = TransactionType
_LONGEST_NAME = 58
# Rows that may bring a lot; of one day purchases are counted first.
_BRING_LOTS = (
    _T.BUY,
    _T.REINVEST,
    _T.VEST,
    _T.GIFT_IN,
    _T.INHERITANCE,
    _T.TRANSFER_IN,
    _T.STOCK_DIVIDEND,
    _T.RIGHTS,
)


def made_names(rows: Sequence[Transaction]) -> Mapping[int, LotId]:
    """A name for the lot of each row that may bring one and does not name it, by its place.

    Rows of one order, day and security share theirs. The order of the rows is of no importance: a
    broker may list the newest first.
    """
    unnamed = [
        place for place, row in enumerate(rows) if row.lot_id is None and row.type in _BRING_LOTS
    ]
    count: Counter[str] = Counter()
    of_order: dict[tuple[object, ...], LotId] = {}
    names: dict[int, LotId] = {}
    for place in sorted(unnamed, key=lambda place: _said(rows[place])):
        row = rows[place]
        order = (row.account_id, row.order_id, row.symbol, row.trade_date)
        if row.order_id is None or order not in of_order:
            of_order[order] = _numbered(row, count)
        names[place] = of_order[order]
    return names


def _numbered(row: Transaction, count: Counter[str]) -> LotId:
    name = f"{row.account_id} {row.symbol or '?'} {row.trade_date}"[:_LONGEST_NAME]
    count[name] += 1
    return LotId(name if count[name] == 1 else f"{name} {count[name]}")


def _said(row: Transaction) -> tuple[object, ...]:
    """What tells rows of one day apart; rows that say the same may change places."""
    return (
        row.trade_date,
        row.time or time.min,
        _BRING_LOTS.index(row.type),
        natural_order(row.order_id or ""),
        natural_order(row.row_id or ""),
        row.quantity or ZERO,
        row.total() or ZERO,
        row.acquired or row.trade_date,
        str(row.symbol or ""),
        str(row.account_id),
    )
