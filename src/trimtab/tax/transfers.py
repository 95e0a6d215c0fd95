"""Transfers between own accounts: both rows together, and what is left over of either."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from trimtab.domain import Lot, LotMethod
from trimtab.domain.event import Event, TransferIn, TransferOut
from trimtab.errors import Problem
from trimtab.ledger import Inconsistent
from trimtab.ledger.selection import Order, choose, in_order
from trimtab.money import ZERO, dollars_text, exact_text
from trimtab.tax.record import InTransit, Record

# Two brokers date one transfer differently: the one that receives by a month, where paper is sent.
_EARLY, _LATE = timedelta(days=5), timedelta(days=30)


def met(events: Iterable[Event]) -> list[Event]:
    """`events` with the two rows of each transfer on one day, the earlier of theirs.

    The shares stay with their owner on the way, so they can replace others meanwhile (W10).
    """
    given = list(events)
    outs = [place for place, event in enumerate(given) if isinstance(event, TransferOut)]
    for place, event in enumerate(given):
        if not isinstance(event, TransferIn) or not outs:
            continue
        of_it = [at for at in outs if _one_transfer(given[at], event)]
        if of_it:
            at = min(of_it, key=lambda one: abs(given[one].on - event.on))
            outs.remove(at)
            out = given[at]
            if (event.on, event.time) != (out.on, out.time):
                day = min(event.on, out.on)
                given[at] = replace(out, on=day, time=None)
                given[place] = replace(event, on=day, time=None)
    return given


def _one_transfer(out: Event, event: TransferIn) -> bool:
    return (
        isinstance(out, TransferOut)
        and (out.symbol, out.quantity) == (event.symbol, event.quantity)
        and out.account_id != event.account_id
        and -_EARLY <= event.on - out.on <= _LATE
        and (out.lot_id is None or not event.named or out.lot_id == event.lot_id)
    )


def arrived(record: Record, event: TransferIn) -> tuple[Lot, ...]:
    """The lots on the way that `event` brings in, as many of its shares as there are.

    A row that names another lot brings all of its shares so, or none.

    A row that gives a past of its own brings lots of the household only where it is the other half
    of a transfer: then their own past counts, statements often give the market value.
    """
    waiting = [one for one in record.transit if one.lot.symbol == event.symbol]
    half = _other_half(waiting, event)
    if half or event.basis is not None or event.acquired is not None:
        waiting = half
    named = [one for one in waiting if event.named and one.lot.lot_id == event.lot_id]
    chosen = named or waiting
    lots = in_order(one.lot for one in chosen)
    shares = min(event.quantity, _shares(chosen))
    if not shares or (event.named and not named and shares < event.quantity):
        return ()
    taken, left = choose(lots, shares, Order(method=LotMethod.FIFO))
    others = [one for one in record.transit if not any(one is other for other in chosen)]
    record.transit[:] = [*others, *(replace(chosen[0], lot=lot) for lot in left)]
    return taken


def _other_half(waiting: Sequence[InTransit], event: TransferIn) -> list[InTransit]:
    for first in sorted(waiting, key=lambda one: one.on, reverse=True):
        of_it = [one for one in waiting if one.source == first.source and one.on == first.on]
        if _shares(of_it) == event.quantity and event.on - first.on <= _LATE:
            return of_it
    return []


def _shares(some: Iterable[InTransit]) -> Decimal:
    return sum((one.lot.quantity for one in some), ZERO)


def other_basis(event: TransferIn, lots: Sequence[Lot]) -> Iterator[Problem]:
    """Where the row gives another basis than the lots that it moved have."""
    known = [lot.basis for lot in lots if lot.basis is not None]
    total = sum(known, ZERO)
    if lots and event.basis not in {None, total} and len(known) == len(lots):
        yield Inconsistent(
            f"the amount {dollars_text(event.basis or ZERO)} of the transfer of {event.symbol} on "
            f"{event.on} is not the basis of its lots, {dollars_text(total)}",
            "the lots keep the basis and the dates of the account that they left",
            "drop the amount, or correct the row of the purchase",
        ).problem(event.source)


def without_past(event: TransferIn, shares: Decimal) -> Problem:
    """Shares that no account of the household gave up."""
    return Inconsistent(
        f"{exact_text(shares)} {event.symbol} came in on {event.on} in {event.account_id} from no "
        "account of the household",
        "their basis is not known; they count as held from that day, short-term",
        "fill in amount and acquired, or correct the row of the transfer out",
    ).problem(event.source)


def lost(record: Record) -> Iterator[Problem]:
    """Shares that left an account and came in nowhere."""
    for one in record.transit:
        basis = "basis not known" if one.lot.basis is None else dollars_text(one.lot.basis)
        yield Inconsistent(
            f"{exact_text(one.lot.quantity)} {one.lot.symbol} (lot {one.lot.lot_id}, {basis}) left "
            f"{one.account_id} on {one.on} and came in nowhere",
            "they are in no account of the household any more",
            "add the transfer in; nothing, where they went to somebody else",
        ).problem(one.source)
