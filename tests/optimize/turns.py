"""Problems whose broker sells the lots of each place in an order of its own."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from trimtab.optimize.problem import Problem


def in_brokers_order(problem: Problem, seed: int) -> Problem:
    """`problem` with the lots of every taxed place in a random order."""
    rng, lots = np.random.default_rng(seed), problem.lots
    follows: dict[int, int] = {}
    for place in np.unique(lots.place):
        chain = rng.permutation(np.flatnonzero((lots.place == place) & lots.taxed)).tolist()
        follows |= {lot: before for before, lot in pairwise(chain)}
    return replace(problem, lots=replace(lots, follows=follows))
