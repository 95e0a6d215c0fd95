"""What lies over several classes: convex parabolas of dollars summed over classes, and a ball.

The ball is the limit of the tracking error: of K sums over classes, dollars off target each, the
root of the sum of their squares is at most a radius. With a price q of any sign for each sum it is
in closed form as well: the least of q z over the ball is -radius |q|, at z = -radius q / |q|.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.bound.drift import Drift
from trimtab.optimize.problem import ClassRisk, Floats, Problem

# Dollars off for a cent of slope where something costs nothing: further than any trade.
_FLAT = 1e18


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spans:
    """R of them.

    weights  shape (R, C): of a dollar more in each class
    drift    cost of each span, as of a class's dollars off target
    tilt     shape (C,): cost of a dollar more in each class, dollars
    """

    weights: Floats
    drift: Drift
    tilt: Floats

    def and_also(self, more: "Spans") -> "Spans":
        """Those of both."""
        return Spans(
            weights=np.vstack((self.weights, more.weights)),
            drift=self.drift.and_also(more.drift),
            tilt=self.tilt + more.tilt,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ball:
    """K sums over classes whose squares have a limit.

    weights  shape (K, C): of a dollar more in each class
    start    dollars off target before trading, shape (K,)
    radius   dollars; inf where there is no limit, and then K is 0
    """

    weights: Floats
    start: Floats
    radius: float

    def nearest(self, prices: Floats) -> tuple[Floats, float]:
        """Where prices . z is least, and what it is there."""
        length = float(np.linalg.norm(prices))
        if length <= 0.0:
            return np.zeros(len(prices)), 0.0
        return -self.radius / length * prices, -self.radius * length


def ball_of(problem: Problem, *, unspread: float) -> Ball:
    """The limit of the tracking error of the classes of `problem`.

    Its sums are scaled so that a dollar of a typical class counts as about a dollar. Of the cash
    that they count, up to `unspread` dollars may be spent on commissions: the ball is as much wider
    where cash moves at all.
    """
    risk, classes = problem.risk, problem.classes
    if risk is None or not np.isfinite(risk.loose):
        return Ball(weights=np.zeros((0, len(classes.names))), start=np.zeros(0), radius=np.inf)
    moving = np.linalg.norm(risk.root, axis=0)
    typical = float(np.median(moving[moving > 0.0])) if np.any(moving > 0.0) else 1.0
    weights = risk.root / typical
    return Ball(
        weights=weights,
        start=weights @ (classes.held - classes.target * problem.value),
        radius=problem.value * risk.loose**0.5 / typical
        + unspread * float(np.linalg.norm(weights[:, classes.cash])),
    )


def risk_spans(problem: Problem, risk: ClassRisk) -> Spans:
    """The cost of the variance of the classes, where it has one: `aversion` V d'Sd."""
    classes, stiff = problem.classes, problem.value / (2.0 * risk.aversion)
    start = risk.root @ (classes.held - classes.target * problem.value)
    return Spans(
        weights=risk.root,
        drift=Drift(
            start=start,
            under=np.full(len(start), min(stiff, _FLAT)),
            over=np.full(len(start), min(stiff, _FLAT)),
            low=np.full(len(start), -np.inf),
            high=np.full(len(start), np.inf),
        ),
        tilt=np.zeros(len(classes.names)),
    )


def no_spans(problem: Problem) -> Spans:
    """None at all."""
    nothing = np.zeros(0)
    return Spans(
        weights=np.zeros((0, len(problem.classes.names))),
        drift=Drift(start=nothing, under=nothing, over=nothing, low=nothing, high=nothing),
        tilt=np.zeros(len(problem.classes.names)),
    )
