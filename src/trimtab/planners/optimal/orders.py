"""From the optimiser's shares to orders in exact shares and dollars."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.domain import Account, AccountId, Lot, LotSale, Situation, Symbol
from trimtab.money import ONE, ZERO, floor_to_step, from_solver, to_cents
from trimtab.optimize.certificate import Certificate, ProposedPurchase, ProposedSale
from trimtab.optimize.problem import Problem, Trades
from trimtab.planners.trades import Buy, Sell, Take, group_sales
from trimtab.planners.valuation import Valuation

# Shares finer than any broker's step: what a solver returns is read to this.
_FINEST = Decimal("0.000000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """The orders of a plan; sales first."""

    sells: tuple[Sell, ...]
    buys: tuple[Buy, ...]

    @property
    def proposed_sales(self) -> tuple[ProposedSale, ...]:
        """The sales, lot by lot, as the certificate takes them."""
        return tuple(
            ProposedSale(
                account_id=sell.account.account_id, lot_id=sale.lot.lot_id, quantity=sale.quantity
            )
            for sell in self.sells
            for sale in sell.lots
        )

    @property
    def proposed_purchases(self) -> tuple[ProposedPurchase, ...]:
        """The purchases, as the certificate takes them."""
        return tuple(
            ProposedPurchase(
                account_id=buy.account.account_id, symbol=buy.symbol, quantity=buy.quantity
            )
            for buy in self.buys
        )


def orders_of(valuation: Valuation, problem: Problem, trades: Trades) -> Orders:
    """`trades` of `problem` as orders, in the order of the accounts."""
    situation = valuation.situation
    return Orders(
        sells=group_sales(valuation, _takes(situation, problem, trades)),
        buys=tuple(_buys(valuation, problem, trades)),
    )


def with_disallowed(orders: Orders, certificate: Certificate) -> Orders:
    """The sales with what a wash sale disallows of each lot's loss, in whole cents."""

    def washed(sale: LotSale) -> LotSale:
        amount = certificate.disallowed.get(sale.lot.lot_id, ZERO)
        return replace(sale, disallowed=to_cents(amount)) if amount else sale

    return replace(
        orders,
        sells=tuple(
            replace(sell, lots=tuple(washed(sale) for sale in sell.lots)) for sell in orders.sells
        ),
    )


def trading_cost(situation: Situation, symbol: Symbol, quantity: Decimal) -> Decimal:
    """Expected half-spread and commission of one order, whole cents."""
    dollars = situation.market.price(symbol) * quantity
    return to_cents(situation.half_spread(symbol) * dollars + situation.policy.commission)


def _takes(situation: Situation, problem: Problem, trades: Trades) -> Sequence[Take]:
    lots: dict[str, tuple[Account, Lot]] = {
        lot.lot_id: (account, lot) for account, lot in situation.household.lots
    }
    takes = []
    for lot_id, sold in zip(problem.lots.ids, trades.sold.tolist(), strict=True):
        if sold == 0.0:
            continue
        account, lot = lots[lot_id]
        quantity = _exact(sold, account.quantity_step, lot.quantity)
        if quantity > 0:
            takes.append(Take(account=account, lot=lot, quantity=quantity))
    return takes


def _exact(shares: float, step: Decimal, whole: Decimal) -> Decimal:
    """The shares meant: all of `whole`, or a multiple of `step`, or as fine as need be."""
    fine = from_solver(shares, _FINEST)
    near = _FINEST * max(ONE, whole)
    if abs(fine - whole) <= near:
        return whole
    stepped = from_solver(shares, step)
    return stepped if abs(fine - stepped) <= near else min(fine, whole)


def _buys(valuation: Valuation, problem: Problem, trades: Trades) -> Sequence[Buy]:
    situation, places = valuation.situation, problem.places
    accounts = {one.account_id: one for one in situation.household.accounts}
    buys = []
    of_account = places.account.tolist()
    for name, index, shares in zip(places.symbols, of_account, trades.bought.tolist(), strict=True):
        if shares == 0.0:
            continue
        account = accounts[AccountId(problem.accounts.ids[index])]
        symbol = Symbol(name)
        bought = from_solver(shares, account.quantity_step)
        quantity = floor_to_step(bought, account.quantity_step)
        if quantity > ZERO:
            buys.append(
                Buy(
                    account=account,
                    symbol=symbol,
                    class_name=situation.target.class_of(symbol).name,
                    quantity=quantity,
                    value=valuation.value(symbol, quantity),
                )
            )
    return buys
