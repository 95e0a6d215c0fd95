"""Tracking error: the variance e'Qe of what is held of an index's members, and what trades change.

Moving a_i dollars into security i changes e by (1_i - m_c) a_i / V, c its class. With the curve

    A(i, j) = (1_i - m_c)' Q (1_j - m_c')   and the slope   G_i = (1_i - m_c)' Q e

the variance changes by 2 sum G_i a_i / V + sum A(i, j) a_i a_j / V^2, exactly. With u_i = own_i m_i
and s_c = sum own_i m_i^2, A(i, j) = [i = j] own_i + [c = c'] (s_c - u_i - u_j) + the factors' part.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.problem import Floats, Indices, Problem, Tracking, Trades


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """A of `tracking`; u, s, and A(i, i) in `diagonal`."""

    tracking: Tracking
    u: Floats
    s: Floats
    diagonal: Floats

    def between(self, one: Indices, other: Indices) -> Floats:
        """A(i, j) for each pair of securities."""
        tracking = self.tracking
        same = tracking.asset_class[one] == tracking.asset_class[other]
        inside = self.s[tracking.asset_class[one]] - self.u[one] - self.u[other]
        total = np.where(one == other, tracking.own[one], 0.0) + np.where(same, inside, 0.0)
        exposure = tracking.exposure
        total = total + np.einsum("nk,nk,k->n", exposure[one], exposure[other], tracking.variance)
        return np.asarray(total)

    def row(self, security: int) -> Floats:
        """A(i, j) of `security` and every other one."""
        every = np.arange(len(self.diagonal))
        return self.between(np.full(len(every), security), every)


def curve_of(tracking: Tracking) -> Curve:
    """The curve of `tracking`."""
    u = tracking.own * tracking.weight
    classes = int(tracking.asset_class.max(initial=-1)) + 1
    s = np.bincount(tracking.asset_class, u * tracking.weight, minlength=classes)
    factors = tracking.exposure**2 @ tracking.variance
    diagonal = tracking.own + s[tracking.asset_class] - 2.0 * u + factors
    return Curve(tracking=tracking, u=u, s=np.asarray(s, dtype=np.float64), diagonal=diagonal)


def values_after(problem: Problem, tracking: Tracking, trades: Trades) -> Floats:
    """Dollars of every security after `trades`, shape (N,)."""
    places, lots = problem.places, problem.lots
    into = trades.bought * places.price
    into = into - np.bincount(
        lots.place, trades.sold * places.price[lots.place], minlength=len(places.price)
    )
    inside = tracking.security >= 0
    count = len(tracking.held)
    moved = np.bincount(tracking.security[inside], into[inside], minlength=count)
    return np.asarray(tracking.held + moved)


def active_weights(problem: Problem, tracking: Tracking, values: Floats) -> Floats:
    """e, where the securities are worth `values`."""
    whole = np.bincount(tracking.asset_class, values)
    return np.asarray((values - tracking.weight * whole[tracking.asset_class]) / problem.value)


def variance_of(problem: Problem, tracking: Tracking, values: Floats) -> float:
    """Variance e'Qe a year, where the securities are worth `values`."""
    active = active_weights(problem, tracking, values)
    exposed = tracking.exposure.T @ values / problem.value
    return float(tracking.own @ active**2 + tracking.variance @ exposed**2)


def slope_of(problem: Problem, tracking: Tracking, values: Floats) -> Floats:
    """G, shape (N,), where the securities are worth `values`."""
    own = tracking.own * active_weights(problem, tracking, values)
    whole = np.bincount(tracking.asset_class, tracking.weight * own)
    exposed = tracking.exposure.T @ values / problem.value
    factors = tracking.exposure @ (tracking.variance * exposed)
    return np.asarray(own - whole[tracking.asset_class] + factors)
