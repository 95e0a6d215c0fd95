"""Shares bought lately that stay held when a plan sells some of them: rules P6 and P8."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.domain import Household, Lot
from trimtab.money import ZERO
from trimtab.tax.recent_trades import Purchase
from trimtab.tax.wash_screen import WashScreen


@dataclass(frozen=True, slots=True, kw_only=True)
class Staying:
    """What is left of each purchase order after the plan's sales.

    A loss is washed as far as replacement shares stay held; those that leave in the same plan take
    the loss along, and it counts (P6).

    held  shares by order, before the plan
    sold  shares by order that the plan sells
    """

    held: Mapping[str, Decimal] = field(default_factory=dict)
    sold: Mapping[str, Decimal] = field(default_factory=dict)

    def quantity(self, purchase: Purchase) -> Decimal:
        """Shares of `purchase` that could still replace others, >= 0."""
        if purchase.order not in self.sold:
            return purchase.quantity
        left = self.held[purchase.order] - self.sold[purchase.order]
        return max(ZERO, min(purchase.quantity, left))


NOTHING_SOLD = Staying()


def staying(
    household: Household, screen: WashScreen, sold: Iterable[tuple[Lot, Decimal]]
) -> Staying:
    """What stays when these shares of these lots are sold together."""
    leaving = {lot.lot_id: shares for lot, shares in sold}
    held: dict[str, Decimal] = {}
    gone: dict[str, Decimal] = {}
    bought: dict[str, Decimal] = {}
    for symbol in household.symbols_held():
        for purchase in screen.purchases(symbol):
            if purchase.symbol == symbol:
                bought[purchase.order] = bought.get(purchase.order, ZERO) + purchase.quantity
    if not bought:
        return NOTHING_SOLD
    for _, lot in household.lots:
        for order in screen.own_orders(lot) & bought.keys():
            held[order] = held.get(order, ZERO) + lot.quantity
            if lot.lot_id in leaving:
                gone[order] = gone.get(order, ZERO) + leaving[lot.lot_id]
    # A row without a lot of its own may be of the same order: what is not known stays.
    return Staying(held={order: max(held[order], bought[order]) for order in held}, sold=gone)
