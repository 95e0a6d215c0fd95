"""The optimal plan as a second solver finds it: SCIP, with drift as it is, quadratic.

Formulated from the definitions of J and the limits, not from `trimtab.optimize`: amounts in
thousands of dollars, one variable for every order, tau from positive and negative parts.
"""

from dataclasses import dataclass
from typing import Any

from pyscipopt import Model, quicksum

from trimtab.optimize.problem import Problem

_K = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScipAnswer:
    """J of the best plan SCIP found and its bound, dollars; infinite when there is no plan."""

    objective: float
    bound: float


def scip_optimum(problem: Problem, *, seconds: float, gap: float, whole_shares: bool) -> ScipAnswer:
    """Solve `problem` to `gap` dollars, or as far as `seconds` allow."""
    reference = _Reference(problem, whole_shares=whole_shares)
    model = reference.model
    model.setParam("limits/time", seconds)
    model.setParam("limits/absgap", gap / _K)
    model.setParam("limits/gap", 0.0)
    model.setParam("numerics/feastol", 1e-7)
    model.optimize()
    if model.getStatus() == "infeasible":
        return ScipAnswer(objective=float("inf"), bound=float("inf"))
    objective = model.getObjVal() if model.getNSols() else float("inf")
    return ScipAnswer(objective=objective * _K, bound=model.getDualbound() * _K)


