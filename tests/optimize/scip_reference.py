"""The problem told a second time, in continuous shares, to a solver of mixed-integer quadratics.

One solve for each piece of the tax, so that all that is left to decide is which orders there are.
"""

from dataclasses import dataclass, field
from functools import cached_property

from pyscipopt import Expr, Model, Variable, quicksum

from trimtab.optimize.problem import Problem
from trimtab.optimize.tax_curve import TaxPiece

# Amounts are percent of V.
_PERCENT = 0.01


def best_continuous(problem: Problem) -> float:
    """J of the best plan in dollars, within 0.0001 bp of V; inf when there is none."""
    pieces: tuple[TaxPiece | None, ...] = (None,) if problem.tax is None else problem.tax.pieces
    return min(_Told(problem=problem, piece=piece).best() for piece in pieces)


@dataclass(kw_only=True)
class _Told:
    problem: Problem
    piece: TaxPiece | None
    model: Model = field(default_factory=Model)

    @property
    def unit(self) -> float:
        return self.problem.value * _PERCENT

    def best(self) -> float:
        self.model.hideOutput()
        self.model.setParam("limits/absgap", 1e-6)
        self.model.setParam("numerics/feastol", 1e-9)
        cost = self.trading() + self.tax() + self.drift()
        self.accounts()
        self.switches()
        self.totals()
        level = self.model.addVar(lb=None)
        self.model.addCons(level >= cost)
        self.model.setObjective(level)
        self.model.optimize()
        status = self.model.getStatus()
        assert status in {"optimal", "gaplimit", "infeasible"}, status
        return float("inf") if status == "infeasible" else self.model.getDualbound() * self.unit

    @cached_property
    def sold(self) -> list[Variable]:
        return [self.model.addVar(ub=v / self.unit) for v in self.problem.lots.value]

    @cached_property
    def bought(self) -> list[Variable]:
        return [self.model.addVar(ub=200.0 * can) for can in self.problem.places.can_buy]

    @cached_property
    def sells(self) -> list[Variable]:
        """Is there a sale at the place?"""
        lots = self.problem.lots
        on = [self.model.addVar(vtype="B") for _ in self.bought]
        for place, amount, value in zip(lots.place, self.sold, lots.value, strict=True):
            self.model.addCons(amount <= value / self.unit * on[place])
        return on

    @cached_property
    def buys(self) -> list[Variable]:
        on = [self.model.addVar(vtype="B") for _ in self.bought]
        for amount, switch in zip(self.bought, on, strict=True):
            self.model.addCons(amount <= 200.0 * switch)
        return on

    def at(self, place: int) -> list[Variable]:
        """Sales at `place`."""
        return [s for s, p in zip(self.sold, self.problem.lots.place, strict=True) if p == place]

    def trading(self) -> Expr:
        places = self.problem.places
        cost = quicksum([])
        for place, (spread, holding, held) in enumerate(
            zip(places.half_spread, places.holding_cost, places.held, strict=True)
        ):
            sold = quicksum(self.at(place))
            cost += spread * (sold + self.bought[place])
            cost += holding * (held / self.unit - sold + self.bought[place])
        commission = self.problem.limits.commission / self.unit
        return cost + commission * quicksum([*self.sells, *self.buys])

    @cached_property
    def gains(self) -> tuple[Expr, Expr]:
        lots, tax = self.problem.lots, self.problem.tax
        assert tax is not None
        both = [tax.long0 / self.unit if long else tax.short0 / self.unit for long in (False, True)]
        for index, amount in enumerate(self.sold):
            if lots.taxed[index]:
                both[int(lots.long[index])] += lots.gain[index] / lots.value[index] * amount
        return both[0] + 0 * self.bought[0], both[1] + 0 * self.bought[0]

    def tax(self) -> Expr:
        tax, piece = self.problem.tax, self.piece
        if tax is None or piece is None:
            return 0.0
        short, long = self.gains
        for u, v, w in piece.rows:
            self.model.addCons(u * short + v * long <= w / self.unit)
        if self.problem.limits.max_gain < float("inf"):
            self.model.addCons(short + long <= self.problem.limits.max_gain / self.unit)
        now = (piece.constant - float(tax.tau(tax.short0, tax.long0))) / self.unit
        later = tax.rate_later * (short + long - (tax.short0 + tax.long0) / self.unit)
        return now + piece.short * short + piece.long * long - later

    def cash(self, account: int) -> Expr:
        """Cash added to the account."""
        places, commission = self.problem.places, self.problem.limits.commission / self.unit
        change = quicksum([])
        for place in range(len(self.bought)):
            if places.account[place] == account:
                spread = places.half_spread[place]
                change += (1 - spread) * quicksum(self.at(place))
                change -= (1 + spread) * self.bought[place]
                change -= commission * (self.sells[place] + self.buys[place])
        return change

    def accounts(self) -> None:
        accounts = self.problem.accounts
        changes = [self.cash(account) for account in range(len(accounts.cash))]
        room = (accounts.cash - accounts.floor) / self.unit
        for change, left in zip(changes, room, strict=True):
            self.model.addCons(change + left >= 0)
        raised = self.problem.limits.raise_total / self.unit
        if raised > 0:
            self.model.addCons(quicksum(changes) + float(room.sum()) >= raised)

    def drift(self) -> Expr:
        classes, places = self.problem.classes, self.problem.places
        cost = quicksum([])
        for index, held in enumerate(classes.held):
            off = held / self.unit - 100.0 * classes.target[index] + 0 * self.bought[0]
            for place, amount in enumerate(self.bought):
                if places.asset_class[place] == index:
                    off += amount - quicksum(self.at(place))
            if index == classes.cash:
                off += quicksum(
                    self.cash(account) for account in range(len(self.problem.accounts.cash))
                )
            over, under = self.model.addVar(), self.model.addVar()
            self.model.addCons(over - under == off)
            if classes.low[index] > -float("inf"):
                self.model.addCons(off >= 100.0 * (classes.low[index] - classes.target[index]))
            if classes.high[index] < float("inf"):
                self.model.addCons(off <= 100.0 * (classes.high[index] - classes.target[index]))
            aversion = self.problem.drift_aversion / 100.0
            cost += aversion / classes.above[index] * over * over
            cost += aversion / classes.below[index] * under * under
        return cost

    def switches(self) -> None:
        for group in self.problem.limits.exclusive.nonzero()[0]:
            self.exclude(int(group))
        if not self.problem.limits.both_ways:
            for sells, buys in zip(self.sells, self.buys, strict=True):
                self.model.addCons(sells + buys <= 1)
        for lot, needed in self.problem.lots.needs.items():
            on = self.model.addVar(vtype="B")
            self.model.addCons(self.sold[lot] <= self.value(lot) * on)
            for other in needed:
                self.model.addCons(self.sold[other] >= self.value(other) * on)

    def value(self, lot: int) -> float:
        return float(self.problem.lots.value[lot]) / self.unit

    def exclude(self, group: int) -> None:
        lots, places = self.problem.lots, self.problem.places
        loses = self.model.addVar(vtype="B")
        for index, amount in enumerate(self.sold):
            if lots.loss[index] and places.group[lots.place[index]] == group:
                self.model.addCons(amount <= self.value(index) * loses)
        for place, buys in enumerate(self.buys):
            if places.group[place] == group:
                self.model.addCons(buys + loses <= 1)

    def totals(self) -> None:
        limits = self.problem.limits
        if limits.max_orders > 0:
            orders = quicksum([*self.sells, *self.buys])
            self.model.addCons(orders <= limits.max_orders)
        if limits.max_turnover < float("inf"):
            side, most = self.model.addVar(vtype="B"), limits.max_turnover / self.unit
            self.model.addCons(quicksum(self.sold) <= most + 200 * side)
            self.model.addCons(quicksum(self.bought) <= most + 200 * (1 - side))
