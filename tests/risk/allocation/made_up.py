"""Made-up markets to choose weights in."""

from datetime import date, timedelta

import numpy as np

from trimtab.risk import Estimator, MeasureName, Returns, RiskMeasure, TailMethod, risk_model
from trimtab.risk.allocation import AllocationProblem
from trimtab.risk.arrays import Floats

VOLATILITY = RiskMeasure()
CVAR = RiskMeasure(name=MeasureName.CVAR, confidence=0.9)
VAR = RiskMeasure(name=MeasureName.VALUE_AT_RISK, confidence=0.9)
NORMAL_VAR = RiskMeasure(name=MeasureName.VALUE_AT_RISK, method=TailMethod.NORMAL)
NORMAL_CVAR = RiskMeasure(name=MeasureName.CVAR, method=TailMethod.NORMAL, horizon=5.0)
EXPANDED = RiskMeasure(name=MeasureName.VALUE_AT_RISK, method=TailMethod.CORNISH_FISHER)
CONVEX = [VOLATILITY, CVAR, NORMAL_VAR, NORMAL_CVAR]
EVERY = [*CONVEX, VAR, EXPANDED]


def returns(count: int, parts: int, seed: int) -> Returns:
    rng = np.random.default_rng(seed)
    market = rng.standard_t(6, (count, 1)) * 0.006
    values = market @ np.linspace(0.1, 1.4, parts)[None, :]
    values += rng.normal(0.0002, 0.004, (count, parts))
    days = tuple(date(2020, 1, 1) + timedelta(days=step) for step in range(count))
    names = tuple("ABCDEFGHIJKLMN"[:parts])
    return Returns(names=names, days=days, values=values, periods_per_year=252)


def problem(
    measure: RiskMeasure,
    *,
    parts: int = 3,
    count: int = 200,
    seed: int = 1,
    low: float = 0.0,
    high: float = 1.0,
) -> AllocationProblem:
    made = returns(count, parts, seed)
    return AllocationProblem(
        names=made.names,
        model=risk_model(made.names, made, measure, Estimator()),
        low=np.full(parts, low),
        high=np.full(parts, high),
        current=np.full(parts, 1.0 / parts),
    )


def grid(parts: int, step: int, low: float = 0.0, high: float = 1.0) -> Floats:
    """Every portfolio of whole steps that keeps the bounds."""
    axes = np.stack(np.meshgrid(*[np.arange(step + 1)] * (parts - 1), indexing="ij"), axis=-1)
    flat = axes.reshape(-1, parts - 1)
    flat = flat[flat.sum(axis=1) <= step]
    weights = np.column_stack((flat, step - flat.sum(axis=1))) / step
    kept: Floats = weights[
        (weights >= low - 1e-12).all(axis=1) & (weights <= high + 1e-12).all(axis=1)
    ]
    return kept
