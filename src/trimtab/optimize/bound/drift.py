"""Drift of a class, in dollars off its target, with its hard band: phi and what it is dual to.

phi(D) = kappa D^2 / (V h), h the half-width of the side that D is on; infinite outside the band.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trimtab.optimize.problem import Floats, Indices, Problem

# Dollars off target for a cent of slope where drift costs nothing at all: further than any trade.
_FLAT = 1e18


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drift:
    """phi of some classes, one entry each.

    start  dollars off target before trading
    under  dollars off target, for each unit of slope, where the class is under its target: D = y
           under is where phi' = y
    over   the same where it is over
    low    D has to be at or above it, -inf where there is no band
    high   D has to be at or below it
    """

    start: Floats
    under: Floats
    over: Floats
    low: Floats
    high: Floats

    def at(self, index: Indices) -> "Drift":
        """Those of `index`, in its order."""
        return Drift(
            start=self.start[index],
            under=self.under[index],
            over=self.over[index],
            low=self.low[index],
            high=self.high[index],
        )

    def without(self, index: int) -> "Drift":
        """The same, but that of `index` costs nothing and has no band."""
        others = np.arange(len(self.start)) != index
        return Drift(
            start=self.start,
            under=np.where(others, self.under, _FLAT),
            over=np.where(others, self.over, _FLAT),
            low=np.where(others, self.low, -np.inf),
            high=np.where(others, self.high, np.inf),
        )

    def within(self, reach: float) -> "Drift":
        """The same for classes that move by less than twice `reach` dollars, plus a dollar.

        Where drift costs nothing, a slope has no answer nearer than that, and a program no use for
        one further away.
        """
        far = 2.0 * reach + 1.0
        return Drift(
            start=self.start,
            under=self.under,
            over=self.over,
            low=np.maximum(self.low, self.start - far),
            high=np.minimum(self.high, self.start + far),
        )

    def and_also(self, more: "Drift") -> "Drift":
        """Those of both, `more` last."""
        return Drift(
            start=np.concatenate((self.start, more.start)),
            under=np.concatenate((self.under, more.under)),
            over=np.concatenate((self.over, more.over)),
            low=np.concatenate((self.low, more.low)),
            high=np.concatenate((self.high, more.high)),
        )

    def column(self) -> "Drift":
        """The same, each entry a row of one, to go with a table."""
        return Drift(
            start=self.start[:, None],
            under=self.under[:, None],
            over=self.over[:, None],
            low=self.low[:, None],
            high=self.high[:, None],
        )

    def best(self, slope: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where phi' reaches `slope`, inside the band: the D of least phi(D) - slope D."""
        stiffness = np.where(slope > 0, self.over, self.under)
        return np.minimum(np.maximum(slope * stiffness, self.low), self.high)

    def cost(self, off: NDArray[np.float64]) -> NDArray[np.float64]:
        """Phi at `off`, the band aside."""
        return off * off / (2.0 * np.where(off > 0, self.over, self.under))

    def slope(self, off: NDArray[np.float64]) -> NDArray[np.float64]:
        """Slope of phi at `off`."""
        return off / np.where(off > 0, self.over, self.under)


def drift_of(problem: Problem) -> Drift:
    """Drift of every class of `problem`."""
    classes, value = problem.classes, problem.value
    goal = classes.target * value

    def reach(width: Floats) -> Floats:
        if problem.drift_aversion <= 0:
            return np.full_like(width, _FLAT)
        return np.minimum(_FLAT, value * width / (2.0 * problem.drift_aversion))

    return Drift(
        start=classes.held - goal,
        under=reach(classes.below),
        over=reach(classes.above),
        low=classes.low * value - goal,
        high=classes.high * value - goal,
    )
