"""A problem that holds an index, from below: each security a class of its own, without what mixes.

Within one class, with x_i = y_i - m_i t V dollars off (t the class's target), D = sum x_i,
u_i = own_i m_i, g = sum u_i x_i, s = sum u_i m_i, and a the aversion,

    a V e'diag(own)e = a / V (sum own_i x_i^2 - 2 g D + s D^2).

Of every square a part 1 - theta stays with its security, where the split solves it exactly. The
rest, r = a / V (theta sum own_i x_i^2 - 2 g D + s D^2) + rho D^2 / V, with rho lent by drift, is
convex when theta (1 + rho / (a s)) >= 1, by Cauchy and Schwarz: g^2 <= s sum own_i x_i^2. So r is
never under its tangent plane at any x, which is linear: a cost of holding. What is left of the
class's drift, and the factors, are parabolas over several classes (`spans`). The bound is exact
where the tangent touches, but for what the second lender keeps.

A part of the class's own drift is lent, and where trades move nothing but it and cash, a part of
the drift of cash, with E dollars off: all dollars off target sum to minus the costs C, so that E
and -D differ by a constant and C. Around D0 and E0, with W half of what the costs can be,
(E - E0)^2 >= (1 - eps) (D - D0)^2 - (1 / eps - 1) W^2; the rest of E^2 is linear in E.

A limit of the tracking error has a price: with mu added to a, less mu V times the limit, no plan
that keeps it has a J below.
"""

from dataclasses import dataclass, replace

import numpy as np

from trimtab.optimize.bound.drift import Drift
from trimtab.optimize.bound.spans import Spans
from trimtab.optimize.problem import Classes, ClassRisk, Floats, Indices, Problem, Tracking
from trimtab.optimize.tracking import Curve, curve_of

# Dollars off for a cent of slope where something costs nothing: further than any trade.
_FLAT = 1e18

# Part of drift that is lent to the squares: more keeps less of it where the tangent does not touch.
_LENT = 0.5

# eps, and how much of V the costs may take from the bound through it at most.
_SLACK, _LOST = 0.2, 1e-6

# Exposures that differ by less than this from the index's have none.
_NO_EXPOSURE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relaxation:
    """A problem whose plans, less `constant`, never cost more than those of the true one.

    constant  dollars to add to its J and its bounds
    linear    part of the squares that is linear in it, the greatest of any class: theta
    """

    problem: Problem
    spans: Spans
    constant: float
    linear: float


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
        self.widest = np.maximum(classes.below, classes.above)
        self.lent = _LENT * problem.drift_aversion / self.widest
        self.part = 0.0
        self.rest, self.lost = self._lent_by_cash()
        linear, lent = aversion * self.s, self.lent + self.rest
        self.theta = np.divide(linear, linear + lent, out=np.ones(count), where=linear > 0)

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
        constant += self._cash_tilt(values)[1]
        limit = price * problem.value * tracking.most if price > 0.0 else 0.0
        relaxed = replace(
            problem,
            drift_aversion=problem.drift_aversion or 1.0,
            places=replace(places, holding_cost=holding, asset_class=of_class),
            classes=self._classes(),
            tracking=None,
            risk=self._risk(),
        )
        return Relaxation(
            problem=relaxed,
            spans=self._spans(values),
            constant=constant - limit,
            linear=float(self.theta[self.indexes].max(initial=0.0)),
        )

    def _lent_by_cash(self) -> tuple[float, float]:
        """Rho lent by cash, and the dollars lost with it; `part` of the drift of cash is lent."""
        problem, cash = self.problem, self.problem.classes.cash
        moved = {*problem.places.asset_class.tolist(), cash}
        if len(self.indexes) != 1 or moved != {cash, *self.indexes.tolist()}:
            return 0.0, 0.0
        half, share = _most_costs(problem) / 2.0 / problem.value, 1.0 / _SLACK - 1.0
        rho = _LENT * problem.drift_aversion / float(self.widest[cash])
        if half > 0.0:
            rho = min(rho, _LOST / (share * half * half))
        if rho > 0.0:
            self.part = rho * float(self.widest[cash]) / problem.drift_aversion
        return (1.0 - _SLACK) * rho, share * rho * half * half * problem.value

    def _cash_tilt(self, values: Floats) -> tuple[float, float]:
        """Of what cash lends, the part that is linear: by a dollar more of cash, and without any.

        E0 is where cash ends with the securities at `values` and half of the costs that can be.
        """
        problem, classes = self.problem, self.problem.classes
        rho = self.rest / (1.0 - _SLACK)
        before = float(classes.held[classes.cash] - classes.target[classes.cash] * problem.value)
        spent = float((values - self.tracking.held).sum()) + _most_costs(problem) / 2.0
        there = before - spent
        tilt = 2.0 * rho * there / problem.value
        return tilt, tilt * before - rho * there * there / problem.value

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
        plane = -0.5 * float(slope @ off) - self.lost
        return np.asarray(slope), plane - float(slope @ goal)

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
        at_cash = np.arange(len(flat)) == classes.cash
        lent = np.where(at_cash, self.part / self.widest, 0.0)
        below, above = 1.0 / (1.0 / classes.below - lent), 1.0 / (1.0 / classes.above - lent)
        return Classes(
            names=(*classes.names, *(f"security {number}" for number in range(len(of)))),
            target=np.append(classes.target, tracking.weight * classes.target[of]),
            held=np.append(np.where(flat, classes.target * value, classes.held), tracking.held),
            below=np.append(np.where(free, np.inf, below), width),
            above=np.append(np.where(free, np.inf, above), width),
            low=np.append(np.where(flat, -np.inf, classes.low), -unbounded),
            high=np.append(np.where(flat, np.inf, classes.high), unbounded),
            cash=classes.cash,
        )

    def _risk(self) -> ClassRisk | None:
        """The limit of the classes alone: each security moves as its class does."""
        risk = self.problem.risk
        if risk is None:
            return None
        return replace(risk, root=np.hstack((risk.root, risk.root[:, self.tracking.asset_class])))

    def _spans(self, values: Floats) -> Spans:
        """What is left of every index class's drift, and every factor."""
        drifts, factors = self._drifts(), self._factors()
        tilt = np.zeros(len(self.problem.classes.names) + len(self.tracking.held))
        tilt[self.problem.classes.cash] = self._cash_tilt(values)[0]
        before = np.zeros((len(self.indexes) + factors.shape[1], len(self.problem.classes.names)))
        of = self.tracking.asset_class
        members = np.vstack(((of == self.indexes[:, None]).astype(np.float64), factors.T))
        return Spans(
            weights=np.hstack((before, members)), drift=drifts.and_also(self._squares()), tilt=tilt
        )

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


def _most_costs(problem: Problem) -> float:
    """Dollars of half-spreads and commissions that no plan passes."""
    places, lots = problem.places, problem.lots
    sold = float(lots.value.sum())
    cash = float(np.maximum(0.0, problem.accounts.cash).sum())
    half = float(places.half_spread.max(initial=0.0))
    return half * (2.0 * sold + cash) + 2.0 * problem.limits.commission * len(places.price)


def _stiffness(value: float, aversion: Floats) -> Floats:
    """Dollars off for each unit of slope where D dollars off cost aversion D^2 / V."""
    stiff = np.full(len(aversion), _FLAT)
    np.divide(value, 2.0 * aversion, out=stiff, where=aversion > 0)
    return np.asarray(np.minimum(stiff, _FLAT))
