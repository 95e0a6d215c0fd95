"""What recent trades forbid or spoil today: 26 U.S.C. 1091 used forward, rules P1 and P2.

A loss on a sale is disallowed as far as substantially identical securities are acquired within the
61 days from 30 days before the sale to 30 days after it, both ends included (1091(a), W4). This
module looks from today into the household's record: which purchases of the last 30 days would
replace shares sold at a loss today, and which loss sales of the last 30 days a purchase today would
undo, over all accounts and over the groups that the user declared identical.

It is an estimate until every lot is rebuilt from all transactions: a recent purchase counts as not
yet used up by an earlier loss unless its row says otherwise (`wash_used`), and every share sold at
a loss counts as not yet replaced. Both are the careful reading: they can only forbid too much.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from trimtab.domain import Household, Lot, LotId, Symbol
from trimtab.tax.recent_trades import Purchase, Sale, recent_purchases, recent_sales

_Trade = TypeVar("_Trade", Purchase, Sale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What a purchase today would undo of earlier losses.

    amount     dollars of loss that move into the purchase's basis, or are lost, >= 0
    unknown    True when a sale's loss or size is not known, so that `amount` is too low
    sales      the sales concerned, oldest first
    permanent  the part of `amount` that no basis takes up (W13)
    """

    amount: Decimal
    unknown: bool
    sales: tuple[Sale, ...]
    permanent: Decimal = Decimal(0)


@dataclass(frozen=True)
class WashWindow:
    """The household's trades of the 30 days that end with `as_of`, both ends included."""

    household: Household
    as_of: date

    def purchases(self, symbol: Symbol) -> tuple[Purchase, ...]:
        """Recent purchases of `symbol` and all that is identical to it, oldest first."""
        return self._purchases_of.get(self.household.identical.of(symbol), ())

    def sales(self, symbol: Symbol) -> tuple[Sale, ...]:
        """Recent sales of `symbol` and all that is identical to it, any account, oldest first."""
        return self._sales_of.get(self.household.identical.of(symbol), ())

    def replacements(self, lot: Lot) -> tuple[Purchase, ...]:
        """Recent purchases that would replace shares of `lot` sold at a loss today (P1).

        Purchases of the lot's own order never do (Rev. Rul. 56-602, W7), nor shares that are no
        longer held (W10), nor shares known to have replaced others (W9).
        """
        own_orders = self.own_orders(lot)
        return tuple(
            purchase
            for purchase in self.purchases(lot.symbol)
            if purchase.order not in own_orders and purchase.quantity > 0
        )

    def own_orders(self, lot: Lot) -> frozenset[str]:
        """The order that `lot` came from; empty for one that was not bought lately."""
        order = self._bought[1].get(lot.lot_id)
        return frozenset() if order is None else frozenset((order,))

    def open_losses(self, symbol: Symbol) -> tuple[Sale, ...]:
        """Recent loss sales that a purchase of `symbol` today would undo, oldest first (P2)."""
        return tuple(sale for sale in self.sales(symbol) if sale.at_loss)

    def damage(self, symbol: Symbol, bought: Decimal) -> Damage:
        """What buying `bought` shares of `symbol` today would undo, oldest sale first (P2)."""
        left, amount, unknown, hit = bought, Decimal(0), False, []
        for sale in self.open_losses(symbol):
            if left <= 0:
                break
            hit.append(sale)
            shares = min(left, sale.quantity)
            left -= shares
            if sale.gain is None or shares == 0:
                unknown = True
            else:
                amount += -sale.gain * shares / sale.quantity
        return Damage(amount=amount, unknown=unknown, sales=tuple(hit))

    @cached_property
    def _bought(self) -> tuple[tuple[Purchase, ...], dict[LotId, str]]:
        return recent_purchases(self.household, self.as_of)

    @cached_property
    def _purchases_of(self) -> dict[frozenset[Symbol], tuple[Purchase, ...]]:
        return self._by_group(self._bought[0])

    @cached_property
    def _sales_of(self) -> dict[frozenset[Symbol], tuple[Sale, ...]]:
        return self._by_group(recent_sales(self.household, self.as_of))

    def _by_group(self, trades: Iterable[_Trade]) -> dict[frozenset[Symbol], tuple[_Trade, ...]]:
        """`trades` by what is identical, those of one group in their order."""
        found: dict[frozenset[Symbol], list[_Trade]] = {}
        for trade in trades:
            found.setdefault(self.household.identical.of(trade.symbol), []).append(trade)
        return {group: tuple(some) for group, some in found.items()}
