"""In what order things happened: by date, by time where it is known, else by the law (W8).

Rows of one day without a time have no known order. Companies act before the market opens; then come
purchases, transfers out and in, and at last sales, in the order in which the sold lots were
acquired: Reg. 1.1091-1(b). Nothing depends on the order of the rows in a file, but for two actions
of companies on one day.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time

from trimtab.domain import LotId
from trimtab.domain.corporate_action import CorporateAction, RightsExercise
from trimtab.domain.event import Arrival, Event, Sell, TransferIn, TransferOut
from trimtab.ledger.selection import natural_order
from trimtab.money import ZERO
from trimtab.tax.tracing import HeldLot

_Key = tuple[object, ...]
_ACTION, _ARRIVAL, _OUT, _IN, _REST, _SALE = range(6)


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
    keyed = sorted(
        ((_key(event, place, acquired), event) for place, event in enumerate(given)),
        key=lambda pair: pair[0],
    )
    return [event for _, event in keyed]


def _phase(event: Event) -> int:
    if isinstance(event, Sell):
        return _SALE
    if isinstance(event, TransferOut):
        return _OUT
    if isinstance(event, TransferIn):
        return _IN
    if isinstance(event, RightsExercise | Arrival | HeldLot):
        return _ARRIVAL
    return _ACTION if isinstance(event, CorporateAction) else _REST


def _key(event: Event, place: int, acquired: Mapping[LotId, date]) -> _Key:
    phase = _phase(event)
    clock = event.time
    if clock is None:
        clock = time.max if phase == _SALE else time.min
    # Every key has the same shape, so that any two compare.
    known = clock != time.max or event.time is not None
    return (event.on, clock, known, phase, *_tie(event, place, acquired))


def _tie(event: Event, place: int, acquired: Mapping[LotId, date]) -> _Key:
    if isinstance(event, Arrival | HeldLot):
        lot = event.lot if isinstance(event, HeldLot) else event
        return (
            0,
            natural_order(lot.order or lot.lot_id),
            natural_order(lot.lot_id),
            str(event.account_id),
            lot.quantity,
            ZERO,
        )
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
    return (place, (), (), "", ZERO, ZERO)
