"""Following a lot of a file back to the day on which it came in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from trimtab.domain import Lot, LotId, Symbol
from trimtab.domain.corporate_action import (
    CorporateAction,
    Distribution,
    MixedMerger,
    Recapitalization,
    ReturnOfCapital,
    Rights,
    Spinoff,
    Split,
    SplitOff,
    StockDividend,
    StockMerger,
    SymbolChange,
)
from trimtab.domain.event import Arrival, Departure, Event, TransferIn
from trimtab.money import ONE

_FINEST = Decimal("1e-9")
# Actions that change the basis of shares that stay.
_CHANGES_BASIS = (Distribution, ReturnOfCapital, Rights, Spinoff)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLot(Event):
    """A lot of a file, as it was on the day it came in, or a part of one that left since.

    part_of  what the file calls it; None: it is whole
    transfer the row of the transfer that brought it, if one did
    turn     which part replaces first: what a wash sale adjusted, then what left, then the rest
    """

    lot: Lot
    part_of: LotId | None = None
    transfer: TransferIn | None = None
    turn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Shares that a recorded event took out of a lot, by its name.

    quantity        shares of the lot's first day
    changed_before  actions between the purchase and it that changed the basis
    changed_after   such actions since
    """

    event: Departure
    quantity: Decimal
    changed_before: int
    changed_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A lot of a file on its first day.

    symbol    what it was called
    quantity  of the shares that the file still shows, in the units of that day
    taken     what left it since, oldest first
    changed   actions since that changed its basis
    """

    symbol: Symbol
    quantity: Decimal
    taken: tuple[Taken, ...]
    changed: int


def past_of(lot: Lot, events: Sequence[Event], rows: Sequence[Arrival], first: date | None) -> Past:
    """`lot` followed back to `first`, the day on which it came in; None: as far as events reach.

    events  of its account, in order of date
    rows    the rows that brought it, where there are any
    """
    symbol, ratio, changed = lot.symbol, ONE, 0
    found: list[tuple[Departure, Decimal, int]] = []
    for event in _back_to(first, events):
        if isinstance(event, Departure):
            if event.lot_id == lot.lot_id and event.symbol == symbol:
                found.append((event, event.quantity * ratio, changed))
        elif isinstance(event, SymbolChange | StockMerger):
            if event.new_symbol == symbol and _was(event, lot, rows, events):
                symbol = event.symbol
                ratio *= event.ratio if isinstance(event, StockMerger) else ONE
        elif isinstance(event, Split | StockDividend) and event.symbol == symbol:
            ratio *= _ratio(event)
        elif isinstance(event, _CHANGES_BASIS) and event.symbol == symbol:
            changed += 1
    return Past(
        symbol=symbol,
        quantity=_fine(lot.quantity / ratio),
        taken=tuple(
            Taken(
                event=event,
                quantity=_fine(today / ratio),
                changed_before=changed - after,
                changed_after=after,
            )
            for event, today, after in reversed(found)
        ),
        changed=changed,
    )


def became(symbol: Symbol, events: Iterable[Event]) -> frozenset[Symbol]:
    """Every name that shares of `symbol` may have by now; events are in order of date."""
    names = {symbol}
    for event in events:
        if isinstance(event, CorporateAction) and event.symbol in names:
            names |= brought(event)
    return frozenset(names)


def brought(event: CorporateAction) -> frozenset[Symbol]:
    """The securities that `event` makes of its own, or adds to it."""
    if isinstance(event, Recapitalization):
        return frozenset(one.symbol for one in event.receives)
    if isinstance(event, MixedMerger | Rights | Spinoff | SplitOff | StockMerger | SymbolChange):
        return frozenset((event.new_symbol,))
    return frozenset()


def _was(
    event: SymbolChange | StockMerger, lot: Lot, rows: Iterable[Arrival], events: Iterable[Event]
) -> bool:
    """True when `event` made `lot` what it is.

    A new name is one for all shares. A merger is one only for a lot that a row knows by its old
    name: the new shares may have been held beside it. What cash was paid for cannot be undone.
    """
    if isinstance(event, SymbolChange):
        return True
    if event.cash_in_lieu is not None:
        return False
    sold = (
        one
        for one in events
        if isinstance(one, Departure) and one.lot_id == lot.lot_id and one.on <= event.on
    )
    return event.symbol in {*(row.symbol for row in rows), *(one.symbol for one in sold)}


def _back_to(first: date | None, events: Sequence[Event]) -> Iterator[Event]:
    """Events from the latest back to the first after `first`, that day included."""
    for event in reversed(events):
        if first is not None and event.on < first:
            return
        if first is None or event.on > first or not isinstance(event, CorporateAction):
            yield event


def _ratio(event: Split | StockDividend) -> Decimal:
    if isinstance(event, Split):
        return event.ratio
    return ONE + event.ratio if event.ratio is not None and event.fair_value is None else ONE


def _fine(quantity: Decimal) -> Decimal:
    return quantity.quantize(_FINEST, ROUND_HALF_EVEN).normalize() + 0


def came_of_action(lot: Lot, events: Sequence[Event]) -> bool:
    """True when a merger or spin-off of its day brought it: that is no acquisition (W6)."""
    exchanges = (
        event
        for event in events
        if isinstance(event, CorporateAction) and not isinstance(event, SymbolChange)
    )
    return any(lot.symbol in brought(event) for event in exchanges if event.on == lot.acquired)
