"""Rows beside a file of lots that cannot be used, and rows that contradict the file: by name."""

import re
from collections.abc import Iterable, Iterator, Sequence

from trimtab.domain import Account, AccountId, Lot, LotId, Symbol
from trimtab.domain.corporate_action import (
    CashMerger,
    CorporateAction,
    MixedMerger,
    StockMerger,
    Worthless,
)
from trimtab.domain.event import Arrival, Event, TransferIn, TransferOut
from trimtab.errors import Problem
from trimtab.ledger import Inconsistent

_WHOLE = 'give the whole record and set history = "complete" for this account'


# These end in cash or in nothing, so that they realise a gain or a loss (C2, C5, C6, C10).
_REALISING = (CashMerger, MixedMerger, StockMerger, Worthless)


def realises(event: Event) -> bool:
    """Whether an action that is not computed leaves a gain out of its year, not only a basis."""
    return isinstance(event, _REALISING)


def not_computed(event: CorporateAction) -> Problem:
    """An action whose result the file shows, but not what it realised."""
    return Inconsistent(
        f"what the {_called(event)} of {event.symbol} on {event.on} realised is not computed",
        f"the record of {event.account_id} is partial and does not show what was held before it",
        _WHOLE,
    ).problem(event.source)


def _called(event: CorporateAction) -> str:
    """The kind of action in words: `cash merger`, `stock dividend`."""
    if isinstance(event, Worthless):
        return "worthlessness"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(event).__name__).lower()


def transfer_not_used(event: TransferIn | TransferOut) -> Problem:
    """A transfer of shares that the record does not know."""
    way = "in" if isinstance(event, TransferIn) else "out"
    return Inconsistent(
        f"the transfer {way} of {event.symbol} on {event.on} is not followed",
        f"the record of {event.account_id} is partial and does not show which lots it moved",
        f"name the lot in lot_id, or {_WHOLE}",
    ).problem(event.source)


def shared_names(accounts: Iterable[Account], events: Sequence[Event]) -> Iterator[Problem]:
    """Purchases elsewhere under the name of a lot of one of `accounts`, which a file lists.

    Shares that a transfer moved keep their name.
    """
    owner: dict[LotId, tuple[AccountId, Lot]] = {
        lot.lot_id: (account.account_id, lot) for account in accounts for lot in account.lots
    }
    moved: set[tuple[AccountId, Symbol]] = {
        (event.account_id, event.symbol) for event in events if isinstance(event, TransferOut)
    }
    for event in events:
        if not isinstance(event, Arrival) or isinstance(event, TransferIn):
            continue
        account_id, lot = owner.get(event.lot_id, (event.account_id, None))
        if lot is None or account_id == event.account_id:
            continue
        if (event.account_id, event.symbol) not in moved:
            yield Inconsistent(
                f"lot {event.lot_id} comes in twice",
                f"it is {lot.symbol} of {lot.acquired} in the file of {account_id}, and comes in "
                f"here; a lot's id is unique in the household",
                "give one of the two another id",
            ).problem(event.source)
