"""Weights to be chosen: a model of risk, bounds, and where they are now.

Notation
    w          weights, shape (N,), sum 1, no shorts
    low, high  bounds, 0 <= low <= high <= 1, both ends included
    A(w)       amount of risk: the size of the measure, more for a larger loss, of a portfolio of
               which these parts are a share and the rest never moves
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.errors import InvalidValue
from trimtab.risk.arrays import Floats, vector
from trimtab.risk.checks import require_positive
from trimtab.risk.estimators import Estimator
from trimtab.risk.portfolio import RiskMeasure, RiskModel, risk_model
from trimtab.risk.returns import Returns

# What rounding of bounds written in percent may leave.
_TOLERANCE = 1e-9
# What rounding of weights given as fractions may leave.
_ROUNDED = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # arrays have no single truth
class AllocationProblem:
    """Which weights are sought.

    names      of the parts, in the order of every array
    current    where the weights are now, sum 1; they may break the bounds
    cash       places of parts that never move; every other one must
    share      of the portfolio that these parts are together, in (0, 1]
    """

    names: tuple[str, ...]
    model: RiskModel
    low: Floats
    high: Floats
    current: Floats
    cash: tuple[int, ...] = ()
    share: float = 1.0

    def __post_init__(self) -> None:
        require_room(self.names, self.low, self.high)
        require_positive("share", self.share)
        still = [
            name
            for at, name in enumerate(self.names)
            if at not in self.cash and float(np.ptp(self.model.values[:, at])) == 0.0
        ]
        if still:
            raise InvalidValue(
                f"the series of {', '.join(still)} never moves, so its risk is not known; "
                "give another series, or leave the class out by a bound of its own weight"
            )

    def amount(self, weights: Floats) -> float:
        """A(w)."""
        return self.share * self.model.measure.amount(self.model.risk(weights))

    def amounts(self, weights: Floats) -> Floats:
        """A of many portfolios, shape (M, N) to (M,); infinite where the measure is undefined."""
        found = self.share * self.model.risks(weights) * self.model.measure.amount(1.0)
        return np.where(np.isnan(found), np.inf, found)

    def risk_shares(self, weights: Floats) -> Floats:
        """What each part contributes, as a share of the risk of these parts, sum 1; shape (N,).

        Zero throughout where there is no risk.
        """
        parts = weights * self.model.gradient(weights)
        total = float(parts.sum())
        return parts / total if total != 0 else np.zeros_like(parts)


def require_room(names: Sequence[str], low: Floats, high: Floats) -> None:
    """InvalidValue that names the bounds which no weights can keep while they sum to one."""
    upside = [
        f"{name}: at least {low[at]:.4%} and at most {high[at]:.4%}"
        for at, name in enumerate(names)
        if low[at] > high[at]
    ]
    if upside:
        raise InvalidValue(f"bounds exclude each other: {'; '.join(upside)}")
    if low.sum() > 1 + _TOLERANCE:
        named = ", ".join(f"{name} {low[at]:.2%}" for at, name in enumerate(names) if low[at] > 0)
        raise InvalidValue(
            f"the least weights add up to {low.sum():.2%}, more than the whole: {named}. "
            "Lower one of --min-weight"
        )
    if high.sum() < 1 - _TOLERANCE:
        named = ", ".join(f"{name} {high[at]:.2%}" for at, name in enumerate(names))
        raise InvalidValue(
            f"the greatest weights add up to {high.sum():.2%}, less than the whole: {named}. "
            "Raise one of --max-weight"
        )


def projected(weights: Floats, low: Floats, high: Floats) -> Floats:
    """The nearest weights within the bounds that sum to 1: clip(w + l) for one number l.

    l is found by halving, since the sum rises with it. The result keeps every bound; its sum misses
    1 by rounding at most.
    """
    down, up = -1.0 - float(np.abs(weights).max()), 1.0 + float(np.abs(weights).max())
    for _ in range(200):
        middle = (down + up) / 2.0
        if float(np.clip(weights + middle, low, high).sum()) < 1.0:
            down = middle
        else:
            up = middle
    found: Floats = np.clip(weights + up, low, high)
    return found


def equal_start(problem: AllocationProblem) -> Floats:
    """Equal weights, or the nearest to them that the bounds allow."""
    count = len(problem.names)
    return projected(np.full(count, 1.0 / count), problem.low, problem.high)


def corners(low: Floats, high: Floats) -> Floats:
    """Every corner of the weights allowed, shape (M, N): all at a bound but at most one."""
    count = len(low)
    found = []
    for free in range(count):
        rest = [at for at in range(count) if at != free]
        bits = (np.arange(2 ** (count - 1))[:, None] >> np.arange(count - 1)) & 1
        weights = np.empty((len(bits), count))
        weights[:, rest] = np.where(bits == 1, high[rest], low[rest])
        weights[:, free] = 1.0 - weights[:, rest].sum(axis=1)
        inside = (weights[:, free] >= low[free] - _TOLERANCE) & (
            weights[:, free] <= high[free] + _TOLERANCE
        )
        found.append(np.clip(weights[inside], low, high))
    return np.unique(np.round(np.concatenate(found), 12), axis=0)


def allocation_problem(
    returns: Returns,
    measure: RiskMeasure,
    *,
    estimator: Estimator | None = None,
    low: Mapping[str, float] | None = None,
    high: Mapping[str, float] | None = None,
    current: Mapping[str, float] | None = None,
) -> AllocationProblem:
    """Weights of every series of `returns`, fractions by name.

    low, high  0 and 1 for names that they leave out
    current    equal weights when left out; otherwise every name has one, and they sum to 1
    """
    names, equal = returns.names, 1.0 / len(returns.names)
    unknown = {*(low or {}), *(high or {}), *(current or {})} - set(names)
    if unknown:
        raise InvalidValue(f"there are no returns of {', '.join(sorted(unknown))}")
    held = vector((current or {}).get(name, 0.0 if current else equal) for name in names)
    if abs(float(held.sum()) - 1.0) > _ROUNDED:
        raise InvalidValue(f"current weights add up to {held.sum():.4%}, they must add up to 100 %")
    return AllocationProblem(
        names=names,
        model=risk_model(names, returns, measure, estimator or Estimator()),
        low=vector((low or {}).get(name, 0.0) for name in names),
        high=vector((high or {}).get(name, 1.0) for name in names),
        current=held,
    )
