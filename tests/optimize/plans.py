"""Random plans of random problems: sound ones, and ones that break every limit."""

import numpy as np

from tests.optimize.instances import HOUSEHOLD, random_problem
from trimtab.optimize.moves.rounding import round_trades
from trimtab.optimize.problem import Problem, Trades


def random_trades(problem: Problem, seed: int) -> Trades:
    """Any shares of half of the lots, some entire, and any purchases at half of the places."""
    rng = np.random.default_rng(seed)
    lots, places = problem.lots, problem.places
    part = rng.random(len(lots.ids))
    part = np.where(rng.random(len(part)) < 0.5, 0.0, np.where(part < 0.3, 1.0, part))
    dollars = problem.value * rng.lognormal(-7.0, 1.5, len(places.held))
    bought = np.where(rng.random(len(places.held)) < 0.5, 0.0, dollars / places.price)
    return Trades(sold=part * lots.shares, bought=bought)


def whole_trades(problem: Problem, seed: int) -> Trades:
    """As `random_trades`, on whole steps or whole lots."""
    trades, places, lots = random_trades(problem, seed), problem.places, problem.lots
    step = places.step[lots.place]
    sold = np.minimum(np.round(trades.sold / step) * step, lots.shares)
    return Trades(sold=sold, bought=np.round(trades.bought / places.step) * places.step)


def start_for(seed: int) -> tuple[Problem, Trades] | None:
    """A random problem, and a plan of it that can be placed; None where there is none."""
    problem = random_problem(seed, HOUSEHOLD if seed % 50 == 0 else None)
    start = round_trades(problem, whole_trades(problem, seed))
    return None if start is None else (problem, start)
