"""Equal weights: every class but Cash gets the same target, and what is over it is sold.

Cash keeps the target that the user gave it, and securities in no class keep the target 0. Sales are
made in untaxed accounts first, then lot by lot with the least gain per dollar; a loss that a recent
purchase would wash is left alone. Every account that may be traded buys with its own cash.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    DriftBand,
    Lot,
    LotId,
    NotDone,
    Plan,
    Reason,
    ReasonBasis,
    Situation,
    Symbol,
    TargetPortfolio,
    WashPolicy,
)
from trimtab.money import CENT, ONE, ZERO, cents_text, floor_to_step
from trimtab.planners.choice import Choice, choose
from trimtab.planners.equal_shares import EqualShares
from trimtab.planners.harvest import lot_left
from trimtab.planners.rule_plan import RulePlan
from trimtab.planners.screening import screen_of
from trimtab.planners.selling_order import behind, chains_of
from trimtab.planners.trades import Take, group_sales
from trimtab.planners.valuation import Valuation
from trimtab.planners.wash_reasons import wash_block
from trimtab.tax import WashScreen


def plan_equal_weight(situation: Situation) -> Plan:
    """The plan at equal weights. Raises NoPlan when `raise_cash` cannot be met."""
    return decide_equal_weight(situation).finish()


def decide_equal_weight(situation: Situation) -> RulePlan:
    """What is sold and bought for equal weights."""
    situation = replace(situation, target=equal_targets(situation.target))
    valuation, window = Valuation(situation), screen_of(situation)
    choices = choose(situation, window, uses=_trades)
    sales = _Sales(valuation, window, choices)
    takes = tuple(sales.takes())
    return RulePlan(
        valuation=valuation,
        window=window,
        choices=choices,
        sells=group_sales(valuation, takes),
        lots_left=sales.left(takes),
        uses=_trades,
        cash_class=True,
        needs=sales.shares.needs(),
    )


def equal_targets(target: TargetPortfolio) -> TargetPortfolio:
    """The same classes, all but Cash with one weight; bands follow the 5/25 rule around it."""
    invested = [asset_class for asset_class in target.asset_classes if not asset_class.is_cash]
    if not invested:
        return target
    weight = (ONE - target.cash.weight) / len(invested)
    return replace(
        target,
        asset_classes=tuple(
            asset_class
            if asset_class.is_cash
            else replace(asset_class, weight=weight, band=DriftBand.five_25(weight))
            for asset_class in target.asset_classes
        ),
    )


def _trades(account: Account) -> bool:
    return account.tradable


@dataclass(frozen=True)
class _Sales:
    """What has to go so that no class is above the amount that it ends with."""

    valuation: Valuation
    window: WashScreen
    choices: Mapping[str, Choice]

    def takes(self) -> Iterator[Take]:
        """Shares to sell, class by class, each class down to its amount and never below it."""
        target = self.valuation.situation.target
        for asset_class in target.classes:
            excess = -self.shares.change(asset_class)
            if asset_class == target.cash or excess <= 0:
                continue
            cut: set[tuple[AccountId, Symbol]] = set()
            for account, lot in sorted(self._lots(asset_class), key=self._turn):
                place = account.account_id, lot.symbol
                if place in cut:
                    continue
                take = self._take(account, lot, excess) if excess > 0 else None
                whole = take is not None and take.quantity == lot.quantity
                if lot.lot_id in self._turns and not whole:
                    cut.add(place)
                if take is not None:
                    excess -= Fraction(take.quantity) * Fraction(self.valuation.price(lot.symbol))
                    yield take

    def left(self, takes: tuple[Take, ...]) -> tuple[NotDone, ...]:
        """Lots of classes above their share that could not be sold, with the reason."""
        taken = {take.lot.lot_id for take in takes}
        found = []
        for account, lot in self.valuation.situation.household.lots:
            asset_class = self.valuation.situation.target.class_of(lot.symbol)
            over = self.valuation.by_class[asset_class.name] > self.shares.wanted(asset_class)
            if lot.lot_id not in taken and over:
                reason = self._bar(account, lot)
                if reason is not None:
                    found.append(lot_left(self.valuation, account, lot, reason))
        return tuple(found)

    @cached_property
    def shares(self) -> EqualShares:
        return EqualShares(self.valuation, self.choices, self._bar)

    @cached_property
    def _bought(self) -> tuple[Symbol, ...]:
        """What the plan may buy: found before losses of the same groups are kept.

        Keeping them can only leave less money, so that nothing else is bought afterwards.
        """
        shares = EqualShares(self.valuation, self.choices, self._bar_alone)
        return tuple(need.symbol for need in shares.needs() if need.amount > 0)

    def _lots(self, asset_class: AssetClass) -> Iterator[tuple[Account, Lot]]:
        target = self.valuation.situation.target
        return (
            (account, lot)
            for account, lot in self.valuation.situation.household.lots
            if target.class_of(lot.symbol) == asset_class and self._bar(account, lot) is None
        )

    def _bar(self, _: Account, lot: Lot) -> Reason | None:
        """Why a lot may not be sold at all; None when it may."""
        return self._bars.get(lot.lot_id)

    def _bar_alone(self, _: Account, lot: Lot) -> Reason | None:
        """As `_bar`, whatever the plan buys."""
        return self._bars_alone.get(lot.lot_id)

    @cached_property
    def _bars(self) -> dict[LotId, Reason]:
        return self._with_those_behind(
            lambda account, lot: (
                self._bar_alone(account, lot) or self._bar_by_purchase(account, lot)
            )
        )

    @cached_property
    def _bars_alone(self) -> dict[LotId, Reason]:
        return self._with_those_behind(self._own_bar)

    def _with_those_behind(
        self, bar: Callable[[Account, Lot], Reason | None]
    ) -> dict[LotId, Reason]:
        """Every lot that `bar` bars, and those that its broker would sell after one of them."""
        household = self.valuation.situation.household
        bars = {
            lot.lot_id: reason
            for account, lot in household.lots
            if (reason := bar(account, lot)) is not None
        }
        return bars | behind(self.valuation, household.accounts, bars)

    def _own_bar(self, account: Account, lot: Lot) -> Reason | None:
        policy = self.valuation.situation.policy
        if not account.tradable:
            return _limit("SKIP.NOT_TRADABLE", account=account.label)
        if not policy.may_sell(account.account_id, lot.symbol):
            return _limit("KEEP.NEVER_SELL", "policy.never_sell", symbol=lot.symbol)
        if not account.taxable:
            return None
        gain = self.valuation.gain(lot)
        if gain is None:
            return _limit("SKIP.NO_BASIS", symbol=lot.symbol)
        return wash_block(self.valuation, self.window, lot, gain) if gain < 0 else None

    def _bar_by_purchase(self, account: Account, lot: Lot) -> Reason | None:
        """A loss that a purchase of this plan would wash."""
        situation, gain = self.valuation.situation, self.valuation.gain(lot)
        if situation.policy.wash_sales is not WashPolicy.AVOID or not account.taxable:
            return None
        bought = sorted(situation.household.identical.of(lot.symbol).intersection(self._bought))
        if gain is None or gain >= 0 or not bought:
            return None
        params = {"symbol": lot.symbol, "bought": bought[0], "loss": cents_text(-gain)}
        return _limit("SKIP.GROUP_BOUGHT", "identical", **params)

    def _turn(self, held: tuple[Account, Lot]) -> tuple[bool, Decimal, int]:
        """By cost; a lot that its broker sells after a dearer one, right after that one."""
        taxable, cost = self._cost(held)
        dearest, place = self._turns.get(held[1].lot_id, (cost, 0))
        return taxable, dearest, place

    @cached_property
    def _turns(self) -> dict[LotId, tuple[Decimal, int]]:
        """Of lots in a broker's order: the highest cost up to theirs, and their place."""
        turns = {}
        for account in self.valuation.situation.household.accounts:
            for chain in chains_of(self.valuation, account):
                costs = accumulate((self._cost((account, lot))[1] for lot in chain), max)
                for at, (lot, dearest) in enumerate(zip(chain, costs, strict=True)):
                    turns[lot.lot_id] = (dearest, at)
        return turns

    def _cost(self, held: tuple[Account, Lot]) -> tuple[bool, Decimal]:
        """Untaxed accounts first, then the least gain per dollar."""
        account, lot = held
        value = self.valuation.value(lot.symbol, lot.quantity)
        gain = self.valuation.gain(lot) or ZERO
        return account.taxable, gain / value if account.taxable and value > 0 else ZERO

    def _take(self, account: Account, lot: Lot, excess: Fraction) -> Take | None:
        """The whole lot if the class stays at its target, or as many steps of it as do."""
        price, quantity = Fraction(self.valuation.price(lot.symbol)), lot.quantity
        # Positions are valued to the cent, lots here exactly: a cent too much is no reason to stop.
        if Fraction(quantity) * price > excess + Fraction(CENT):
            quantity = floor_to_step(excess / price, account.quantity_step)
        return Take(account=account, lot=lot, quantity=quantity) if quantity > 0 else None


def _limit(code: str, setting: str = "", **params: str) -> Reason:
    return Reason(code=code, params=params, basis=ReasonBasis.LIMIT, setting=setting)
