"""Following a lot of a file back to the day on which it came in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from trimtab.domain import AccountId, Lot, Origin, Symbol
from trimtab.domain.corporate_action import (
    CorporateAction,
    MixedMerger,
    Recapitalization,
    Spinoff,
    Split,
    SplitOff,
    StockDividend,
    StockMerger,
    SymbolChange,
)
from trimtab.domain.event import Arrival, Departure, Event
from trimtab.money import ONE, ZERO, proportion

_FINEST = Decimal("1e-9")
_BRINGS_SHARES = (MixedMerger, SplitOff, Spinoff, StockMerger)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLot(Event):
    """A lot of a file, as it was on the day it came in."""

    lot: Lot


def opening_of(
    lot: Lot, account_id: AccountId, events: Sequence[Event], arrival: Arrival | None
) -> HeldLot:
    """`lot` with the shares that recorded sales took out of it, in the units of its first day.

    events   of its account, in order of date
    arrival  the row that brought it; None: it was bought before the record, or without a row
    """
    quantity = kept = lot.quantity
    symbol = lot.symbol
    for event in _back_to(lot.acquired, events):
        if isinstance(event, Departure) and event.lot_id == lot.lot_id:
            quantity += event.quantity
        elif isinstance(event, SymbolChange) and event.new_symbol == symbol:
            symbol = event.symbol
        elif isinstance(event, Split | StockDividend) and event.symbol == symbol:
            ratio = _ratio(event)
            quantity, kept = quantity / ratio, kept / ratio
    before = replace(
        lot,
        symbol=symbol,
        quantity=_fine(quantity),
        basis=_grown(lot.basis, quantity, kept),
        wash_adjustment=_grown(lot.wash_adjustment, quantity, kept) or ZERO,
    )
    on = lot.acquired or date.min
    if arrival is None:
        origin = Origin.CORPORATE_ACTION if _came_of_action(lot, events) else lot.origin
        return HeldLot(on=on, account_id=account_id, lot=replace(before, origin=origin))
    used = min(before.quantity, max(arrival.replacement_used, lot.replacement_used))
    return HeldLot(
        on=arrival.on,
        account_id=account_id,
        time=arrival.time,
        source=arrival.source,
        lot=replace(before, order=arrival.order, origin=arrival.origin, replacement_used=used),
    )


def _back_to(acquired: date | None, events: Sequence[Event]) -> Iterator[Event]:
    """Events from the latest back to the first after `acquired`, that day included."""
    for event in reversed(events):
        if acquired is not None and event.on < acquired:
            return
        after_purchase = acquired is None or event.on > acquired
        if after_purchase or not isinstance(event, CorporateAction):
            yield event


def _ratio(event: Split | StockDividend) -> Decimal:
    if isinstance(event, Split):
        return event.ratio
    return ONE + event.ratio if event.ratio is not None and event.fair_value is None else ONE


def _grown(amount: Decimal | None, quantity: Decimal, kept: Decimal) -> Decimal | None:
    """Dollars of all shares of the lot, from the dollars of those that are left."""
    return None if amount is None else proportion(amount, quantity, kept)


def _fine(quantity: Decimal) -> Decimal:
    return quantity.quantize(_FINEST, ROUND_HALF_EVEN).normalize() + ZERO


def _came_of_action(lot: Lot, events: Sequence[Event]) -> bool:
    """True when a merger or spin-off of its day brought it: that is no acquisition (W6)."""
    return any(lot.symbol in _brought(event) for event in events if event.on == lot.acquired)


def _brought(event: Event) -> frozenset[Symbol]:
    if isinstance(event, Recapitalization):
        return frozenset(one.symbol for one in event.receives)
    return frozenset((event.new_symbol,)) if isinstance(event, _BRINGS_SHARES) else frozenset()
