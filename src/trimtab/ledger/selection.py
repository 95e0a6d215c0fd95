"""Which lots a sale takes: a method is a sort key, and one splitter does the work (L1-L3).

Without an identification the oldest shares are sold first: Reg. 1.1012-1(c)(1); by the original
trade date within the account, then by order. Every key is a total order, so that equal lots are
taken the same way on every machine. Lots whose date or basis is not known come last where the
method looks at it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from trimtab.domain import Lot, LotId, LotMethod, Symbol
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.money import ZERO, exact_text

_NaturalKey = tuple[tuple[int, str], ...]
_DIGITS = re.compile(r"(\d+)")
_LATEST = 4_000_000  # after every day that a date can be


@lru_cache(maxsize=65536)
def natural_order(name: str) -> _NaturalKey:
    """A sort key under which L2 comes before L10."""
    parts = _DIGITS.split(name)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def oldest_first(lot: Lot) -> tuple[int, _NaturalKey, _NaturalKey]:
    """Acquisition date, then order, then lot: the total order behind every method."""
    day = _LATEST if lot.acquired is None else lot.acquired.toordinal()
    return day, natural_order(lot.order or lot.lot_id), natural_order(lot.lot_id)


def in_order(lots: Iterable[Lot]) -> tuple[Lot, ...]:
    """Lots as an account keeps them: in order of acquisition, unknown dates last."""
    return tuple(sorted(lots, key=oldest_first))


def with_lot(lots: tuple[Lot, ...], lot: Lot) -> tuple[Lot, ...]:
    """`lots`, which are in order, and one more in its place; quick for the latest."""
    key = oldest_first(lot)
    place = len(lots)
    while place and oldest_first(lots[place - 1]) > key:
        place -= 1
    return (*lots[:place], lot, *lots[place:])


def earliest_fragment(lot: Lot) -> tuple[int, Decimal]:
    """Of the parts of one lot the one held longest, then the dearest."""
    start = lot.holding_period_start
    return (_LATEST if start is None else start.toordinal(), -unit_basis(lot))


def dearest_fragment(lot: Lot) -> tuple[Decimal, int]:
    """Of the parts of one lot the one with most basis a share, then the one held longest."""
    return -unit_basis(lot), earliest_fragment(lot)[0]


def unit_basis(lot: Lot) -> Decimal:
    """Dollars per share, to compare by; zero where the basis is not known."""
    return (lot.basis or ZERO) / lot.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an order to sell says about lots.

    lot_id   the lot named; None: `method` chooses
    dearest  of the parts of one lot the dearest goes first, else the one held longest
    symbol   the security, for messages
    """

    method: LotMethod
    lot_id: LotId | None = None
    dearest: bool = False
    symbol: Symbol | None = None


def ranked(lots: Sequence[Lot], order: Order) -> Iterator[Lot]:
    """`lots`, given in order of acquisition, in the order in which a sale takes them.

    `specific` without a named lot is an order without identification: the oldest go (L1). `min-tax`
    needs the whole year and is resolved before (trimtab.tax.select_lots). `average` keeps its lots
    apart here, and is reported (W17).
    """
    if order.method in {LotMethod.HIFO, LotMethod.MIN_TAX}:
        return iter(sorted(lots, key=lambda lot: (lot.basis is None, -unit_basis(lot))))
    if order.method is LotMethod.LOFO:
        return iter(sorted(lots, key=lambda lot: (lot.basis is None, unit_basis(lot))))
    if order.method is LotMethod.LIFO:
        dated = [lot for lot in lots if lot.acquired is not None]
        undated = [lot for lot in lots if lot.acquired is None]
        return _whole_lots((*reversed(dated), *undated), order)
    return _whole_lots(lots, order)


def _whole_lots(lots: Sequence[Lot], order: Order) -> Iterator[Lot]:
    """Lot after lot, the parts of each by the fragment rule."""
    key: Callable[[Lot], tuple[object, ...]] = (
        dearest_fragment if order.dearest else earliest_fragment
    )
    for _, parts in groupby(lots, key=attrgetter("lot_id")):
        fragments = list(parts)
        yield from sorted(fragments, key=key) if len(fragments) > 1 else fragments


def choose(
    lots: Sequence[Lot], quantity: Decimal, order: Order
) -> tuple[tuple[Lot, ...], tuple[Lot, ...]]:
    """(shares that leave in the order taken, shares that stay in their old order).

    The one splitter: parts add up to the whole to the cent. Raises Inconsistent when the lot is not
    held or there are not enough shares; never takes more than there are.
    """
    taken: list[Lot] = []
    cut: Lot | None = None
    missing = quantity
    for lot in ranked(_named(lots, order.lot_id), order):
        if lot.quantity > missing:
            cut = lot
            break
        taken.append(lot)
        missing -= lot.quantity
    if not missing:
        return tuple(taken), _without(lots, taken)
    if cut is None:
        symbol = lots[0].symbol if lots else order.symbol
        raise not_enough(quantity, quantity - missing, symbol)
    part, rest = cut.split(missing)
    return (*taken, part), _without(lots, taken, cut, rest)


def _without(
    lots: Sequence[Lot], taken: Sequence[Lot], cut: Lot | None = None, rest: Lot | None = None
) -> tuple[Lot, ...]:
    """`lots` without those taken and with `rest` in the place of `cut`; stops early."""
    gone = {id(lot) for lot in taken}
    missing = len(gone) + (cut is not None)
    left: list[Lot] = []
    for place, lot in enumerate(lots):
        if not missing:
            return (*left, *lots[place:])
        if id(lot) in gone:
            missing -= 1
        elif lot is cut and rest is not None:
            missing -= 1
            left.append(rest)
        else:
            left.append(lot)
    return tuple(left)


def not_enough(wanted: Decimal, held: Decimal, symbol: Symbol | None) -> Inconsistent:
    """The error of taking more shares than there are."""
    name = f" {symbol}" if symbol else ""
    return Inconsistent(
        f"{exact_text(wanted)}{name} shares leave, but only {exact_text(held)} are held",
        "there are not enough lots to take them from; short sales are out of scope (W16)",
        "correct the quantity or the date, add the missing purchase, or set "
        'history = "partial" for this account',
    )


def _named(lots: Sequence[Lot], lot_id: LotId | None) -> Sequence[Lot]:
    if lot_id is None:
        return lots
    found = [lot for lot in lots if lot.lot_id == lot_id]
    if not found:
        held = ", ".join(dict.fromkeys(lot.lot_id for lot in lots)) or "none"
        raise Inconsistent(
            f"lot {lot_id} is not held",
            f"lots held: {held}",
            "correct the lot id, leave it out, or add the missing purchase",
        )
    return found
