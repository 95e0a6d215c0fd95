"""Trades while a plan is being made: lots to sell, shares to buy, and the cash between."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trimtab.domain import Account, AccountId, Lot, LotSale, Reason, Side, Symbol, TradeIntent
from trimtab.money import ZERO, floor_to_step, split_by_weight
from trimtab.planners.valuation import Valuation


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Shares to take out of one lot: all of it, or a multiple of the account's step."""

    account: Account
    lot: Lot
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sell:
    """One sale order: all takes of one security in one account."""

    account: Account
    symbol: Symbol
    quantity: Decimal
    value: Decimal
    lots: tuple[LotSale, ...]

    def intent(self, price: Decimal, reasons: tuple[Reason, ...], cost: Decimal) -> TradeIntent:
        """This order at `price` dollars a share, expected to cost `cost` dollars."""
        return TradeIntent(
            account_id=self.account.account_id,
            side=Side.SELL,
            symbol=self.symbol,
            quantity=self.quantity,
            price=price,
            value=self.value,
            cost=cost,
            lots=self.lots,
            reasons=reasons,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Ideal dollars to buy in one class, before shares are whole; exact, >= 0."""

    class_name: str
    symbol: Symbol
    amount: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Buy:
    """One purchase order."""

    account: Account
    symbol: Symbol
    class_name: str
    quantity: Decimal
    value: Decimal

    def intent(self, price: Decimal, reasons: tuple[Reason, ...], cost: Decimal) -> TradeIntent:
        """As `Sell.intent`."""
        return TradeIntent(
            account_id=self.account.account_id,
            side=Side.BUY,
            symbol=self.symbol,
            quantity=self.quantity,
            price=price,
            value=self.value,
            cost=cost,
            reasons=reasons,
        )


def group_sales(valuation: Valuation, takes: Iterable[Take]) -> tuple[Sell, ...]:
    """Sale orders in the order of the accounts; within one, in the order of its positions.

    An order's value is rounded once and split over its lots by largest remainder, so that lots add
    up to orders to the cent.
    """
    chosen: dict[tuple[AccountId, Symbol], dict[str, Decimal]] = {}
    for take in takes:
        by_lot = chosen.setdefault((take.account.account_id, take.lot.symbol), {})
        by_lot[take.lot.lot_id] = take.quantity
    sells = []
    for account in valuation.situation.household.accounts:
        for position in account.positions:
            by_lot = chosen.get((account.account_id, position.symbol), {})
            if by_lot:
                sells.append(_sell(valuation, account, position.lots, by_lot))
    return tuple(sells)


def _sell(
    valuation: Valuation, account: Account, lots: tuple[Lot, ...], by_lot: Mapping[str, Decimal]
) -> Sell:
    sold = [(lot, by_lot[lot.lot_id]) for lot in lots if lot.lot_id in by_lot]
    quantity = sum((shares for _, shares in sold), ZERO)
    symbol = lots[0].symbol
    value = valuation.value(symbol, quantity)
    proceeds = split_by_weight(value, [shares for _, shares in sold]) if sold[1:] else (value,)
    return Sell(
        account=account,
        symbol=symbol,
        quantity=quantity,
        value=value,
        lots=tuple(
            _lot_sale(valuation, lot, shares, amount)
            for (lot, shares), amount in zip(sold, proceeds, strict=True)
        ),
    )


def _lot_sale(valuation: Valuation, lot: Lot, shares: Decimal, proceeds: Decimal) -> LotSale:
    basis = lot.basis
    if basis is not None and shares < lot.quantity:
        basis = lot.split(shares)[0].basis
    return LotSale(
        lot=lot,
        quantity=shares,
        proceeds=proceeds,
        basis=basis,
        gain=None if basis is None else proceeds - basis,
        term=valuation.term(lot),
    )


def held_after(valuation: Valuation, sells: Sequence[Sell]) -> dict[str, Decimal]:
    """Value of every class, cash included, after the sales, dollars, over every account."""
    target = valuation.situation.target
    held = dict(valuation.by_class)
    for sell in sells:
        held[target.class_of(sell.symbol).name] -= sell.value
        held[target.cash.name] += sell.value
    return held


class Basket:
    """Purchases being collected, with the cash that each account has left; never below zero."""

    def __init__(
        self,
        valuation: Valuation,
        cash: Mapping[AccountId, Decimal],
        may_buy: Callable[[Account, Symbol], bool],
    ) -> None:
        self._valuation = valuation
        self._start = dict(cash)
        self._may_buy = may_buy
        self._shares: dict[tuple[AccountId, Symbol], Decimal] = {}
        self._class_of: dict[Symbol, str] = {}
        self._left: dict[str, Fraction] = {}

    def cash(self, account: Account) -> Decimal:
        """Dollars that the account may still spend."""
        spent = (
            self._valuation.value(symbol, shares)
            for (account_id, symbol), shares in self._shares.items()
            if account_id == account.account_id
        )
        return self._start[account.account_id] - sum(spent, ZERO)

    def fill(self, needs: Iterable[Need]) -> None:
        """Buy for every need, in order, whole steps at most the amount; then one step more each.

        A class's buys go to the accounts with the most cash left, ties in the order of the file.
        The further steps go in order of the largest unfilled fraction of a step, ties in the order
        of the needs, wherever cash still pays for one, at most one each.
        """
        needs = tuple(needs)
        for need in needs:
            self._class_of[need.symbol] = need.class_name
            self._left[need.class_name] = self._buy_whole_steps(need)
        unfilled = [
            (self._unfilled(need), need) for need in needs if self._left[need.class_name] > 0
        ]
        for fraction, need in sorted(unfilled, key=lambda item: -item[0]):
            if fraction > 0:
                self._buy_one_step(need)

    def unfilled(self, class_name: str) -> Fraction:
        """Ideal dollars of a class that were not bought; negative after a step more."""
        return self._left.get(class_name, Fraction(0))

    def buys(self) -> tuple[Buy, ...]:
        """The purchases, by account in the order of the file, then in the order of the needs."""
        order = list(self._class_of)
        return tuple(
            Buy(
                account=account,
                symbol=symbol,
                class_name=self._class_of[symbol],
                quantity=self._shares[account.account_id, symbol],
                value=self._valuation.value(symbol, self._shares[account.account_id, symbol]),
            )
            for account in self._valuation.situation.household.accounts
            for symbol in order
            if (account.account_id, symbol) in self._shares
        )

    def _accounts(self, symbol: Symbol) -> list[Account]:
        """Accounts that may buy `symbol`, the most cash first, ties in the order of the file."""
        accounts = [
            account
            for account in self._valuation.situation.household.accounts
            if account.account_id in self._start and self._may_buy(account, symbol)
        ]
        return sorted(accounts, key=lambda account: -self.cash(account))

    def _buy_whole_steps(self, need: Need) -> Fraction:
        left, price = need.amount, self._valuation.price(need.symbol)
        for account in self._accounts(need.symbol):
            affordable = min(left, Fraction(self.cash(account))) / Fraction(price)
            shares = floor_to_step(max(Fraction(0), affordable), account.quantity_step)
            if shares > 0:
                self._add(account, need.symbol, shares)
                left -= Fraction(shares) * Fraction(price)
        return left

    def _unfilled(self, need: Need) -> Fraction:
        accounts = self._accounts(need.symbol)
        if not accounts:
            return Fraction(0)
        step_value = Fraction(accounts[0].quantity_step) * Fraction(
            self._valuation.price(need.symbol)
        )
        return self._left[need.class_name] / step_value

    def _buy_one_step(self, need: Need) -> None:
        for account in self._accounts(need.symbol):
            held = self._shares.get((account.account_id, need.symbol), ZERO)
            more = held + account.quantity_step
            cost = self._valuation.value(need.symbol, more) - self._valuation.value(
                need.symbol, held
            )
            if cost <= self.cash(account):
                self._add(account, need.symbol, account.quantity_step)
                self._left[need.class_name] -= Fraction(account.quantity_step) * Fraction(
                    self._valuation.price(need.symbol)
                )
                return

    def _add(self, account: Account, symbol: Symbol, shares: Decimal) -> None:
        key = (account.account_id, symbol)
        self._shares[key] = self._shares.get(key, ZERO) + shares
