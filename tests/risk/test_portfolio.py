"""Gradients against finite differences, and contributions that add up."""

from datetime import date, timedelta
from itertools import product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.errors import InvalidValue
from trimtab.risk import (
    Estimator,
    EstimatorName,
    MeasureName,
    Returns,
    RiskMeasure,
    TailMethod,
    cvar,
    portfolio_risk,
    risk_contributions,
    risk_model,
    value_at_risk,
)

NAMES = ("VTI", "VXUS", "BND")
MEASURES = [
    RiskMeasure(name=name, method=method, confidence=0.95, horizon=horizon)
    for name, method, horizon in product(MeasureName, TailMethod, (1.0, 10.0))
]
ESTIMATORS = [Estimator(), Estimator(name=EstimatorName.EWMA, half_life=60.0)]


def returns(count: int = 501, seed: int = 5) -> Returns:
    rng = np.random.default_rng(seed)
    market = rng.standard_t(5, (count, 1)) * 0.006
    values = market @ np.array([[1.0, 1.1, 0.1]]) + rng.normal(0.0002, 0.004, (count, 3))
    days = tuple(date(2024, 1, 1) + timedelta(days=step) for step in range(count))
    return Returns(names=NAMES, days=days, values=values, periods_per_year=252)


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("measure", MEASURES)
def test_the_gradient_is_that_of_finite_differences(
    measure: RiskMeasure, estimator: Estimator
) -> None:
    model = risk_model(NAMES, returns(), measure, estimator)
    w, step = np.array([0.5, 0.2, 0.3]), 1e-7
    moved = np.eye(3) * step
    slopes = [(model.risk(w + one) - model.risk(w - one)) / (2 * step) for one in moved]
    assert model.gradient(w) == pytest.approx(slopes, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("measure", MEASURES)
@given(parts=st.lists(st.floats(0.001, 1.0), min_size=3, max_size=3))
def test_contributions_add_up_to_the_risk(measure: RiskMeasure, parts: list[float]) -> None:
    weights = dict(zip(NAMES, parts, strict=True))
    total = portfolio_risk(weights, returns(), measure)
    assert sum(risk_contributions(weights, returns(), measure).values()) == pytest.approx(
        total, rel=1e-9, abs=1e-12
    )


def test_many_portfolios_at_once_have_the_risk_of_each() -> None:
    many = np.random.default_rng(1).dirichlet(np.ones(3), 7)
    for measure in MEASURES:
        model = risk_model(NAMES, returns(), measure, Estimator())
        assert model.risks(many) == pytest.approx([model.risk(one) for one in many])


@pytest.mark.parametrize("method", list(TailMethod))
def test_a_portfolio_of_one_has_the_figures_of_its_series(method: TailMethod) -> None:
    r = returns().values[:, 0]
    for name, alone in ((MeasureName.VALUE_AT_RISK, value_at_risk), (MeasureName.CVAR, cvar)):
        measure = RiskMeasure(name=name, method=method, horizon=5.0)
        expected = alone(r, horizon=5.0, method=method)
        assert portfolio_risk({"VTI": 1.0}, returns(), measure) == pytest.approx(expected)


def test_cash_beside_the_portfolio_carries_no_risk() -> None:
    for measure in MEASURES:
        whole = portfolio_risk({"VTI": 0.6, "BND": 0.4}, returns(), measure)
        half = portfolio_risk({"VTI": 0.3, "BND": 0.2}, returns(), measure)
        assert half == pytest.approx(whole / 2)


def test_more_risk_is_a_larger_volatility_and_a_lower_value_at_risk() -> None:
    calm, wild = {"BND": 1.0}, {"VTI": 1.0}
    for measure in MEASURES:
        less, more = (portfolio_risk(one, returns(), measure) for one in (calm, wild))
        assert measure.amount(less) < measure.amount(more)
        assert (less < more) == (measure.name is MeasureName.VOLATILITY)


def test_volatility_counts_in_years() -> None:
    measure = RiskMeasure()
    expected = returns().values[:, 0].std(ddof=1) * sqrt(252)
    assert portfolio_risk({"VTI": 1.0}, returns(), measure) == pytest.approx(expected)


def test_a_name_without_returns_is_told() -> None:
    with pytest.raises(InvalidValue, match="no returns of GLD, TLT"):
        portfolio_risk({"GLD": 0.5, "TLT": 0.5}, returns(), RiskMeasure())


def test_a_return_of_percent_typed_as_a_fraction_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidValue, match=r"BND on 2024-01-02 is -1\.2; nothing loses more"):
        Returns(
            names=("VTI", "BND"),
            days=(date(2024, 1, 1), date(2024, 1, 2)),
            values=np.array([[0.3, 0.2], [0.5, -1.2]]),
            periods_per_year=252,
        )
