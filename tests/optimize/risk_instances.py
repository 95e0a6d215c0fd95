"""Covariances for the random households, and limits as parts of what they reach without one."""

from dataclasses import replace

import numpy as np

from trimtab.optimize.class_risk import class_variance, risk_of
from trimtab.optimize.evaluate import no_trades, outcome_of
from trimtab.optimize.problem import Floats, Problem
from trimtab.optimize.solve import solve


def random_covariance(problem: Problem, seed: int) -> Floats:
    """One market, two themes and each class's own; cash never moves, Other as all, and on its own.

    The last two classes of a random household are cash and Other.
    """
    rng, count = np.random.default_rng(seed), len(problem.classes.names) - 2
    themes = np.column_stack(
        [0.15 * rng.normal(1.0, 0.4, count), 0.06 * rng.normal(0.0, 1.0, (count, 2))]
    )
    moving = themes @ themes.T + np.diag(rng.uniform(0.03, 0.12, count) ** 2)
    every = np.zeros((count + 2, count + 2))
    every[:count, :count] = moving
    alike = moving.mean(axis=1)
    every[-1, :count] = every[:count, -1] = alike
    every[-1, -1] = alike.mean() + 0.0625
    return every


def with_covariance(problem: Problem, seed: int, most: float = np.inf) -> Problem:
    return replace(problem, risk=risk_of(random_covariance(problem, seed), most=most))


def with_limit(problem: Problem, seed: int, factor: float) -> Problem:
    """Limited to `factor` of the tracking error of the best plan without a limit."""
    free = with_covariance(problem, seed)
    best = solve(free, time_limit=10.0, gap=1e-5 * problem.value, clock=lambda: 0.0)
    trades = no_trades(problem) if best.trades is None else best.trades
    variance = class_variance(free, outcome_of(free, trades).classes)
    return with_covariance(problem, seed, factor * factor * variance)
