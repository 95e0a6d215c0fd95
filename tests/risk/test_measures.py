"""Measures against a second library, closed forms and the law of large numbers."""

from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats
from skfolio import measures as second

from trimtab.errors import InvalidValue
from trimtab.risk import (
    beta,
    cvar,
    drawdowns,
    max_drawdown,
    tracking_error,
    value_at_risk,
    volatility,
)
from trimtab.risk.arrays import Floats

CONFIDENCES = (0.8, 0.9, 0.95, 0.975, 0.99)
METHODS = ("historical", "normal", "cornish-fisher")


def fat_tailed(count: int = 997, seed: int = 3) -> Floats:
    drawn: Floats = np.random.default_rng(seed).standard_t(6, count) * 0.01 + 0.0004
    return drawn


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_historical_figures_are_those_of_a_second_library_with_the_sign_of_a_gain(
    confidence: float,
) -> None:
    r = fat_tailed()
    assert value_at_risk(r, confidence=confidence) == pytest.approx(
        -second.value_at_risk(r, beta=confidence)
    )
    assert cvar(r, confidence=confidence) == pytest.approx(-second.cvar(r, beta=confidence))


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_cvar_is_what_rockafellar_and_uryasev_maximise(confidence: float) -> None:
    r = fat_tailed(203)
    corners = r - np.maximum(r[:, None] - r[None, :], 0.0).mean(axis=1) / (1 - confidence)
    assert cvar(r, confidence=confidence) == pytest.approx(corners.max())


def test_the_tail_of_a_hundred_days_at_95_percent_is_five_of_them() -> None:
    # (1 - 0.95) * 100 is a little more than five in binary.
    r = np.arange(-50, 50) / 1000
    assert value_at_risk(r, confidence=0.95) == pytest.approx(-0.046)
    assert cvar(r, confidence=0.95) == pytest.approx(-0.048)


def test_normal_figures_are_the_closed_forms() -> None:
    r = fat_tailed()
    mean, deviation, z = r.mean(), r.std(ddof=1), stats.norm.ppf(0.05)
    assert value_at_risk(r, method="normal", horizon=10) == pytest.approx(
        10 * mean + sqrt(10) * deviation * z
    )
    assert cvar(r, method="normal", horizon=10) == pytest.approx(
        10 * mean - sqrt(10) * deviation * stats.norm.pdf(z) / 0.05
    )


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_the_true_tail_of_many_normal_returns(method: str) -> None:
    r = np.random.default_rng(11).normal(0.0005, 0.01, 200_000)
    true = NormalDist(0.0005, 0.01)
    z = NormalDist().inv_cdf(0.05)
    beyond = 0.0005 - 0.01 * NormalDist().pdf(z) / 0.05
    assert value_at_risk(r, method=method) == pytest.approx(true.inv_cdf(0.05), rel=0.01)
    assert cvar(r, method=method) == pytest.approx(beyond, rel=0.01)


def test_cornish_fisher_comes_nearer_to_a_skewed_tail_than_the_normal() -> None:
    # A gamma turned round has the skewness -2 / sqrt(9) and the excess kurtosis 6 / 9.
    r = -np.random.default_rng(5).gamma(9.0, 1.0, 400_000) / 300
    true = -stats.gamma(9.0, scale=1 / 300).ppf(0.99)
    expanded = value_at_risk(r, confidence=0.99, method="cornish-fisher")
    assert expanded == pytest.approx(true, rel=0.01)
    assert abs(value_at_risk(r, confidence=0.99, method="normal") - true) > 5 * abs(expanded - true)


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_the_cornish_fisher_cvar_is_the_mean_of_its_own_quantiles(confidence: float) -> None:
    r = fat_tailed()
    mean, _ = integrate.quad(
        lambda a: value_at_risk(r, confidence=1 - a, method="cornish-fisher"),
        1e-6,
        1 - confidence,
        limit=200,
    )
    assert cvar(r, confidence=confidence, method="cornish-fisher") == pytest.approx(
        mean / (1 - confidence), rel=1e-3
    )


def test_an_expansion_that_is_no_distribution_is_refused_by_name() -> None:
    r = np.concatenate((np.full(400, 0.001), [-0.5]))
    with pytest.raises(InvalidValue, match="Cornish-Fisher expansion is a distribution"):
        value_at_risk(r, method="cornish-fisher")


