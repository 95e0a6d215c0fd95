"""Value at risk and its conditional mean, of one series of returns.

The sign, once and for all: both functions return a **gain**, a fraction of the value over the
horizon, so a loss is below zero: -0.021 says that with the confidence asked for the portfolio loses
no more than 2.1 %. More risk is a lower number. Nothing in this project turns the sign round.
"""

import numpy as np
from numpy.typing import ArrayLike

from trimtab.risk.arrays import Floats
from trimtab.risk.checks import require_positive, series
from trimtab.risk.names import TailMethod
from trimtab.risk.tail import (
    Shape,
    cornish_fisher_tail,
    historical_tail,
    normal_tail,
    require_expansion,
)


def value_at_risk(
    returns: ArrayLike,
    *,
    confidence: float = 0.95,
    horizon: float = 1.0,
    method: TailMethod | str = TailMethod.HISTORICAL,
) -> float:
    """The return that falls short with probability 1 - confidence: a gain, below zero for a loss.

    returns     shape (T,), fractions a period; a gap (NaN) is refused
    confidence  in (0, 1), both ends excluded
    horizon     in periods, above zero
    method      historical: the k-th worst period, k = ceil((1 - confidence) T), times
                sqrt(horizon), which is exact only for independent normal returns without mean;
                normal: h m + sqrt(h) s z; cornish-fisher: z corrected for skewness and kurtosis,
                which shrink with the horizon as those of a sum of independent periods do

    For a constant series every method gives the constant, times sqrt(h) or h.
    """
    return _tail(returns, confidence=confidence, horizon=horizon, method=method)[0]


def cvar(
    returns: ArrayLike,
    *,
    confidence: float = 0.95,
    horizon: float = 1.0,
    method: TailMethod | str = TailMethod.HISTORICAL,
) -> float:
    """The mean return in the worst 1 - confidence of cases: a gain, below zero for a loss.

    Also called expected shortfall. Never above `value_at_risk` of the same arguments, which are
    explained there. R. Rockafellar and S. Uryasev, "Optimization of conditional value-at-risk",
    Journal of Risk 2 (2000).
    """
    return _tail(returns, confidence=confidence, horizon=horizon, method=method)[1]


def shape_of(returns: Floats) -> Shape:
    """Of each column of returns, shape (T, M).

    The deviation has the divisor T - 1. Skewness and kurtosis are moments over powers of the
    variance, all with the divisor T; 0 for a constant, which has none.
    """
    mean = returns.mean(axis=0)
    centred = returns - mean
    largest = np.abs(centred).max(axis=0)
    largest = np.where(np.ptp(returns, axis=0) > 0, largest, 0.0)
    moves = largest > 0
    x = centred / np.where(moves, largest, 1.0)  # so that no power of a tiny number vanishes
    x2 = x * x
    variance = np.where(moves, x2.mean(axis=0), 1.0)
    return Shape(
        mean=mean,
        deviation=largest * x.std(axis=0, ddof=1),
        skewness=np.where(moves, (x2 * x).mean(axis=0) / variance**1.5, 0.0),
        kurtosis=np.where(moves, (x2 * x2).mean(axis=0) / variance**2 - 3.0, 0.0),
    )


def _tail(
    returns: ArrayLike, *, confidence: float, horizon: float, method: TailMethod | str
) -> tuple[float, float]:
    r = series(returns)[:, None]
    chosen = TailMethod(method)
    if chosen is TailMethod.HISTORICAL:
        scale = require_positive("horizon", horizon) ** 0.5
        quantile, beyond = historical_tail(r, confidence)
        return float(quantile[0]) * scale, float(beyond[0]) * scale
    shape = shape_of(r).over(horizon)
    if chosen is TailMethod.NORMAL:
        quantile, beyond = normal_tail(shape, confidence)
    else:
        quantile, beyond = cornish_fisher_tail(shape, confidence)
        require_expansion(shape, quantile)
    return float(quantile[0]), float(beyond[0])
