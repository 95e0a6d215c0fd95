"""Losses of this plan that a wash sale disallows, when the policy lets them happen."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.domain import Lot, LotSale, Symbol
from trimtab.money import ZERO, to_cents
from trimtab.planners.trades import Buy, Sell
from trimtab.planners.valuation import Valuation
from trimtab.planners.wash_staying import Staying, staying
from trimtab.tax import WashScreen


class _Replacements:
    """Shares that replace what is sold at a loss, each used once (1091, rule W9)."""

    def __init__(self, window: WashScreen, left: Staying, buys: Sequence[Buy]) -> None:
        self._window = window
        self._left = left
        self._used: dict[str, Decimal] = {}
        self._planned: dict[Symbol, Decimal] = {}
        for buy in buys:
            self._planned[buy.symbol] = self._planned.get(buy.symbol, ZERO) + buy.quantity

    def take(self, sale: LotSale, group: Iterable[Symbol]) -> Decimal:
        """Shares of the sale that are replaced, earliest purchase first, the plan's own last."""
        left = sale.quantity
        for key, bought in self._bought_by_order(sale.lot).items():
            shares = min(left, bought - self._used.get(key, ZERO))
            self._used[key] = self._used.get(key, ZERO) + shares
            left -= shares
        for symbol in sorted(group):
            shares = min(left, self._planned.get(symbol, ZERO))
            if shares > 0:
                self._planned[symbol] -= shares
                left -= shares
        return sale.quantity - left

    def _bought_by_order(self, lot: Lot) -> dict[str, Decimal]:
        """Shares that could replace the lot's, by order; fills of one order count together."""
        found: dict[str, Decimal] = {}
        for purchase in self._window.replacements(lot):
            key = f"{purchase.order}:{purchase.symbol}:{purchase.acquired}"
            found[key] = found.get(key, ZERO) + self._left.quantity(purchase)
        return found


def with_disallowed(
    valuation: Valuation, window: WashScreen, sells: Sequence[Sell], buys: Sequence[Buy]
) -> tuple[Sell, ...]:
    """The sales with each lot's `disallowed` filled in.

    Losses are taken in the order of acquisition, as for sales of one day without a known order
    (Reg. 1.1091-1(b), W8). Only taxable accounts have deductible losses. Shares that this plan
    sells too replace nothing for long: the loss that they take up counts with their sale (P6).
    """
    household = valuation.situation.household
    sold = [(lot.lot, lot.quantity) for sell in sells for lot in sell.lots]
    replacements = _Replacements(window, staying(household, window, sold), buys)
    identical = household.identical
    losing = [
        lot
        for sell in sells
        if sell.account.taxable
        for lot in sell.lots
        if lot.gain is not None and lot.gain < 0
    ]
    disallowed: dict[str, Decimal] = {}
    for sale in sorted(losing, key=lambda sale: sale.lot.acquired or date.min):
        shares = replacements.take(sale, identical.of(sale.lot.symbol))
        if shares > 0 and sale.gain is not None:
            disallowed[sale.lot.lot_id] = to_cents(-sale.gain * shares / sale.quantity)
    return tuple(
        replace(
            sell,
            lots=tuple(
                replace(lot, disallowed=disallowed.get(lot.lot.lot_id, ZERO)) for lot in sell.lots
            ),
        )
        for sell in sells
    )
