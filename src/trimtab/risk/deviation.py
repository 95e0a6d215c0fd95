"""Volatility, tracking error, beta: what the covariance alone says.

Notation
    w  weights, shape (N,), fractions of the portfolio; what they leave of 1 is cash without risk
    C  covariance a period, shape (N, N)
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from trimtab.errors import InvalidValue
from trimtab.risk.arrays import Floats
from trimtab.risk.checks import require_covariance, require_positive, series


def volatility(weights: ArrayLike, covariance: ArrayLike, *, periods_per_year: float) -> float:
    """Standard deviation of the portfolio's return, a fraction a year, >= 0.

    sqrt(w'Cw) sqrt(periods_per_year): periods count as independent. Zero when nothing is held or
    nothing moves. A gap (NaN) in either is refused.
    """
    w, C = _fitting(weights, covariance)
    scale = sqrt(require_positive("periods_per_year", periods_per_year))
    return sqrt(max(0.0, float(w @ C @ w))) * scale


def volatility_gradient(
    weights: ArrayLike, covariance: ArrayLike, *, periods_per_year: float
) -> Floats:
    """Derivative of `volatility` by each weight, shape (N,): C w / sqrt(w'Cw), a year.

    Zero where the volatility is zero, its least value, where no derivative exists.
    """
    w, C = _fitting(weights, covariance)
    scale = sqrt(require_positive("periods_per_year", periods_per_year))
    size = sqrt(max(0.0, float(w @ C @ w)))
    return np.zeros_like(w) if size == 0 else C @ w / size * scale


def tracking_error(
    weights: ArrayLike, benchmark: ArrayLike, covariance: ArrayLike, *, periods_per_year: float
) -> float:
    """Volatility of the difference between two portfolios, a fraction a year, >= 0.

    sqrt((w - b)'C(w - b)) sqrt(periods_per_year), where b are the benchmark's weights. Zero when
    both are the same; what one holds less is cash without risk.
    """
    w, b = np.asarray(weights, dtype=np.float64), np.asarray(benchmark, dtype=np.float64)
    if w.shape != b.shape:
        raise InvalidValue(f"{w.shape} weights do not fit a benchmark of {b.shape}")
    return volatility(w - b, covariance, periods_per_year=periods_per_year)


def beta(returns: ArrayLike, benchmark: ArrayLike) -> float:
    """Slope of `returns` on `benchmark`, both of shape (T,): cov(r, b) / var(b). No unit.

    1 for the benchmark itself. InvalidValue when the benchmark never moves.
    """
    r, b = series(returns), series(benchmark, "returns of the benchmark")
    if r.shape != b.shape:
        raise InvalidValue(f"{r.size} returns do not fit a benchmark of {b.size}")
    if float(np.ptp(b)) == 0.0:
        raise InvalidValue("the benchmark never moves, so nothing has a beta to it")
    centred = b - b.mean()
    return float(centred @ (r - r.mean())) / float(centred @ centred)


def _fitting(weights: ArrayLike, covariance: ArrayLike) -> tuple[Floats, Floats]:
    w, C = np.asarray(weights, dtype=np.float64), require_covariance(covariance)
    if w.shape != (C.shape[0],):
        raise InvalidValue(f"weights of shape {w.shape} do not fit a covariance of {C.shape}")
    if not np.isfinite(w).all():
        raise InvalidValue("weights hold a value that is not a finite number")
    return w, C
