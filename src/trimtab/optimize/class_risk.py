"""Tracking error of the classes: the variance d'Sd of the household's weights against its targets.

S is the covariance of the classes' annual returns. Uninvested cash that the covariance does not
name never moves. Securities of no class ("Other") that it does not name move as the target's
classes do, cash left out, with the variance of a single share besides: as one holding, which errs
on the side of too much risk.
"""

import numpy as np

from trimtab.domain import AssetClass, ClassCovariance, Situation, TargetPortfolio
from trimtab.money import ZERO, to_float
from trimtab.optimize.problem import ClassRisk, Floats, Problem

# A year, of what no class explains in "Other": a volatility of 25 %.
_OTHER_OWN = 0.25**2

# Directions with less than this part of the largest variance are rounding.
_NOTHING = 1e-13

# Weights off target add up to 2 at most, so the sum of their squares does.
_FURTHEST = 2.0


def class_risk_of(situation: Situation) -> ClassRisk | None:
    """The risk of the classes of `situation`; None without a limit, or without a covariance."""
    most, covariance = situation.policy.max_tracking_error, situation.covariance
    if most is None or covariance is None:
        return None
    return risk_of(_matrix(situation.target, covariance), most=to_float(most * most))


def risk_of(covariance: Floats, *, most: float) -> ClassRisk:
    """The risk of classes with this covariance, shape (C, C); `most` is of the variance."""
    variances, directions = np.linalg.eigh(covariance)
    kept = variances > _NOTHING * max(float(variances.max(initial=0.0)), 0.0)
    below = max(0.0, -float(variances.min(initial=0.0)))
    return ClassRisk(
        root=np.sqrt(variances[kept])[:, None] * directions[:, kept].T,
        most=most,
        loose=most + _FURTHEST * below,
    )


def class_variance(problem: Problem, values: Floats) -> float:
    """D'Sd a year where the classes are worth `values` dollars; 0 where nothing asks for it."""
    if problem.risk is None:
        return 0.0
    exposed = problem.risk.root @ (values / problem.value - problem.classes.target)
    return float(exposed @ exposed)


def _matrix(target: TargetPortfolio, covariance: ClassCovariance) -> Floats:
    """S over all classes, in the order of the target."""
    classes = target.classes
    known = np.array(
        [[_between(covariance, one, other) for other in classes] for one in classes],
        dtype=np.float64,
    )
    if covariance.between(target.other.name, target.other.name) is not None:
        return known
    invested = [one not in (target.cash, target.other) for one in classes]
    weight = np.array([to_float(one.weight) for one in classes]) * invested
    market = weight / weight.sum() if weight.sum() > 0 else weight
    at = classes.index(target.other)
    alike = known @ market
    known[at, :] = known[:, at] = alike
    known[at, at] = market @ alike + _OTHER_OWN
    return known


def _between(covariance: ClassCovariance, one: AssetClass, other: AssetClass) -> float:
    return to_float(covariance.between(one.name, other.name) or ZERO)
