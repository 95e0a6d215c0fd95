"""Costs that lie over several classes: each a convex parabola of dollars summed over classes."""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.drift import Drift
from trimtab.optimize.problem import Floats, Problem


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


def no_spans(problem: Problem) -> Spans:
    """None at all."""
    nothing = np.zeros(0)
    return Spans(
        weights=np.zeros((0, len(problem.classes.names))),
        drift=Drift(start=nothing, under=nothing, over=nothing, low=nothing, high=nothing),
        tilt=np.zeros(len(problem.classes.names)),
    )