class _Reference:
    """The model while it is written down; every amount in thousands of dollars."""

    def __init__(self, problem: Problem, *, whole_shares: bool) -> None:
        self.problem, self.whole = problem, whole_shares
        self.model = Model()
        self.model.hideOutput()
        places, lots = problem.places, problem.lots
        self.value = problem.value / _K
        self.sold = [self.model.addVar(lb=0, ub=float(one) / _K) for one in lots.value]
        most = [self.value if one else 0.0 for one in places.can_buy]
        self.bought = [self.model.addVar(lb=0, ub=one) for one in most]
        self.sells = [self._switch() for _ in places.symbols]
        self.buys = [self._switch() for _ in places.symbols]
        self.own: list[list[int]] = [[] for _ in places.symbols]
        for lot, place in enumerate(lots.place):
            self.own[int(place)].append(lot)
        self._orders()
        self._whole_steps()
        self._washes()
        self._totals()
        self.model.setObjective(self._objective(), "minimize")

    def _switch(self) -> Any:  # noqa: ANN401 - the solver's variables are untyped
        return self.model.addVar(vtype="B")

    def _free(self) -> Any:  # noqa: ANN401 - as above
        return self.model.addVar(lb=None)

    def _orders(self) -> None:
        problem, model, limits = self.problem, self.model, self.problem.limits
        least = limits.min_trade / _K
        for place, own in enumerate(self.own):
            for lot in own:
                model.addCons(
                    self.sold[lot] <= float(problem.lots.value[lot]) / _K * self.sells[place]
                )
            model.addCons(self.bought[place] <= self.value * self.buys[place])
            model.addCons(self.bought[place] >= least * self.buys[place])
            held = float(problem.places.held[place]) / _K
            sale = quicksum(self.sold[lot] for lot in own)
            model.addCons(sale >= min(least, held) * self.sells[place])
            # An order sells something: a commission cannot be paid for nothing.
            model.addCons(sale >= 1e-4 * self.sells[place])
            model.addCons(self.bought[place] >= 1e-4 * self.buys[place])
            if not limits.both_ways:
                model.addCons(self.sells[place] + self.buys[place] <= 1)
        if limits.max_orders:
            model.addCons(quicksum([*self.sells, *self.buys]) <= limits.max_orders)

    def _whole_steps(self) -> None:
        if not self.whole:
            return
        places, lots, model = self.problem.places, self.problem.lots, self.model
        for place, own in enumerate(self.own):
            step, price = float(places.step[place]), float(places.price[place]) / _K
            model.addCons(self.bought[place] == model.addVar(vtype="I", ub=None) * step * price)
            over = []
            for lot in own:
                shares = float(lots.shares[lot])
                residual = shares - int(shares / step + 1e-9) * step
                if residual > 1e-9:
                    entire = self._switch()
                    model.addCons(self.sold[lot] >= shares * price * entire)
                    over.append(residual * price * entire)
            steps = model.addVar(vtype="I", ub=None) * step * price
            model.addCons(quicksum(self.sold[lot] for lot in own) == steps + quicksum(over))

    def _washes(self) -> None:
        problem, model = self.problem, self.model
        places, lots = problem.places, problem.lots
        for group in range(len(problem.limits.exclusive)):
            members = [place for place, one in enumerate(places.group) if one == group]
            losing = [lot for place in members for lot in self.own[place] if lots.loss[lot]]
            if losing and problem.limits.exclusive[group]:
                taken = self._switch()
                for lot in losing:
                    model.addCons(self.sold[lot] <= float(lots.value[lot]) / _K * taken)
                for place in members:
                    model.addCons(self.buys[place] <= 1 - taken)
        for lot, needed in lots.needs.items():
            exits = self._switch()
            model.addCons(self.sold[lot] <= float(lots.value[lot]) / _K * exits)
            for other in needed:
                model.addCons(self.sold[other] >= float(lots.value[other]) / _K * exits)

    def _cash_of(self, account: int) -> Any:  # noqa: ANN401 - as above
        problem, places = self.problem, self.problem.places
        inside = [place for place, one in enumerate(places.account) if one == account]
        fee = problem.limits.commission / _K
        return float(problem.accounts.cash[account]) / _K + quicksum(
            (1 - float(places.half_spread[place]))
            * quicksum(self.sold[lot] for lot in self.own[place])
            - (1 + float(places.half_spread[place])) * self.bought[place]
            - fee * (self.sells[place] + self.buys[place])
            for place in inside
        )

    def _totals(self) -> None:
        problem, limits, model = self.problem, self.problem.limits, self.model
        accounts = range(len(problem.accounts.ids))
        cash = [self._cash_of(account) for account in accounts]
        self.cash = quicksum(cash)
        for account in accounts:
            model.addCons(cash[account] >= float(problem.accounts.floor[account]) / _K)
        floors = float(sum(problem.accounts.floor)) / _K
        model.addCons(self.cash >= limits.raise_total / _K + floors)
        if limits.max_turnover < float("inf"):
            side = self._switch()
            most = limits.max_turnover / _K
            model.addCons(quicksum(self.sold) <= most + 2 * self.value * side)
            model.addCons(quicksum(self.bought) <= most + 2 * self.value * (1 - side))
        self.gains = [self._gain(long=False), self._gain(long=True)]
        if limits.max_gain < float("inf"):
            model.addCons(self.gains[0] + self.gains[1] <= limits.max_gain / _K)
        self._classes()

    def _gain(self, *, long: bool) -> Any:  # noqa: ANN401 - as above
        lots, tax = self.problem.lots, self.problem.tax
        start = 0.0 if tax is None else (tax.long0 if long else tax.short0)
        return start / _K + quicksum(
            float(lots.gain[lot]) / float(lots.value[lot]) * self.sold[lot]
            for lot in range(len(lots.ids))
            if lots.taxed[lot] and bool(lots.long[lot]) == long
        )

    def _classes(self) -> None:
        problem, places, model = self.problem, self.problem.places, self.model
        classes = problem.classes
        self.off = []
        for index in range(len(classes.names)):
            inside = [place for place, one in enumerate(places.asset_class) if one == index]
            change = quicksum(
                self.bought[place] - quicksum(self.sold[lot] for lot in self.own[place])
                for place in inside
            )
            if index == classes.cash:
                change += self.cash - float(sum(problem.accounts.cash)) / _K
            weight = (float(classes.held[index]) / _K + change) / self.value
            off = self._free()
            model.addCons(off == 100 * (weight - float(classes.target[index])))
            self.off.append(off)
            low, high = float(classes.low[index]), float(classes.high[index])
            if low > -float("inf"):
                model.addCons(weight >= low)
            if high < float("inf"):
                model.addCons(weight <= high)
        self._tracking()

    def _tracking(self) -> None:
        """The variance against the target, percent squared, as it is: one square for each root."""
        risk = self.problem.risk
        if risk is None or risk.most == float("inf"):
            return
        squares = []
        for row in risk.root:
            exposed = self._free()
            moved = quicksum(float(one) * off for one, off in zip(row, self.off, strict=True))
            self.model.addCons(exposed == moved)
            squares.append(exposed * exposed)
        self.model.addCons(quicksum(squares) <= 1e4 * risk.most)

    def _objective(self) -> Any:  # noqa: ANN401 - as above
        problem, places, model = self.problem, self.problem.places, self.model
        fee = problem.limits.commission / _K
        total = quicksum(fee * one for one in (*self.sells, *self.buys))
        for place, own in enumerate(self.own):
            sale = quicksum(self.sold[lot] for lot in own)
            total += float(places.half_spread[place]) * (sale + self.bought[place])
            kept = float(places.held[place]) / _K - sale + self.bought[place]
            total += float(places.holding_cost[place]) * kept
        drift = model.addVar(lb=0)
        squares = []
        for index, off in enumerate(self.off):
            over, under = model.addVar(lb=0), model.addVar(lb=0)
            model.addCons(off == over - under)
            squares.append(over * over / float(problem.classes.above[index]))
            squares.append(under * under / float(problem.classes.below[index]))
        factor = problem.drift_aversion * self.value / 1e4
        model.addCons(drift >= quicksum(factor * one for one in squares))
        return total + drift + self._tax()

    def _tax(self) -> Any:  # noqa: ANN401 - as above
        tax, model = self.problem.tax, self.model
        if tax is None:
            return 0.0
        short, long = self.gains
        left, lost = self._parts(short + long)
        long_left, above = model.addVar(lb=0), model.addVar(lb=0)
        deducted, carried = model.addVar(lb=0, ub=tax.loss_limit / _K), model.addVar(lb=0)
        model.addCons(long_left <= left)
        model.addCons(long_left <= self._parts(long)[0])
        model.addCons(deducted + carried == lost)
        if tax.budget < float("inf"):
            model.addCons(above >= long_left - tax.budget / _K)
        now = (
            tax.rate_short * (left - long_left)
            + tax.rate_long * long_left
            + (tax.rate_over - tax.rate_long) * above
            - tax.rate_deduction * deducted
            - tax.rate_carried * carried
        )
        before = float(tax.tau(tax.short0, tax.long0)) / _K
        later = tax.rate_later * (short + long - (tax.short0 + tax.long0) / _K)
        return now - before - later

    def _parts(self, amount: Any) -> tuple[Any, Any]:  # noqa: ANN401 - as above
        """Positive and negative part, one of them 0."""
        most = 3 * self.value
        positive, negative, sign = self.model.addVar(lb=0), self.model.addVar(lb=0), self._switch()
        self.model.addCons(amount == positive - negative)
        self.model.addCons(positive <= most * sign)
        self.model.addCons(negative <= most * (1 - sign))
        return positive, negative
