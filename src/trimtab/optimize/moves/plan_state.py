"""A plan that is being changed: what one move does to J and to the limits, in microseconds.

The state keeps J's ingredients (cash by account, class values, S and L, open orders, dollars bought
and sold, what is open in each group) and works a move out from the few legs it touches. A move
names legs with their new quantity in shares. Plain Python numbers: arrays are slower for a handful.

Sums drift by some units in the last place per move, far under a millionth of a dollar per million
of V. Limits are kept with a margin inside them, so that this never becomes a violation: a move may
not bring a band, the turnover, S + L or the money to raise nearer to its limit than `margin`,
unless it moves them away from it. Cash may go down to its floor, where a plan that invests all of
it ends; half of `margin` forgives the drift of the sums, which the check of a plan forgives too.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from trimtab.optimize.evaluate import (
    DUST,
    STEP_TOLERANCE,
    drift,
    money_tolerance,
    most_variance,
    outcome_of,
    without_dust,
)
from trimtab.optimize.legs import Legs, legs_of, quantities, steps_per_share, trades_of
from trimtab.optimize.moves.class_risk_state import ClassRiskState
from trimtab.optimize.moves.tracking_state import TrackingState
from trimtab.optimize.problem import Floats, Indices, Problem, Trades

# A move may not bring the variance nearer to its limit than this part of it.
_VARIANCE_MARGIN = 1e-9

# (leg, shares after the move); each leg at most once in a move.
Move: TypeAlias = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move changes; dollars.

    objective  change of J, lower is better
    cash       of each account touched     classes  value of each class touched, cash included
    opened     lots with a sale, by place touched: how many more
    securities dollars more of each security of an index
    variance   of what an index's members do apart from it, a year
    of_classes variance of the classes against their targets, a year
    """

    objective: float
    cash: dict[int, float]
    classes: dict[int, float]
    short: float
    long: float
    orders: int
    opened: dict[int, int]
    sales: float
    purchases: float
    securities: dict[int, float]
    variance: float
    of_classes: float


