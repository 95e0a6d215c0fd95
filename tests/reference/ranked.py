"""The rule `ranked-tlh`, a second time, from its description alone and as plainly as possible.

Dictionaries and fractions, one function per sentence of the rule, nothing shared with
`trimtab.planners` or `trimtab.tax`. Slow and simple on purpose: the tests hold the planner to it.
Covers `wash_sales = "avoid"` without a smallest trade, a budget of gains, or money to raise.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import count
from math import floor
from typing import NamedTuple

from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    Household,
    Lot,
    LotId,
    Market,
    Policy,
    Symbol,
    TargetPortfolio,
    Transaction,
    TransactionType,
)

PURCHASES = {TransactionType.BUY, TransactionType.REINVEST, TransactionType.VEST}
CENT = Fraction(1, 100)
BELOW_ALL = 10**6


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What a planner is given."""

    household: Household
    target: TargetPortfolio
    market: Market
    policy: Policy
    as_of: date


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Shares sold by lot, shares bought by account and symbol, ideal dollars bought by class."""

    sold: Mapping[str, Fraction]
    bought: Mapping[tuple[str, str], Fraction]
    buy_targets: Mapping[str, Fraction]


class Purchase(NamedTuple):
    """One purchase of the last 30 days; `held`: as far as is known, still there."""

    symbol: str
    lot_id: LotId | None
    order_id: str | None
    held: bool


def cents(amount: Fraction) -> Fraction:
    """`amount` to whole cents, half a cent away from zero; amounts here are not negative."""
    return floor(amount / CENT + Fraction(1, 2)) * CENT


def price_of(given: Inputs, symbol: str) -> Fraction:
    return Fraction(given.market.quotes[Symbol(symbol)].price)


def group_of(given: Inputs, symbol: str) -> frozenset[str]:
    return frozenset(given.household.identical.of(Symbol(symbol)))


def is_strict(given: Inputs) -> bool:
    return given.policy.wash_lookback.value == "strict"


def in_window(given: Inputs, day: date | None) -> bool:
    return day is not None and given.as_of - timedelta(days=30) <= day <= given.as_of


def recent(given: Inputs) -> list[Transaction]:
    return [row for row in given.household.transactions if in_window(given, row.trade_date)]


def gain_of(given: Inputs, lot: Lot) -> Fraction | None:
    """Dollars gained if the whole lot were sold; None when nobody knows."""
    if lot.basis is None or lot.acquired is None:
        return None
    return cents(Fraction(lot.quantity) * price_of(given, lot.symbol)) - Fraction(lot.basis)


def purchases(given: Inputs) -> list[Purchase]:
    """Each purchase of the last 30 days once: rows, and lots that no row speaks of.

    A row speaks of the lot it names; without a name, of a lot of its account, security and day.
    """
    rows = [row for row in recent(given) if row.type in PURCHASES and row.symbol is not None]
    lots = {
        lot.lot_id: (account, lot)
        for account, lot in given.household.lots
        if in_window(given, lot.acquired)
    }
    found = []
    for row in [row for row in rows if row.lot_id] + [row for row in rows if not row.lot_id]:
        lot_id = row.lot_id if row.lot_id in lots else None if row.lot_id else alike(row, lots)
        if lot_id is not None:
            del lots[lot_id]
        account = given.household.account(row.account_id)
        held = lot_id is not None or account.quantity_of(row.symbol or Symbol("?")) > 0
        found.append(Purchase(str(row.symbol), lot_id, row.order_id, held or not account.tracked))
    return found + [
        Purchase(str(lot.symbol), lot.lot_id, None, held=True) for _, lot in lots.values()
    ]


def alike(row: Transaction, lots: Mapping[LotId, tuple[Account, Lot]]) -> LotId | None:
    """A lot that the row may have created, one of its size before others."""
    same = [
        lot
        for account, lot in lots.values()
        if account.account_id == row.account_id
        and lot.symbol == row.symbol
        and lot.acquired == row.trade_date
    ]
    sized = [lot for lot in same if lot.quantity == row.quantity]
    return (sized or same)[0].lot_id if same else None


def was_bought(given: Inputs, symbol: str) -> bool:
    return any(each.symbol in group_of(given, symbol) for each in purchases(given))


def may_not_be_bought_back(given: Inputs, symbol: str) -> bool:
    """Sold in the last 30 days; under `law` only a taxable sale at a loss, or nobody knows."""
    taxable = {a.account_id for a in given.household.accounts if a.taxable}
    return any(
        row.symbol in group_of(given, symbol)
        and (is_strict(given) or (row.account_id in taxable and (row.gain is None or row.gain < 0)))
        for row in recent(given)
        if row.type is TransactionType.SELL
    )


def sellable(given: Inputs) -> list[tuple[Account, Lot]]:
    return [
        (account, lot)
        for account, lot in given.household.lots
        if account.taxable
        and gain_of(given, lot) is not None
        and not {str(lot.symbol), f"{account.account_id}:{lot.symbol}"} & given.policy.never_sell
    ]


def loss_forgone(given: Inputs, symbol: str) -> Fraction:
    """What stays unharvested when `symbol` is bought, as positive dollars."""
    if was_bought(given, symbol):
        return Fraction(0)
    gains = (gain_of(given, lot) for _, lot in sellable(given) if lot.symbol == symbol)
    return sum((-gain for gain in gains if gain is not None and gain < 0), Fraction(0))


def is_barred(given: Inputs, symbol: str) -> bool:
    """The user never buys it, or not in any account that the planner buys in."""
    places = [f"{a.account_id}:{symbol}" for a in given.household.accounts if a.taxable]
    barred = given.policy.never_buy
    return symbol in barred or (bool(places) and set(places) <= barred)


def choose_buy(given: Inputs, asset_class: AssetClass) -> str | None:
    if asset_class.name in given.policy.forced_buys:
        forced = given.policy.forced_buys[asset_class.name]
        return None if forced is None else str(forced)
    candidates = [
        s
        for s in asset_class.securities
        if s.buyable
        and not is_barred(given, s.symbol)
        and not may_not_be_bought_back(given, s.symbol)
    ]
    limit = Fraction(given.policy.ranked_tlh.max_loss_to_forgo)
    for rank in sorted({s.rank for s in candidates}):
        tied = [str(s.symbol) for s in candidates if s.rank == rank]
        best = min(tied, key=lambda symbol: loss_forgone(given, symbol))
        if loss_forgone(given, best) <= limit:
            return best
    return None


def blocked_by_purchase(given: Inputs, lot: Lot, sold: Collection[str]) -> bool:
    """Bought in the last 30 days; under `law` outside the lot's own order and held afterwards.

    sold  names of the lots that the plan sells too
    """
    if is_strict(given):
        return was_bought(given, lot.symbol)
    all_of_them = purchases(given)
    own_orders = {each.order_id for each in all_of_them if each.lot_id == lot.lot_id}
    return any(
        each.held
        and each.lot_id not in sold
        and each.symbol in group_of(given, lot.symbol)
        and each.lot_id != lot.lot_id
        and (each.order_id is None or each.order_id not in own_orders)
        for each in all_of_them
    )


def rank(asset_class: AssetClass, symbol: str) -> int:
    for security in asset_class.securities:
        if security.symbol == symbol:
            return security.rank if security.buyable else BELOW_ALL
    return BELOW_ALL


def losing_sales(given: Inputs, buys: Mapping[str, str]) -> list[Lot]:
    being_bought = set().union(*(group_of(given, symbol) for symbol in buys.values()))
    losing = [
        lot
        for _, lot in sellable(given)
        if (gain_of(given, lot) or 0) < 0 and lot.symbol not in being_bought
    ]
    while True:
        sold = {lot.lot_id for lot in losing}
        left = [lot for lot in losing if not blocked_by_purchase(given, lot, sold)]
        if len(left) == len(losing):
            return losing
        losing = left


def gaining_sales(given: Inputs, buys: Mapping[str, str]) -> list[Lot]:
    being_bought = set().union(*(group_of(given, symbol) for symbol in buys.values()))
    candidates: dict[str, list[tuple[Fraction, int, Lot]]] = {}
    place = count()
    for _, lot in sellable(given):
        gain = gain_of(given, lot)
        asset_class = given.target.class_of(lot.symbol)
        if gain is None or gain <= 0:
            continue
        if asset_class is not given.target.other:
            if asset_class.name not in buys:
                continue
            if rank(asset_class, lot.symbol) <= rank(asset_class, buys[asset_class.name]):
                continue
        if is_strict(given) and (lot.symbol in being_bought or was_bought(given, lot.symbol)):
            continue
        candidates.setdefault(lot.symbol, []).append((gain, next(place), lot))
    return [lot for lots in candidates.values() for lot in within_limit(given, lots)]


def within_limit(given: Inputs, lots: list[tuple[Fraction, int, Lot]]) -> list[Lot]:
    limit = Fraction(given.policy.ranked_tlh.max_gain_to_sell)
    if given.policy.ranked_tlh.gain_rule.value == "position":
        fits = sum(gain for gain, _, _ in lots) <= limit
        return [lot for _, _, lot in lots] if fits else []
    total, taken = Fraction(0), []
    for gain, _, lot in sorted(lots, key=lambda each: each[:2]):
        total += gain
        if not total < limit:
            break
        taken.append(lot)
    return taken


def class_values(given: Inputs, sold: set[str]) -> dict[str, Fraction]:
    """Dollars in each class after the sales; a position and an order are each rounded once."""
    values: dict[str, Fraction] = {}
    for account in given.household.accounts:
        for position in account.positions:
            name = given.target.class_of(position.symbol).name
            price = price_of(given, position.symbol)
            shares = [Fraction(lot.quantity) for lot in position.lots]
            gone = [Fraction(lot.quantity) for lot in position.lots if lot.lot_id in sold]
            left = cents(sum(shares, Fraction(0)) * price) - cents(sum(gone, Fraction(0)) * price)
            values[name] = values.get(name, Fraction(0)) + left
    return values


def spread(total: Fraction, goals: list[Fraction], floors: list[Fraction]) -> list[Fraction]:
    """Minimise the squared distance to `goals`, adding up to `total`, nothing below its floor.

    Active set: share the shortfall equally among the free ones, pin those that fall below.
    """
    free = set(range(len(goals)))
    while free:
        pinned = sum((floors[i] for i in range(len(goals)) if i not in free), Fraction(0))
        short = (sum(goals[i] for i in free) + pinned - total) / len(free)
        below = {i for i in free if goals[i] - short < floors[i]}
        if not below:
            return [goals[i] - short if i in free else floors[i] for i in range(len(goals))]
        free -= below
    return floors


def ideal_amounts(
    given: Inputs, buys: Mapping[str, str], values: Mapping[str, Fraction], cash: Fraction
) -> dict[str, Fraction]:
    classes = [c for c in given.target.asset_classes if c.name in buys]
    floors = [values.get(c.name, Fraction(0)) for c in classes]
    total = cash + sum(floors)
    weight = sum((Fraction(c.weight) for c in classes), Fraction(0))
    if weight == 0:
        return {c.name: Fraction(0) for c in classes}
    goals = [total * Fraction(c.weight) / weight for c in classes]
    amounts = spread(total, goals, floors)
    return {c.name: x - low for c, x, low in zip(classes, amounts, floors, strict=True)}


def plan(given: Inputs) -> Answer:
    chosen = {c.name: choose_buy(given, c) for c in given.target.asset_classes}
    buys = {name: symbol for name, symbol in chosen.items() if symbol is not None}
    sold = losing_sales(given, buys) + gaining_sales(given, buys)
    cash = spendable(given, {lot.lot_id for lot in sold})
    values = class_values(given, {lot.lot_id for lot in sold})
    ideal = ideal_amounts(given, buys, values, sum(cash.values(), Fraction(0)))
    return Answer(
        sold={lot.lot_id: Fraction(lot.quantity) for lot in sold},
        bought=whole_shares(given, buys, ideal, cash),
        buy_targets=ideal,
    )


def spendable(given: Inputs, sold: set[str]) -> dict[str, Fraction]:
    """Dollars that each taxable account may spend."""
    money: dict[str, Fraction] = {}
    for account in given.household.accounts:
        if account.taxable:
            shares: dict[str, Fraction] = {}
            for lot in account.lots:
                if lot.lot_id in sold:
                    shares[lot.symbol] = shares.get(lot.symbol, Fraction(0)) + Fraction(
                        lot.quantity
                    )
            proceeds = sum((cents(n * price_of(given, s)) for s, n in shares.items()), Fraction(0))
            free = Fraction(account.cash) - Fraction(account.min_cash) + proceeds
            money[account.account_id] = max(Fraction(0), free)
    return money


class Basket:
    """Shares bought so far and the cash left, kept in whole cents as an order's value is."""

    def __init__(self, given: Inputs, cash: Mapping[str, Fraction]) -> None:
        self.given = given
        self.cash = dict(cash)
        self.bought: dict[tuple[str, str], Fraction] = {}

    def step(self, account_id: str) -> Fraction:
        return Fraction(self.given.household.account(AccountId(account_id)).quantity_step)

    def richest_first(self, symbol: str) -> list[str]:
        barred = self.given.policy.never_buy
        may = [a for a in self.cash if not {symbol, f"{a}:{symbol}"} & barred]
        return sorted(may, key=lambda account_id: -self.cash[account_id])

    def cost(self, account_id: str, symbol: str, shares: Fraction) -> Fraction:
        had = self.bought.get((account_id, symbol), Fraction(0))
        price = price_of(self.given, symbol)
        return cents((had + shares) * price) - cents(had * price)

    def buy(self, account_id: str, symbol: str, shares: Fraction) -> None:
        if shares > 0:
            self.cash[account_id] -= self.cost(account_id, symbol, shares)
            self.bought[account_id, symbol] = (
                self.bought.get((account_id, symbol), Fraction(0)) + shares
            )


