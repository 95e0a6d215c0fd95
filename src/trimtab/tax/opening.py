"""What an account held before its recorded transactions begin, told from its file of lots.

A month of transactions beside a file of lots is the normal case. The file is the truth for what is
held now; the transactions say which of it was bought lately and what was sold. So every lot of the
file is opened on the day on which it was acquired, with the shares that later sales took out of it,
and what is booked forward ends where the file stands.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trimtab.domain import Account, AccountId, History, Household, Lot, LotId
from trimtab.domain.corporate_action import CorporateAction, Split, StockDividend, SymbolChange
from trimtab.domain.event import Arrival, CashFlow, Departure, Event, Sell, TransferOut
from trimtab.errors import Problem
from trimtab.ledger import Inconsistent
from trimtab.tax.tracing import opening_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Where to start.

    events       what is to be booked: the recorded events, and the file's lots
    beside_lots  accounts whose lots a file gives
    ghosts       lots bought lately that the file no longer shows
    incomplete   rows that a partial record cannot use
    """

    events: tuple[Event, ...]
    beside_lots: frozenset[AccountId] = frozenset()
    ghosts: frozenset[LotId] = frozenset()
    incomplete: tuple[Problem, ...] = ()


def opened(household: Household, events: Sequence[Event]) -> Opening:
    """`events` of accounts without a file of lots as they are, the others with their opening lots.

    The transactions of a complete account tell everything; its file of lots is only compared.
    """
    beside = {
        account.account_id: account
        for account in household.accounts
        if account.positions and account.history is History.PARTIAL
    }
    recorded: dict[AccountId, list[Event]] = defaultdict(list)
    for event in events:
        recorded[event.account_id].append(event)
    parts = [
        _beside_lots(beside[account_id], own)
        if account_id in beside
        else Opening(events=tuple(own))
        for account_id in dict.fromkeys((*beside, *recorded))
        for own in (recorded[account_id],)
    ]
    return Opening(
        events=tuple(event for part in parts for event in part.events),
        beside_lots=frozenset(beside),
        ghosts=frozenset(lot_id for part in parts for lot_id in part.ghosts),
        incomplete=tuple(problem for part in parts for problem in part.incomplete),
    )


def _beside_lots(account: Account, events: Sequence[Event]) -> Opening:
    in_time = sorted(events, key=lambda event: event.on)
    claims = _Claims(lots={lot.lot_id: lot for lot in account.lots})
    arrivals = [event for event in in_time if isinstance(event, Arrival)]
    # Rows that name their lot go first, so that a row without a name cannot take it from them.
    for event in sorted(arrivals, key=lambda event: event.lot_id not in claims.lots):
        claims.claim(event)
    past = _pasts(in_time)
    held = [
        opening_of(lot, account.account_id, past(lot.lot_id), claims.arrival_of.get(lot.lot_id))
        for lot in account.lots
    ]
    ghosts = [event for event in claims.unclaimed if event.origin.is_acquisition]
    known = frozenset((*claims.lots, *(event.lot_id for event in ghosts)))
    usable = [event for event in in_time if _is_usable(event, known)]
    dropped = (event for event in in_time if not _is_usable(event, known))
    return Opening(
        events=(*held, *ghosts, *(_unchecked(event, in_time) for event in usable)),
        ghosts=frozenset(event.lot_id for event in ghosts),
        incomplete=tuple(
            _not_computed(event)
            for event in dropped
            if isinstance(event, CorporateAction) and account.taxable
        ),
    )


def _pasts(in_time: Sequence[Event]) -> Callable[[LotId], list[Event]]:
    """For a lot, what may have changed it, in order of date: its own sales, and all actions."""
    actions = [event for event in in_time if isinstance(event, CorporateAction)]
    departures: dict[LotId, list[Event]] = defaultdict(list)
    for event in in_time:
        if isinstance(event, Departure) and event.lot_id is not None:
            departures[event.lot_id].append(event)

    def past(lot_id: LotId) -> list[Event]:
        return sorted([*actions, *departures.get(lot_id, ())], key=lambda event: event.on)

    return past


@dataclass(slots=True, kw_only=True)
class _Claims:
    """Which row brought which lot of the file; a row and a lot that match are one purchase.

    A row that names its lot matches only the lot of that name. Taken for another lot of its day, it
    would make one purchase out of two, and a loss that both replaced would look free.
    """

    lots: Mapping[LotId, Lot]
    arrival_of: dict[LotId, Arrival] = field(default_factory=dict)
    unclaimed: list[Arrival] = field(default_factory=list)

    def claim(self, event: Arrival) -> None:
        """Find the lot that `event` brought: by its name, or without one by security and date."""
        if event.lot_id in self.lots:
            self.arrival_of.setdefault(event.lot_id, event)
        elif not event.named and (lot := self._alike(event)) is not None:
            self.arrival_of.setdefault(lot.lot_id, event)
        else:
            self.unclaimed.append(event)

    def _alike(self, event: Arrival) -> Lot | None:
        """The lot of the day of `event`: of several the one of its size, or else the first.

        Further fills of one order go where its first one went: they are one purchase (W7).
        """
        alike = [
            lot
            for lot in self.lots.values()
            if (lot.symbol, lot.acquired) == (event.symbol, event.acquired or event.on)
        ]
        free = [lot for lot in alike if lot.lot_id not in self.arrival_of]
        for lot in alike:
            if lot not in free and self.arrival_of[lot.lot_id].lot_id == event.lot_id:
                return lot
        return min(free, key=lambda lot: lot.quantity != event.quantity, default=None)


def _is_usable(event: Event, known: frozenset[LotId]) -> bool:
    """True for what can be booked onto the file's lots: the file shows all else already."""
    if isinstance(event, Sell | CashFlow | Split | SymbolChange):
        return True
    if isinstance(event, StockDividend):
        return event.fair_value is None
    return isinstance(event, TransferOut) and event.lot_id in known


def _unchecked(event: Event, events: Sequence[Event]) -> Event:
    """`event` without the count that it states, where the count before it cannot be told.

    A sale that names no lot took shares that the file no longer shows, and so did cash for a
    fraction.
    """
    if not isinstance(event, Split):
        return event
    untold = any(
        isinstance(one, Sell) and one.symbol == event.symbol and one.lot_id is None
        for one in events
    )
    if untold or event.cash_in_lieu is not None:
        return replace(event, stated_quantity=None, cash_in_lieu=None)
    return event


def _not_computed(event: CorporateAction) -> Problem:
    name = type(event).__name__
    return Inconsistent(
        f"what the {name} of {event.symbol} on {event.on} realised is not computed",
        f"the file of lots of {event.account_id} shows its result, but not what was held before",
        'give the whole record and set history = "complete" for this account',
    ).problem(event.source)
