"""What an account held before its recorded transactions begin, told from its file of lots.

A month of transactions beside a file of lots is the normal case. The file is the truth for what is
held now; the transactions say which of it was bought lately and what was sold. So every lot of the
file is opened on the day on which it came in, and what left it since stands beside it as a ghost: a
lot of its own, which the sales that name the lot take. What is booked forward ends where the file
stands.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from trimtab.domain import Account, AccountId, History, Household, LotId, Symbol
from trimtab.domain.corporate_action import (
    CorporateAction,
    Split,
    StockDividend,
    StockMerger,
    SymbolChange,
)
from trimtab.domain.event import (
    Arrival,
    CashFlow,
    Departure,
    Event,
    Sell,
    TransferIn,
    TransferOut,
)
from trimtab.errors import Problem
from trimtab.money import ZERO
from trimtab.tax.claims import Claims
from trimtab.tax.file_lot import FileLot
from trimtab.tax.unused_rows import not_computed, realises, shared_names, transfer_not_used


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Where to start.

    events       what is to be booked: the recorded events, and the file's lots
    beside_lots  accounts whose lots a file gives
    ghosts       lots bought that the file no longer shows
    file_names   the file's name of the lot of which a ghost is the part that left by name
    unclaimed    shares of the file that no row brought
    problems     rows that contradict the file
    incomplete   rows that a partial record cannot use
    unmeasured   those of them that realised a gain which is not known
    """

    events: tuple[Event, ...]
    beside_lots: frozenset[AccountId] = frozenset()
    ghosts: frozenset[LotId] = frozenset()
    file_names: Mapping[LotId, LotId] = field(default_factory=dict)
    unclaimed: Mapping[tuple[AccountId, Symbol], Decimal] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    incomplete: tuple[Problem, ...] = ()
    unmeasured: tuple[Event, ...] = ()


def opened(household: Household, events: Sequence[Event]) -> Opening:
    """`events` of accounts without a file of lots as they are, the others with their opening lots.

    The transactions of a complete account tell everything; its file of lots is only compared.
    """
    beside = {
        account.account_id: account
        for account in household.accounts
        if account.listed and account.history is History.PARTIAL
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
        file_names={key: name for part in parts for key, name in part.file_names.items()},
        unclaimed={key: shares for part in parts for key, shares in part.unclaimed.items()},
        problems=(
            *(problem for part in parts for problem in part.problems),
            *shared_names(beside.values(), events),
        ),
        incomplete=tuple(problem for part in parts for problem in part.incomplete),
        unmeasured=tuple(event for part in parts for event in part.unmeasured),
    )


def _beside_lots(account: Account, events: Sequence[Event]) -> Opening:
    in_time = sorted((_with_ratio(event, account) for event in events), key=lambda one: one.on)
    claims = Claims(lots={lot.lot_id: lot for lot in account.lots}, events=in_time)
    claims.find()
    past = _pasts(in_time)
    lots = [FileLot.of(account.account_id, lot, claims, past(lot.lot_id)) for lot in account.lots]
    left_unnamed = _left_unnamed(in_time)
    ghosts = [ghost for lot in lots for ghost in lot.ghosts(left_unnamed)]
    bought = [event for event in claims.unclaimed if not isinstance(event, TransferIn)]
    renamed = {event: name for lot in lots for event, name in lot.renamed.items()}
    known = frozenset((*claims.lots, *(event.lot_id for event in bought)))
    usable = [event for event in in_time if _is_usable(event, known)]
    dropped = [event for event in in_time if not _is_usable(event, known)]
    booked = (_as_booked(event, in_time, renamed) for event in usable)
    return Opening(
        events=(*(lot.held for lot in lots), *ghosts, *bought, *booked),
        ghosts=frozenset((*(one.lot.lot_id for one in ghosts), *(one.lot_id for one in bought))),
        file_names={name: lot.lot.lot_id for lot in lots for name in lot.renamed.values()},
        unclaimed=_unclaimed(account.account_id, lots),
        problems=tuple(claims.problems),
        incomplete=(
            *(told for lot in lots for told in lot.remarks()),
            *_not_used(account, dropped, claims.unclaimed),
        ),
        unmeasured=tuple(event for event in dropped if account.taxable and realises(event)),
    )


def _with_ratio(event: Event, account: Account) -> Event:
    """A stock dividend that is told by its shares alone, at the ratio that the file shows."""
    if not isinstance(event, StockDividend) or event.fair_value is not None:
        return event
    if event.ratio is not None or event.quantity is None:
        return event
    own = (lot for lot in account.lots if lot.symbol == event.symbol)
    held = sum((lot.quantity for lot in own if lot.acquired and lot.acquired < event.on), ZERO)
    if held <= event.quantity:
        return event
    return replace(event, ratio=event.quantity / (held - event.quantity), quantity=None)


def _unclaimed(
    account_id: AccountId, lots: Iterable[FileLot]
) -> Mapping[tuple[AccountId, Symbol], Decimal]:
    shares: dict[tuple[AccountId, Symbol], Decimal] = {}
    for lot in lots:
        if not lot.rows:
            key = (account_id, lot.lot.symbol)
            shares[key] = shares.get(key, ZERO) + lot.lot.quantity
    return shares


def _left_unnamed(events: Iterable[Event]) -> Mapping[Symbol, Decimal]:
    """Shares of each security that sales took out without naming a lot."""
    shares: dict[Symbol, Decimal] = {}
    for event in events:
        if isinstance(event, Sell) and event.lot_id is None:
            shares[event.symbol] = shares.get(event.symbol, ZERO) + event.quantity
    return shares


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


def _is_usable(event: Event, known: frozenset[LotId]) -> bool:
    """True for what can be booked onto the file's lots: the file shows all else already."""
    if isinstance(event, Sell | CashFlow | Split | SymbolChange):
        return True
    if isinstance(event, StockDividend):
        return event.fair_value is None
    if isinstance(event, StockMerger):
        return event.cash_in_lieu is None
    return isinstance(event, TransferOut) and event.lot_id in known


def _as_booked(event: Event, events: Sequence[Event], renamed: Mapping[int, LotId]) -> Event:
    """`event` with the ghost that it takes, and without a count that cannot be checked.

    A sale that names no lot took shares that the file no longer shows, and so did cash for a
    fraction; and which of the new shares of a merger were held before it is not known.
    """
    if isinstance(event, Departure):
        return replace(event, lot_id=renamed.get(id(event), event.lot_id))
    if isinstance(event, StockMerger):
        return replace(event, stated_quantity=None)
    if isinstance(event, StockDividend) and event.cash_in_lieu is not None:
        return replace(event, quantity=None, cash_in_lieu=None)
    if not isinstance(event, Split):
        return event
    untold = any(
        isinstance(one, Sell) and one.symbol == event.symbol and one.lot_id is None
        for one in events
    )
    if untold or event.cash_in_lieu is not None:
        return replace(event, stated_quantity=None, cash_in_lieu=None)
    return event


def _not_used(
    account: Account, dropped: Iterable[Event], unclaimed: Iterable[Arrival]
) -> Iterator[Problem]:
    for event in dropped:
        if isinstance(event, CorporateAction) and account.taxable:
            yield not_computed(event)
        elif isinstance(event, TransferOut):
            yield transfer_not_used(event)
    for event in unclaimed:
        # Beside as many shares of the file it may have brought lots of several days.
        if isinstance(event, TransferIn) and account.quantity_of(event.symbol) < event.quantity:
            yield transfer_not_used(event)
