"""Shares come in, leave and are sold; money comes in and leaves (C3, L1-L3, W1)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trimtab.domain import Lot, Origin
from trimtab.domain.event import (
    Arrival,
    Buy,
    CashFlow,
    Reinvest,
    Sell,
    TransferIn,
    TransferOut,
    Withdrawal,
)
from trimtab.ledger.gain import RealizedGain
from trimtab.ledger.holdings import Change, Holdings
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.ledger.selection import choose, with_lot
from trimtab.money import ZERO, exact_text, split_by_weight


def lot_of(event: Arrival) -> Lot:
    """The lot that `event` brings."""
    acquired = event.acquired or event.on
    return Lot(
        lot_id=event.lot_id,
        symbol=event.symbol,
        quantity=event.quantity,
        basis=event.basis,
        acquired=acquired,
        holding_period_start=event.holding_period_start or acquired,
        # Of a lot that comes in with a past the row tells the time of its coming.
        time=event.time if acquired == event.on else None,
        order=event.order,
        origin=origin_of(event),
        replacement_used=event.replacement_used,
    )


def origin_of(event: Arrival) -> Origin:
    """How the shares of `event` were acquired.

    A transfer that says when they were brings a purchase made elsewhere: it counts by that day.
    """
    dated = isinstance(event, TransferIn) and event.acquired is not None
    return Origin.PURCHASE if dated else event.origin


def arrive(event: Arrival, holdings: Holdings) -> Change:
    """One more lot. A reinvested dividend is income and leaves the cash as it was."""
    lots = holdings.of(event.symbol)
    lot = lot_of(event)
    for held in lots:
        if held.lot_id == lot.lot_id and not _same_purchase(held, lot):
            raise Inconsistent(
                f"lot {lot.lot_id} comes in twice",
                f"it was acquired on {held.acquired} and again on {lot.acquired}",
                "give the second lot another id, or drop the repeated row",
            )
    return Change(
        lots={event.symbol: with_lot(lots, lot)},
        cash=-_paid(event),
        income=(event.basis or ZERO) if isinstance(event, Reinvest) else ZERO,
    )


def _paid(event: Arrival) -> Decimal:
    """Dollars out of the account's cash: only a purchase takes any."""
    return event.basis or ZERO if isinstance(event, Buy) else ZERO


def _same_purchase(held: Lot, lot: Lot) -> bool:
    """Fills of one order may share the name of their lot (W7)."""
    return held.acquired == lot.acquired and held.order is not None and held.order == lot.order


def sell(event: Sell, holdings: Holdings) -> Change:
    """A sale, one realised gain for each lot or part of a lot that it takes."""
    taken, left = choose(
        holdings.of(event.symbol), event.quantity, holdings.order(event.symbol, event.lot_id)
    )
    return Change(
        lots={event.symbol: left},
        gains=gains_of(event, taken),
        cash=event.proceeds or ZERO,
    )


def gains_of(event: Sell, taken: Sequence[Lot]) -> tuple[RealizedGain, ...]:
    """The proceeds spread over the shares taken, to the cent."""
    return tuple(
        RealizedGain(
            account_id=event.account_id,
            lot=lot,
            sold=event.on,
            proceeds=proceeds,
            basis=lot.basis,
        )
        for lot, proceeds in zip(
            taken, spread(event.proceeds, [lot.quantity for lot in taken]), strict=True
        )
    )


def spread(amount: Decimal | None, quantities: Sequence[Decimal]) -> tuple[Decimal | None, ...]:
    """`amount` dollars by shares, summing to it exactly; nothing known stays nothing known."""
    if amount is None or len(quantities) == 1:
        return (amount,) * len(quantities)
    return split_by_weight(amount, quantities)


def transfer_out(event: TransferOut, holdings: Holdings) -> Change:
    """Shares leave with their basis and dates; nothing is realised."""
    taken, left = choose(
        holdings.of(event.symbol), event.quantity, holdings.order(event.symbol, event.lot_id)
    )
    return Change(lots={event.symbol: left}, left=taken)


def move_cash(event: CashFlow, _: Holdings) -> Change:
    """Dividends, distributions and deposits come in, withdrawals leave; no lot changes."""
    if isinstance(event, Withdrawal):
        return Change(cash=-event.amount)
    return Change(cash=event.amount, income=event.amount if event.symbol else ZERO)


def rescaled(lot: Lot, quantity: Decimal) -> Lot:
    """`lot` with another number of shares, all else kept: total basis, dates, wash state (C1)."""
    used = lot.replacement_used
    # A lot is used up as a whole or not at all once a sale has been matched to it; a part is kept
    # in proportion.
    share = quantity if used == lot.quantity else used * quantity / lot.quantity
    return replace(lot, quantity=quantity, replacement_used=min(quantity, share))


def describe(quantity: Decimal) -> str:
    """Shares for a message."""
    return exact_text(quantity.normalize())
