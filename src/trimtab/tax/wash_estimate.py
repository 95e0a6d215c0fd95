"""Losses of a plan that a wash sale disallows, told from the window alone.

It is the careful reading for records that are too short to rebuild (P3), and what rule planners
state. With a whole record `WashOutlook.assess` says what the law makes of the same trades.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain import Account, Household, Lot, LotId, Symbol
from trimtab.money import ZERO, to_cents
from trimtab.tax.recent_trades import Purchase
from trimtab.tax.wash_screen import WashScreen
from trimtab.tax.wash_staying import Staying, staying


@dataclass(frozen=True, slots=True, kw_only=True)
class LossSold:
    """Shares of a taxable lot sold at a loss; `loss` in dollars, > 0."""

    lot: Lot
    quantity: Decimal
    loss: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedPurchase:
    """Shares that the same plan buys."""

    account: Account
    symbol: Symbol
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Washed:
    """What is disallowed of one lot's loss, dollars, whole cents, >= 0.

    permanent  the part of it that no basis takes up (W13)
    """

    disallowed: Decimal
    permanent: Decimal


def careful_estimate(
    household: Household,
    screen: WashScreen,
    sold: Sequence[tuple[Lot, Decimal]],
    losses: Sequence[LossSold],
    bought: Sequence[EstimatedPurchase],
) -> dict[LotId, Washed]:
    """What is disallowed by lot; lots of which nothing is are left out.

    sold    every lot that the plan sells, with its shares
    losses  those of them that are deductible losses
    bought  what the plan buys

    Losses are taken in the order of acquisition, as for sales of one day without a known order
    (Reg. 1.1091-1(b), W8). Shares that the plan sells too replace nothing for long: the loss that
    they take up counts with their sale (P6).
    """
    replacements = _Replacements(screen, staying(household, screen, sold), bought)
    found: dict[LotId, Washed] = {}
    for sale in sorted(losses, key=lambda one: one.lot.acquired or date.min):
        shares, lost = replacements.take(sale, household.identical.of(sale.lot.symbol))
        if shares > 0:
            found[sale.lot.lot_id] = Washed(
                disallowed=to_cents(sale.loss * shares / sale.quantity),
                permanent=to_cents(sale.loss * lost / sale.quantity),
            )
    return found


class _Replacements:
    """Shares that replace what is sold at a loss, each used once (1091, rule W9)."""

    def __init__(
        self, screen: WashScreen, left: Staying, bought: Sequence[EstimatedPurchase]
    ) -> None:
        self._screen = screen
        self._left = left
        self._used: dict[str, Decimal] = {}
        # What is lost for good comes first: the careful reading.
        self._planned = [
            (one.symbol, one.account.taxable, one.quantity)
            for one in sorted(bought, key=lambda one: (one.symbol, one.account.taxable))
        ]

    def take(self, sale: LossSold, group: Iterable[Symbol]) -> tuple[Decimal, Decimal]:
        """(shares replaced, those of them whose loss is gone for good).

        The earliest purchase comes first, the plan's own last.
        """
        left, lost = sale.quantity, ZERO
        for key, (bought, taxable) in self._bought_by_order(sale.lot).items():
            shares = min(left, bought - self._used.get(key, ZERO))
            self._used[key] = self._used.get(key, ZERO) + shares
            left -= shares
            lost += ZERO if taxable else shares
        names = frozenset(group)
        for number, (symbol, taxable, quantity) in enumerate(self._planned):
            if symbol in names:
                shares = min(left, quantity)
                self._planned[number] = (symbol, taxable, quantity - shares)
                left -= shares
                lost += ZERO if taxable else shares
        return sale.quantity - left, lost

    def _bought_by_order(self, lot: Lot) -> dict[str, tuple[Decimal, bool]]:
        """Shares that could replace the lot's, by order; fills of one order count together.

        With them whether the account is taxable.
        """
        found: dict[str, tuple[Decimal, bool]] = {}
        for purchase in self._screen.replacements(lot):
            shares, taxable = found.get(_name(purchase), (ZERO, True))
            found[_name(purchase)] = (
                shares + self._left.quantity(purchase),
                taxable and purchase.account.taxable,
            )
        return found


def _name(purchase: Purchase) -> str:
    return f"{purchase.order}:{purchase.symbol}:{purchase.acquired}"
