"""Maximise a concave dual over its few prices: cutting planes in a box of trust.

Each answer of the dual is a cut for each of its parts. A small linear program over the cuts says
where they promise most inside a box around the best prices so far; the box grows where promises
are kept and shrinks where they are not. What the cuts promise without the box is a bound on the
bound: when that is close, there is no more to gain.
"""

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from trimtab.optimize.dual import Dual, DualPoint
from trimtab.optimize.problem import Floats, Indices

# Dollars or fractions of the first box, in price; its growth and limits.
_FIRST_RADIUS = 0.01
_LEAST_RADIUS = 1e-7
_MOST_RADIUS = 16.0

# A step at the edge of the box that gains this part of what the cuts promised lets the box grow.
_GROWS = 0.5

# Tangents of a split class's drift before the first answer: slopes up to a dollar, both signs.
_TANGENT_SLOPES = np.concatenate(([0.0], 1e-5 * 2.0 ** np.arange(18)))


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
    points   every point, in order
    promise  dollars: the cuts' bound on the bound; inf as long as the box keeps them back
    """

    def __init__(self, dual: Dual, start: Floats) -> None:
        self.dual = dual
        self.best = dual.at(start)
        self.points = [self.best]
        self.promise = float("inf")
        self._radius = _FIRST_RADIUS
        self._master = _Master(dual)
        self._master.add(self.best)

    def go(self, aim: Aim) -> "Climb":
        """Raise the bound until `aim` says stop."""
        count = 0
        while count < aim.evaluations and self.best.value < aim.enough and aim.patience():
            prices, promised, at_box = self._master.promise(self.best.prices, self._radius)
            if not at_box:
                self.promise = promised
            if promised - self.best.value > aim.close:
                self._step(self.dual.at(prices), promised, at_box=at_box)
                count += 1
            elif at_box and self._radius < _MOST_RADIUS:
                self._radius = min(8.0 * self._radius, _MOST_RADIUS)
            else:
                break
        return self

    def _step(self, point: DualPoint, promised: float, *, at_box: bool) -> None:
        self.points.append(point)
        self._master.add(point)
        gained = (point.value - self.best.value) / (promised - self.best.value)
        if gained >= _GROWS and at_box:
            self._radius = min(2.0 * self._radius, _MOST_RADIUS)
        elif gained < 0:
            self._radius = max(_LEAST_RADIUS, self._radius / min(4.0, 1.0 - gained))
        if point.value > self.best.value:
            self.best = point

    def mixture(self) -> Floats:
        """The plan that the cuts describe, dollars of every segment: answers mixed part by part.

        Where the box does not hold the climb it keeps every row of the coupling, and where no
        switch is mixed its J is at most `promise`.
        """
        shares = self._master.shares(len(self.points))
        part = self.dual.part[self.dual.blocks.ground.block_of]
        amounts = np.zeros(len(part))
        for point, share in zip(self.points, shares, strict=True):
            if share.any():
                amounts += share[part] * point.answer.amounts
        return amounts


class _Master:
    """The linear program over the cuts: prices first, then one level for each part.

    Its amounts are hundredths of a percent of V, so that the solver's tolerances mean something.
    """

    def __init__(self, dual: Dual) -> None:
        coupling = dual.coupling
        self._dual = dual
        self._size = len(coupling.limit)
        self._unit = max(1.0, float(np.abs(coupling.limit).max()) / 1e4)
        self._least = np.where(coupling.free, -np.inf, 0.0)
        self._columns = np.arange(self._size, dtype=np.int32)
        self._cut_rows: list[int] = []
        self._row_prices = np.zeros(0)
        self._solver = _solver()
        costs = np.concatenate((-coupling.limit / self._unit, np.ones(dual.parts)))
        lower = np.concatenate((self._least, np.full(dual.parts, -highspy.kHighsInf)))
        infinite = np.full(len(costs), highspy.kHighsInf)
        none = np.array([], dtype=np.int32)
        self._solver.addCols(
            len(costs), costs, lower, infinite, 0, none, none, np.array([], dtype=np.float64)
        )
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._tangents()

    def _tangents(self) -> None:
        """Cuts of the split classes' own terms: dollars off target D give phi(D) + p D."""
        coupling = self._dual.coupling
        column = coupling.drift.column()
        slopes = np.concatenate((-_TANGENT_SLOPES[:0:-1], _TANGENT_SLOPES))
        off = column.best(np.broadcast_to(slopes, (len(coupling.split), len(slopes))))
        cost = column.cost(off)
        first = self._dual.first_split
        for index, price in enumerate(coupling.split.tolist()):
            gradients = np.zeros((len(slopes), self._size))
            gradients[:, price] = off[index]
            self._rows(cost[index], gradients, np.full(len(slopes), first + index))
        for price in coupling.on_ball.tolist():
            gradients = np.zeros((2, self._size))
            gradients[:, price] = coupling.ball.radius, -coupling.ball.radius
            self._rows(np.zeros(2), gradients, np.full(2, self._dual.parts - 1))

    def add(self, point: DualPoint) -> None:
        """The cuts of `point`, one for each part."""
        self._cut_rows.append(self._solver.getNumRow())
        level = point.levels - point.slopes @ point.prices
        self._rows(level, point.slopes, np.arange(len(level)))

    def _rows(self, level: Floats, slopes: Floats, parts: Indices) -> None:
        """Each part's level <= level + slope . prices."""
        count = len(level)
        values = np.hstack((-slopes / self._unit, np.ones((count, 1))))
        prices = np.broadcast_to(self._columns, (count, self._size))
        columns = np.hstack((prices, self._size + parts[:, None])).astype(np.int32)
        keep = values != 0.0
        starts = np.concatenate(([0], np.cumsum(keep.sum(axis=1))[:-1])).astype(np.int32)
        self._solver.addRows(
            count,
            np.full(count, -highspy.kHighsInf),
            level / self._unit,
            int(keep.sum()),
            starts,
            columns[keep],
            values[keep],
        )

    def promise(self, middle: Floats, radius: float) -> tuple[Floats, float, bool]:
        """The most promising prices within `radius`, their promise in dollars; if the box holds."""
        low, high = np.maximum(self._least, middle - radius), middle + radius
        self._solver.changeColsBounds(self._size, self._columns, low, high)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return middle, -np.inf, False
        solution = self._solver.getSolution()
        self._row_prices = np.abs(np.array(solution.row_dual))
        prices = np.array(solution.col_value[: self._size])
        prices = np.clip(prices, low, high)
        edge = radius * 1e-6
        at_low = (prices < low + edge) & (low > self._least)
        promised = self._solver.getInfo().objective_function_value * self._unit
        held = bool(np.any(at_low | (prices > high - edge)))
        return prices, promised + self._dual.coupling.constant, held

    def shares(self, count: int) -> Floats:
        """Of each point and part, the weight of its cut in the last program: (count, parts)."""
        parts = self._dual.parts
        shares = np.zeros((count, parts))
        for point, row in enumerate(self._cut_rows):
            if row + parts <= len(self._row_prices):
                shares[point] = self._row_prices[row : row + parts]
        if not len(self._row_prices):
            shares[0] = 1.0
        return shares


def _solver() -> highspy.Highs:
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("presolve", "off"),
        ("solver", "simplex"),
    ):
        solver.setOptionValue(option, value)
    return solver