def whole_shares(
    given: Inputs,
    buys: Mapping[str, str],
    ideal: Mapping[str, Fraction],
    cash: Mapping[str, Fraction],
) -> Mapping[tuple[str, str], Fraction]:
    """First every class rounded down, then at most one step more each."""
    basket = Basket(given, cash)
    unfilled = dict(ideal)
    for name in ideal:
        symbol, price = buys[name], price_of(given, buys[name])
        for account_id in basket.richest_first(symbol):
            step = basket.step(account_id)
            affordable = min(unfilled[name], basket.cash[account_id])
            shares = floor(affordable / price / step) * step
            basket.buy(account_id, symbol, shares)
            unfilled[name] -= shares * price

    def fraction_of_a_step(name: str) -> Fraction:
        richest = basket.richest_first(buys[name])[0]
        return unfilled[name] / price_of(given, buys[name]) / basket.step(richest)

    waiting = [n for n in ideal if unfilled[n] > 0 and basket.richest_first(buys[n])]
    fractions = {name: fraction_of_a_step(name) for name in waiting}
    for name in sorted(waiting, key=lambda name: -fractions[name]):
        symbol = buys[name]
        for account_id in basket.richest_first(symbol):
            step = basket.step(account_id)
            if basket.cost(account_id, symbol, step) <= basket.cash[account_id]:
                basket.buy(account_id, symbol, step)
                break
    # Shares worth less than half a cent together would be an order for nothing.
    return {
        (account_id, symbol): shares
        for (account_id, symbol), shares in basket.bought.items()
        if cents(shares * price_of(given, symbol)) > 0
    }
