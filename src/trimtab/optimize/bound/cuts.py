"""Cuts of a concave dual: found once, used by every leaf of a case and by every case.

What a part of the household does at some prices is a cut of its dual at all prices, wherever it may
be done: in another leaf whose rows allow it, under another case of the tax. So answers are kept in
one pool, and the program of a case takes in every one of them.

The program is the dual one of the cuts, a mixture of answers: for each part weights that sum to 1,
at the least cost, that keeps the rows. Its row duals are the prices. A price in a box is a row that
may be missed at the box's ends as the fine.
"""

import highspy
import numpy as np

from trimtab.optimize.bound.coupling import Coupling
from trimtab.optimize.bound.dual import DualPoint
from trimtab.optimize.bound.flows import Parts
from trimtab.optimize.problem import Flags, Floats, Indices

# Tangents of a split class's drift before the first answer: slopes up to a dollar, both signs.
_TANGENT_SLOPES = np.concatenate(([0.0], 1e-5 * 2.0 ** np.arange(18)))

# What a program of cuts may take: steps of the simplex for each row, and seconds. Of households
# with up to 500 securities none needed more than one step and four milliseconds, so that neither
# decides about a plan that can be made.
_MOST_STEPS, _ROWS_AT_LEAST = 50, 100
_MOST_SECONDS = 10.0
_ANSWERS = frozenset(
    {
        highspy.HighsModelStatus.kOptimal,
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnbounded,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    }
)


