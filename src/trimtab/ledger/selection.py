"""Which lots a sale takes: a method is a sort key, and one splitter does the work (L1-L3).

Without an identification the oldest shares are sold first: Reg. 1.1012-1(c)(1); by the original
trade date within the account, then by order. Every key is a total order, so that equal lots are
taken the same way on every machine. Lots whose date or basis is not known come last where the
method looks at it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from heapq import heapify, heappop
from itertools import chain, groupby

from trimtab.domain import Lot, LotId, LotMethod, Symbol
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.money import ZERO, exact_text

_NaturalKey = tuple[tuple[int, str], ...]
_DIGITS = re.compile(r"(\d+)")
_BY_BASIS = (LotMethod.HIFO, LotMethod.LOFO, LotMethod.MIN_TAX)
_LATEST = 4_000_000  # after every day that a date can be


@lru_cache(maxsize=65536)
def natural_order(name: str) -> _NaturalKey:
    """A sort key under which L2 comes before L10."""
    parts = _DIGITS.split(name)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def oldest_first(lot: Lot) -> tuple[int, time, _NaturalKey, _NaturalKey]:
    """Acquisition date and time, then order, then lot: the total order behind every method."""
    day = _LATEST if lot.acquired is None else lot.acquired.toordinal()
    clock = lot.time or time.min
    return day, clock, natural_order(lot.order or lot.lot_id), natural_order(lot.lot_id)


def in_order(lots: Iterable[Lot]) -> tuple[Lot, ...]:
    """Lots as an account keeps them: in order of acquisition, unknown dates last."""
    return tuple(sorted(lots, key=oldest_first))


def with_lot(lots: tuple[Lot, ...], lot: Lot) -> tuple[Lot, ...]:
    """`lots`, which are in order, and one more in its place; quick for the latest."""
    if not lots or day_of(lots[-1]) < day_of(lot):
        return (*lots, lot)
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
    return lot.unit_basis or ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an order to sell says about lots.

    lot_id   the lot named; None: `method` chooses
    day      when all lots of that name were acquired; None: not known, they are looked for
    dearest  of the parts of one lot the dearest goes first, else the one held longest
    symbol   the security, for messages
    """

    method: LotMethod
    lot_id: LotId | None = None
    day: date | None = None
    dearest: bool = False
    symbol: Symbol | None = None


def ranked(lots: Sequence[Lot], order: Order) -> Iterator[Lot]:
    """`lots`, given in order of acquisition, in the order in which a sale takes them.

    `specific` without a named lot is an order without identification: the oldest go (L1). `min-tax`
    needs the whole year and is resolved before (trimtab.tax.select_lots). `average` keeps its lots
    apart here, and is reported (W17).
    """
    return (lots[place] for place in _places(lots, range(len(lots)), order))


def _places(lots: Sequence[Lot], among: Sequence[int], order: Order) -> Iterator[int]:
    """The places `among` those of `lots`, in the order in which a sale takes what stands there."""
    if order.method in _BY_BASIS:
        return _by_basis(lots, among, dearest=order.method is not LotMethod.LOFO)
    if order.method is LotMethod.LIFO:
        dated = len(among)
        while dated and lots[among[dated - 1]].acquired is None:
            dated -= 1
        return _whole_lots(lots, chain(reversed(among[:dated]), among[dated:]), order)
    return _whole_lots(lots, among, order)


def _by_basis(lots: Sequence[Lot], among: Sequence[int], *, dearest: bool) -> Iterator[int]:
    """By basis a share; a heap, because a sale takes a few lots of many."""
    known = [
        (-unit if dearest else unit, at)
        for at in among
        if (unit := lots[at].unit_basis) is not None
    ]
    heapify(known)
    while known:
        yield heappop(known)[1]
    yield from (at for at in among if lots[at].basis is None)


def _whole_lots(lots: Sequence[Lot], places: Iterable[int], order: Order) -> Iterator[int]:
    """Lot after lot, the parts of each by the fragment rule."""
    key: Callable[[Lot], tuple[object, ...]] = (
        dearest_fragment if order.dearest else earliest_fragment
    )
    for _, parts in groupby(places, key=lambda place: lots[place].lot_id):
        found = list(parts)
        yield from sorted(found, key=lambda place: key(lots[place])) if len(found) > 1 else found


def choose(
    lots: Sequence[Lot], quantity: Decimal, order: Order
) -> tuple[tuple[Lot, ...], tuple[Lot, ...]]:
    """(shares that leave in the order taken, shares that stay in their old order).

    The one splitter: parts add up to the whole to the cent. Raises Inconsistent when the lot is not
    held or there are not enough shares; never takes more than there are.
    """
    among = range(len(lots)) if order.lot_id is None else _named(lots, order)
    gone: list[int] = []
    missing = quantity
    for place in _places(lots, among, order):
        lot = lots[place]
        if lot.quantity > missing:
            break
        gone.append(place)
        missing -= lot.quantity
    else:
        place = -1
    taken = tuple([lots[at] for at in gone])
    if not missing:
        return taken, _without(lots, gone)
    if place < 0:
        symbol = lots[0].symbol if lots else order.symbol
        raise not_enough(quantity, quantity - missing, symbol)
    part, rest = lots[place].split(missing)
    return (*taken, part), _without(lots, [*gone, place], rest)


def _without(lots: Sequence[Lot], gone: list[int], *rest: Lot) -> tuple[Lot, ...]:
    """`lots` without those at the places `gone`, with `rest` at the last of these."""
    left: list[Lot] = []
    start = 0
    for place in sorted(gone):
        left += lots[start:place]
        if place == gone[-1]:
            left += rest
        start = place + 1
    left += lots[start:]
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


def _named(lots: Sequence[Lot], order: Order) -> Sequence[int]:
    """The places of the parts of the lot that `order` names."""
    start, end = 0, len(lots)
    if order.day is not None:
        start = bisect_left(lots, order.day, key=day_of)
        end = bisect_right(lots, order.day, start, key=day_of)
    found = [place for place in range(start, end) if lots[place].lot_id == order.lot_id]
    if not found:
        held = ", ".join(dict.fromkeys(lot.lot_id for lot in lots)) or "none"
        raise Inconsistent(
            f"lot {order.lot_id} is not held",
            f"lots held: {held}",
            "correct the lot id, leave it out, or add the missing purchase",
        )
    return found


def day_of(lot: Lot) -> date:
    """The day by which lots are in order: one that is not known comes last."""
    return lot.acquired or date.max
