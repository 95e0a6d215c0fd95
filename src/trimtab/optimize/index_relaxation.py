"""A problem that holds an index, from below: each security a class of its own, without what mixes.

Within one class, with x_i = y_i - m_i t V dollars off (t the class's target), D = sum x_i,
u_i = own_i m_i, g = sum u_i x_i, s = sum u_i m_i, and a the aversion,

    a V e'diag(own)e = a / V (sum own_i x_i^2 - 2 g D + s D^2).

Of every square a part 1 - theta stays with its security, where the split solves it exactly. The
rest, r = a / V (theta sum own_i x_i^2 - 2 g D + s D^2) + rho D^2 / V, with rho lent by the class's
drift, is convex when theta (1 + rho / (a s)) >= 1, by Cauchy and Schwarz: g^2 <= s sum own_i x_i^2.
So r is never under its tangent plane at any x, which is linear: a cost of holding. What is left of
the class's drift, and the factors, are parabolas over several classes (`spans`). The bound is
exact where the tangent touches.

A limit of the tracking error has a price: with mu added to a, less mu V times the limit, no plan
that keeps it has a J below.
"""

from dataclasses import dataclass, replace

import numpy as np

from trimtab.optimize.drift import Drift
from trimtab.optimize.problem import Classes, Floats, Indices, Problem, Tracking
from trimtab.optimize.spans import Spans
from trimtab.optimize.tracking import Curve, curve_of

# Dollars off for a cent of slope where something costs nothing: further than any trade.
_FLAT = 1e18

# Part of a class's drift lent to its securities: more keeps less of the drift, less of the squares.
_LENT = 0.5

# Exposures that differ by less than this from the index's have none.
_NO_EXPOSURE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relaxation:
    """A problem whose plans, less `constant`, never cost more than those of the true one.

    constant  dollars to add to its J and its bounds
    """

    problem: Problem
    spans: Spans
    constant: float


def relaxation_of(
    problem: Problem, tracking: Tracking, values: Floats, *, price: float
) -> Relaxation:
    """The relaxation that touches where the securities are worth `values`.

    price  mu >= 0 of the limit of the tracking error
    """
    return _Relaxing(problem, tracking, tracking.aversion + price).at(values, price)


