"""J and the hard limits of a plan in plain Python, told from the reference page's definitions.

Shares no code with `trimtab.optimize` but the arrays' types: numbers are read one by one.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import product

from trimtab.optimize.problem import Problem
from trimtab.optimize.tax_curve import TaxCurve

_CENT = 1e-4


def plain_tau(tax: TaxCurve, short: float, long: float) -> float:
    """Tau at (S, L), case by case as the page lists them."""
    net = short + long
    if net < 0:
        used = min(-net, tax.loss_limit)
        return -(tax.rate_deduction * used + tax.rate_carried * (-net - used))
    if short >= 0 and long >= 0:
        paid, long_left = tax.rate_short * short + tax.rate_long * long, long
    elif short > 0:
        paid, long_left = tax.rate_short * net, 0.0
    else:
        paid, long_left = tax.rate_long * net, net
    return paid + (tax.rate_over - tax.rate_long) * max(0.0, long_left - tax.budget)


class PlainPlan:
    """A plan of `sold` shares by lot and `bought` shares by place, valued for `problem`."""

    def __init__(self, problem: Problem, sold: Sequence[float], bought: Sequence[float]) -> None:
        self.problem, self.sold, self.bought = problem, list(sold), list(bought)
        places, lots = problem.places, problem.lots
        self.sale = [0.0] * len(places.symbols)
        short = long = 0.0
        for lot, shares in enumerate(self.sold):
            place = int(lots.place[lot])
            self.sale[place] += shares * float(places.price[place])
            gain = shares / float(lots.shares[lot]) * float(lots.gain[lot])
            if lots.taxed[lot] and lots.long[lot]:
                long += gain
            elif lots.taxed[lot]:
                short += gain
        self.gain_short, self.gain_long = short, long
        self.purchase = [
            shares * float(places.price[place]) for place, shares in enumerate(self.bought)
        ]
        self.orders = sum(1 for one in (*self.sale, *self.purchase) if one > 0)
        self.cash = [float(one) for one in problem.accounts.cash]
        for place, (sale, purchase) in enumerate(zip(self.sale, self.purchase, strict=True)):
            half = float(places.half_spread[place])
            orders = (sale > 0) + (purchase > 0)
            self.cash[int(places.account[place])] += (
                sale * (1 - half) - purchase * (1 + half) - orders * problem.limits.commission
            )
        self.classes = self._classes()

    def _classes(self) -> list[float]:
        problem = self.problem
        held = [float(one) for one in problem.classes.held]
        for place, (sale, purchase) in enumerate(zip(self.sale, self.purchase, strict=True)):
            held[int(problem.places.asset_class[place])] += purchase - sale
        held[problem.classes.cash] += sum(self.cash) - float(sum(problem.accounts.cash))
        return held

    @property
    def objective(self) -> float:
        """J, dollars."""
        problem, places, classes = self.problem, self.problem.places, self.problem.classes
        total = problem.limits.commission * self.orders
        tax = problem.tax
        if tax is not None:
            short, long = tax.short0 + self.gain_short, tax.long0 + self.gain_long
            total += plain_tau(tax, short, long) - plain_tau(tax, tax.short0, tax.long0)
            total -= tax.rate_later * (self.gain_short + self.gain_long)
        for place, (sale, purchase) in enumerate(zip(self.sale, self.purchase, strict=True)):
            total += float(places.half_spread[place]) * (sale + purchase)
            kept = float(places.held[place]) - sale + purchase
            total += float(places.holding_cost[place]) * kept
        for index, held in enumerate(self.classes):
            off = held / problem.value - float(classes.target[index])
            width = float(classes.below[index] if off < 0 else classes.above[index])
            total += problem.drift_aversion * problem.value * off * off / width
        return total

    @property
    def broken(self) -> list[str]:
        """The limits this plan breaks."""
        return [*self._totals(), *self._orders(), *self._lots(), *self._groups()]

    def _totals(self) -> list[str]:
        problem, limits = self.problem, self.problem.limits
        floors = [float(one) for one in problem.accounts.floor]
        found = [
            f"cash of account {account}"
            for account, (cash, floor) in enumerate(zip(self.cash, floors, strict=True))
            if cash < floor - _CENT
        ]
        if limits.raise_total > 0 and sum(self.cash) - sum(floors) < limits.raise_total - _CENT:
            found.append("cash to raise")
        if min(sum(self.sale), sum(self.purchase)) > limits.max_turnover + _CENT:
            found.append("turnover")
        tax = problem.tax
        so_far = 0.0 if tax is None else tax.short0 + tax.long0
        if so_far + self.gain_short + self.gain_long > limits.max_gain + _CENT:
            found.append("gains")
        if limits.max_orders and self.orders > limits.max_orders:
            found.append("orders")
        for index, held in enumerate(self.classes):
            low, high = float(problem.classes.low[index]), float(problem.classes.high[index])
            if held < low * problem.value - _CENT or held > high * problem.value + _CENT:
                found.append(f"band of class {index}")
        return found

    def _orders(self) -> list[str]:
        limits, places = self.problem.limits, self.problem.places
        found = []
        for place, (sale, purchase) in enumerate(zip(self.sale, self.purchase, strict=True)):
            part = 0 < sale < float(places.held[place]) - _CENT
            if part and sale < limits.min_trade - _CENT:
                found.append(f"small sale at {place}")
            if 0 < purchase < limits.min_trade - _CENT:
                found.append(f"small purchase at {place}")
            if purchase > 0 and not places.can_buy[place]:
                found.append(f"purchase at {place}")
            if sale > 0 and purchase > 0 and not limits.both_ways:
                found.append(f"both sides at {place}")
        return found

    def _lots(self) -> list[str]:
        lots = self.problem.lots
        found = []
        for lot, shares in enumerate(self.sold):
            if not -1e-9 <= shares <= float(lots.shares[lot]) + 1e-9:
                found.append(f"oversold lot {lot}")
            stay = any(self.sold[one] < lots.shares[one] - 1e-9 for one in lots.needs.get(lot, ()))
            if shares > 0 and stay:
                found.append(f"washed lot {lot}")
            before = lots.follows.get(lot, lot)
            if shares > 0 and before != lot and self.sold[before] < lots.shares[before] - 1e-9:
                found.append(f"lot {lot} out of turn")
        return found

    def _groups(self) -> list[str]:
        problem = self.problem
        losses: dict[int, float] = defaultdict(float)
        for lot, shares in enumerate(self.sold):
            if problem.lots.loss[lot]:
                losses[int(problem.places.group[problem.lots.place[lot]])] += shares
        return [
            f"wash at {place}"
            for place, purchase in enumerate(self.purchase)
            if purchase > 0
            and problem.limits.exclusive[problem.places.group[place]]
            and losses[int(problem.places.group[place])] > 0
        ]

    @property
    def off_step(self) -> list[str]:
        """Orders that are no whole steps, lots sold entire aside."""
        problem = self.problem
        found = []
        for place, bought in enumerate(self.bought):
            step = float(problem.places.step[place])
            own = [
                lot
                for lot, at in enumerate(problem.lots.place)
                if at == place and self.sold[lot] > 0
            ]
            sold = sum(self.sold[lot] for lot in own)
            entire = sum(
                self.sold[lot] for lot in own if self.sold[lot] >= problem.lots.shares[lot] - 1e-9
            )
            if min(_over(sold, step), _over(sold - entire, step)) > 1e-6 * step:
                found.append(f"sale at {place}")
            if _over(bought, step) > 1e-6 * step:
                found.append(f"purchase at {place}")
        return found


def _over(quantity: float, step: float) -> float:
    return abs(quantity - round(quantity / step) * step)


def best_by_brute_force(problem: Problem) -> tuple[float, PlainPlan | None]:
    """The least J over every lot sold in whole steps or entire, and every purchase in steps."""
    places, lots = problem.places, problem.lots
    sales = []
    for lot in range(len(lots.ids)):
        step, shares = float(places.step[lots.place[lot]]), float(lots.shares[lot])
        whole = [number * step for number in range(int(shares / step + 1e-9) + 1)]
        sales.append(whole if abs(whole[-1] - shares) < 1e-9 else [*whole, shares])
    money = float(sum(lots.value)) + float(
        sum(max(0.0, float(one)) for one in problem.accounts.cash)
    )
    purchases = []
    for place in range(len(places.symbols)):
        size = float(places.step[place]) * float(places.price[place])
        most = int(money / size) if places.can_buy[place] else 0
        purchases.append([number * float(places.step[place]) for number in range(most + 1)])
    best: tuple[float, PlainPlan | None] = (float("inf"), None)
    prices = [float(one) for one in places.price]
    for sold in product(*sales):
        spare = sum(float(one) for one in problem.accounts.cash) + sum(
            shares * prices[place] for shares, place in zip(sold, lots.place, strict=True)
        )
        for bought in product(*purchases):
            cost = sum(shares * price for shares, price in zip(bought, prices, strict=True))
            if cost > spare - min(0.0, float(sum(problem.accounts.floor))) + _CENT:
                continue
            plan = PlainPlan(problem, sold, bought)
            if min(plan.cash) >= min(0.0, *map(float, problem.accounts.floor)) - _CENT:
                value = plan.objective
                if value < best[0] and not plan.broken:
                    best = (value, plan)
    return best
