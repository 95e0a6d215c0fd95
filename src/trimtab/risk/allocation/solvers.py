"""The convex cases, by skfolio and cvxpy. Import this module only where the extra is installed.

Notation
    m, C  mean and covariance a period; L with L L' = C
    h     horizon in periods, a = 1 - confidence
    k     of the normal tail: the amount of risk is k sqrt(h) s(w) - h m'w
"""

from math import sqrt
from typing import Any

import cvxpy as cp
import numpy as np
from skfolio import RiskMeasure as Library
from skfolio.exceptions import SkfolioError
from skfolio.optimization import MeanRisk, ObjectiveFunction, RiskBudgeting
from skfolio.prior import BasePrior, ReturnDistribution

from trimtab.errors import InvalidValue
from trimtab.risk.allocation.problem import AllocationProblem, projected
from trimtab.risk.arrays import Floats
from trimtab.risk.names import MeasureName, TailMethod
from trimtab.risk.tail import normal_factors

__all__ = ["is_convex", "least", "nearest_below", "parity"]


class _Given(BasePrior):  # type: ignore[misc]  # the library has no types
    """Mean and covariance as our own estimator found them."""

    def __init__(self, mean: Floats | None = None, covariance: Floats | None = None) -> None:
        self.mean = mean
        self.covariance = covariance

    def fit(self, X: Any, y: Any = None, **_: Any) -> "_Given":  # noqa: ANN401, ARG002 - as the library calls it
        """Keep what was given."""
        self.return_distribution_ = ReturnDistribution(
            mu=self.mean, covariance=self.covariance, returns=np.asarray(X)
        )
        return self


def is_convex(problem: AllocationProblem) -> bool:
    """True where no local optimum of the amount of risk can hide a better one."""
    measure = problem.model.measure
    if measure.name is MeasureName.VOLATILITY:
        return True
    if measure.method is TailMethod.CORNISH_FISHER:
        return False
    if measure.method is TailMethod.HISTORICAL:
        return measure.name is MeasureName.CVAR
    return _normal_factor(problem) >= 0


def least(problem: AllocationProblem) -> Floats:
    """The weights of least volatility, historical cvar, or normal tail."""
    measure = problem.model.measure
    chosen: dict[str, Any] = {"risk_measure": Library.VARIANCE}
    if measure.name is MeasureName.CVAR and measure.method is TailMethod.HISTORICAL:
        chosen = {"risk_measure": Library.CVAR, "cvar_beta": measure.confidence}
    elif measure.name is not MeasureName.VOLATILITY:
        # The least k sqrt(h) s - h m'w is the greatest m'w - (k / sqrt(h)) s.
        chosen = {
            "objective_function": ObjectiveFunction.MAXIMIZE_UTILITY,
            "risk_measure": Library.STANDARD_DEVIATION,
            "risk_aversion": _normal_factor(problem) / sqrt(measure.horizon),
        }
    return _fitted(problem, MeanRisk(**_shared(problem), **chosen))


def parity(problem: AllocationProblem) -> Floats:
    """Weights of which each contributes alike to the volatility or the historical cvar.

    Spinu's convex form of it, by skfolio; where a bound binds, as nearly alike as it lets them.
    """
    measure = problem.model.measure
    chosen: dict[str, Any] = {"risk_measure": Library.VARIANCE}
    if measure.name is MeasureName.CVAR:
        chosen = {"risk_measure": Library.CVAR, "cvar_beta": measure.confidence}
    return _fitted(problem, RiskBudgeting(**_shared(problem), **chosen))


def nearest_below(problem: AllocationProblem, amount: float) -> Floats:
    """The weights nearest to the current ones with A(w) <= amount, A convex.

    min |w - current|^2 subject to A(w) <= amount, the bounds, and sum w = 1.
    """
    w = cp.Variable(len(problem.names))
    limits = [cp.sum(w) == 1, w >= problem.low, w <= problem.high]
    limits.append(_amount(problem, w) <= amount / problem.share)
    asked = cp.Problem(cp.Minimize(cp.sum_squares(w - problem.current)), limits)
    try:
        asked.solve(solver=cp.CLARABEL)
    except cp.SolverError as error:
        raise InvalidValue(f"no weights were found: {error}") from error
    if w.value is None:
        raise InvalidValue(f"no weights were found: the solver says {asked.status}")
    return projected(np.asarray(w.value, dtype=np.float64), problem.low, problem.high)


def _amount(problem: AllocationProblem, w: Any) -> Any:  # noqa: ANN401 - cvxpy has no types
    model, measure = problem.model, problem.model.measure
    deviation = cp.norm(_root(model.moments.covariance).T @ w)
    if measure.name is MeasureName.VOLATILITY:
        return deviation * sqrt(model.periods_per_year)
    if measure.method is TailMethod.NORMAL:
        h = measure.horizon
        return _normal_factor(problem) * sqrt(h) * deviation - h * (model.moments.mean @ w)
    # Rockafellar and Uryasev: cvar is the greatest v - mean((v - r)+) / a, so its size the least.
    v = cp.Variable()
    short = cp.sum(cp.pos(v - model.values @ w)) / len(model.values) / (1 - measure.confidence)
    return (short - v) * sqrt(measure.horizon)


def _shared(problem: AllocationProblem) -> dict[str, Any]:
    moments = problem.model.moments
    return {
        "min_weights": problem.low,
        "max_weights": problem.high,
        "prior_estimator": _Given(mean=moments.mean, covariance=moments.covariance),
    }


def _fitted(problem: AllocationProblem, estimator: Any) -> Floats:  # noqa: ANN401 - the library has no types
    try:
        estimator.fit(problem.model.values)
    except SkfolioError as error:
        raise InvalidValue(f"no weights were found: {error}") from error
    found = np.asarray(estimator.weights_, dtype=np.float64)
    return projected(found, problem.low, problem.high)


def _normal_factor(problem: AllocationProblem) -> float:
    measure = problem.model.measure
    quantile, beyond = normal_factors(measure.confidence)
    return -(quantile if measure.name is MeasureName.VALUE_AT_RISK else beyond)


def _root(covariance: Floats) -> Floats:
    """L with L L' = C, also where C is singular."""
    values, vectors = np.linalg.eigh(covariance)
    root: Floats = vectors * np.sqrt(np.maximum(values, 0.0))
    return root
