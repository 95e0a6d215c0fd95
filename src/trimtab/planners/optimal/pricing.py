"""What an order is worth, and what a lot left alone would cost: found by solving again.

How many are priced depends on the size of the problem, so that the same household gives the same
plan; the time limit of the plan ends it where that comes first. Without a proof of the plan itself
no price would be sure, and none is told.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from trimtab.money import from_solver
from trimtab.optimize.alternatives import with_lot_sold, without_purchase, without_sale
from trimtab.optimize.closest import unlimited
from trimtab.optimize.evaluate import most_variance, outcome_of, sums
from trimtab.optimize.problem import Problem, Trades
from trimtab.optimize.solve import Answer, Status, solve

# Places and lots solved again, for orders and for lots: some six each for a household of a hundred
# lots, so that all of it takes about as long as a few plans.
_EFFORT = 1_000
_MOST = 12

# A price is told when what is not proved of it is small beside it.
_SURE = 0.25
_CENT = Decimal("0.01")

# Dollars of J from which on the price of a limit is told.
_LEAST_TOLD = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Dollars of J, >= 0.

    orders   by (account, security, "sell" or "buy"): what the plan loses without the order
    lots     by lot id: what the plan loses if all of a lot is sold
    limit    what the plan gains without a limit of the tracking error, and the variance a year that
             it would have; None where it gains nothing, or it is not sure
    skipped  orders and lots without a price: not tried, or not sure
    """

    orders: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)
    lots: dict[str, Decimal] = field(default_factory=dict)
    limit: tuple[Decimal, float] | None = None
    skipped: int = 0


@dataclass(frozen=True)
class Pricing:
    """Prices around one solved problem.

    trades   its plan
    seconds  for all solves together: what the plan itself left of its time limit
    gap      dollars, for each solve
    clock    seconds since the first of them began
    """

    problem: Problem
    answer: Answer
    trades: Trades
    seconds: float
    gap: float
    clock: Callable[[], float]

    def prices(self, wanted: Sequence[str]) -> Prices:
        """As many prices as the size of the problem allows: of the largest orders, and of lots.

        wanted  ids of lots that are left alone, the most telling first
        """
        if self.problem.value <= 0 or self.answer.status is not Status.PROVED:
            return Prices()
        size = len(self.problem.lots.ids) + len(self.problem.places.symbols)
        most = min(_MOST, _EFFORT // max(1, size))
        index = {lot_id: number for number, lot_id in enumerate(self.problem.lots.ids)}
        lots = [index[lot_id] for lot_id in wanted if lot_id in index]
        orders = list(self._orders())
        found = Prices()
        for key, place in orders[:most]:
            forbid = without_sale if key[2] == "sell" else without_purchase
            worth = self._difference(forbid(self.problem, place), 0.0)
            if worth is not None:
                found.orders[key] = worth
        for lot in lots[:most]:
            worth = self._difference(*with_lot_sold(self.problem, lot))
            if worth is not None:
                found.lots[self.problem.lots.ids[lot]] = worth
        told = len(found.orders) + len(found.lots)
        return replace(found, limit=self._limit(), skipped=len(orders) + len(lots) - told)

    def _limit(self) -> tuple[Decimal, float] | None:
        """What a limit of the tracking error costs, by the best plan without it."""
        if most_variance(self.problem) == float("inf") or self.clock() >= self.seconds:
            return None
        free = unlimited(self.problem)
        other = solve(free, time_limit=self.seconds, gap=self.gap, clock=self.clock)
        if other.trades is None:
            return None
        better = self.answer.objective - other.objective
        unsure = max(other.objective - other.bound, self.answer.objective - self.answer.bound)
        if better < _LEAST_TOLD or unsure > max(_LEAST_TOLD, _SURE * better):
            return None
        outcome = outcome_of(free, other.trades)
        return from_solver(better, _CENT), outcome.variance + outcome.of_classes

    def _orders(self) -> Iterator[tuple[tuple[str, str, str], int]]:
        """Every order with its place, the largest first."""
        problem, trades, places = self.problem, self.trades, self.problem.places
        shares = sums(problem.lots.place, trades.sold, len(places.symbols))
        dollars: list[tuple[float, int, str]] = []
        for side, amounts in (("sell", shares), ("buy", trades.bought)):
            here = amounts * places.price
            dollars += [
                (float(here[place]), place, side) for place in np.flatnonzero(here > 0).tolist()
            ]
        for _, place, side in sorted(dollars, key=lambda one: (-one[0], one[1])):
            key = (
                problem.accounts.ids[places.account[place]],
                places.symbols[place],
                side,
            )
            yield key, place

    def _difference(self, problem: Problem, constant: float) -> Decimal | None:
        """J of the best plan of `problem` over that of the plan; None where it is not sure."""
        if self.clock() >= self.seconds:
            return None
        other = solve(problem, time_limit=self.seconds, gap=self.gap, clock=self.clock)
        if other.trades is None:
            return None
        worse = other.objective + constant - self.answer.objective
        unsure = max(other.objective - other.bound, self.answer.objective - self.answer.bound)
        if worse < 0 or unsure > max(1.0, _SURE * worse):
            return None
        return from_solver(worse, _CENT)
