"""Estimators against second libraries, and what they owe to any data."""

import numpy as np
import pandas as pd
import pytest
from skfolio import moments as second

from trimtab.errors import InvalidValue
from trimtab.risk import (
    Estimator,
    EstimatorName,
    ewma_moments,
    factor_moments,
    sample_moments,
    shrinkage_moments,
)
from trimtab.risk.arrays import Floats


def returns(count: int = 400, series: int = 4, seed: int = 7) -> Floats:
    rng = np.random.default_rng(seed)
    market = rng.normal(0.0003, 0.008, (count, 1))
    drawn: Floats = market @ np.linspace(0.2, 1.4, series)[None, :]
    return drawn + rng.normal(0, 0.004, (count, series))


def test_the_sample_covariance_is_that_of_a_second_library() -> None:
    R = returns()
    assert np.allclose(
        sample_moments(R).covariance, second.EmpiricalCovariance().fit(R).covariance_
    )


def test_exponential_weights_give_what_pandas_gives() -> None:
    R = returns()
    frame = pd.DataFrame(R)
    last = frame.ewm(halflife=30, adjust=True).cov(bias=False).loc[len(R) - 1].to_numpy()
    found = ewma_moments(R, half_life=30)
    assert np.allclose(found.covariance, last)
    assert np.allclose(found.mean, frame.ewm(halflife=30, adjust=True).mean().iloc[-1])


def test_a_very_long_half_life_is_the_sample() -> None:
    R = returns()
    assert np.allclose(ewma_moments(R, half_life=1e9).covariance, sample_moments(R).covariance)


def test_shrinkage_is_that_of_a_second_library() -> None:
    R = returns()
    assert np.allclose(shrinkage_moments(R).covariance, second.LedoitWolf().fit(R).covariance_)


def test_shrinkage_is_invertible_with_fewer_periods_than_series() -> None:
    R = returns(count=6, series=10)
    assert np.linalg.matrix_rank(sample_moments(R).covariance) < 10
    assert np.linalg.eigvalsh(shrinkage_moments(R).covariance)[0] > 0


def test_a_factor_model_finds_the_covariance_that_made_the_returns() -> None:
    rng = np.random.default_rng(9)
    loadings = np.array([0.5, 1.0, 1.5, 0.8])
    own = np.array([0.4, 0.3, 0.6, 0.5])
    true = np.outer(loadings, loadings) + np.diag(own**2)
    R = rng.multivariate_normal(np.zeros(4), true, 40_000) / 100
    assert np.allclose(factor_moments(R, factors=1).covariance * 1e4, true, atol=0.03)


def test_the_factor_model_does_not_depend_on_the_size_of_a_series() -> None:
    R = returns()
    size = np.array([1.0, 10.0, 0.1, 1.0])
    plain, sized = factor_moments(R, factors=1), factor_moments(R * size, factors=1)
    assert np.allclose(sized.covariance, plain.covariance * np.outer(size, size))


@pytest.mark.parametrize("factors", [0, 4])
def test_a_factor_model_has_fewer_factors_than_series(factors: int) -> None:
    with pytest.raises(InvalidValue, match="from 1 to 3, fewer than the 4 series"):
        factor_moments(returns(), factors=factors)


@pytest.mark.parametrize("name", list(EstimatorName))
def test_every_estimator_gives_a_covariance_in_which_no_portfolio_gains_certainty(
    name: EstimatorName,
) -> None:
    found = Estimator(name=name).moments(returns()).covariance
    assert np.array_equal(found, found.T)
    assert np.linalg.eigvalsh(found)[0] > 0


def test_a_half_life_must_be_above_zero() -> None:
    with pytest.raises(InvalidValue, match="half_life must be above zero, got 0"):
        ewma_moments(returns(), half_life=0)
