"""Sales of one day in one group beside each other, for the reading of them as `batch` (W11).

Rows with a time can have other events between two sales. Lots sold together do not replace each
other, so a later sale joins the first one in its group, as far as it takes shares that were there
already. A purchase between the two still replaces what was sold before it, even when it is sold
again on the same day (W10).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from trimtab.domain import AccountId, LotId, Symbol
from trimtab.domain.corporate_action import CorporateAction
from trimtab.domain.event import Arrival, Event, Sell
from trimtab.tax.tracing import HeldLot


@dataclass(slots=True, kw_only=True)
class _First:
    """The first sale of a group on a day, those that join it, and what came in since."""

    sales: list[Event]
    lots: set[LotId] = field(default_factory=set)
    places: set[tuple[AccountId, Symbol]] = field(default_factory=set)

    def takes(self, event: Sell) -> bool:
        """True when `event` takes the same shares as it would have at the time of the first."""
        if event.lot_id is not None:
            return event.lot_id not in self.lots
        return (event.account_id, event.symbol) not in self.places


def gathered(events: Sequence[Event], group_of: Callable[[Symbol], Symbol]) -> Iterator[Event]:
    """`events`, which are in sequence, with the sales of each day and group together.

    group_of  one name for all that is substantially identical
    """
    for _, of_day in groupby(events, key=lambda event: event.on):
        yield from _of_day(list(of_day), group_of)


def _of_day(events: list[Event], group_of: Callable[[Symbol], Symbol]) -> Iterator[Event]:
    slots: list[list[Event]] = []
    firsts: dict[Symbol, _First] = {}
    for event in events:
        if isinstance(event, CorporateAction):
            firsts.clear()
        for first in firsts.values():
            _note_arrival(first, event)
        if isinstance(event, Sell):
            earlier = firsts.get(group_of(event.symbol))
            if earlier is not None and earlier.takes(event):
                earlier.sales.append(event)
                continue
        slots.append([event])
        if isinstance(event, Sell):
            firsts.setdefault(group_of(event.symbol), _First(sales=slots[-1]))
    for slot in slots:
        yield from slot


def _note_arrival(first: _First, event: Event) -> None:
    if isinstance(event, Arrival):
        first.lots.add(event.lot_id)
        first.places.add((event.account_id, event.symbol))
    elif isinstance(event, HeldLot):
        first.lots.add(event.lot.lot_id)
        first.places.add((event.account_id, event.lot.symbol))
