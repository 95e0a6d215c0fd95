"""A portfolio's risk by the measure asked for, its gradient, and what each part contributes.

Notation
    w  weights, shape (N,), fractions; what they leave of 1 is cash, which neither gains nor moves
    R  returns, shape (T, N)
    g  gradient of the measure by the weights, shape (N,)

Each measure is homogeneous of degree one in w, so by Euler's theorem w'g is the measure itself, and
w_i g_i is what part i contributes (D. Tasche, "Capital allocation to business units and
sub-portfolios: the Euler principle", 2007).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from trimtab.errors import InvalidValue
from trimtab.risk.arrays import Floats
from trimtab.risk.checks import require_confidence, require_positive
from trimtab.risk.deviation import volatility_gradient
from trimtab.risk.estimators import Estimator
from trimtab.risk.moments import Moments
from trimtab.risk.names import MeasureName, TailMethod
from trimtab.risk.returns import Returns
from trimtab.risk.shortfall import shape_of
from trimtab.risk.tail import (
    Shape,
    cornish_fisher_tail,
    expansion_slopes,
    historical_tail,
    normal_tail,
    require_expansion,
    tail_weights,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskMeasure:
    """A measure with what it needs; the last three do not concern the volatility.

    method      how the tail is known
    confidence  in (0, 1)
    horizon     in periods of the returns, above zero
    """

    name: MeasureName = MeasureName.VOLATILITY
    method: TailMethod = TailMethod.HISTORICAL
    confidence: float = 0.95
    horizon: float = 1.0

    def __post_init__(self) -> None:
        require_confidence(self.confidence)
        require_positive("horizon", self.horizon)

    def amount(self, risk: float) -> float:
        """How much risk a value of this measure is: its size, more for a larger loss."""
        return risk if self.name is MeasureName.VOLATILITY else -risk


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # arrays have no single truth
class RiskModel:
    """Returns with the estimator's view of them, ready to be asked many times.

    values   shape (T, N), fractions a period
    moments  of the same series
    """

    measure: RiskMeasure
    values: Floats
    moments: Moments
    periods_per_year: float

    def risk(self, weights: Floats) -> float:
        """The measure of one portfolio, weights of shape (N,); its sign is the measure's own.

        InvalidValue where the Cornish-Fisher expansion is no distribution.
        """
        found = self.risks(weights[None, :])
        if self._corrected:
            require_expansion(self._shapes(weights[None, :]).over(self.measure.horizon), found)
        return float(found[0])

    def risks(self, weights: Floats) -> Floats:
        """The measure of many portfolios: weights of shape (M, N) to shape (M,).

        Not a number where the Cornish-Fisher expansion is no distribution.
        """
        if self.measure.name is MeasureName.VOLATILITY:
            return self._deviations(weights) * sqrt(self.periods_per_year)
        beyond = int(self.measure.name is MeasureName.CVAR)
        if self.measure.method is TailMethod.HISTORICAL:
            tail = historical_tail(self.values @ weights.T, self.measure.confidence)
            return tail[beyond] * sqrt(self.measure.horizon)
        found = cornish_fisher_tail if self._corrected else normal_tail
        return found(self._shapes(weights).over(self.measure.horizon), self.measure.confidence)[
            beyond
        ]

    def gradient(self, weights: Floats) -> Floats:
        """Derivative of `risk` by each weight, shape (N,).

        Where two periods tie for the quantile it is the one of the earlier: a subgradient.
        """
        if self.measure.name is MeasureName.VOLATILITY:
            return volatility_gradient(
                weights, self.moments.covariance, periods_per_year=self.periods_per_year
            )
        if self.measure.method is TailMethod.HISTORICAL:
            return self._historical_gradient(weights)
        return self._shaped_gradient(weights)

    @property
    def _corrected(self) -> bool:
        volatility = self.measure.name is MeasureName.VOLATILITY
        return self.measure.method is TailMethod.CORNISH_FISHER and not volatility

    def _deviations(self, weights: Floats) -> Floats:
        variance = ((weights @ self.moments.covariance) * weights).sum(axis=1)
        deviations: Floats = np.sqrt(np.maximum(variance, 0.0))
        return deviations

    def _shapes(self, weights: Floats) -> Shape:
        """Mean and deviation of the moments; skewness and kurtosis of the returns themselves."""
        none = np.zeros(len(weights))
        seen = shape_of(self.values @ weights.T) if self._corrected else None
        return Shape(
            mean=weights @ self.moments.mean,
            deviation=self._deviations(weights),
            skewness=none if seen is None else seen.skewness,
            kurtosis=none if seen is None else seen.kurtosis,
        )

    def _historical_gradient(self, weights: Floats) -> Floats:
        k, part = tail_weights(self.values.shape[0], self.measure.confidence)
        order = np.argsort(self.values @ weights, kind="stable")[:k]
        scale = sqrt(self.measure.horizon)
        counts = np.zeros(k) if self.measure.name is MeasureName.VALUE_AT_RISK else np.ones(k)
        counts[-1] = part
        slope: Floats = counts @ self.values[order] / counts.sum() * scale
        return slope

    def _shaped_gradient(self, weights: Floats) -> Floats:
        """By the product rule: h m' + sqrt(h) (s' q + s q'), q the expansion; q' = 0 if normal."""
        h = self.measure.horizon
        slope = volatility_gradient(weights, self.moments.covariance, periods_per_year=1.0)
        value, by_skew, by_kurt, by_square = expansion_slopes(
            self.measure.confidence, beyond=self.measure.name is MeasureName.CVAR
        )
        if not self._corrected:
            return h * self.moments.mean + sqrt(h) * value * slope
        shape = self._shapes(weights[None, :])
        over = shape.over(h)
        S, K = float(over.skewness[0]), float(over.kurtosis[0])
        q = value + by_skew * S + by_kurt * K + by_square * S * S
        skew, kurt = self._shape_gradients(weights)
        turn = (by_skew + 2.0 * by_square * S) * skew / sqrt(h) + by_kurt * kurt / h
        return h * self.moments.mean + sqrt(h) * (slope * q + float(shape.deviation[0]) * turn)

    def _shape_gradients(self, weights: Floats) -> tuple[Floats, Floats]:
        """Derivatives of skewness m3 / m2^1.5 and kurtosis m4 / m2^2 by each weight."""
        centred = self.values - self.values.mean(axis=0)
        x = centred @ weights
        m2, m3, m4 = (float(np.mean(x**power)) for power in (2, 3, 4))
        if m2 == 0.0:
            return np.zeros_like(weights), np.zeros_like(weights)
        d2, d3, d4 = ((power * x ** (power - 1)) @ centred / x.size for power in (2, 3, 4))
        return (
            d3 / m2**1.5 - 1.5 * m3 / m2**2.5 * d2,
            d4 / m2**2 - 2.0 * m4 / m2**3 * d2,
        )


def risk_model(
    names: tuple[str, ...], returns: Returns, measure: RiskMeasure, estimator: Estimator
) -> RiskModel:
    """The model of the series `names`, in their order."""
    values = returns.of(names)
    return RiskModel(
        measure=measure,
        values=values,
        moments=estimator.moments(values),
        periods_per_year=returns.periods_per_year,
    )


def model_with_cash(
    series: Sequence[str | None], returns: Returns, measure: RiskMeasure, estimator: Estimator
) -> RiskModel:
    """As `risk_model`; None stands for cash, which neither gains nor moves."""
    names = tuple(name for name in series if name is not None)
    moving = risk_model(names, returns, measure, estimator)
    places = [at for at, name in enumerate(series) if name is not None]
    values = np.zeros((len(moving.values), len(series)))
    values[:, places] = moving.values
    mean, covariance = np.zeros(len(series)), np.zeros((len(series), len(series)))
    mean[places] = moving.moments.mean
    covariance[np.ix_(places, places)] = moving.moments.covariance
    return RiskModel(
        measure=measure,
        values=values,
        moments=Moments(mean=mean, covariance=covariance),
        periods_per_year=returns.periods_per_year,
    )


def portfolio_risk(
    weights: Mapping[str, float],
    returns: Returns,
    measure: RiskMeasure,
    estimator: Estimator | None = None,
) -> float:
    """The risk of a portfolio held at constant weights.

    weights    fractions by the names of `returns`; what they leave of 1 is cash without risk
    estimator  of mean and covariance; the sample's when left out. The historical method does not
               ask it

    Volatility: a fraction a year, >= 0. Value at risk and cvar: a gain over the horizon, a
    fraction, below zero for a loss. InvalidValue for a name without returns.
    """
    names, w = _vector(weights)
    return risk_model(names, returns, measure, estimator or Estimator()).risk(w)


def risk_contributions(
    weights: Mapping[str, float],
    returns: Returns,
    measure: RiskMeasure,
    estimator: Estimator | None = None,
) -> dict[str, float]:
    """What each part adds to `portfolio_risk`, in its unit and sign: w_i times its derivative.

    They sum to it. A part that lowers the risk has the other sign. Cash contributes nothing.
    """
    names, w = _vector(weights)
    model = risk_model(names, returns, measure, estimator or Estimator())
    parts = w * model.gradient(w)
    return dict(zip(names, map(float, parts), strict=True))


def _vector(weights: Mapping[str, float]) -> tuple[tuple[str, ...], Floats]:
    if not weights:
        raise InvalidValue("a portfolio has at least one weight")
    w = np.array(list(weights.values()), dtype=np.float64)
    if not np.isfinite(w).all():
        raise InvalidValue("weights hold a value that is not a finite number")
    return tuple(weights), w
