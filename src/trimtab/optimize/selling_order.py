"""Lots that leave in the broker's own order, where its account does not sell the lots named.

A chain is lots of one place, each of which leaves only once the one before it is gone entire. Sold
are so many shares of the chain; the order says which. What they cost is piecewise linear in the
shares, and not convex where dear lots stand before cheap ones. `levelled` tells its lower convex
envelope: lots that are only worth selling together cost what they cost together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.optimize.problem import Floats, Indices, Lots
from trimtab.optimize.tables import filled, tables_of

# Shares closer than this part of a chain to all of it are all of it.
_ENTIRE = 1e-9


def chains_of(lots: Lots) -> tuple[tuple[int, ...], ...]:
    """The chains of two lots or more, each from the lot that leaves first to the last."""
    after = {before: lot for lot, before in lots.follows.items()}
    chains = []
    for first in sorted(after.keys() - lots.follows.keys()):
        chain = [first]
        while chain[-1] in after:
            chain.append(after[chain[-1]])
        chains.append(tuple(chain))
    return tuple(chains)


def in_turn(lots: Lots, sold: Floats) -> Floats:
    """`sold`, shares by lot, with the shares of every chain taken from its lots in their order."""
    if not lots.follows:
        return sold
    sold = sold.copy()
    for chain in chains_of(lots):
        own = np.array(chain, dtype=np.intp)
        held, total = lots.shares[own], float(sold[own].sum())
        if total >= held.sum() * (1.0 - _ENTIRE):
            sold[own] = held
            continue
        before = np.concatenate(([0.0], held.cumsum()[:-1]))
        sold[own] = np.clip(total - before, 0.0, held)
    return sold


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    """Chains of like length: lots, shape (R, K), a filler of no dollars behind each end."""

    index: Indices
    upper: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """The chains of a problem, ready to be levelled; nothing happens where there is none."""

    tables: tuple[_Table, ...]

    def levelled(self, costs: Floats) -> tuple[Floats, Indices]:
        """(costs of a dollar of every segment, those of chains levelled; pool of every segment).

        Lots of one pool cost the same, the average of theirs; costs never fall along a chain. Any
        amounts that keep the order cost no less at `costs` than at the levelled ones, so that a
        bound by these is a bound. It is the isotonic regression of the costs, weighted by dollars:
        the largest over starts of the least over ends of the averages between (Barlow and others,
        Statistical Inference under Order Restrictions, 1972, 1.4).
        """
        levelled, pool = costs.copy(), np.arange(len(costs))
        for table in self.tables:
            filler = table.index == len(costs)
            cost = np.append(costs, 0.0)[table.index]
            level = _isotonic(cost, table.upper)
            new = np.ones_like(filler)
            new[:, 1:] = level[:, 1:] != level[:, :-1]
            first = np.maximum.accumulate(np.where(new, np.arange(level.shape[1]), 0), axis=1)
            leader = np.take_along_axis(table.index, first, axis=1)
            here = table.index[~filler]
            levelled[here], pool[here] = level[~filler], leader[~filler]
        return levelled, pool

    def shared(self, amounts: Floats, pool: Indices, upper: Floats) -> Floats:
        """`amounts` with those of every pool in like parts of its lots: they cost the same.

        upper  dollars of every segment, 0 for those whose amounts stay as they are
        """
        count = len(amounts)
        moves = (upper > 0.0) & (np.bincount(pool, upper > 0.0, count)[pool] > 1)
        taken = np.bincount(pool, np.where(moves, amounts, 0.0), count)
        whole = np.bincount(pool, np.where(moves, upper, 0.0), count)
        part = np.divide(taken, whole, out=np.zeros_like(taken), where=whole > 0.0)
        return np.where(moves, part[pool] * upper, amounts)


def levels_of(chains: Sequence[tuple[int, ...]], upper: Floats) -> Levels:
    """The levels of `chains`, `upper` being the dollars of every segment, those of lots first."""
    padded = np.append(upper, 0.0)
    tables = []
    for rows in tables_of([len(chain) ** 2 for chain in chains]):
        index = filled([chains[row] for row in rows], len(upper))
        tables.append(_Table(index=index, upper=padded[index]))
    return Levels(tables=tuple(tables))


def _isotonic(cost: Floats, weight: Floats) -> Floats:
    """The nearest costs that never fall along a row, by weight; shape (R, K) all."""
    width = cost.shape[1]
    begin = np.concatenate((np.zeros((len(cost), 1)), weight.cumsum(axis=1)), axis=1)
    spent = np.concatenate((np.zeros((len(cost), 1)), (cost * weight).cumsum(axis=1)), axis=1)
    dollars = begin[:, None, 1:] - begin[:, :-1, None]
    total = spent[:, None, 1:] - spent[:, :-1, None]
    there = np.triu(np.ones((width, width), dtype=np.bool_)) & (dollars > 0.0)
    average = np.divide(total, dollars, out=np.full_like(total, np.inf), where=there)
    least = np.minimum.accumulate(average[:, :, ::-1], axis=2)[:, :, ::-1]
    starts = np.triu(np.ones((width, width), dtype=np.bool_))
    level = np.where(starts, least, -np.inf).max(axis=1)
    return np.where(np.isfinite(level), level, cost)
