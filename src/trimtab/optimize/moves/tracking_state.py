"""Tracking error of a plan that is being changed: what moves do to it, one by one and many."""

from collections.abc import Mapping

import numpy as np

from trimtab.optimize.legs import Legs
from trimtab.optimize.problem import Floats, Indices, Problem, Tracking, Trades
from trimtab.optimize.tracking import Curve, curve_of, slope_of, values_after, variance_of


class TrackingState:
    """e'Qe of a plan, and its slope by every security.

    security  of every leg, -1 outside of indexes
    cost      dollars of J for one unit of variance
    """

    def __init__(self, problem: Problem, tracking: Tracking, legs: Legs) -> None:
        self._problem, self._tracking = problem, tracking
        self._curve: Curve = curve_of(tracking)
        self.security: Indices = tracking.security[legs.place]
        self.of_leg: list[int] = self.security.tolist()
        self.cost = tracking.aversion * problem.value
        self.variance, self.slope = 0.0, np.zeros(len(tracking.held))

    def reset(self, trades: Trades) -> None:
        """Start again from `trades`."""
        values = values_after(self._problem, self._tracking, trades)
        self.variance = variance_of(self._problem, self._tracking, values)
        self.slope = slope_of(self._problem, self._tracking, values)

    def change(self, dollars: Mapping[int, float]) -> float:
        """Change of the variance by so many dollars more of each security."""
        curve, tracking, value = self._curve, self._tracking, self._problem.value
        parts = [(one, amount / value) for one, amount in dollars.items() if amount]
        total = 0.0
        for number, (one, part) in enumerate(parts):
            total += part * (2.0 * self.slope[one] + part * curve.diagonal[one])
            for other, more in parts[:number]:
                between = 0.0
                if tracking.asset_class[one] == tracking.asset_class[other]:
                    between = curve.s[tracking.asset_class[one]] - curve.u[one] - curve.u[other]
                both = tracking.exposure[one] * tracking.exposure[other]
                total += 2.0 * part * more * (between + both @ tracking.variance)
        return float(total)

    def apply(self, dollars: Mapping[int, float], change: float) -> None:
        """Make that change, `change` what it does to the variance."""
        self.variance += change
        for one, amount in dollars.items():
            if amount:
                self.slope += self._curve.row(one) * (amount / self._problem.value)

    def changes(self, first: Indices, dollars: Floats, second: Indices, others: Floats) -> Floats:
        """Change of the variance for each pair of legs by so many dollars more into each."""
        one, part = self._parts(first, dollars)
        other, more = self._parts(second, others)
        diagonal = self._curve.diagonal
        total = part * (2.0 * self.slope[one] + part * diagonal[one])
        total = total + more * (2.0 * self.slope[other] + more * diagonal[other])
        if np.any(part) and np.any(more):
            total = total + 2.0 * part * more * self._curve.between(one, other)
        return np.asarray(total)

    def slopes(self, legs: Indices) -> Floats:
        """Change of the variance for a dollar more into each leg's security."""
        one, inside = self._parts(legs, np.ones(len(legs)))
        return np.asarray(2.0 * self.slope[one] * inside)

    def between(self, first: Indices, second: Indices) -> Floats:
        """Half the mixed second derivative by a dollar into each of two legs, of the variance."""
        one, inside = self._parts(first, np.ones(len(first)))
        other, both = self._parts(second, np.ones(len(second)))
        return np.asarray(self._curve.between(one, other) * inside * both)

    def _parts(self, legs: Indices, dollars: Floats) -> tuple[Indices, Floats]:
        """Security of each leg and its dollars over V; outside of indexes none, of security 0."""
        security = self.security[legs]
        inside = security >= 0
        return np.where(inside, security, 0), np.where(inside, dollars, 0.0) / self._problem.value
