"""How many new shares each lot becomes, and what cash in lieu of a fraction realises (C1, C2, C8).

A fraction that the company pays out in cash counts as received and then sold for that cash: Rev.
Rul. 66-365. The broker's cash and share count are trusted, but a count that contradicts the ratio
stops the event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext

from trimtab.domain import AccountId, Lot, LotMethod
from trimtab.domain.corporate_action import CorporateAction
from trimtab.ledger.gain import RealizedGain
from trimtab.ledger.holdings import Holdings
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.ledger.selection import Order, choose
from trimtab.ledger.trades import describe, rescaled
from trimtab.money import ONE, ZERO, split_by_weight

_FINEST = Decimal("1e-9")  # no broker keeps smaller fractions of a share
# A ratio such as 1/3 is written with a few digits; the product may miss the count by this part.
_TOLERANCE = Decimal("1e-6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a statement says about the new shares: how many in all, and cash for the fraction."""

    stated: Decimal | None = None
    cash_in_lieu: Decimal | None = None


def entitled(event: CorporateAction, holdings: Holdings) -> tuple[tuple[Lot, ...], tuple[Lot, ...]]:
    """(lots held on the event's date, lots acquired later)."""
    held: list[Lot] = []
    later: list[Lot] = []
    for lot in holdings.of(event.symbol):
        (later if lot.acquired and lot.acquired > event.on else held).append(lot)
    if not held:
        raise Inconsistent(
            f"no {event.symbol} is held on {event.on}",
            "the event changes the lots held on its date",
            "correct the date or the symbol, or add the missing purchase",
        )
    return tuple(held), tuple(later)


def total(lots: Sequence[Lot]) -> Decimal:
    """Shares of all `lots`."""
    return sum((lot.quantity for lot in lots), ZERO)


def multiplied(lots: Sequence[Lot], ratio: Decimal, outcome: Outcome, what: str) -> tuple[Lot, ...]:
    """`lots` at `ratio` new shares per old one, before a fraction is sold.

    what  names the event in a message, such as "a 4-for-1 split"
    Raises Inconsistent, with the arithmetic, when the stated count contradicts the ratio.
    """
    new = [rescaled(lot, _fine(lot.quantity * ratio)) for lot in lots]
    computed, stated = total(new), outcome.stated
    if stated is None:
        return tuple(new)
    gap = computed - stated
    if outcome.cash_in_lieu is not None and 0 <= gap < 1:
        return tuple(new)
    if abs(gap) > computed * _TOLERANCE:
        raise Inconsistent(
            f"{what} of {describe(total(lots))} shares gives {describe(computed)}, "
            f"the statement says {describe(stated)}",
            "the two must agree, but for a fraction of a share that was paid in cash",
            "correct the ratio or the quantity, or give the cash in lieu as amount",
        )
    # The ratio was written with too few digits: the largest lot takes what that missed.
    largest = max(range(len(new)), key=lambda place: new[place].quantity)
    new[largest] = rescaled(new[largest], new[largest].quantity - gap)
    return tuple(new)


def cashed(
    lots: tuple[Lot, ...], outcome: Outcome, account_id: AccountId, event: CorporateAction
) -> tuple[tuple[Lot, ...], tuple[RealizedGain, ...]]:
    """(`lots` without the fraction that was paid in cash, what that realises).

    The fraction comes out of the earliest lots, as shares given up without a designation do: Reg.
    1.358-2(a)(2)(vii).
    """
    if outcome.cash_in_lieu is None:
        return lots, ()
    held = total(lots)
    whole = outcome.stated if outcome.stated is not None else held.quantize(ONE, ROUND_FLOOR)
    fraction = held - whole
    if fraction <= 0:
        raise Inconsistent(
            f"cash was paid for a fraction of a share, but {describe(held)} shares have none",
            "cash in lieu is for what is left after whole shares",
            "drop the amount, or correct the ratio or the quantity",
        )
    taken, left = choose(lots, fraction, Order(method=LotMethod.FIFO))
    weights = [lot.quantity for lot in taken]
    cash = split_by_weight(outcome.cash_in_lieu, weights)
    gains = tuple(
        RealizedGain(
            account_id=account_id, lot=lot, sold=event.on, proceeds=proceeds, basis=lot.basis
        )
        for lot, proceeds in zip(taken, cash, strict=True)
    )
    return left, gains


def _fine(quantity: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 40
        return quantity.quantize(_FINEST, ROUND_HALF_EVEN).normalize() + 0
