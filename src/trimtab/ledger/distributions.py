"""Money that comes out of basis: returns of capital, 26 U.S.C. 301(c) (C3).

A distribution is a dividend as far as earnings go, then it lowers basis, then it is gain; all share
by share, so that one lot can have a gain while another still has basis (Johnson v. United States,
435 F.2d 1257).
"""

from dataclasses import replace
from decimal import Decimal

from trimtab.domain import Lot
from trimtab.domain.corporate_action import (
    CorporateAction,
    Distribution,
    ReturnOfCapital,
    Worthless,
)
from trimtab.ledger.gain import RealizedGain
from trimtab.ledger.holdings import Change, Holdings
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.ledger.new_shares import entitled, total
from trimtab.ledger.selection import in_order
from trimtab.money import ZERO, split_by_weight, to_cents

_LAST_MONTH, _LAST_DAY = 12, 31


def return_of_capital(event: ReturnOfCapital, holdings: Holdings) -> Change:
    """Basis of every entitled lot falls; what exceeds it is gain by that lot's own term."""
    held, _ = entitled(event, holdings)
    if event.per_share is not None:
        amount = to_cents(event.per_share * total(held))
    elif event.amount is not None:
        amount = event.amount
    else:
        raise Inconsistent(
            f"the return of capital of {event.symbol} on {event.on} has no amount",
            "it lowers the basis by dollars a share, or in all",
            "fill in cash_per_share or amount",
        )
    return _out_of_basis(event, holdings, amount, ZERO)


def distribution(event: Distribution, holdings: Holdings) -> Change:
    """First dividend, then basis, then gain: 26 U.S.C. 301(c)(1)-(3)."""
    if event.dividend > event.amount:
        raise Inconsistent(
            f"{event.dividend} of a distribution of {event.amount} is called a dividend",
            "the dividend is a part of the distribution",
            "correct one of the two amounts",
        )
    return _out_of_basis(event, holdings, event.amount - event.dividend, event.dividend)


def worthless(event: Worthless, holdings: Holdings) -> Change:
    """Every lot is sold for nothing on the last day of the year: 26 U.S.C. 165(g) (C10, N8)."""
    held, later = entitled(event, holdings)
    last_day = event.on.replace(month=_LAST_MONTH, day=_LAST_DAY)
    gains = tuple(
        RealizedGain(
            account_id=holdings.account_id, lot=lot, sold=last_day, proceeds=ZERO, basis=lot.basis
        )
        for lot in held
    )
    return Change(lots={event.symbol: later}, gains=gains)


def _out_of_basis(
    event: CorporateAction, holdings: Holdings, amount: Decimal, dividend: Decimal
) -> Change:
    held, later = entitled(event, holdings)
    shares = split_by_weight(amount, [lot.quantity for lot in held])
    lowered = [_lowered(lot, share) for lot, share in zip(held, shares, strict=True)]
    gains = tuple(
        RealizedGain(
            account_id=holdings.account_id, lot=lot, sold=event.on, proceeds=excess, basis=ZERO
        )
        for lot, (_, excess) in zip(held, lowered, strict=True)
        if excess
    )
    return Change(
        lots={event.symbol: in_order((*(lot for lot, _ in lowered), *later))},
        gains=gains,
        cash=amount + dividend,
        income=dividend,
    )


def _lowered(lot: Lot, amount: Decimal) -> tuple[Lot, Decimal]:
    """(`lot` with `amount` dollars less basis, dollars that its basis could not absorb)."""
    if lot.basis is None:
        return lot, ZERO
    absorbed = min(lot.basis, amount)
    basis = lot.basis - absorbed
    wash = min(lot.wash_adjustment, basis)
    return replace(lot, basis=basis, wash_adjustment=wash), amount - absorbed
