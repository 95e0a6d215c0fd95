"""Which estimator of mean and covariance is used, and the two that a library provides."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trimtab.errors import InvalidValue
from trimtab.risk.checks import matrix
from trimtab.risk.library import optional
from trimtab.risk.moments import Moments, ewma_moments, sample_moments, symmetric
from trimtab.risk.names import EstimatorName


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimator:
    """An estimator with what it needs.

    half_life  of `ewma`, in periods, above zero
    factors    of `factor`, at least 1 and fewer than there are series
    """

    name: EstimatorName = EstimatorName.SAMPLE
    half_life: float = 63.0
    factors: int = 1

    def moments(self, returns: ArrayLike) -> Moments:
        """Mean and covariance a period of returns of shape (T, N)."""
        R = matrix(returns)
        if self.name is EstimatorName.EWMA:
            return ewma_moments(R, half_life=self.half_life)
        if self.name is EstimatorName.SHRINKAGE:
            return shrinkage_moments(R)
        if self.name is EstimatorName.FACTOR:
            return factor_moments(R, factors=self.factors)
        return sample_moments(R)


def shrinkage_moments(returns: ArrayLike) -> Moments:
    """Sample mean, and the covariance of Ledoit and Wolf, drawn towards equal variances.

    O. Ledoit and M. Wolf, "A well-conditioned estimator for large-dimensional covariance matrices",
    Journal of Multivariate Analysis 88 (2004), as scikit-learn computes it, with the divisor T. It
    is invertible also where there are fewer periods than series, unless nothing moves at all.
    """
    R = matrix(returns)
    library = optional("sklearn.covariance", purpose="the estimator shrinkage")
    fitted = library.LedoitWolf().fit(R)
    return Moments(mean=R.mean(axis=0), covariance=symmetric(fitted.covariance_))


def factor_moments(returns: ArrayLike, *, factors: int) -> Moments:
    """Sample mean, and a covariance of `factors` common factors and each series' own variance.

    C = B B' + diag(own), fitted by maximum likelihood (factor analysis) as scikit-learn computes
    it, on returns scaled to equal variance: the fit does not depend on a series' size.
    """
    R = matrix(returns)
    if not 1 <= factors < R.shape[1]:
        raise InvalidValue(
            f"factors must be from 1 to {R.shape[1] - 1}, fewer than the {R.shape[1]} series, "
            f"got {factors}"
        )
    library = optional("sklearn.decomposition", purpose="the estimator factor")
    size = R.std(axis=0, ddof=1)
    size = np.where(size > 0, size, 1.0)
    fit = library.FactorAnalysis(n_components=factors, tol=1e-8, max_iter=5000, svd_method="lapack")
    fitted = fit.fit((R - R.mean(axis=0)) / size)
    scaled = symmetric(fitted.get_covariance())
    return Moments(mean=R.mean(axis=0), covariance=scaled * np.outer(size, size))
