"""The household after a set of orders: shares, cash, classes, costs. Exact, nothing is rounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from trimtab.domain import Account, AccountId, Lot, LotId, Situation, Symbol
from trimtab.money import ZERO
from trimtab.optimize.certificate.proposed import (
    Bought,
    LotSold,
    ProposedPurchase,
    ProposedSale,
    SaleOrder,
)
from trimtab.tax import term_of


@dataclass(frozen=True)
class Book:
    """What `sales` and `purchases` make of `situation`.

    An order that cannot be read (an account or a lot that is not there, a security without price,
    shares not above zero) has no effect on the figures and is told in `unreadable`.
    """

    situation: Situation
    sales: Sequence[ProposedSale]
    purchases: Sequence[ProposedPurchase]

    @cached_property
    def value(self) -> Decimal:
        """V: the household before trading, dollars, held-away accounts included."""
        return sum(self.class_values_before.values(), ZERO)

    @cached_property
    def lots_sold(self) -> tuple[LotSold, ...]:
        """What is sold, one entry for each lot, in the order in which lots are first named."""
        shares: dict[LotId, Decimal] = {}
        for sale in self.sales:
            if self._trouble_of_sale(sale) is None:
                shares[sale.lot_id] = shares.get(sale.lot_id, ZERO) + sale.quantity
        return tuple(self._sold(*self._lots[lot_id], shares[lot_id]) for lot_id in shares)

    @cached_property
    def sale_orders(self) -> tuple[SaleOrder, ...]:
        """Sales by account and security."""
        orders: dict[tuple[AccountId, Symbol], list[LotSold]] = {}
        for sold in self.lots_sold:
            orders.setdefault((sold.account.account_id, sold.lot.symbol), []).append(sold)
        return tuple(
            SaleOrder(account=lots[0].account, symbol=symbol, lots=tuple(lots))
            for (_, symbol), lots in orders.items()
        )

    @cached_property
    def bought(self) -> tuple[Bought, ...]:
        """Purchase orders, one for each security and account."""
        shares: dict[tuple[AccountId, Symbol], Decimal] = {}
        for one in self.purchases:
            if self._trouble_of_purchase(one) is None:
                key = one.account_id, one.symbol
                shares[key] = shares.get(key, ZERO) + one.quantity
        return tuple(
            Bought(
                account=self._accounts[account_id],
                symbol=symbol,
                quantity=quantity,
                price=self._price(symbol),
            )
            for (account_id, symbol), quantity in shares.items()
        )

    @cached_property
    def unreadable(self) -> tuple[str, ...]:
        """A sentence for each order that cannot be read."""
        found = [self._trouble_of_sale(sale) for sale in self.sales]
        found += [self._trouble_of_purchase(purchase) for purchase in self.purchases]
        return tuple(text for text in found if text is not None)

    @property
    def orders(self) -> tuple[SaleOrder | Bought, ...]:
        """Every order: one side of one security in one account each."""
        return (*self.sale_orders, *self.bought)

    @cached_property
    def cost(self) -> Decimal:
        """Half-spreads and commissions of all orders, dollars."""
        return sum((self._cost_in(account) for account in self._accounts.values()), ZERO)

    @cached_property
    def turnover_dollars(self) -> Decimal:
        """The smaller of all sales and all purchases, dollars."""
        sold = sum((order.value for order in self.sale_orders), ZERO)
        return min(sold, sum((buy.value for buy in self.bought), ZERO))

    @cached_property
    def cash_after(self) -> dict[AccountId, Decimal]:
        """Cash of every account after trades, half-spreads and commissions."""
        return {
            account_id: account.cash
            + sum((o.value for o in self.sale_orders if o.account is account), ZERO)
            - sum((buy.value for buy in self.bought if buy.account is account), ZERO)
            - self._cost_in(account)
            for account_id, account in self._accounts.items()
        }

    @cached_property
    def values_after(self) -> dict[tuple[AccountId, Symbol], Decimal]:
        """y: dollars of every security in every account after trading."""
        values: dict[tuple[AccountId, Symbol], Decimal] = {}
        for account in self.situation.household.accounts:
            for position in account.positions:
                amount = position.quantity * self._price(position.symbol)
                values[account.account_id, position.symbol] = amount
        for order in self.sale_orders:
            values[order.account.account_id, order.symbol] -= order.value
        for buy in self.bought:
            key = buy.account.account_id, buy.symbol
            values[key] = values.get(key, ZERO) + buy.value
        return values

    @cached_property
    def class_values_before(self) -> dict[str, Decimal]:
        """Dollars of every class before trading, cash and Other included."""
        target = self.situation.target
        values = dict.fromkeys((one.name for one in target.classes), ZERO)
        for account in self.situation.household.accounts:
            values[target.cash.name] += account.cash
            for position in account.positions:
                amount = position.quantity * self._price(position.symbol)
                values[target.class_of(position.symbol).name] += amount
        return values

    @cached_property
    def class_values_after(self) -> dict[str, Decimal]:
        """Dollars of every class after trading and its costs."""
        target = self.situation.target
        values = dict.fromkeys((one.name for one in target.classes), ZERO)
        values[target.cash.name] = sum(self.cash_after.values(), ZERO)
        for (_, symbol), amount in self.values_after.items():
            values[target.class_of(symbol).name] += amount
        return values

    @cached_property
    def class_weights_after(self) -> dict[str, Decimal]:
        """w: the same over V; all 0 for a household without value."""
        return {
            name: ZERO if self.value == 0 else amount / self.value
            for name, amount in self.class_values_after.items()
        }

    def half_spread(self, symbol: Symbol) -> Decimal:
        """Dollars a share that trading costs.

        A part of the price where `trading_costs` names the security; else half of ask less bid, and
        without both the part that `trading_costs` has for such securities.
        """
        quote, policy = self.situation.market.quotes[symbol], self.situation.policy
        own = policy.trading_costs.get(symbol)
        if own is None and quote.bid is not None and quote.ask is not None:
            return (quote.ask - quote.bid) / 2
        return quote.price * (policy.unquoted_cost if own is None else own)

    def _cost_in(self, account: Account) -> Decimal:
        traded = [(o.symbol, o.quantity) for o in self.sale_orders if o.account is account]
        traded += [(buy.symbol, buy.quantity) for buy in self.bought if buy.account is account]
        spreads = sum((self.half_spread(symbol) * shares for symbol, shares in traded), ZERO)
        return spreads + self.situation.policy.commission * len(traded)

    @cached_property
    def _accounts(self) -> dict[AccountId, Account]:
        return {account.account_id: account for account in self.situation.household.accounts}

    @cached_property
    def _lots(self) -> dict[LotId, tuple[Account, Lot]]:
        return {lot.lot_id: (account, lot) for account, lot in self.situation.household.lots}

    def _price(self, symbol: Symbol) -> Decimal:
        return self.situation.market.price(symbol)

    def _sold(self, account: Account, lot: Lot, quantity: Decimal) -> LotSold:
        start = lot.holding_period_start
        return LotSold(
            account=account,
            lot=lot,
            quantity=quantity,
            price=self._price(lot.symbol),
            term=None if start is None else term_of(start, self.situation.as_of),
        )

    def _trouble_of_sale(self, sale: ProposedSale) -> str | None:
        if sale.lot_id not in self._lots:
            return f"lot {sale.lot_id} is to be sold in {sale.account_id}, and nobody holds it"
        holder, _ = self._lots[sale.lot_id]
        if holder.account_id != sale.account_id:
            return (
                f"lot {sale.lot_id} is to be sold in {sale.account_id}, "
                f"and it is held in {holder.account_id}"
            )
        return _trouble_of_quantity(f"the sale of lot {sale.lot_id}", sale.quantity)

    def _trouble_of_purchase(self, purchase: ProposedPurchase) -> str | None:
        if purchase.account_id not in self._accounts:
            return f"{purchase.symbol} is to be bought in {purchase.account_id}: no such account"
        if purchase.symbol not in self.situation.market:
            return f"{purchase.symbol} is to be bought in {purchase.account_id}, and has no price"
        return _trouble_of_quantity(f"the purchase of {purchase.symbol}", purchase.quantity)


def _trouble_of_quantity(what: str, quantity: Decimal) -> str | None:
    if quantity.is_finite() and quantity > 0:
        return None
    return f"{what} is of {quantity} shares, which is not above zero"
