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

from trimtab.errors import InvalidValue
from trimtab.risk.arrays import Floats
from trimtab.risk.checks import require_confidence, require_positive

_NORMAL = NormalDist()

# (1 - 0.95) * 100 is 5.000000000000004 in binary; a rank must not jump for that.
_RANK_DIGITS = 9

# How deep into the tail the Cornish-Fisher expansion must still be a quantile: one in a million.
_DEEPEST = _NORMAL.inv_cdf(1e-6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Mean and standard deviation a period, skewness, and kurtosis less 3 (0 for the normal)."""

    mean: float
    deviation: float
    skewness: float = 0.0
    kurtosis: float = 0.0

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


def normal_tail(shape: Shape, confidence: float) -> tuple[float, float]:
    """(quantile, mean beyond it) of a normal distribution: m + s z, and m - s phi(z) / a.

    McNeil, Frey and Embrechts, "Quantitative Risk Management" (2015), examples 2.11 and 2.14.
    """
    a = 1.0 - require_confidence(confidence)
    z = _NORMAL.inv_cdf(a)
    return (
        shape.mean + shape.deviation * z,
        shape.mean - shape.deviation * _NORMAL.pdf(z) / a,
    )


def cornish_fisher_tail(shape: Shape, confidence: float) -> tuple[float, float]:
    """(quantile, mean beyond it) by the expansion of Cornish and Fisher.

    q(z) = z + (z^2 - 1) S / 6 + (z^3 - 3z) K / 24 - (2z^3 - 5z) S^2 / 36, the quantile m + s q(z).
    The mean beyond it is that of m + s q(Z) for Z <= z, in closed form by E[Z | Z <= z] = -l,
    E[Z^2 | .] = 1 - z l, E[Z^3 | .] = -(z^2 + 2) l with l = phi(z) / a.
    E. Cornish and R. Fisher, Revue de l'Institut International de Statistique 5 (1938); the domain
    is in D. Maillard, "A User's Guide to the Cornish Fisher Expansion" (2012).

    InvalidValue where q falls somewhere in the tail: the expansion is then no quantile.
    """
    a = 1.0 - require_confidence(confidence)
    z = _NORMAL.inv_cdf(a)
    _require_rising(shape, z)
    hazard = _NORMAL.pdf(z) / a
    beyond = _expansion(shape, (-hazard, -z * hazard, -(z * z + 2.0) * hazard))
    at = _expansion(shape, (z, z * z - 1.0, z**3))
    return shape.mean + shape.deviation * at, shape.mean + shape.deviation * beyond


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


def _expansion(shape: Shape, powers: tuple[float, float, float]) -> float:
    """The expansion with (z, z^2 - 1, z^3) or their means in the tail."""
    S, K = shape.skewness, shape.kurtosis
    first, second, third = powers
    return (
        first
        + second * S / 6.0
        + (third - 3.0 * first) * K / 24.0
        - (2.0 * third - 5.0 * first) * S * S / 36.0
    )


def _require_rising(shape: Shape, z: float) -> None:
    """The slope 1 + z S/3 + (z^2 - 1) K/8 - (6z^2 - 5) S^2/36 is >= 0 from _DEEPEST up to z."""
    S, K = shape.skewness, shape.kurtosis
    square, line = K / 8.0 - S * S / 6.0, S / 3.0
    points = [min(z, _DEEPEST), z]
    if square > 0 and points[0] < -line / (2.0 * square) < z:
        points.append(-line / (2.0 * square))
    slopes = [square * x * x + line * x + 1.0 - K / 8.0 + 5.0 * S * S / 36.0 for x in points]
    if min(slopes) < 0:
        raise InvalidValue(
            f"skewness {S:.2f} and kurtosis {K + 3:.2f} lie outside the range in which the "
            "Cornish-Fisher expansion is a distribution; use the method historical"
        )