class Pool:
    """Answers of the blocks, in the order in which they were found.

    amounts  of every segment        flows  of the parts, shape (parts, B)
    fixed    what is left of the parts, dollars
    ties     of the split classes, then of the ball: dollars; and dollars off target for each price
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.amounts: list[Floats] = []
        self.flows: list[Floats] = []
        self.fixed: list[Floats] = []
        self.ties: list[tuple[Floats, Floats]] = []

    def __len__(self) -> int:
        return len(self.amounts)

    def add(self, point: DualPoint, coupling: Coupling) -> None:
        """Keep the answer of `point`, of a case with `coupling`; its ties are as in every case."""
        count, (rows, terms) = self.parts.count, coupling.tied
        slope = point.slopes[count + terms, rows]
        priced = np.bincount(terms, weights=slope * point.prices[rows], minlength=coupling.terms)
        self.amounts.append(point.answer.amounts)
        self.flows.append(point.flows)
        self.fixed.append(point.fixed)
        self.ties.append((point.levels[count:] - priced, slope))


class Cuts:
    """The program of one case over the answers of a pool.

    Its amounts are hundredths of a percent of V, so that the solver's tolerances mean something.
    """

    def __init__(self, coupling: Coupling, pool: Pool) -> None:
        self.pool = pool
        self._coupling = coupling
        self._size = len(coupling.limit)
        self._parts = pool.parts.count + coupling.terms
        self._unit = max(1.0, float(np.abs(coupling.limit).max()) / 1e4)
        self._least = np.where(coupling.free, -np.inf, 0.0)
        self._on = np.zeros(0, dtype=np.bool_)
        # Every answer has an entry in every row of the coupling, and one in the sum of its part.
        own = self._size + np.arange(self._parts)
        coupled = np.broadcast_to(np.arange(self._size), (self._parts, self._size))
        self._rows = np.column_stack((coupled, own)).ravel()
        self._box = np.arange(2 * self._size, dtype=np.int32)
        self._solver = _solver()
        sums = np.concatenate((coupling.limit / self._unit, np.ones(self._parts)))
        none = np.array([], dtype=np.int32)
        self._solver.addRows(len(sums), sums, sums, 0, none, none, np.array([], dtype=np.float64))
        self._columns(
            np.zeros(2 * self._size),
            np.tile(np.arange(self._size), 2),
            np.repeat((-1.0, 1.0), self._size),
        )
        self._tangents()
        self._first = self._solver.getNumCol()

    def load(self) -> None:
        """Take in what the pool has found since."""
        new = slice(len(self._on) // self._parts, len(self.pool))
        count = new.stop - new.start
        if not count:
            return
        coupling, blocks = self._coupling, self.pool.parts.count
        flows, fixed = np.array(self.pool.flows[new]), np.array(self.pool.fixed[new])
        ties = self.pool.ties[new]
        cost = np.empty((count, self._parts))
        cost[:, :blocks] = fixed + flows @ coupling.cost_mix
        cost[:, blocks:] = [level for level, _ in ties]
        entries = np.zeros((count, self._parts, self._size + 1))
        entries[:, :blocks, :-1] = flows @ coupling.mix
        tied, terms = coupling.tied
        entries[:, blocks + terms, tied] = [slope for _, slope in ties]
        entries /= self._unit
        entries[:, :, -1] = 1.0
        self._columns(cost.ravel() / self._unit, np.tile(self._rows, count), entries.ravel())
        self._on = np.append(self._on, np.ones(count * self._parts, dtype=np.bool_))

    def allow(self, allowed: Flags) -> None:
        """Use those answers alone, shape (answers, parts of blocks)."""
        ties = np.ones((len(allowed), self._parts - allowed.shape[1]), dtype=np.bool_)
        wanted = np.hstack((allowed, ties)).ravel()
        changed = np.flatnonzero(wanted != self._on)
        if len(changed):
            self._solver.changeColsBounds(
                len(changed),
                (self._first + changed).astype(np.int32),
                np.zeros(len(changed)),
                np.where(wanted[changed], highspy.kHighsInf, 0.0),
            )
            self._on = wanted

    def promise(self, middle: Floats, radius: float) -> tuple[Floats, float, bool]:
        """The most promising prices within `radius`, their promise in dollars; if the box holds."""
        low = np.maximum(self._least, middle - radius)
        high = np.minimum(self._coupling.most, middle + radius)
        self._solver.changeColsCost(2 * self._size, self._box, np.concatenate((high, -low)))
        if not self._solved():
            return middle, -np.inf, False
        prices = -np.array(self._solver.getSolution().row_dual[: self._size])
        prices = np.clip(prices, low, high)
        edge = radius * 1e-6
        at_low = (prices < low + edge) & (low > self._least)
        promised = self._solver.getObjectiveValue() * self._unit
        at_high = (prices > high - edge) & (high < self._coupling.most)
        held = bool(np.any(at_low | at_high))
        return prices, promised + self._coupling.constant, held

    def _solved(self) -> bool:
        """Whether the program was solved: from the last basis, else once more from none.

        HiGHS may go round for ever from a basis that it was left with, or fail. Steps alone do not
        tell: a round may have none.
        """
        solver, most = self._solver, _MOST_STEPS * (self._solver.getNumRow() + _ROWS_AT_LEAST)
        solver.setOptionValue("simplex_iteration_limit", most)
        for _ in range(2):
            solver.setOptionValue("time_limit", solver.getRunTime() + _MOST_SECONDS)
            solver.run()
            status = solver.getModelStatus()
            if status in _ANSWERS:
                return bool(status == highspy.HighsModelStatus.kOptimal)
            solver.clearSolver()
        return False

    def shares(self) -> Floats:
        """Of each answer and part of blocks, its weight in the last program."""
        values = np.array(self._solver.getSolution().col_value[self._first :])
        return values.reshape(-1, self._parts)[:, : self.pool.parts.count]

    def _tangents(self) -> None:
        """Cuts of the ties' own terms: dollars off target D give phi(D) + p D, on the ball q D."""
        coupling = self._coupling
        column = coupling.drift.column()
        slopes = np.concatenate((-_TANGENT_SLOPES[:0:-1], _TANGENT_SLOPES))
        off = column.best(np.broadcast_to(slopes, (len(coupling.split), len(slopes))))
        cost = column.cost(off) / self._unit
        for index, price in enumerate(coupling.split.tolist()):
            own = self._size + self.pool.parts.count + index
            self._columns(
                cost[index],
                np.tile((price, own), len(slopes)),
                np.column_stack((off[index] / self._unit, np.ones(len(slopes)))).ravel(),
            )
        for price in coupling.on_ball.tolist():
            far = coupling.ball.radius / self._unit
            own = self._size + self._parts - 1
            self._columns(np.zeros(2), np.tile((price, own), 2), np.array((far, 1.0, -far, 1.0)))

    def _columns(self, cost: Floats, rows: Indices, entries: Floats) -> None:
        """Columns from 0 upwards, of `cost` each, with as many entries each."""
        each = len(entries) // max(1, len(cost))
        self._solver.addCols(
            len(cost),
            cost,
            np.zeros(len(cost)),
            np.full(len(cost), highspy.kHighsInf),
            len(entries),
            np.arange(0, len(entries), each, dtype=np.int32),
            rows.astype(np.int32),
            entries,
        )


def _solver() -> highspy.Highs:
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("presolve", "off"),
        ("solver", "simplex"),
        # Primal: more columns, other fines leave the last mixture one that keeps the rows.
        ("simplex_strategy", 4),
    ):
        solver.setOptionValue(option, value)
    return solver
