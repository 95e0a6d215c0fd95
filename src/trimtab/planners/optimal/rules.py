"""What may be sold and bought at all, lot by lot and security by security, with the reason if not.

These are the limits that hold whatever the rest of the plan does. What depends on the rest (cash,
purchases of a group beside its losses, the number of orders) is left to the optimiser.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    Lot,
    LotId,
    Reason,
    ReasonBasis,
    Reinvestments,
    Symbol,
    Term,
    WashLookback,
    WashPolicy,
)
from trimtab.money import ZERO, cents_text
from trimtab.optimize.assembly.permissions import Permissions
from trimtab.planners.selling_order import behind, chains_of
from trimtab.planners.valuation import Valuation
from trimtab.planners.wash_reasons import reinvested, wash_block
from trimtab.tax import Purchase, WashScreen, first_long_term_day

# A gain under 0.3 % of the lot's value may be a loss by the time of the fill.
_TOO_SMALL_TO_TRUST = Decimal("0.003")


@dataclass(frozen=True)
class Rules:
    """The rules of one plan. A lot without a bar, and a purchase without one, are open."""

    valuation: Valuation
    window: WashScreen

    @cached_property
    def permissions(self) -> Permissions:
        """Everything that is open, for the optimiser."""
        policy = self.valuation.situation.policy
        open_lots = {
            lot.lot_id: (account, lot)
            for account, lot in self.valuation.situation.household.lots
            if lot.lot_id not in self._bars
        }
        return Permissions(
            sellable=frozenset(open_lots),
            buyable=frozenset(self._buyable()),
            losses=self._losses.intersection(open_lots),
            needs={
                lot_id: needed
                for lot_id, (_, lot) in open_lots.items()
                if (needed := self._needed(lot))
            },
            follows={
                lot.lot_id: before.lot_id
                for account in self.valuation.situation.household.accounts
                for chain in chains_of(self.valuation, account)
                for before, lot in pairwise(chain)
                if lot.lot_id in open_lots
            },
            exclusive=policy.wash_sales is WashPolicy.AVOID,
        )

    def sale_bar(self, lot: Lot) -> Reason | None:
        """Why none of `lot` may be sold; None when it may."""
        return self._bars.get(lot.lot_id)

    def may_buy(self, account: Account, asset_class: AssetClass, symbol: Symbol) -> bool:
        """True when `symbol` may be bought in `account` today."""
        situation = self.valuation.situation
        forced = situation.policy.forced_buys
        return (
            account.tradable
            and account.tracked
            and symbol in situation.market
            and (asset_class.name not in forced or forced[asset_class.name] == symbol)
            and situation.policy.may_buy(account.account_id, symbol)
            and self.lock(symbol) is None
        )

    def lock(self, symbol: Symbol) -> Reason | None:
        """The sale of the last 30 days that keeps `symbol` from being bought; None without one.

        Under `law` a loss sale that buying would undo (P2), under `strict` any sale.
        """
        policy = self.valuation.situation.policy
        if policy.wash_sales is not WashPolicy.AVOID:
            return None
        if policy.wash_lookback is WashLookback.STRICT:
            sales = self.window.sales(symbol)
            if not sales:
                return None
            latest = sales[-1]
            return _limit(
                "SKIP.STRICT_RECENT_SALE",
                "policy.wash_lookback",
                account=latest.account.label,
                symbol=latest.symbol,
                date=latest.sold.isoformat(),
                clear=latest.clear_from.isoformat(),
            )
        open_losses = self.window.open_losses(symbol)
        if not open_losses:
            return None
        latest = open_losses[-1]
        return _limit(
            "SKIP.WASH_LOCKED_BUY",
            "policy.wash_sales",
            symbol=symbol,
            date=latest.sold.isoformat(),
            clear=latest.clear_from.isoformat(),
        )

    @cached_property
    def _bars(self) -> dict[LotId, Reason]:
        """Of every lot that may not be sold the reason: what is left can be sold all together.

        A lot behind one that stays stays, and so does a loss that needs one that stays to leave.
        """
        bars = {
            lot.lot_id: bar
            for account, lot in self.valuation.situation.household.lots
            if (bar := self._simple_bar(account, lot) or self._wash_bar(lot)) is not None
        }
        while more := self._barred_by(bars):
            bars |= more
        return bars

    def _barred_by(self, bars: Mapping[LotId, Reason]) -> dict[LotId, Reason]:
        """The lots that stay because one of `bars` stays, and are not among these."""
        household = self.valuation.situation.household
        washed = {
            lot.lot_id: reason
            for _, lot in household.lots
            if lot.lot_id not in bars
            and not bars.keys().isdisjoint(self._needed(lot))
            and (reason := self._replaced(lot)) is not None
        }
        return washed | behind(self.valuation, household.accounts, {**bars, **washed})

    def _buyable(self) -> Iterator[tuple[AccountId, Symbol]]:
        situation = self.valuation.situation
        for asset_class, symbol in situation.buyable():
            for account in situation.household.accounts:
                if self.may_buy(account, asset_class, symbol):
                    yield account.account_id, symbol

    def _simple_bar(self, account: Account, lot: Lot) -> Reason | None:
        """The bars that have nothing to do with other trades."""
        policy = self.valuation.situation.policy
        if not (account.tradable and account.tracked):
            return _limit("SKIP.NOT_TRADABLE", account=account.label)
        if not policy.may_sell(account.account_id, lot.symbol):
            return _limit("KEEP.NEVER_SELL", "policy.never_sell", symbol=lot.symbol)
        gain = self._gain(lot)
        if gain is None:
            return _limit("SKIP.NO_BASIS", symbol=lot.symbol)
        if not account.taxable:
            return None
        return self._too_small(account, lot, gain) if gain < 0 else self._wait(lot, gain)

    def _too_small(self, account: Account, lot: Lot, gain: Decimal) -> Reason | None:
        """A loss under `min_harvest` is taken only where the sale has another purpose.

        A lot's loss reaches the minimum when it reaches both parts of it, the dollars and the share
        of its basis. Other purposes: the class is above its target, or cash has to be raised.
        """
        situation = self.valuation.situation
        policy, basis = situation.policy, lot.basis or ZERO
        least = max(policy.min_harvest_dollars, policy.min_harvest_fraction * basis)
        if -gain >= least or self._over_target(lot.symbol) or self._lacks_cash(account):
            return None
        return _limit(
            "SKIP.HARVEST_TOO_SMALL",
            "policy.min_harvest",
            loss=cents_text(-gain),
            minimum=cents_text(least),
        )

    def _over_target(self, symbol: Symbol) -> bool:
        asset_class = self.valuation.situation.target.class_of(symbol)
        return self._held[asset_class.name] > asset_class.weight * sum(self._held.values(), ZERO)

    @cached_property
    def _held(self) -> dict[str, Decimal]:
        """Value of every class, not rounded."""
        situation = self.valuation.situation
        held = dict.fromkeys((one.name for one in situation.target.classes), ZERO)
        for account in situation.household.accounts:
            held[situation.target.cash.name] += account.cash
        for _, lot in situation.household.lots:
            held[situation.target.class_of(lot.symbol).name] += self._value(lot)
        return held

    def _value(self, lot: Lot) -> Decimal:
        """What all of `lot` is worth, not rounded: half a cent may tell a loss from a gain."""
        return lot.quantity * self.valuation.price(lot.symbol)

    def _gain(self, lot: Lot) -> Decimal | None:
        """Gain of selling all of `lot`, not rounded; None when basis or date is unknown."""
        known = lot.basis is not None and lot.complete
        return self._value(lot) - (lot.basis or ZERO) if known else None

    def _lacks_cash(self, account: Account) -> bool:
        situation = self.valuation.situation
        if situation.raise_cash > 0 or account.cash < account.floor:
            return True
        limits = situation.cash_limits(sum(self._held.values(), ZERO))
        return limits is not None and self._held[situation.target.cash.name] < limits[0]

    def _wait(self, lot: Lot, gain: Decimal) -> Reason | None:
        situation, start = self.valuation.situation, lot.holding_period_start
        if gain <= 0 or start is None or self.valuation.term(lot) is not Term.SHORT:
            return None
        long_from = first_long_term_day(start)
        days = (long_from - situation.as_of).days
        if days > situation.policy.wait_for_long_term_days:
            return None
        saved = self.valuation.tax(gain, Term.SHORT) - self.valuation.tax(gain, Term.LONG)
        return _limit(
            "KEEP.WAIT_LONG_TERM",
            "policy.wait_for_long_term_days",
            date=long_from.isoformat(),
            days=str(days),
            tax=cents_text(saved),
        )

    def _wash_bar(self, lot: Lot) -> Reason | None:
        """A loss that shares bought lately would wash and that cannot leave with them."""
        if lot.lot_id not in self._losses:
            return None
        reason = self._replaced(lot)
        if reason is None or self._policy_lookback is WashLookback.STRICT:
            return reason
        if reason.code == "SKIP.WASH_RECENT_BUY":
            leaving = [self._leaving(purchase) for purchase in self._to_leave(lot)]
            if all(lots is not None for lots in leaving):
                # Shares that can leave are no bar; a reinvestment that is sure to come still is.
                blocks = self.valuation.situation.policy.reinvestments is Reinvestments.BLOCK
                return reinvested(self.valuation, lot) if blocks else None
        return reason

    def _replaced(self, lot: Lot) -> Reason | None:
        """Why recent purchases would wash a loss of `lot` if all of them stayed."""
        gain = min(self._gain(lot) or ZERO, ZERO)
        return wash_block(self.valuation, self.window, lot, gain)

    @property
    def _policy_lookback(self) -> WashLookback:
        return self.valuation.situation.policy.wash_lookback

    @cached_property
    def _losses(self) -> frozenset[LotId]:
        """The lots that the wash-sale rules treat as losses.

        Under `strict` every taxed lot is one: nothing is sold and bought in one plan.
        """
        lots = self.valuation.situation.household.lots
        return frozenset(lot.lot_id for account, lot in lots if self._counts(account, lot))

    def _counts(self, account: Account, lot: Lot) -> bool:
        gain = self._gain(lot)
        if not account.taxable or gain is None:
            return False
        if self._policy_lookback is WashLookback.STRICT:
            return True
        return gain < _TOO_SMALL_TO_TRUST * self._value(lot)

    def _needed(self, lot: Lot) -> tuple[LotId, ...]:
        """Lots that have to leave entire with any of `lot`, so that its loss counts (P6)."""
        avoid = self.valuation.situation.policy.wash_sales is WashPolicy.AVOID
        if not avoid or lot.lot_id not in self._losses:
            return ()
        if self._policy_lookback is WashLookback.STRICT:
            return ()
        needed: dict[LotId, None] = {}
        for purchase in self._to_leave(lot):
            needed.update(dict.fromkeys(self._leaving(purchase) or ()))
        return tuple(needed)

    def _to_leave(self, lot: Lot) -> tuple[Purchase, ...]:
        """The recent purchases that must not stay when `lot` is sold at a loss.

        Those that would replace it and, where there are any, its own too: sold on the same day one
        after the other, the others take its loss along (W11, W12), and what stays of its own order
        would replace them in turn.
        """
        others = self.window.replacements(lot)
        if not others or self.valuation.situation.policy.same_day_batch:
            return others
        orders = self.window.own_orders(lot)
        own = (one for one in self.window.purchases(lot.symbol) if one.order in orders)
        return (*others, *own)

    def _leaving(self, purchase: Purchase) -> tuple[LotId, ...] | None:
        """The lots that hold all of `purchase`; None where they cannot all be sold (P8, W13)."""
        if not purchase.account.taxable:
            return None
        group = self.valuation.situation.household.identical.of(purchase.symbol)
        found, shares = [], ZERO
        for account, lot in self._lots_of_order.get(purchase.order, ()):
            if lot.symbol in group:
                if self._simple_bar(account, lot) is not None:
                    return None
                found.append(lot.lot_id)
                shares += lot.quantity
        return tuple(found) if shares >= purchase.quantity else None

    @cached_property
    def _lots_of_order(self) -> dict[str, list[tuple[Account, Lot]]]:
        """The lots that came from each recent purchase order."""
        found: dict[str, list[tuple[Account, Lot]]] = {}
        for account, lot in self.valuation.situation.household.lots:
            for order in self.window.own_orders(lot):
                found.setdefault(order, []).append((account, lot))
        return found


def _limit(code: str, setting: str = "", **params: str) -> Reason:
    return Reason(code=code, params=params, basis=ReasonBasis.LIMIT, setting=setting)
