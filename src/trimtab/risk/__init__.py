"""How securities move: moments, measures of risk, and weights chosen by them.

Float64 arrays throughout; every function says shapes and units. Signs, once: returns are gains, a
loss is below zero. `value_at_risk` and `cvar` are such returns, so a risky portfolio has a low one;
`volatility` and `tracking_error` are sizes, zero or more.

Names are loaded when first used, so that reading settings does not load numpy.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trimtab.risk import allocation
    from trimtab.risk.arrays import vector
    from trimtab.risk.checks import matrix
    from trimtab.risk.deviation import beta, tracking_error, volatility
    from trimtab.risk.drawdown import drawdowns, max_drawdown
    from trimtab.risk.estimators import Estimator, factor_moments, shrinkage_moments
    from trimtab.risk.moments import Moments, ewma_moments, sample_moments
    from trimtab.risk.names import EstimatorName, MeasureName, TailMethod
    from trimtab.risk.periods import infer_periods_per_year
    from trimtab.risk.portfolio import (
        RiskMeasure,
        RiskModel,
        model_with_cash,
        portfolio_risk,
        risk_contributions,
        risk_model,
    )
    from trimtab.risk.returns import Returns, from_prices
    from trimtab.risk.shortfall import cvar, value_at_risk

__all__ = [
    "Estimator",
    "EstimatorName",
    "MeasureName",
    "Moments",
    "Returns",
    "RiskMeasure",
    "RiskModel",
    "TailMethod",
    "allocation",
    "beta",
    "cvar",
    "drawdowns",
    "ewma_moments",
    "factor_moments",
    "from_prices",
    "infer_periods_per_year",
    "matrix",
    "max_drawdown",
    "model_with_cash",
    "portfolio_risk",
    "risk_contributions",
    "risk_model",
    "sample_moments",
    "shrinkage_moments",
    "tracking_error",
    "value_at_risk",
    "vector",
    "volatility",
]

_HOME = {
    "Estimator": "estimators",
    "EstimatorName": "names",
    "MeasureName": "names",
    "Moments": "moments",
    "Returns": "returns",
    "RiskMeasure": "portfolio",
    "RiskModel": "portfolio",
    "TailMethod": "names",
    "beta": "deviation",
    "cvar": "shortfall",
    "drawdowns": "drawdown",
    "ewma_moments": "moments",
    "factor_moments": "estimators",
    "from_prices": "returns",
    "infer_periods_per_year": "periods",
    "matrix": "checks",
    "max_drawdown": "drawdown",
    "model_with_cash": "portfolio",
    "portfolio_risk": "portfolio",
    "risk_contributions": "portfolio",
    "risk_model": "portfolio",
    "sample_moments": "moments",
    "shrinkage_moments": "estimators",
    "tracking_error": "deviation",
    "value_at_risk": "shortfall",
    "vector": "arrays",
    "volatility": "deviation",
}


def __getattr__(name: str) -> object:
    """The public name `name`, from the module where it lives."""
    if name == "allocation":
        return import_module(f"{__name__}.allocation")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
