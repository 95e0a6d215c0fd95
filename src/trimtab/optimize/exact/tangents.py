"""Drift as a chain of segments under its parabolas.

Drift of one class, D percent of the household off target, costs kappa D^2 / h, h the half-width of
the side D lies on (in percent as well): convex, with slope 0 on target from both sides. Tangents
never lie above it, so neither does their upper envelope, a chain of segments of rising slope whose
kinks lie where neighbouring tangents cross. A bound found with the chain is therefore a bound.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.problem import Classes, Flags, Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parabolas:
    """The drift cost of every class; shape (C,), percent of the household.

    low, high  where D can lie at all
    """

    aversion: float
    below: Floats
    above: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, classes: Classes, aversion: float, low: Floats, high: Floats) -> "Parabolas":
        """Those of `classes`."""
        return cls(
            aversion=aversion,
            below=classes.below * 100,
            above=classes.above * 100,
            low=np.minimum(low, 0.0),
            high=np.maximum(high, 0.0),
        )

    def width(self, points: Floats) -> Floats:
        """Half-width of the side that each of `points` lies on, shape (C, K)."""
        return np.where(points < 0.0, self.below[:, None], self.above[:, None])

    def cost(self, deviation: Floats) -> Floats:
        """Of `deviation`, shape (C,), percent of the household."""
        side = np.where(deviation < 0.0, self.below, self.above)
        return np.asarray(self.aversion * deviation**2 / side)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """Segments by class, shape (C, K), from left to right.

    start   (C,) D where the first segment begins      cost_at_start  (C,) of the envelope there
    slopes  cost per percent      widths  percent, >= 0      over  the segment lies at D >= 0
    """

    start: Floats
    cost_at_start: Floats
    slopes: Floats
    widths: Floats
    over: Flags


def chain(parabolas: Parabolas, points: Floats) -> Chain:
    """The envelope of the tangents at `points`, shape (C, K), with a kink at 0."""
    low, high = parabolas.low[:, None], parabolas.high[:, None]
    at = np.sort(np.concatenate([np.clip(points, low, high), np.zeros_like(low)], axis=1), axis=1)
    slopes = 2.0 * parabolas.aversion * at / parabolas.width(at)
    # The tangent at x is slope (D - x / 2): it meets the D axis half way.
    intercepts = -slopes * at / 2.0
    kinks = _crossings(at, slopes, intercepts)
    edges = np.concatenate([low, np.clip(kinks, low, high), high], axis=1)
    edges = np.maximum.accumulate(edges, axis=1)
    starts, ends = edges[:, :-1], edges[:, 1:]
    left = np.minimum(ends, 0.0) - np.minimum(starts, 0.0)
    right = np.maximum(ends, 0.0) - np.maximum(starts, 0.0)
    return Chain(
        start=parabolas.low,
        cost_at_start=np.max(slopes * low + intercepts, axis=1),
        slopes=np.concatenate([slopes, slopes], axis=1),
        widths=np.concatenate([left, right], axis=1),
        over=np.concatenate(
            [np.zeros_like(left, dtype=np.bool_), np.ones_like(right, dtype=np.bool_)], axis=1
        ),
    )


def _crossings(at: Floats, slopes: Floats, intercepts: Floats) -> Floats:
    """Where each tangent crosses the next; between two of one slope, half way."""
    rise = np.diff(slopes, axis=1)
    middle = (at[:, 1:] + at[:, :-1]) / 2.0
    apart = rise > 0.0
    crossing = -np.diff(intercepts, axis=1) / np.where(apart, rise, 1.0)
    return np.where(apart, crossing, middle)


def grid(parabolas: Parabolas, centre: Floats, error: float, *, ratio: float = 1.6) -> Floats:
    """Points around `centre`, shape (C, K), dense there and geometrically coarser outwards.

    Close to `centre` the envelope lies at most about `error` percent of the household under the
    parabola.
    """
    side = np.where(centre < 0.0, parabolas.below, parabolas.above)
    aversion = max(parabolas.aversion, 1e-9)
    first = 2.0 * np.sqrt(error * side / aversion)
    reach = np.maximum(parabolas.high - centre, centre - parabolas.low)
    steps = np.log1p(np.max(reach / first, initial=1.0) * (ratio - 1.0)) / np.log(ratio)
    count = int(np.clip(np.ceil(steps), 2, 40))
    outwards = (ratio ** np.arange(1, count + 1) - 1.0) / (ratio - 1.0)
    offsets = np.concatenate([-outwards[::-1], [0.0], outwards])
    return np.asarray(centre[:, None] + first[:, None] * offsets[None, :])
