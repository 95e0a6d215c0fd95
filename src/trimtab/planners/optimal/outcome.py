"""What the chosen orders amount to, class by class, for reasons and warnings to speak of."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from trimtab.domain import AssetClass, AssetClassOutcome, Estimate, Lot, LotSale, Symbol
from trimtab.money import ZERO
from trimtab.planners.optimal.orders import Orders, trading_cost
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.outcome import Realized, class_outcomes, estimate_of, realized_by
from trimtab.planners.trades import Buy, Sell
from trimtab.planners.valuation import Valuation


@dataclass(frozen=True)
class Outcome:
    """The orders beside the rules that they were made under."""

    rules: Rules
    orders: Orders

    @property
    def valuation(self) -> Valuation:
        """Prices and values before trading."""
        return self.rules.valuation

    @cached_property
    def cost(self) -> Decimal:
        """Half-spreads and commissions of all orders, dollars, whole cents."""
        sold = sum((self.cost_of(sell) for sell in self.orders.sells), ZERO)
        return sum((self.cost_of(buy) for buy in self.orders.buys), sold)

    def cost_of(self, order: Sell | Buy) -> Decimal:
        """Half-spread and commission of one order, dollars, whole cents."""
        return trading_cost(self.valuation.situation, order.symbol, order.quantity)

    @cached_property
    def classes(self) -> dict[str, AssetClassOutcome]:
        """Every class by name, before and after."""
        outcomes = class_outcomes(
            self.valuation,
            self.orders.sells,
            self.orders.buys,
            self._bought_by_class,
            cost=self.cost,
        )
        return {outcome.name: outcome for outcome in outcomes}

    @cached_property
    def estimate(self) -> Estimate:
        """The plan's effect in dollars."""
        return estimate_of(
            self.valuation,
            self.orders.sells,
            self.orders.buys,
            tuple(self.classes.values()),
            cost=self.cost,
        )

    def class_of(self, symbol: Symbol) -> AssetClass:
        """The class that `symbol` counts towards."""
        return self.valuation.situation.target.class_of(symbol)

    def buys_in(self, class_name: str) -> tuple[Buy, ...]:
        """Purchases of a class, the largest first."""
        own = [buy for buy in self.orders.buys if buy.class_name == class_name]
        return tuple(sorted(own, key=lambda buy: -buy.value))

    def sells_in(self, class_name: str) -> tuple[Sell, ...]:
        """Sales of a class, in order."""
        return tuple(self._sells_by_class.get(class_name, ()))

    def harvested_in(self, class_name: str) -> tuple[Symbol, ...]:
        """Securities of a class of which taxable lots are sold at a loss, once each."""
        return tuple(
            dict.fromkeys(
                sell.symbol for sell in self.sells_in(class_name) if self.losing_lots(sell)
            )
        )

    def losing_lots(self, sell: Sell) -> tuple[LotSale, ...]:
        """The lots of an order that are sold at a loss that taxes know of."""
        if not sell.account.taxable:
            return ()
        return tuple(lot for lot in sell.lots if lot.gain is not None and lot.gain < 0)

    @cached_property
    def sold(self) -> dict[str, Decimal]:
        """Shares sold by lot id."""
        return {sale.lot.lot_id: sale.quantity for sell in self.orders.sells for sale in sell.lots}

    def left_of(self, lot: Lot) -> Decimal:
        """Shares of `lot` that stay."""
        return lot.quantity - self.sold.get(lot.lot_id, ZERO)

    @cached_property
    def realized(self) -> Realized:
        """Net gain of all taxable sales by term."""
        return realized_by(self.orders.sells)

    @cached_property
    def _sells_by_class(self) -> dict[str, list[Sell]]:
        found: dict[str, list[Sell]] = {}
        for sell in self.orders.sells:
            found.setdefault(self.class_of(sell.symbol).name, []).append(sell)
        return found

    @cached_property
    def _bought_by_class(self) -> dict[str, tuple[Symbol, Decimal]]:
        totals: dict[str, tuple[Symbol, Decimal]] = {}
        for name in dict.fromkeys(buy.class_name for buy in self.orders.buys):
            buys = self.buys_in(name)
            totals[name] = buys[0].symbol, sum((buy.value for buy in buys), ZERO)
        return totals
