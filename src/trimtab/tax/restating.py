"""Splits, mergers and new names while a loss waits: it is counted in the new shares (C12)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain import Symbol
from trimtab.domain.corporate_action import (
    CorporateAction,
    MixedMerger,
    Split,
    StockDividend,
    StockMerger,
    SymbolChange,
)
from trimtab.money import ONE, ZERO
from trimtab.tax.record import Record
from trimtab.tax.wash_sale import OpenLoss


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """`ratio` shares of `new` stand for each share of `old` from `on`."""

    on: date
    old: Symbol
    new: Symbol
    ratio: Decimal


def rescale(record: Record, change: Restated) -> None:
    """After a split, a merger or a new name, waiting losses count in the new shares (C12).

    An account that sold everything gets no row of the event, so one account's row counts for all;
    each loss is restated once for each event.
    """
    event = (change.old, change.on)
    old = record.waiting(change.old)
    moved: list[OpenLoss] = []
    for loss in old:
        if loss.symbol != change.old or event in loss.rescaled_on:
            continue
        loss.quantity *= change.ratio
        loss.sold_per_share /= change.ratio
        loss.symbol = change.new
        loss.rescaled_on |= {event}
        moved.append(loss)
    if record.group_of(change.old) != record.group_of(change.new):
        old[:] = [loss for loss in old if loss not in moved]
        new = record.waiting(change.new)
        new[:] = sorted([*new, *moved], key=lambda loss: loss.sold)


def restatement(event: CorporateAction, shares_before: Decimal) -> Restated | None:
    """What `event` does to the count of shares sold before it; None when nothing."""
    ratio, new = _ratio_and_name(event, shares_before)
    if ratio == 1 and new == event.symbol:
        return None
    return Restated(on=event.on, old=event.symbol, new=new, ratio=ratio)


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