@given(
    returns=st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=60),
    confidence=st.floats(0.01, 0.99),
)
def test_cvar_is_never_above_value_at_risk(returns: list[float], confidence: float) -> None:
    for method in ("historical", "normal"):
        quantile = value_at_risk(returns, confidence=confidence, method=method)
        assert cvar(returns, confidence=confidence, method=method) <= quantile + 1e-12


@pytest.mark.parametrize("method", METHODS)
def test_a_constant_series_has_its_constant_as_its_tail(method: str) -> None:
    assert value_at_risk([0.01] * 20, method=method) == pytest.approx(0.01)
    assert cvar([0.01] * 20, method=method) == pytest.approx(0.01)


def test_the_horizon_of_the_historical_method_goes_by_the_root_of_time() -> None:
    r = fat_tailed()
    assert value_at_risk(r, horizon=10) == pytest.approx(sqrt(10) * value_at_risk(r))


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.1, 95.0, float("nan")])
@pytest.mark.parametrize("method", METHODS)
def test_a_confidence_outside_zero_and_one_is_refused(confidence: float, method: str) -> None:
    with pytest.raises(InvalidValue, match="between 0 and 1, both excluded"):
        value_at_risk(fat_tailed(), confidence=confidence, method=method)


def test_a_confidence_in_percent_is_answered_with_what_was_meant() -> None:
    with pytest.raises(InvalidValue, match=r"did you mean 0\.95\?"):
        cvar(fat_tailed(), confidence=95)


def test_a_gap_is_refused_with_its_place_and_never_filled() -> None:
    with pytest.raises(InvalidValue, match="have a gap: number 2 is nan"):
        value_at_risk([0.01, float("nan"), 0.02])


def test_volatility_is_the_annual_deviation_of_the_portfolio() -> None:
    R = np.random.default_rng(1).normal(0, 0.01, (500, 3))
    w = np.array([0.5, 0.3, 0.2])
    expected = second.standard_deviation(R @ w) * sqrt(252)
    found = volatility(w, np.cov(R, rowvar=False), periods_per_year=252)
    assert found == pytest.approx(expected)


def test_tracking_error_is_the_deviation_of_the_difference() -> None:
    R = np.random.default_rng(2).normal(0, 0.01, (500, 3))
    w, b = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.4, 0.2])
    C = np.cov(R, rowvar=False)
    expected = (R @ (w - b)).std(ddof=1) * sqrt(252)
    assert tracking_error(w, b, C, periods_per_year=252) == pytest.approx(expected)
    assert tracking_error(w, w, C, periods_per_year=252) == 0.0


def test_beta_is_the_slope_of_a_regression() -> None:
    b = fat_tailed()
    r = 0.7 * b + np.random.default_rng(4).normal(0, 0.002, b.size)
    assert beta(r, b) == pytest.approx(stats.linregress(b, r).slope)
    assert beta(b, b) == pytest.approx(1.0)


def test_nothing_has_a_beta_to_a_benchmark_that_never_moves() -> None:
    with pytest.raises(InvalidValue, match="never moves"):
        beta([0.01, 0.02, 0.0], [0.01, 0.01, 0.01])


def test_drawdowns_are_those_of_a_second_library() -> None:
    r = fat_tailed()
    compounded = second.get_drawdowns(r, compounded=True)
    assert np.allclose(drawdowns(r), compounded)
    assert max_drawdown(r) == pytest.approx(compounded.min())


def test_a_first_loss_is_a_drawdown_and_steady_gains_have_none() -> None:
    assert drawdowns([-0.1, 0.05]) == pytest.approx([-0.1, -0.055])
    assert max_drawdown([0.01, 0.0, 0.02]) == 0.0


@pytest.mark.parametrize(
    ("covariance", "message"),
    [
        ([[1.0, 2.0], [2.0, 1.0]], "not positive semi-definite: its smallest eigenvalue is -1"),
        ([[1.0, 0.5], [0.4, 1.0]], "must be symmetric"),
        ([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], "as many rows as columns"),
        ([[1.0, float("nan")], [float("nan"), 1.0]], "not a finite number"),
    ],
)
def test_a_covariance_that_is_none_is_refused(covariance: list[list[float]], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        volatility([0.5, 0.5], covariance, periods_per_year=252)