class _Relaxing:
    """What `relaxation_of` works with; `aversion` is a, with mu."""

    def __init__(self, problem: Problem, tracking: Tracking, aversion: float) -> None:
        self.problem, self.tracking, self.aversion = problem, tracking, aversion
        self.curve: Curve = curve_of(tracking)
        count = len(problem.classes.names)
        self.s = np.zeros(count)
        self.s[: len(self.curve.s)] = self.curve.s
        self.indexes: Indices = np.unique(tracking.asset_class)
        classes = problem.classes
        steepness = problem.drift_aversion / np.maximum(classes.below, classes.above)
        self.lent = _LENT * steepness
        linear = aversion * self.s
        self.theta = np.divide(linear, linear + self.lent, out=np.ones(count), where=linear > 0)

    def at(self, values: Floats, price: float) -> Relaxation:
        """The relaxation that touches at `values`."""
        problem, tracking = self.problem, self.tracking
        slope, constant = self._tangent(values)
        places = problem.places
        inside = tracking.security >= 0
        holding = places.holding_cost.copy()
        holding[inside] += slope[tracking.security[inside]]
        of_class = places.asset_class.copy()
        of_class[inside] = len(problem.classes.names) + tracking.security[inside]
        here = np.bincount(
            tracking.security[inside], places.held[inside], minlength=len(tracking.held)
        )
        constant += float(slope @ (tracking.held - here))
        limit = price * problem.value * tracking.most if price > 0.0 else 0.0
        relaxed = replace(
            problem,
            drift_aversion=problem.drift_aversion or 1.0,
            places=replace(places, holding_cost=holding, asset_class=of_class),
            classes=self._classes(),
            tracking=None,
        )
        return Relaxation(problem=relaxed, spans=self._spans(), constant=constant - limit)

    def _tangent(self, values: Floats) -> tuple[Floats, float]:
        """The slope of r by every dollar held, and what r's plane is where nothing is held."""
        problem, tracking, of = self.problem, self.tracking, self.tracking.asset_class
        goal = tracking.weight * (problem.classes.target[of] * problem.value)
        off = values - goal
        count = len(problem.classes.names)
        whole = np.bincount(of, off, minlength=count)[of]
        mixed = np.bincount(of, self.curve.u * off, minlength=count)[of]
        squares = self.theta[of] * tracking.own * off
        slope = squares - mixed - self.curve.u * whole + self.s[of] * whole
        slope = 2.0 / problem.value * (self.aversion * slope + self.lent[of] * whole)
        return np.asarray(slope), -float(slope @ goal) - 0.5 * float(slope @ off)

    def _classes(self) -> Classes:
        """Every class, those of indexes without drift, then every security as one of its own."""
        problem, tracking, classes = self.problem, self.tracking, self.problem.classes
        of, value = tracking.asset_class, self.problem.value
        flat = np.isin(np.arange(len(classes.names)), self.indexes)
        free = flat if problem.drift_aversion > 0 else np.ones_like(flat)
        kept = self.aversion * (1.0 - self.theta[of]) * tracking.own
        width = np.full(len(of), np.inf)
        np.divide(problem.drift_aversion or 1.0, kept, out=width, where=kept > 0)
        unbounded = np.full(len(of), np.inf)
        return Classes(
            names=(*classes.names, *(f"security {number}" for number in range(len(of)))),
            target=np.append(classes.target, tracking.weight * classes.target[of]),
            held=np.append(np.where(flat, classes.target * value, classes.held), tracking.held),
            below=np.append(np.where(free, np.inf, classes.below), width),
            above=np.append(np.where(free, np.inf, classes.above), width),
            low=np.append(np.where(flat, -np.inf, classes.low), -unbounded),
            high=np.append(np.where(flat, np.inf, classes.high), unbounded),
            cash=classes.cash,
        )

    def _spans(self) -> Spans:
        """What is left of every index class's drift, and every factor."""
        drifts, factors = self._drifts(), self._factors()
        before = np.zeros((len(self.indexes) + factors.shape[1], len(self.problem.classes.names)))
        of = self.tracking.asset_class
        members = np.vstack(((of == self.indexes[:, None]).astype(np.float64), factors.T))
        return Spans(weights=np.hstack((before, members)), drift=drifts.and_also(self._squares()))

    def _drifts(self) -> Drift:
        problem, classes, at = self.problem, self.problem.classes, self.indexes
        goal = classes.target[at] * problem.value

        def reach(width: Floats) -> Floats:
            left = problem.drift_aversion / width[at] - self.lent[at]
            return _stiffness(problem.value, left)

        return Drift(
            start=np.bincount(self.tracking.asset_class, self.tracking.held)[at] - goal,
            under=reach(classes.below),
            over=reach(classes.above),
            low=classes.low[at] * problem.value - goal,
            high=classes.high[at] * problem.value - goal,
        )

    def _factors(self) -> Floats:
        """Exposures to the factors that members differ in, shape (N, K')."""
        return np.asarray(self.tracking.exposure[:, self._matter])

    @property
    def _matter(self) -> Indices:
        exposed = np.abs(self.tracking.exposure).max(axis=0, initial=0.0) > _NO_EXPOSURE
        return np.flatnonzero(exposed & (self.tracking.variance > 0.0))

    def _squares(self) -> Drift:
        chosen = self._matter
        stiff = _stiffness(self.problem.value, self.aversion * self.tracking.variance[chosen])
        unbounded = np.full(len(chosen), np.inf)
        return Drift(
            start=self._factors().T @ self.tracking.held,
            under=stiff,
            over=stiff,
            low=-unbounded,
            high=unbounded,
        )


def _stiffness(value: float, aversion: Floats) -> Floats:
    """Dollars off for each unit of slope where D dollars off cost aversion D^2 / V."""
    stiff = np.full(len(aversion), _FLAT)
    np.divide(value, 2.0 * aversion, out=stiff, where=aversion > 0)
    return np.minimum(stiff, _FLAT)
