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
from trimtab.optimize.problem import Floats

# Dollars or fractions of the first box, in price; its growth and limits.
_FIRST_RADIUS = 0.01
_LEAST_RADIUS = 1e-7
_MOST_RADIUS = 16.0

# A step that gains this part of what the cuts promised moves the middle of the box; one that gains
# the second part lets the box grow.
_MOVES = 0.1
_GROWS = 0.5

# Tangents of a split class's drift before the first answer: slopes up to a dollar, both signs.
_TANGENT_SLOPES = np.concatenate(([0.0], 1e-5 * 1.6 ** np.arange(26)))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ascent:
    """Where it ended.

    best      the point of the largest bound
    points    every point, in order
    shares    of each point, how much of the plan that the cuts describe in the end is its answer:
              one number for each part
    promise   dollars: the cuts' bound on the bound, inf where the box kept them back
    """

    best: DualPoint
    points: tuple[DualPoint, ...]
    shares: Floats
    promise: float


def ascend(dual: Dual, start: Floats, aim: Aim) -> Ascent:
    """Raise the dual from the prices `start` until `aim` says stop."""
    master = _Master(dual)
    best = dual.at(start)
    points, radius, promise = [best], _FIRST_RADIUS, np.inf
    master.add(best)
    while len(points) < aim.evaluations and best.value < aim.enough and aim.patience():
        prices, promised, at_box = master.promise(best.prices, radius)
        if promised - best.value <= aim.close:
            if not at_box or radius >= _MOST_RADIUS:
                promise = promised
                break
            radius = min(8.0 * radius, _MOST_RADIUS)
            continue
        point = dual.at(prices)
        points.append(point)
        master.add(point)
        gained = (point.value - best.value) / (promised - best.value)
        if gained >= _GROWS and at_box:
            radius = min(2.0 * radius, _MOST_RADIUS)
        elif gained < 0:
            radius = max(_LEAST_RADIUS, radius / min(4.0, 1.0 - gained))
        if gained > _MOVES or point.value > best.value:
            best = point
    return Ascent(
        best=best, points=tuple(points), shares=master.shares(len(points)), promise=promise
    )


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
        drift = self._dual.coupling.drift
        first = self._size + self._dual.parts - len(self._dual.coupling.split)
        slopes = np.concatenate((-_TANGENT_SLOPES[:0:-1], _TANGENT_SLOPES))
        off = drift.column().best(np.broadcast_to(slopes, (len(drift.start), len(slopes))))
        cost = drift.column().cost(off)
        for index, price in enumerate(self._dual.coupling.split.tolist()):
            for one, level in zip(off[index], cost[index], strict=True):
                self._row(level, np.array([one]), np.array([price]), first + index)

    def _row(self, level: float, slope: Floats, columns: Floats, part: int) -> None:
        """Part's level <= level + slope . prices."""
        index = np.append(columns, part).astype(np.int32)
        values = np.append(-slope / self._unit, 1.0)
        self._solver.addRow(-highspy.kHighsInf, level / self._unit, len(index), index, values)

    def add(self, point: DualPoint) -> None:
        """The cuts of `point`, one for each part."""
        level = (point.levels - point.slopes @ point.prices) / self._unit
        parts = len(level)
        values = np.hstack((-point.slopes / self._unit, np.ones((parts, 1))))
        columns = np.hstack(
            (
                np.broadcast_to(self._columns, (parts, self._size)),
                self._size + np.arange(parts, dtype=np.int32)[:, None],
            )
        )
        keep = values != 0.0
        starts = np.concatenate(([0], np.cumsum(keep.sum(axis=1))[:-1])).astype(np.int32)
        self._cut_rows.append(self._solver.getNumRow())
        self._solver.addRows(
            parts,
            np.full(parts, -highspy.kHighsInf),
            level,
            int(keep.sum()),
            starts,
            columns[keep].astype(np.int32),
            values[keep],
        )

    def promise(self, middle: Floats, radius: float) -> tuple[Floats, float, bool]:
        """The most promising prices within `radius`, their promise in dollars, and if the box holds."""
        low, high = np.maximum(self._least, middle - radius), middle + radius
        self._solver.changeColsBounds(self._size, self._columns, low, high)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return middle, -np.inf, False
        prices = np.array(self._solver.getSolution().col_value[: self._size])
        prices = np.clip(prices, low, high)
        edge = radius * 1e-6
        at_low = (prices < low + edge) & (low > self._least)
        promised = self._solver.getInfo().objective_function_value * self._unit
        held = bool(np.any(at_low | (prices > high - edge)))
        return prices, promised + self._dual.coupling.constant, held

    def shares(self, count: int) -> Floats:
        """Of each point and part, the weight of its cut in the last program, shape (count, parts)."""
        parts = self._dual.parts
        duals = np.abs(np.array(self._solver.getSolution().row_dual))
        if not len(duals):
            return np.eye(1, count)[0][:, None] * np.ones(parts)
        shares = np.zeros((count, parts))
        for point, row in enumerate(self._cut_rows):
            if row + parts <= len(duals):
                shares[point] = duals[row : row + parts]
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
