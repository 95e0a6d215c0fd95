"""Mean and covariance of returns: sample, and exponentially weighted.

Notation
    T, N  periods and series
    R     returns, shape (T, N), fractions a period, the oldest first
    p     weights of the periods, shape (T,), sum 1
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trimtab.risk.arrays import Floats
from trimtab.risk.checks import matrix, require_covariance, require_positive


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # an array has no single truth
class Moments:
    """What an estimator says of the next period.

    mean        shape (N,), fractions a period
    covariance  shape (N, N), fractions squared a period, positive semi-definite
    """

    mean: Floats
    covariance: Floats

    def __post_init__(self) -> None:
        require_covariance(self.covariance)


def sample_moments(returns: ArrayLike) -> Moments:
    """Arithmetic mean, and covariance with the divisor T - 1, which makes it unbiased.

    Fewer periods than series leave it singular: some portfolio then seems to have no risk at all.
    """
    R = matrix(returns)
    return Moments(mean=R.mean(axis=0), covariance=symmetric(np.cov(R, rowvar=False)))


def ewma_moments(returns: ArrayLike, *, half_life: float) -> Moments:
    """Exponentially weighted: a period `half_life` periods older counts half as much.

    mean = sum of p R, covariance = sum of p (R - mean)(R - mean)' / (1 - sum of p squared), with p
    proportional to 2 ** (-age / half_life). The divisor makes it unbiased for independent periods;
    with equal p it is the sample covariance. RiskMetrics (J.P. Morgan/Reuters, Technical Document,
    4th edition, 1996, chapter 5) takes the mean as zero and leaves the divisor out.
    """
    R = matrix(returns)
    age = np.arange(R.shape[0] - 1, -1, -1, dtype=np.float64)
    p = np.exp2(-age / require_positive("half_life", half_life))
    p /= p.sum()
    mean = p @ R
    centred = R - mean
    spread = (centred * p[:, None]).T @ centred / (1.0 - float(p @ p))
    return Moments(mean=mean, covariance=symmetric(spread))


def symmetric(covariance: Floats) -> Floats:
    """`covariance`, shape (N, N), without what rounding makes of its two halves."""
    square = np.atleast_2d(covariance)
    return (square + square.T) / 2.0
