"""Maximise a concave dual over its few prices: cutting planes in a box of trust.

Each answer of the dual is a cut for each of its parts. A small linear program over the cuts says
where they promise most inside a box around the best prices so far; the box grows where promises
are kept and shrinks where they are not. What the cuts promise without the box is a bound on the
bound: when that is close, there is no more to gain.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trimtab.optimize.bound.cuts import Cuts, Pool
from trimtab.optimize.bound.dual import Dual, DualPoint
from trimtab.optimize.problem import Floats

# Fractions, or dollars, of the first box in price: as wide as a tax rate. Its growth and limits.
_FIRST_RADIUS = 0.3
_LEAST_RADIUS = 1e-7
_MOST_RADIUS = 16.0

# A step at the edge of the box that gains this part of what the cuts promised lets the box grow.
_GROWS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """When to stop.

    close        dollars: when the cuts promise no more than this
    enough       dollars: when the bound is above this, whatever there is left to gain
    evaluations  at most so many answers of the dual, >= 1
    """

    close: float
    enough: float = float("inf")
    evaluations: int = 100
    patience: Callable[[], bool] = lambda: True


class Climb:
    """The way up from some prices; it can be taken up again where it stopped.

    best     the point of the largest bound so far
    answers  how often the dual was asked
    promise  dollars: the cuts' bound on the bound; inf as long as the box keeps them back
    """

    def __init__(self, dual: Dual, start: Floats, cuts: Cuts | None = None) -> None:
        self.dual = dual
        self.promise = float("inf")
        self._radius = _FIRST_RADIUS
        self._pool = Pool(dual.own) if cuts is None else cuts.pool
        self._cuts = Cuts(dual.coupling, self._pool) if cuts is None else cuts
        self._allowed = np.zeros((0, dual.own.count), dtype=np.bool_)
        self._shares = np.zeros((0, dual.own.count))
        self.answers = 0
        if len(self._pool):
            self._take_up()
            start, _, _ = self._cuts.promise(start, self._radius)
        self.best = self._asked(start)

    def go(self, aim: Aim) -> "Climb":
        """Raise the bound until `aim` says stop."""
        self._take_up()
        count = 0
        while count < aim.evaluations and self.best.value < aim.enough and aim.patience():
            prices, promised, at_box = self._cuts.promise(self.best.prices, self._radius)
            if not np.isfinite(promised):
                # The program was not solved: its last mixture may be of answers not allowed here.
                break
            self._shares = self._cuts.shares()
            if not at_box:
                self.promise = promised
            if promised - self.best.value > aim.close:
                self._step(prices, promised, at_box=at_box)
                count += 1
            elif at_box and self._radius < _MOST_RADIUS:
                self._radius = min(8.0 * self._radius, _MOST_RADIUS)
            else:
                break
        return self

    def mixture(self) -> Floats:
        """The plan that the cuts describe, dollars of every segment: answers mixed part by part.

        Where the box does not hold the climb it keeps every row of the coupling, and where no
        switch is mixed its J is at most `promise`.
        """
        if not len(self._shares):
            return self.best.answer.amounts
        amounts = np.zeros(len(self.dual.own.of_segment))
        for index in np.flatnonzero(self._shares.any(axis=1)).tolist():
            amounts += self._shares[index][self.dual.own.of_segment] * self._pool.amounts[index]
        return amounts

    def _step(self, prices: Floats, promised: float, *, at_box: bool) -> None:
        point = self._asked(prices)
        self._cuts.load()
        gained = (point.value - self.best.value) / (promised - self.best.value)
        if gained >= _GROWS and at_box:
            self._radius = min(2.0 * self._radius, _MOST_RADIUS)
        elif gained < 0:
            self._radius = max(_LEAST_RADIUS, self._radius / min(4.0, 1.0 - gained))
        if point.value > self.best.value:
            self.best = point

    def _asked(self, prices: Floats) -> DualPoint:
        """The dual there, and its answer in the pool unless there is none."""
        point = self.dual.at(prices)
        self.answers += 1
        if np.isfinite(point.value):
            self._look_up()
            self._pool.add(point, self.dual.coupling)
            own = np.ones((1, self.dual.own.count), dtype=np.bool_)
            self._allowed = np.concatenate((self._allowed, own))
        return point

    def _take_up(self) -> None:
        self._look_up()
        self._cuts.load()
        self._cuts.allow(self._allowed)

    def _look_up(self) -> None:
        """Which of the answers that others found since may be given here too."""
        found = self._pool.amounts[len(self._allowed) :]
        if found:
            blocks = self.dual.blocks.allow(np.array(found))
            parts = np.flatnonzero(np.diff(self.dual.own.of_block, prepend=-1))
            more = np.logical_and.reduceat(blocks, parts, axis=1)
            self._allowed = np.concatenate((self._allowed, more))