class PlanState:
    """A plan of `problem`, open to change."""

    def __init__(self, problem: Problem, trades: Trades) -> None:
        self.problem = problem
        self.legs: Legs = legs_of(problem)
        self.margin = money_tolerance(problem)
        self.tracking: TrackingState | None = None
        if problem.tracking is not None:
            self.tracking = TrackingState(problem, problem.tracking, self.legs)
        self.risk: ClassRiskState | None = None
        if problem.risk is not None:
            self.risk = ClassRiskState(problem, problem.risk, self.legs)
        self._most_variance = most_variance(problem)
        self._tabulate()
        self.reset(trades)

    def reset(self, trades: Trades) -> None:
        """Start again from `trades`."""
        problem, legs = self.problem, self.legs
        trades = without_dust(trades)
        outcome = outcome_of(problem, trades)
        self.quantities = quantities(trades)
        self._quantity: list[float] = self.quantities.tolist()
        self._beside: dict[tuple[int, int], tuple[Indices, Indices]] = {}
        self.cash: list[float] = outcome.cash.tolist()
        self.classes: list[float] = outcome.classes.tolist()
        self.short, self.long = outcome.short, outcome.long
        self.orders = outcome.orders
        self.sales, self.purchases = float(outcome.sale.sum()), float(outcome.purchase.sum())
        open_legs = self.quantities > 0.0
        sells = np.arange(len(open_legs)) < legs.lots
        places, groups = len(problem.places.held), len(problem.limits.exclusive)
        count = np.bincount(legs.place[open_legs & sells], minlength=places)
        self.open_lots: list[int] = count.tolist()
        loss = np.bincount(legs.group[open_legs & legs.loss], minlength=groups)
        self.loss_sales: list[int] = loss.tolist()
        bought = np.bincount(legs.group[open_legs & ~sells], minlength=groups)
        self.group_purchases: list[int] = bought.tolist()
        if self.tracking is not None:
            self.tracking.reset(trades)
        if self.risk is not None:
            self.risk.reset(outcome.classes)
        self.objective = self._objective()

    @property
    def trades(self) -> Trades:
        """The plan as it stands."""
        return trades_of(self.legs, self.quantities)

    def quantity(self, leg: int) -> float:
        """Shares of `leg` now."""
        return self._quantity[leg]

    def lots_at(self, place: int) -> list[int]:
        """The lots of `place` that may be sold."""
        return self._lots_at[place]

    def open_beside(self, leg: int) -> tuple[Indices, Indices]:
        """Legs open in the account of `leg`: those of its class, then the others."""
        key = self._account[leg], self._asset_class[leg]
        if key not in self._beside:
            here = np.flatnonzero((self.legs.account == key[0]) & (self.quantities > 0.0))
            same = self.legs.asset_class[here] == key[1]
            self._beside[key] = here[same], here[~same]
        return self._beside[key]

    def on_step(self, leg: int, shares: float) -> float:
        """The whole step of `leg` nearest to `shares`, or nothing, or all of the lot."""
        step = self._step[leg]
        count, per_share = round(shares / step), self._steps_per_share[leg]
        whole = count / per_share if per_share else count * step
        return min(max(whole, 0.0), self._most[leg])

    def effect(self, move: Move) -> Effect:
        """What `move` changes, whether it is allowed or not."""
        cash: dict[int, float] = {}
        classes: dict[int, float] = {}
        opened: dict[int, int] = {}
        linear = short = long = sales = purchases = 0.0
        orders, lots, commission = 0, self.legs.lots, self._commission
        for leg, after in move:
            before = self._quantity[leg]
            shares = after - before
            account, asset_class = self._account[leg], self._asset_class[leg]
            cash[account] = cash.get(account, 0.0) + shares * self._cash[leg]
            classes[asset_class] = classes.get(asset_class, 0.0) + shares * self._value[leg]
            linear += shares * self._cost[leg]
            opens = (after > 0.0) - (before > 0.0)
            if leg < lots:
                short += shares * self._short[leg]
                long += shares * self._long[leg]
                sales -= shares * self._value[leg]
                place = self._place[leg]
                opened[place] = opened.get(place, 0) + opens
            else:
                purchases += shares * self._value[leg]
                orders += opens
                cash[account] -= commission * opens
        for place, more in opened.items():
            before_open = self.open_lots[place]
            opens = (before_open + more > 0) - (before_open > 0)
            orders += opens
            cash[self._place_account[place]] -= commission * opens
        into_cash = sum(cash.values())
        classes[self._cash_class] = classes.get(self._cash_class, 0.0) + into_cash
        objective = linear + commission * orders + self._drift_change(classes)
        securities, variance = self._tracking_change(move)
        if self.tracking is not None:
            objective += self.tracking.cost * variance
        of_classes = 0.0
        if self.risk is not None:
            of_classes = self.risk.change(classes)
            objective += self.risk.cost * of_classes
        if short or long:
            objective += self._tau(self.short + short, self.long + long) - self._tau_now
        return Effect(
            objective,
            cash,
            classes,
            short,
            long,
            orders,
            opened,
            sales,
            purchases,
            securities,
            variance,
            of_classes,
        )

    def change(self, move: Move) -> float:
        """Change of J, dollars: below zero is better."""
        return self.effect(move).objective

    def allowed(
        self, move: Move, effect: Effect | None = None, *, cash_may_lack: bool = False
    ) -> bool:
        """Whether `move` breaks no hard limit; one broken already may stay as it is, not grow.

        `cash_may_lack` leaves the floors and the cash to raise out of it.
        """
        effect = effect or self.effect(move)
        after = dict(move)
        return (
            self._totals_hold(effect)
            and (cash_may_lack or self._cash_holds(effect))
            and self._classes_hold(effect)
            and self._variance_holds(effect)
            and self._legs_hold(after)
            and self._orders_hold(after)
            and self._washes_nothing(after)
        )

    def apply(self, move: Move, effect: Effect | None = None) -> None:
        """Make `move`, allowed or not."""
        effect = effect or self.effect(move)
        lots = self.legs.lots
        for leg, after in move:
            opens = (after > 0.0) - (self._quantity[leg] > 0.0)
            if opens:
                self._beside.clear()
            if leg >= lots:
                self.group_purchases[self._group[leg]] += opens
            elif self._loss[leg]:
                self.loss_sales[self._group[leg]] += opens
            self._quantity[leg] = after
            self.quantities[leg] = after
        for account, dollars in effect.cash.items():
            self.cash[account] += dollars
        for asset_class, dollars in effect.classes.items():
            self.classes[asset_class] += dollars
        for place, more in effect.opened.items():
            self.open_lots[place] += more
        self.short += effect.short
        self.long += effect.long
        self.orders += effect.orders
        self.sales += effect.sales
        self.purchases += effect.purchases
        self.objective += effect.objective
        if self.tracking is not None:
            self.tracking.apply(effect.securities, effect.variance)
        if self.risk is not None:
            self.risk.apply(effect.classes, effect.of_classes)
        self._tau_now = self._tau(self.short, self.long)

    def try_move(self, move: Move, *, below: float, effect: Effect | None = None) -> bool:
        """Make `move` when it changes J by less than `below` dollars and is allowed."""
        effect = effect or self.effect(move)
        if effect.objective < below and self.allowed(move, effect):
            self.apply(move, effect)
            return True
        return False

    def _tabulate(self) -> None:
        """Columns as lists: reading one number from an array takes three times as long."""
        problem, legs = self.problem, self.legs
        self._commission = problem.limits.commission
        self._place: list[int] = legs.place.tolist()
        self._account: list[int] = legs.account.tolist()
        self._asset_class: list[int] = legs.asset_class.tolist()
        self._group: list[int] = legs.group.tolist()
        self._cash: list[float] = legs.cash.tolist()
        self._value: list[float] = legs.value.tolist()
        self._cost: list[float] = legs.cost.tolist()
        self._short: list[float] = legs.short.tolist()
        self._long: list[float] = legs.long.tolist()
        self._loss: list[bool] = legs.loss.tolist()
        self._most: list[float] = legs.most.tolist()
        self._step: list[float] = legs.step.tolist()
        self._steps_per_share: list[float] = steps_per_share(legs.step).tolist()
        self._held: list[float] = problem.places.held.tolist()
        self._place_account: list[int] = problem.places.account.tolist()
        self._floor: list[float] = problem.accounts.floor.tolist()
        self._raises = [
            (amount, frozenset(np.flatnonzero(among).tolist()))
            for amount, among in problem.raises()
        ]
        self._exclusive: list[bool] = problem.limits.exclusive.tolist()
        classes = problem.classes
        self._cash_class = classes.cash
        self._target: list[float] = (classes.target * problem.value).tolist()
        scale = problem.drift_aversion / problem.value
        self._below: list[float] = (scale / classes.below).tolist()
        self._above: list[float] = (scale / classes.above).tolist()
        self._low: list[float] = (classes.low * problem.value).tolist()
        self._high: list[float] = (classes.high * problem.value).tolist()
        self._lots_at: list[list[int]] = [[] for _ in self._held]
        for lot in range(legs.lots):
            self._lots_at[self._place[lot]].append(lot)
        self._entire_first = problem.lots.entire_first
        self._needed_by: dict[int, list[int]] = {}
        for lot, needed in self._entire_first.items():
            for one in needed:
                self._needed_by.setdefault(one, []).append(lot)

    def _objective(self) -> float:
        problem, legs, tax = self.problem, self.legs, self.problem.tax
        self._tau_now = self._tau(self.short, self.long)
        before = 0.0 if tax is None else tax.tau_at(tax.short0, tax.long0)
        return float(
            legs.cost @ self.quantities
            + problem.places.holding_cost @ problem.places.held
            + problem.limits.commission * self.orders
            + drift(problem, np.array(self.classes)).sum()
            + (0.0 if self.tracking is None else self.tracking.cost * self.tracking.variance)
            + (0.0 if self.risk is None else self.risk.cost * self.risk.variance)
            + self._tau_now
            - before
        )

    def _tau(self, short: float, long: float) -> float:
        return 0.0 if self.problem.tax is None else self.problem.tax.tau_at(short, long)

    def _drift_change(self, classes: dict[int, float]) -> float:
        total = 0.0
        for asset_class, dollars in classes.items():
            before = self.classes[asset_class] - self._target[asset_class]
            after = before + dollars
            below, above = self._below[asset_class], self._above[asset_class]
            total += after * after * (below if after < 0.0 else above)
            total -= before * before * (below if before < 0.0 else above)
        return total

    def _tracking_change(self, move: Move) -> tuple[dict[int, float], float]:
        """Dollars more of each security of an index, and what that does to the variance."""
        securities: dict[int, float] = {}
        if self.tracking is None:
            return securities, 0.0
        of_leg = self.tracking.of_leg
        for leg, after in move:
            if of_leg[leg] >= 0:
                dollars = (after - self._quantity[leg]) * self._value[leg]
                securities[of_leg[leg]] = securities.get(of_leg[leg], 0.0) + dollars
        return securities, self.tracking.change(securities)

    def _variance_holds(self, effect: Effect) -> bool:
        """Whether the household's variance stays inside its limit, or does not go up."""
        change = effect.variance + effect.of_classes
        inside = self._most_variance * (1.0 - _VARIANCE_MARGIN)
        return change <= 0.0 or self._variance + change <= inside

    @property
    def _variance(self) -> float:
        of_classes = 0.0 if self.risk is None else self.risk.variance
        return of_classes + (0.0 if self.tracking is None else self.tracking.variance)

    @property
    def excess_variance(self) -> float:
        """The household's variance above its limit, 0 within."""
        return max(0.0, self._variance - self._most_variance * (1.0 - 2.0 * _VARIANCE_MARGIN))

    def variance_slopes(self) -> Floats:
        """Change of the household's variance for a share more of every leg."""
        slopes = np.zeros(len(self.quantities))
        if self.tracking is not None:
            slopes += self.legs.value * self.tracking.slopes(np.arange(len(slopes)))
        return slopes if self.risk is None else slopes + self.risk.slopes()

    def _totals_hold(self, effect: Effect) -> bool:
        limits, margin = self.problem.limits, self.margin
        if effect.orders > 0 and 0 < limits.max_orders < self.orders + effect.orders:
            return False
        gain = effect.short + effect.long
        if gain > 0.0 and self.short + self.long + gain > limits.max_gain - margin:
            return False
        before = min(self.sales, self.purchases)
        after = min(self.sales + effect.sales, self.purchases + effect.purchases)
        return after <= limits.max_turnover - margin or after <= before

    def _cash_holds(self, effect: Effect) -> bool:
        forgiven = 0.5 * self.margin
        for account, dollars in effect.cash.items():
            if dollars < 0.0 and self.cash[account] + dollars < self._floor[account] - forgiven:
                return False
        return all(self._raised(effect, amount, among) for amount, among in self._raises)

    def _raised(self, effect: Effect, amount: float, among: frozenset[int]) -> bool:
        """Whether `amount` is left above the floors of `among`, or no less than before."""
        into_cash = sum(dollars for account, dollars in effect.cash.items() if account in among)
        if into_cash >= 0.0:
            return True
        spare = sum(self.cash[account] - self._floor[account] for account in among)
        return spare + into_cash >= amount + self.margin

    def _classes_hold(self, effect: Effect) -> bool:
        margin = self.margin
        for asset_class, dollars in effect.classes.items():
            after = self.classes[asset_class] + dollars
            if dollars < 0.0 and after < self._low[asset_class] + margin:
                return False
            if dollars > 0.0 and after > self._high[asset_class] - margin:
                return False
        return True

    def _legs_hold(self, after: dict[int, float]) -> bool:
        """Quantities between nothing and what there is, in whole steps where they are bought."""
        for leg, shares in after.items():
            if shares < 0.0 or shares > self._most[leg]:
                return False
            if leg >= self.legs.lots and not _is_whole(shares, self._step[leg]):
                return False
        return True

    def _orders_hold(self, after: dict[int, float]) -> bool:
        """Each order touched: large enough, in whole steps, on one side of its place."""
        limits, lots = self.problem.limits, self.legs.lots
        for place in {self._place[leg] for leg in after}:
            purchase = lots + place
            bought = after.get(purchase, self._quantity[purchase])
            sold, partly = self._sold_at(place, after)
            if bought > 0.0 and bought * self._value[purchase] < limits.min_trade:
                return False
            if sold > 0.0:
                if bought > 0.0 and not limits.both_ways:
                    return False
                dollars = sold * self._value[purchase]
                if dollars < limits.min_trade and dollars < self._held[place] - self.margin:
                    return False
                step = self._step[purchase]
                if not _is_whole(partly, step) and not _is_whole(sold, step):
                    return False
        return True

    def _sold_at(self, place: int, after: dict[int, float]) -> tuple[float, float]:
        """Shares sold at `place`, and those of lots sold in part alone."""
        sold = partly = 0.0
        for lot in self._lots_at[place]:
            shares = after.get(lot, self._quantity[lot])
            sold += shares
            if shares < self._most[lot] - DUST:
                partly += shares
        return sold, partly

    def _washes_nothing(self, after: dict[int, float]) -> bool:
        lots = self.legs.lots
        for leg, shares in after.items():
            group = self._group[leg]
            if shares > 0.0 and self._exclusive[group]:
                if leg >= lots and self._open_after(self.loss_sales[group], group, after, sells=1):
                    return False
                if self._loss[leg] and self._open_after(
                    self.group_purchases[group], group, after, sells=0
                ):
                    return False
            if leg < lots and not self._needs_hold(leg, after):
                return False
        return True

    def _open_after(self, count: int, group: int, after: dict[int, float], *, sells: int) -> int:
        """Loss sales, or purchases, open in `group` after the move, `count` before it."""
        for leg, shares in after.items():
            counted = self._loss[leg] if sells else leg >= self.legs.lots
            if counted and self._group[leg] == group:
                count += (shares > 0.0) - (self._quantity[leg] > 0.0)
        return count

    def _needs_hold(self, lot: int, after: dict[int, float]) -> bool:
        """What `lot` needs is sold entire, and so is `lot` where another needs it."""
        if after[lot] > 0.0:
            for needed in self._entire_first.get(lot, ()):
                if after.get(needed, self._quantity[needed]) < self._most[needed] - DUST:
                    return False
        if after[lot] < self._most[lot] - DUST:
            for dependent in self._needed_by.get(lot, ()):
                if after.get(dependent, self._quantity[dependent]) > 0.0:
                    return False
        return True


def _is_whole(shares: float, step: float) -> bool:
    over = shares / step
    return abs(over - round(over)) <= STEP_TOLERANCE + 1e-15 * over
