"""Which lots a sale takes: a method is a sort key, and one splitter does the work (L1-L3).

Without an identification the oldest shares are sold first: Reg. 1.1012-1(c)(1); by the original
trade date within the account, then by order. Every key is a total order, so that equal lots are
taken the same way on every machine. Lots without a date or a basis come last: nothing is sold at a
guess while a known lot is left.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from trimtab.domain import Lot, LotId, LotMethod, Symbol
from trimtab.ledger.holdings import Inconsistent
from trimtab.money import ZERO, exact_text

_Key = tuple[object, ...]
_DIGITS = re.compile(r"(\d+)")


@lru_cache(maxsize=65536)
def natural_order(name: str) -> tuple[tuple[int, str], ...]:
    """A sort key under which L2 comes before L10."""
    parts = _DIGITS.split(name)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def oldest_first(lot: Lot) -> tuple[int, _Key, _Key]:
    """Acquisition date, then order, then lot: the total order behind every method."""
    day = _LATEST if lot.acquired is None else lot.acquired.toordinal()
    return day, natural_order(lot.order or lot.lot_id), natural_order(lot.lot_id)


_LATEST = 4_000_000  # after every day that a date can be


def _unit_basis(lot: Lot) -> Fraction:
    return Fraction(lot.basis or ZERO) / Fraction(lot.quantity)


def _known_first(lots: Iterable[Lot]) -> list[Lot]:
    return sorted(lots, key=lambda lot: not lot.complete)


def fifo(lots: Iterable[Lot]) -> list[Lot]:
    """Oldest first."""
    return _known_first(sorted(lots, key=oldest_first))


def lifo(lots: Iterable[Lot]) -> list[Lot]:
    """Newest first, the exact reverse of FIFO."""
    return _known_first(sorted(lots, key=oldest_first, reverse=True))


def hifo(lots: Iterable[Lot]) -> list[Lot]:
    """Highest adjusted basis per share first, the oldest among equals."""
    return _known_first(sorted(sorted(lots, key=oldest_first), key=_unit_basis, reverse=True))


def lofo(lots: Iterable[Lot]) -> list[Lot]:
    """Lowest adjusted basis per share first, the oldest among equals."""
    return _known_first(sorted(sorted(lots, key=oldest_first), key=_unit_basis))


# `specific` without a named lot is an order without identification, so the oldest go (L1).
# `min-tax` needs the whole year and is resolved before a sale is booked; `average` keeps its lots
# apart here and is reported (W17).
ORDERS: dict[LotMethod, Callable[[Iterable[Lot]], list[Lot]]] = {
    LotMethod.SPECIFIC: fifo,
    LotMethod.FIFO: fifo,
    LotMethod.LIFO: lifo,
    LotMethod.HIFO: hifo,
    LotMethod.LOFO: lofo,
    LotMethod.MIN_TAX: hifo,
    LotMethod.AVERAGE: fifo,
}


def take(ordered: Iterable[Lot], quantity: Decimal) -> tuple[tuple[Lot, ...], tuple[Lot, ...]]:
    """(`quantity` shares from the front of `ordered`, the lots and parts of lots left).

    The one splitter: parts add up to the whole to the cent. Raises Inconsistent when there are not
    enough shares; never takes more than there are.
    """
    lots = tuple(ordered)
    taken: list[Lot] = []
    missing = quantity
    for position, lot in enumerate(lots):
        if lot.quantity > missing:
            part, rest = lot.split(missing) if missing else (None, lot)
            if part is not None:
                taken.append(part)
            return tuple(taken), (rest, *lots[position + 1 :])
        taken.append(lot)
        missing -= lot.quantity
    if missing > 0:
        raise not_enough(quantity, quantity - missing, lots[0].symbol if lots else None)
    return tuple(taken), ()


def not_enough(wanted: Decimal, held: Decimal, symbol: Symbol | None) -> Inconsistent:
    """The error of taking more shares than there are."""
    name = f" {symbol}" if symbol else ""
    return Inconsistent(
        f"{exact_text(wanted)}{name} shares leave, but only {exact_text(held)} are held",
        "there are not enough lots to take them from; short sales are out of scope (W16)",
        "correct the quantity or the date, add the missing purchase, or set "
        'history = "partial" for this account',
    )


def choose(
    lots: tuple[Lot, ...],
    quantity: Decimal,
    method: LotMethod,
    lot_id: LotId | None = None,
    fragments: Callable[[Iterable[Lot]], list[Lot]] = fifo,
) -> tuple[tuple[Lot, ...], tuple[Lot, ...]]:
    """(shares that leave, shares that stay, these in their old order).

    lot_id     the lot that the order named; None: `method` chooses
    fragments  the order in which the parts of one lot go that have a basis or date of their own
    """
    if lot_id is None:
        candidates = ORDERS[method](lots)
    else:
        candidates = fragments(lot for lot in lots if lot.lot_id == lot_id)
        if not candidates:
            held = ", ".join(dict.fromkeys(lot.lot_id for lot in lots)) or "none"
            raise Inconsistent(
                f"lot {lot_id} is not held",
                f"lots held: {held}",
                "correct the lot id, or leave it out",
            )
    taken, rest = take(candidates, quantity)
    if lot_id is not None:
        rest = (*rest, *(lot for lot in lots if lot.lot_id != lot_id))
    return taken, in_order(rest)


def in_order(lots: Iterable[Lot]) -> tuple[Lot, ...]:
    """Lots as an account keeps them: in order of acquisition, unknown dates last."""
    return tuple(sorted(lots, key=oldest_first))
