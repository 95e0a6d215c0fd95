"""In what order things happened: by date, by time where it is known, else by the law (W8).

Rows of one day without a time have no known order. Companies act before the market opens; then come
purchases, transfers out and in, and at last sales, in the order in which the sold lots were
acquired: Reg. 1.1091-1(b). Of several actions of one day on one security those that change its lots
come before those that end them, and what an action brings is acted upon after it. Nothing depends
on the order of the rows in a file.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal

from trimtab.domain import Lot, LotId, Symbol
from trimtab.domain.corporate_action import (
    CashMerger,
    CorporateAction,
    Distribution,
    MixedMerger,
    Recapitalization,
    ReturnOfCapital,
    Rights,
    RightsExercise,
    Spinoff,
    Split,
    SplitOff,
    StockDividend,
    StockMerger,
    SymbolChange,
    Worthless,
)
from trimtab.domain.event import Arrival, CashFlow, Event, Sell, TransferIn, TransferOut
from trimtab.ledger.selection import natural_order
from trimtab.money import ZERO
from trimtab.tax.tracing import HeldLot, brought

_Key = tuple[object, ...]
_ACTION, _ARRIVAL, _OUT, _IN, _REST, _SALE, _EVENING = range(7)
# From then on no exchange trades: an action that a broker books later is not for the day's sales.
_CLOSE = time(16)
# Actions of one day on one security, in the order in which they are booked.
_KINDS: tuple[type[CorporateAction], ...] = (
    ReturnOfCapital,
    Distribution,
    Split,
    StockDividend,
    Rights,
    Spinoff,
    SplitOff,
    Recapitalization,
    RightsExercise,
    StockMerger,
    MixedMerger,
    CashMerger,
    SymbolChange,
    Worthless,
)


def in_sequence(events: Iterable[Event]) -> list[Event]:
    """`events` in the order in which they are booked."""
    given = list(events)
    acquired = {
        event.lot_id: event.acquired or event.on for event in given if isinstance(event, Arrival)
    }
    acquired |= {
        event.lot.lot_id: event.lot.acquired or date.min
        for event in given
        if isinstance(event, HeldLot)
    }
    after = _brought_by(given)
    keyed = sorted(
        ((_key(event, acquired, after), place) for place, event in enumerate(given)),
    )
    return [given[place] for _, place in keyed]


def _brought_by(events: Iterable[Event]) -> Mapping[tuple[object, ...], Symbol]:
    """By day, account and new security: the security whose action brings it."""
    return {
        (event.on, event.account_id, new): event.symbol
        for event in events
        if isinstance(event, CorporateAction)
        for new in brought(event)
        if new != event.symbol
    }


def _steps(event: CorporateAction, after: Mapping[tuple[object, ...], Symbol]) -> int:
    """How many actions of its day come before that one brings the security of `event`."""
    symbol, seen = event.symbol, {event.symbol}
    while (source := after.get((event.on, event.account_id, symbol))) and source not in seen:
        seen.add(source)
        symbol = source
    return len(seen) - 1


def _phase(event: Event) -> int:
    if isinstance(event, Sell):
        return _SALE
    if isinstance(event, TransferOut):
        return _OUT
    if isinstance(event, TransferIn) or (isinstance(event, HeldLot) and event.transfer):
        return _IN
    if isinstance(event, RightsExercise | Arrival | HeldLot):
        return _ARRIVAL
    return _ACTION if isinstance(event, CorporateAction) else _REST


def _key(
    event: Event, acquired: Mapping[LotId, date], after: Mapping[tuple[object, ...], Symbol]
) -> _Key:
    phase = _phase(event)
    clock = event.time
    if phase == _ACTION and clock is not None and clock >= _CLOSE:
        phase, clock = _EVENING, time.max
    if clock is None:
        clock = time.max if phase == _SALE else time.min
    # Every key has the same shape, so that any two compare.
    known = clock != time.max or event.time is not None
    return (event.on, clock, known, phase, *_tie(event, acquired, after))


def _tie(
    event: Event, acquired: Mapping[LotId, date], after: Mapping[tuple[object, ...], Symbol]
) -> _Key:
    if isinstance(event, HeldLot):
        return _tie_of_lot(event, event.lot, event.part_of or event.lot.lot_id, event.turn)
    if isinstance(event, Arrival):
        return _tie_of_lot(event, event, event.lot_id, 0)
    if isinstance(event, Sell):
        named = event.lot_id
        day = date.max if named is None else acquired.get(named, date.min)
        return (
            day.toordinal(),
            natural_order(named or ""),
            natural_order(event.row_id or ""),
            str(event.account_id),
            event.quantity,
            event.proceeds or event.stated_gain or ZERO,
        )
    if isinstance(event, CorporateAction):
        # Of one kind and security by what they bring.
        names = ((_KINDS.index(type(event)), ""), *((0, new) for new in sorted(brought(event))))
        return (_steps(event, after), names, (), str(event.account_id), ZERO, ZERO)
    row_id = natural_order(event.row_id or "")
    if isinstance(event, TransferOut):
        lot_id = natural_order(event.lot_id or "")
        return (0, lot_id, row_id, str(event.account_id), event.quantity, ZERO)
    amount = event.amount if isinstance(event, CashFlow) else ZERO
    return (0, (), row_id, str(event.account_id), amount, ZERO)


def _tie_of_lot(event: Event, lot: Lot | Arrival, name: LotId, turn: int) -> _Key:
    return (
        0,
        natural_order(lot.order or name),
        natural_order(name),
        str(event.account_id),
        Decimal(turn),
        lot.quantity,
    )
