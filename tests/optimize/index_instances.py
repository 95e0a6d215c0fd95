"""Random households that hold an index directly, as arrays."""

from dataclasses import replace

import numpy as np

from tests.optimize.instances import Shape, random_problem
from trimtab.optimize.problem import Floats, Problem, Tracking


def random_index(
    seed: int, shape: Shape | None = None, *, most: float = np.inf, factors: int = 0
) -> Problem:
    """The household of `seed` with an index or two, in the classes of most places."""
    problem = random_problem(seed, shape)
    return replace(problem, tracking=_tracking(problem, seed, most, factors))


def _tracking(problem: Problem, seed: int, most: float, factors: int) -> Tracking:
    rng = np.random.default_rng([seed, 7])
    places = problem.places
    of_class = np.bincount(places.asset_class, minlength=len(problem.classes.names))
    # The classes of most places, whatever they are called.
    chosen = np.argsort(-of_class, kind="stable")[: 1 + int(rng.integers(0, 2))]
    inside = np.isin(places.asset_class, chosen)
    symbols = sorted({places.symbols[one] for one in np.flatnonzero(inside)})
    index = {symbol: number for number, symbol in enumerate(symbols)}
    security = np.array(
        [
            index[symbol] if member else -1
            for symbol, member in zip(places.symbols, inside, strict=True)
        ],
        dtype=np.intp,
    )
    count = len(symbols)
    asset_class = np.zeros(count, dtype=np.intp)
    asset_class[security[inside]] = places.asset_class[inside]
    held: Floats = np.zeros(count)
    np.add.at(held, security[inside], places.held[inside])
    # What a class holds beyond its places is held away, in its securities alike.
    away = problem.classes.held - np.bincount(
        places.asset_class, places.held, minlength=len(problem.classes.names)
    )
    each = np.bincount(asset_class, minlength=len(problem.classes.names))
    held = held + (away / np.maximum(each, 1))[asset_class]
    weight = np.where(rng.random(count) < 0.2, 0.0, rng.lognormal(0.0, 1.0, count))
    for one in chosen:
        own = asset_class == one
        if own.any() and weight[own].sum() <= 0:
            weight[own] = 1.0
        weight[own] /= max(1e-12, float(weight[own].sum()))
    exposure = 1.0 + 0.3 * rng.normal(size=(count, factors))
    exposure = exposure - _of_index(asset_class, weight, exposure)
    return Tracking(
        security=security,
        asset_class=asset_class,
        weight=weight,
        own=rng.uniform(0.1, 0.4, count) ** 2,
        held=held,
        exposure=exposure,
        variance=rng.uniform(0.05, 0.2, factors) ** 2,
        aversion=10.0,
        most=most,
    )


def _of_index(asset_class: np.ndarray, weight: Floats, exposure: Floats) -> Floats:
    whole = np.zeros((int(asset_class.max(initial=-1)) + 1, exposure.shape[1]))
    np.add.at(whole, asset_class, weight[:, None] * exposure)
    return np.asarray(whole[asset_class])
