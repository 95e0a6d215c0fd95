"""Which rows brought which lots of a file: a row and a lot that match are one purchase.

A row that names its lot matches only the lot of that name. Taken for another lot of its day, it
would make one purchase out of two, and a loss that both replaced would look free. A row without a
name matches a lot of its security and day: brokers join fills into one lot. Some brokers list the
day of settlement; a lot of the next days matches a row that agrees with it in shares and cost.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from trimtab.domain import Lot, LotId, Symbol
from trimtab.domain.event import Arrival, Buy, Departure, Event, Reinvest
from trimtab.errors import Problem
from trimtab.ledger import Inconsistent
from trimtab.money import CENT, ZERO, proportion
from trimtab.tax.tracing import became

# Three days of trading, the longest settlement of a record in use, over a weekend and a holiday.
_SETTLEMENT = timedelta(days=6)


@dataclass(slots=True, kw_only=True)
class Claims:
    """The lots of one file and the rows that brought them.

    rows_of    by lot, in order of date
    unclaimed  rows that brought no lot of the file
    problems   rows that name a lot of another security
    """

    lots: Mapping[LotId, Lot]
    events: Sequence[Event]
    rows_of: dict[LotId, list[Arrival]] = field(default_factory=lambda: defaultdict(list))
    unclaimed: list[Arrival] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def find(self) -> None:
        """Match every row; rows that name their lot go first, so that none takes it from them."""
        unnamed: list[Arrival] = []
        for event in self.events:
            if not isinstance(event, Arrival):
                continue
            if event.lot_id in self.lots:
                self._named(event, self.lots[event.lot_id])
            elif event.named:
                self.unclaimed.append(event)
            else:
                unnamed.append(event)
        room = self._room()
        # Rows of the size of a lot first, so that no other fill takes it from them.
        left = [event for event in unnamed if not self._of_day(event, room, exact=True)]
        left = [event for event in left if not self._of_day(event, room, exact=False)]
        self.unclaimed += self._settled_later(left)

    def first_day(self, lot: Lot) -> date | None:
        """The day on which `lot` came in: its own, or that of its trade where it settled later."""
        bought = [row for row in self.rows_of.get(lot.lot_id, ()) if _is_trade(row)]
        traded = min((row.on for row in bought), default=None)
        if traded is None or lot.acquired is None:
            return lot.acquired
        return traded if traded < lot.acquired <= traded + _SETTLEMENT else lot.acquired

    def _named(self, event: Arrival, lot: Lot) -> None:
        if lot.symbol in became(event.symbol, self.events):
            self.rows_of[lot.lot_id].append(event)
            return
        self.problems.append(
            Inconsistent(
                f"lot {lot.lot_id} is {event.symbol} here and {lot.symbol} in the file of lots",
                "a lot is of one security, and no row says that the one became the other",
                "correct the lot id, or add the row of the merger or of the new symbol",
            ).problem(event.source)
        )

    def _room(self) -> dict[LotId, Decimal]:
        """Shares of each lot that no row accounts for, with those that left it by name."""
        room = {
            lot_id: lot.quantity - sum((row.quantity for row in self.rows_of[lot_id]), ZERO)
            for lot_id, lot in self.lots.items()
        }
        for event in self.events:
            if isinstance(event, Departure) and event.lot_id in room:
                room[event.lot_id] += event.quantity
        return room

    def _of_day(self, event: Arrival, room: dict[LotId, Decimal], *, exact: bool) -> bool:
        """Find a lot of the day of `event`; further fills of an order go where its first went."""
        for lot in self.lots.values():
            if (lot.symbol, lot.acquired) != (event.symbol, _day(event)):
                continue
            fits = room[lot.lot_id] == event.quantity if exact else room[lot.lot_id] > 0
            fill = any(row.lot_id == event.lot_id for row in self.rows_of[lot.lot_id])
            if fits or (fill and not exact):
                self.rows_of[lot.lot_id].append(event)
                room[lot.lot_id] -= event.quantity
                return True
        return False

    def _settled_later(self, rows: Sequence[Arrival]) -> list[Arrival]:
        """The rows of `rows` that no lot of the days after their trade matches."""
        of_day: dict[tuple[Symbol, date], list[Arrival]] = defaultdict(list)
        for row in rows:
            of_day[row.symbol, row.on].append(row)
        left: list[Arrival] = []
        for fills in of_day.values():
            if not self._settles(fills):
                left += [row for row in fills if not self._settles([row])]
        return left

    def _settles(self, fills: Sequence[Arrival]) -> bool:
        """Match `fills`, which together are one lot that is listed by its day of settlement."""
        if not all(map(_is_trade, fills)):
            return False
        traded = fills[0].on
        for lot in self.lots.values():
            if lot.symbol != fills[0].symbol or self.rows_of[lot.lot_id] or lot.acquired is None:
                continue
            if traded < lot.acquired <= traded + _SETTLEMENT and self._agree(lot, fills):
                self.rows_of[lot.lot_id] += fills
                return True
        return False

    def _agree(self, lot: Lot, fills: Sequence[Arrival]) -> bool:
        """True when shares and cost of `fills` are those of `lot` and of what left it by name."""
        left = (
            event.quantity
            for event in self.events
            if isinstance(event, Departure) and event.lot_id == lot.lot_id
        )
        bought = sum((row.quantity for row in fills), ZERO)
        if bought != lot.quantity + sum(left, ZERO):
            return False
        cost = cost_of(fills)
        if lot.basis is None or cost is None:
            return True
        own = lot.basis - lot.wash_adjustment
        return abs(own - proportion(cost, lot.quantity, bought)) <= CENT * (len(fills) + 1)


def cost_of(rows: Sequence[Arrival]) -> Decimal | None:
    """Dollars that `rows` paid together; None when one of them does not say."""
    known = [row.basis for row in rows if row.basis is not None]
    return sum(known, ZERO) if len(known) == len(rows) else None


def _day(row: Arrival) -> date:
    return row.acquired or row.on


def _is_trade(row: Arrival) -> bool:
    return isinstance(row, Buy | Reinvest) and row.acquired is None
