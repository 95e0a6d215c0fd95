"""Splits, mergers and new names while a loss waits: it is counted in the new shares (C12)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from trimtab.domain import AccountId, Symbol
from trimtab.domain.corporate_action import (
    CorporateAction,
    MixedMerger,
    Split,
    StockDividend,
    StockMerger,
    SymbolChange,
)
from trimtab.money import ONE, ZERO
from trimtab.tax.record import Happening, Record
from trimtab.tax.wash_sale import OpenLoss

# Brokers date one split differently: by its ex date, the evening before, or the day of payment.
_APART = timedelta(days=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """`ratio` shares of `new` stand for each share of `old` from `on`, as one account's row says.

    kind  the type of the event
    """

    kind: type[CorporateAction]
    on: date
    account_id: AccountId
    old: Symbol
    new: Symbol
    ratio: Decimal


def happened(record: Record, change: Restated) -> int:
    """The place of `change` among what happened to companies; one event in several accounts is one.

    Rows of one type, security and result in different accounts are the same event when their dates
    are close; of one account each row is an event of its own.
    """
    for place in reversed(range(len(record.happenings))):
        known = record.happenings[place]
        same = (known.kind, known.old, known.new) == (change.kind, change.old, change.new)
        near = abs(change.on - known.on) <= _APART
        if same and near and change.account_id not in known.accounts:
            accounts = known.accounts | {change.account_id}
            record.happenings[place] = replace(known, accounts=accounts)
            return place
    record.happenings.append(
        Happening(
            kind=change.kind,
            on=change.on,
            old=change.old,
            new=change.new,
            accounts=frozenset((change.account_id,)),
        )
    )
    return len(record.happenings) - 1


def rescale(record: Record, change: Restated, event: int) -> None:
    """After a split, a merger or a new name, waiting losses count in the new shares (C12).

    An account that sold everything gets no row of the event, so one account's row counts for all;
    each loss is restated once for each event.

    event  its place among what happened
    """
    old = record.waiting(change.old)
    moved: list[OpenLoss] = []
    for loss in old:
        if loss.symbol != change.old or event in loss.restated:
            continue
        loss.quantity *= change.ratio
        loss.sold_per_share /= change.ratio
        loss.symbol = change.new
        loss.restated |= {event}
        moved.append(loss)
    if record.group_of(change.old) != record.group_of(change.new):
        old[:] = [loss for loss in old if loss not in moved]
        new = record.waiting(change.new)
        new[:] = sorted([*new, *moved], key=lambda loss: loss.sold)


def counts_only(event: CorporateAction) -> bool:
    """True when `event` changes the count or name of shares alone, and states no count or cash."""
    if isinstance(event, Split | StockMerger):
        return event.stated_quantity is None and event.cash_in_lieu is None
    if isinstance(event, StockDividend):
        untaxed = event.fair_value is None and event.cash_in_lieu is None
        return untaxed and event.ratio is not None and event.quantity is None
    return isinstance(event, SymbolChange)


def restatement(event: CorporateAction, shares_before: Decimal) -> Restated | None:
    """What `event` does to the count of shares sold before it; None when nothing."""
    ratio, new = _ratio_and_name(event, shares_before)
    if ratio == 1 and new == event.symbol:
        return None
    return Restated(
        kind=type(event),
        on=event.on,
        account_id=event.account_id,
        old=event.symbol,
        new=new,
        ratio=ratio,
    )


def _ratio_and_name(event: CorporateAction, shares_before: Decimal) -> tuple[Decimal, Symbol]:
    if isinstance(event, Split):
        return event.ratio, event.symbol
    if isinstance(event, StockMerger | MixedMerger):
        return event.ratio, event.new_symbol
    if isinstance(event, SymbolChange):
        return ONE, event.new_symbol
    if isinstance(event, StockDividend) and event.fair_value is None:
        paid = event.ratio
        if paid is None:
            paid = (event.quantity or ZERO) / shares_before
        return ONE + paid, event.symbol
    return ONE, event.symbol
