"""26 U.S.C. 1091: loss from wash sales of stock or securities, rules W3-W18.

A loss is disallowed as far as substantially identical shares are acquired within the period that
begins 30 days before the sale and ends 30 days after it, 61 days in all (1091(a), W4). Shares are
matched share for share, losses in order of disposition, replacements in order of acquisition (Reg.
1.1091-1(b)-(d), W8), and one share replaces once (Reg. 1.1091-1(e), W9). The disallowed loss joins
the basis of the replacement (1091(d), Reg. 1.1091-2), and the days that the sold share was held
join its holding period (1223(3), W12).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from trimtab.domain import AccountId, Lot, LotId, Registration, Symbol
from trimtab.money import ZERO

WINDOW = timedelta(days=30)
CLEAR_AFTER = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class WashRules:
    """What the law leaves open, and how this household reads it.

    same_day_batch     sales of one day never replace each other (W11); else each in its order
    fragments_highest  of the parts of one lot the dearest is sold first, else the one held longest
    joint_return       spouses file jointly: a loss denied for a spouse's purchase joins the basis
                       of the spouse's lot (W14); else it is lost
    spouses            another owner is a spouse, whose purchases count at all
    """

    same_day_batch: bool = False
    fragments_highest: bool = False
    joint_return: bool = True
    spouses: bool = True


class WashFlag(Enum):
    """Why a wash sale is not certain to be treated as it is here."""

    RELATED = "related_account_basis_uncertain"
    SHELTER = "shelter_without_ruling"
    ADJUSTED = "replacement_adjusted_by_broker"


@dataclass(frozen=True, slots=True, kw_only=True)
class WashSale:
    """Shares sold at a loss and the shares that replaced them.

    line        the sale's place among the sales of taxable accounts, from 0
    sold        trade date of the loss sale
    quantity    shares sold that were replaced
    replaced_by shares that replaced them: another number when a split lies between
    disallowed  dollars of loss denied, >= 0
    permanent   True when no basis takes the loss up: Rev. Rul. 2008-5
    flags       what is uncertain about it
    """

    line: int
    account_id: AccountId
    symbol: Symbol
    sold: date
    quantity: Decimal
    lot_id: LotId
    replacement_account: AccountId
    replacement_symbol: Symbol
    acquired: date
    replaced_by: Decimal
    disallowed: Decimal
    permanent: bool
    flags: frozenset[WashFlag] = frozenset()


@dataclass(slots=True, kw_only=True)
class OpenLoss:
    """Shares sold at a loss that nothing has replaced yet.

    order     the purchase order that they came from; its own shares never replace them (W7)
    start     their holding period's first day; None when not known
    quantity  shares, in today's units: a split after the sale counts (C12)
    sold_per_share  shares sold for each of them: 1, but for splits since
    restated  what happened to the company that these shares already count
    gain      dollars on them, below zero; None when not known
    """

    line: int
    account_id: AccountId
    symbol: Symbol
    sold: date
    order: str
    start: date | None
    quantity: Decimal
    gain: Decimal | None
    sold_per_share: Decimal = Decimal(1)
    restated: frozenset[int] = frozenset()

    @property
    def clear_from(self) -> date:
        """The first day on which a purchase leaves it alone, and on which it is final (W18)."""
        return self.sold + CLEAR_AFTER


def in_window(acquired: date, sold: date) -> bool:
    """True when `acquired` is at most 30 days from `sold`, before or after, 1091(a)."""
    return -WINDOW <= acquired - sold <= WINDOW


def can_replace(lot: Lot, purchase: str, loss: OpenLoss) -> bool:
    """True when shares of `lot`, of that `purchase`, may replace those of `loss`, of their group.

    An acquisition by purchase or fully taxable exchange (Reg. 1.1091-1(f), W6), of another order
    (W7), not used before (W9), inside the window by its original date (W5).
    """
    return (
        lot.acquired is not None
        and in_window(lot.acquired, loss.sold)
        and lot.origin.is_acquisition
        and not lot.replacement_used
        and purchase != loss.order
    )


def taking_up(lot: Lot, loss: OpenLoss, disallowed: Decimal, *, adjusted: bool) -> Lot:
    """`lot` after it replaced as many shares of `loss`: 1091(d), 1223(3), W12.

    adjusted  True for a lot that a broker had adjusted already; without that adjustment here
    """
    return lot.replacing(disallowed, _tacked(lot, loss, adjusted=adjusted))


def without_adjustment(lot: Lot) -> Lot:
    """`lot` at its cost, before a broker added what a wash sale denied (W1)."""
    cost = None if lot.basis is None else lot.basis - lot.wash_adjustment
    return replace(lot, basis=cost, wash_adjustment=ZERO)


def adjusted_by(lot: Lot, amount: Decimal) -> Lot:
    """`lot` with `amount` dollars of a broker's adjustment that no loss of the record explains.

    With none left its other shares replaced nothing, and count from their purchase.
    """
    if not amount:
        return lot if lot.replacement_used else replace(lot, holding_period_start=lot.acquired)
    basis = None if lot.basis is None else lot.basis + amount
    return replace(lot, basis=basis, wash_adjustment=lot.wash_adjustment + amount)


def used_up(lot: Lot) -> Lot:
    """`lot` after it replaced shares without taking up their loss: basis and dates stay (W13)."""
    return lot.replacing(ZERO, lot.holding_period_start)


def _tacked(lot: Lot, loss: OpenLoss, *, adjusted: bool) -> date | None:
    """Days that the sold share was held, counted back from the replacement's own start."""
    own = lot.holding_period_start
    if loss.start is None or own is None or lot.acquired is None:
        return own
    # A start that lies before the purchase of an adjusted lot has been tacked by the broker.
    start = lot.acquired if adjusted else own
    return min(own, start - (loss.sold - loss.start))


# Accounts whose purchase takes the loss away for good. There is a ruling for an IRA (Rev. Rul.
# 2008-5); for an HSA and a workplace plan there is none, so these are flagged (W13).
SHELTERS = frozenset(
    {
        Registration.TRADITIONAL_IRA,
        Registration.ROTH_IRA,
        Registration.HSA,
        Registration.HELD_AWAY,
    }
)
WITHOUT_RULING = frozenset({Registration.HSA, Registration.HELD_AWAY})
