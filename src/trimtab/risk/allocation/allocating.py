"""Weights of least risk, nearest weights with a risk asked for, and risk parity."""

from dataclasses import dataclass, replace
from enum import Enum
from importlib import import_module
from typing import Any

import numpy as np

from trimtab.errors import InvalidValue
from trimtab.risk.allocation.problem import AllocationProblem, corners, equal_start, projected
from trimtab.risk.allocation.search import Found, descend, nearest_crossing, random_starts
from trimtab.risk.allocation.tail_steps import raised
from trimtab.risk.arrays import Floats
from trimtab.risk.library import optional
from trimtab.risk.names import MeasureName, TailMethod
from trimtab.risk.portfolio import RiskMeasure

# Corners double with each part; beyond this many parts the largest risk is searched for.
_MOST_FOR_CORNERS = 12
_RANDOM_STARTS = 8
_RANDOM_RAYS = 3
_FAR_STARTS = 6
_MOST_TURNS = 6

# Ends this near to the best, relative to it, count as the same.
_SAME = 0.005
_REACHED = 1e-6


class Quality(Enum):
    """How good an answer is.

    OPTIMAL   of a convex problem, solved to the solver's tolerance: nothing is better
    SEARCHED  the best of several starts; something better cannot be excluded
    """

    OPTIMAL = "optimal"
    SEARCHED = "searched"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # an array has no single truth
class Allocation:
    """Weights found, shape (N,), sum 1 within the bounds, and how good they are.

    starts    how many starts were tried; 0 where the answer is optimal
    agreeing  how many of them ended within half a percent of the best
    """

    weights: Floats
    quality: Quality
    starts: int = 0
    agreeing: int = 0


def least_risk(problem: AllocationProblem) -> Allocation:
    """The weights of least risk under the bounds.

    Convex measures are solved exactly. A historical value at risk, and the Cornish-Fisher tail, are
    not convex: from equal weights, the current ones, those of least cvar and least volatility, and
    random ones a local search runs, and the best end is taken.
    """
    solvers = _solvers()
    if solvers.is_convex(problem):
        return Allocation(weights=solvers.least(problem), quality=Quality.OPTIMAL)
    starts = [equal_start(problem), _base(problem), *_convex_relatives(problem)]
    starts += random_starts(problem, _RANDOM_STARTS)
    ends = [_lowered(problem, start) for start in starts]
    return _best(ends)


def nearest_with_risk(problem: AllocationProblem, amount: float) -> Allocation:
    """The weights nearest to the current ones (least sum of squares) whose risk is `amount`.

    amount  size of the risk, above zero: a volatility a year, or a loss over the horizon

    Where a convex measure has to fall the answer is exact; otherwise the best of several starts.
    InvalidValue, with the range that the bounds allow, when it is out of reach.
    """
    solvers, base = _solvers(), _base(problem)
    now = problem.amount(base)
    if abs(now - amount) <= _REACHED * amount:
        return Allocation(weights=base, quality=Quality.OPTIMAL)
    lowest = least_risk(problem)
    low, (highest, high) = problem.amount(lowest.weights), greatest_risk(problem)
    if not low * (1 - _REACHED) <= amount <= high * (1 + _REACHED):
        raise InvalidValue(
            f"a risk of {amount:.4%} is out of reach: under these bounds it can be from "
            f"{low:.4%} to {high:.4%}"
        )
    if solvers.is_convex(problem) and now > amount:
        return Allocation(
            weights=solvers.nearest_below(problem, max(amount, low)), quality=Quality.OPTIMAL
        )
    amount = min(max(amount, low), high)
    starts = (
        _calmer_starts(problem, base, lowest.weights, amount / now)
        if now > amount
        else [*_highest_corners(problem), highest, *random_starts(problem, _RANDOM_RAYS)]
    )
    convex = solvers.is_convex(problem)
    found = [nearest_crossing(problem, base, one, amount, convex=convex) for one in starts]
    ends = [end for end in found if end is not None]
    if not ends:  # only the extreme itself has this much
        extreme = lowest.weights if now > amount else highest
        return Allocation(weights=extreme, quality=lowest.quality)
    return _best(ends)


def risk_parity(problem: AllocationProblem) -> Allocation:
    """Weights of which each contributes alike to the risk; where bounds bind, as nearly as can be.

    InvalidValue for a value at risk: its contributions jump with the period that is the quantile.
    """
    measure = problem.model.measure
    tail = measure.name is MeasureName.CVAR and measure.method is TailMethod.HISTORICAL
    if measure.name is not MeasureName.VOLATILITY and not tail:
        raise InvalidValue(
            "risk parity is found for the volatility and for the historical cvar, not for "
            f"{measure.name.value} by the method {measure.method.value}"
        )
    return Allocation(weights=_solvers().parity(problem), quality=Quality.OPTIMAL)


