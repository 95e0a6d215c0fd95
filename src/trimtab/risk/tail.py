"""The tail of a distribution: the quantile and the mean beyond it, by three methods.

Everything here is a gain: a loss is below zero, and no figure is turned round.

Notation
    a       1 - confidence, the probability of the tail
    z       standard normal quantile of a, below zero for a < 1/2
    m, s    mean and standard deviation a period
    S, K    skewness, and kurtosis less 3
    h       horizon in periods
"""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from trimtab.errors import InvalidValue
from trimtab.risk.arrays import Floats
from trimtab.risk.checks import require_confidence, require_positive

_NORMAL = NormalDist()

# (1 - 0.95) * 100 is 5.000000000000004 in binary; a rank must not jump for that.
_RANK_DIGITS = 9

# How deep into the tail the Cornish-Fisher expansion must still be a quantile: one in a million.
_DEEPEST = _NORMAL.inv_cdf(1e-6)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # arrays have no single truth
class Shape:
    """Of M portfolios, arrays of shape (M,): what a fitted distribution needs to know.

    mean, deviation  fractions a period
    skewness         0 for the normal
    kurtosis         less 3, so 0 for the normal
    """

    mean: Floats
    deviation: Floats
    skewness: Floats
    kurtosis: Floats

    def over(self, horizon: float) -> "Shape":
        """The same for the sum of `horizon` independent periods: h m, sqrt(h) s, S/sqrt(h), K/h."""
        h = require_positive("horizon", horizon)
        return Shape(
            mean=h * self.mean,
            deviation=sqrt(h) * self.deviation,
            skewness=self.skewness / sqrt(h),
            kurtosis=self.kurtosis / h,
        )


def tail_weights(count: int, confidence: float) -> tuple[int, float]:
    """(k, part): the tail is the k - 1 worst of `count` periods and `part` of the k-th worst.

    With x = a count exact, k = ceil(x), at least 1, and part = x - (k - 1), in (0, 1].
    """
    x = round((1.0 - require_confidence(confidence)) * count, _RANK_DIGITS)
    k = max(1, ceil(x))
    return k, x - (k - 1)


def normal_factors(confidence: float) -> tuple[float, float]:
    """(z, -phi(z) / a): the quantile and the mean beyond it, in deviations from the mean.

    McNeil, Frey and Embrechts, "Quantitative Risk Management" (2015), examples 2.11 and 2.14.
    """
    a = 1.0 - require_confidence(confidence)
    z = _NORMAL.inv_cdf(a)
    return z, -_NORMAL.pdf(z) / a


def normal_tail(shape: Shape, confidence: float) -> tuple[Floats, Floats]:
    """(quantile, mean beyond it) of normal distributions, shape (M,) twice."""
    at, beyond = normal_factors(confidence)
    return shape.mean + shape.deviation * at, shape.mean + shape.deviation * beyond


def cornish_fisher_tail(shape: Shape, confidence: float) -> tuple[Floats, Floats]:
    """(quantile, mean beyond it) by the expansion of Cornish and Fisher, shape (M,) twice.

    q(z) = z + (z^2 - 1) S / 6 + (z^3 - 3z) K / 24 - (2z^3 - 5z) S^2 / 36, the quantile m + s q(z).
    The mean beyond it is that of m + s q(Z) for Z <= z, in closed form by E[Z | Z <= z] = -l,
    E[Z^2 | .] = 1 - z l, E[Z^3 | .] = -(z^2 + 2) l with l = phi(z) / a.
    E. Cornish and R. Fisher, Revue de l'Institut International de Statistique 5 (1938); the domain
    is in D. Maillard, "A User's Guide to the Cornish Fisher Expansion" (2012).

    Not a number where q falls somewhere in the tail: the expansion is then no quantile.
    """
    S, K = shape.skewness, shape.kurtosis
    rising = np.where(
        _rises(shape, _NORMAL.inv_cdf(1.0 - require_confidence(confidence))), 1, np.nan
    )
    found = []
    for beyond in (False, True):
        value, by_skew, by_kurt, by_square = expansion_slopes(confidence, beyond=beyond)
        q = value + by_skew * S + by_kurt * K + by_square * S * S
        found.append(shape.mean + shape.deviation * q * rising)
    return found[0], found[1]


def require_expansion(shape: Shape, found: Floats) -> Floats:
    """`found` by `cornish_fisher_tail`; InvalidValue where it is not a number."""
    bad = np.flatnonzero(np.isnan(found))
    if bad.size:
        at = int(bad[0])
        raise InvalidValue(
            f"skewness {shape.skewness[at]:.2f} and kurtosis {shape.kurtosis[at] + 3:.2f} lie "
            "outside the range in which the Cornish-Fisher expansion is a distribution; use the "
            "method historical"
        )
    return found


def expansion_slopes(confidence: float, *, beyond: bool) -> tuple[float, float, float, float]:
    """(value, by S, by K, by S^2) such that the expansion is value + S . + K . + S^2 . .

    beyond  True: of the mean beyond the quantile, False: of the quantile
    """
    a = 1.0 - require_confidence(confidence)
    z = _NORMAL.inv_cdf(a)
    hazard = _NORMAL.pdf(z) / a
    first, second, third = (
        (-hazard, -z * hazard, -(z * z + 2.0) * hazard) if beyond else (z, z * z - 1.0, z**3)
    )
    return first, second / 6.0, (third - 3.0 * first) / 24.0, -(2.0 * third - 5.0 * first) / 36.0


def historical_tail(returns: Floats, confidence: float) -> tuple[Floats, Floats]:
    """(quantile, mean beyond it) of each column of returns, shape (T, M) to (M,) twice.

    The quantile is the k-th worst, k = ceil(a T): the least return that at least a share a of the
    periods do not exceed. The mean beyond it takes part of the k-th, so that its weight is exactly
    a: C. Acerbi and D. Tasche, "On the coherence of expected shortfall", Journal of Banking and
    Finance 26 (2002), definition 2.6. With a T <= 1 both are the worst return.
    """
    k, part = tail_weights(returns.shape[0], confidence)
    worst = np.partition(returns, k - 1, axis=0)[:k]
    quantile = worst[k - 1]
    mass = k - 1 + part
    return quantile, (worst[: k - 1].sum(axis=0) + part * quantile) / mass


def _rises(shape: Shape, z: float) -> NDArray[np.bool_]:
    """Whether the slope 1 + x S/3 + (x^2 - 1) K/8 - (6x^2 - 5) S^2/36 is >= 0 for x up to z.

    From _DEEPEST on, or at z alone where that lies deeper. The slope is a parabola in x.
    """
    S, K = shape.skewness, shape.kurtosis
    square, line, flat = K / 8.0 - S * S / 6.0, S / 3.0, 1.0 - K / 8.0 + 5.0 * S * S / 36.0
    deepest = min(z, _DEEPEST)
    with np.errstate(divide="ignore", invalid="ignore"):
        lowest = np.where(square > 0, -line / (2.0 * square), deepest)
    points = (np.full_like(S, deepest), np.full_like(S, z), np.clip(lowest, deepest, z))
    rising: NDArray[np.bool_] = np.logical_and.reduce(
        [square * x * x + line * x + flat >= 0 for x in points]
    )
    return rising