def greatest_risk(problem: AllocationProblem) -> tuple[Floats, float]:
    """Weights of the greatest risk under the bounds, and its amount.

    A convex measure is greatest at a corner. Where it is not convex, or there are too many corners,
    the best of several searches.
    """
    far = _highest_corners(problem)
    if _solvers().is_convex(problem) and len(problem.names) <= _MOST_FOR_CORNERS:
        return far[0], problem.amount(far[0])
    ends = [descend(problem, start, lambda w, _: -_finite(problem.amounts(w))) for start in far]
    best = min(ends, key=lambda end: end.value)
    return best.weights, problem.amount(best.weights)


def _solvers() -> Any:  # noqa: ANN401 - a module, loaded only where the extra is installed
    for library in ("skfolio", "cvxpy"):
        optional(library, purpose="a target by risk")
    return import_module("trimtab.risk.allocation.solvers")


def _base(problem: AllocationProblem) -> Floats:
    """The weights that keep the bounds and are nearest to the current ones."""
    return projected(problem.current, problem.low, problem.high)


def _lowered(problem: AllocationProblem, start: Floats) -> Found:
    """Moves; for a historical value at risk in turn with linear programs, while these help."""
    measure = problem.model.measure
    programs = measure.name is MeasureName.VALUE_AT_RISK and measure.method is TailMethod.HISTORICAL
    found = Found(weights=start, value=np.inf)
    for _ in range(_MOST_TURNS):
        better = raised(problem, found.weights) if programs else found.weights
        ended = descend(problem, better, lambda w, _: problem.amounts(w))
        if ended.value >= found.value - _REACHED * abs(found.value):
            break
        found = ended
        if not programs:
            break
    return found


def _calmer_starts(
    problem: AllocationProblem, base: Floats, lowest: Floats, share: float
) -> list[Floats]:
    """Rays along which the risk falls to `share` of what it is at `base`.

    Towards the least risk, towards it and some random weights, and towards the weights nearest to
    `base` of which the convex relatives have as small a share.
    """
    model, solvers = problem.model, _solvers()
    mixed = [0.75 * lowest + 0.25 * one for one in random_starts(problem, _RANDOM_RAYS)]
    relatives = []
    for measure in _relatives(problem):
        relative = replace(problem, current=base, model=replace(model, measure=measure))
        least = relative.amount(solvers.least(relative))
        wanted = max(share * relative.amount(base), least * (1 + _REACHED))
        relatives.append(solvers.nearest_below(relative, wanted))
    return [lowest, *relatives, *mixed]


def _relatives(problem: AllocationProblem) -> list[RiskMeasure]:
    names = (MeasureName.CVAR, MeasureName.VOLATILITY)
    measure = problem.model.measure
    return [replace(measure, name=name, method=TailMethod.HISTORICAL) for name in names]


def _finite(amounts: Floats) -> Floats:
    """Undefined amounts are no risk that could be sought."""
    return np.where(np.isfinite(amounts), amounts, -np.inf)


def _convex_relatives(problem: AllocationProblem) -> list[Floats]:
    """The weights of least cvar and of least volatility: good places to start from."""
    solvers = _solvers()
    models = [replace(problem.model, measure=measure) for measure in _relatives(problem)]
    return [solvers.least(replace(problem, model=model)) for model in models]


def _highest_corners(problem: AllocationProblem) -> list[Floats]:
    """The corners of greatest risk, the highest first; of many parts, those near each part."""
    if len(problem.names) <= _MOST_FOR_CORNERS:
        found = corners(problem.low, problem.high)
    else:
        whole = np.eye(len(problem.names))
        found = np.array([projected(one, problem.low, problem.high) for one in whole])
    amounts = _finite(problem.amounts(found))
    order = np.argsort(-amounts, kind="stable")[:_FAR_STARTS]
    return [found[at] for at in order]


def _best(ends: list[Found]) -> Allocation:
    best = min(ends, key=lambda end: end.value)
    near = best.value + _SAME * abs(best.value)
    return Allocation(
        weights=best.weights,
        quality=Quality.SEARCHED,
        starts=len(ends),
        agreeing=sum(end.value <= near for end in ends),
    )
