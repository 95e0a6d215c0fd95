"""From the dual to a plan and back: divide what the bound mixes until bound and plan meet.

A leaf is one case of the tax and the turnover, with rows for every block. Its bound is its dual's;
the bound of everything is the least of all leaves. A leaf whose best mixture sells losses of a
group and buys it too is made tighter: rows with that switch open are divided in place, all such
switches at once; where rows are divided and the mixture lies between them, the leaf is divided.
Every mixture also gives a plan: set its switches, and what is left is convex and has no gap.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np

from trimtab.optimize.bound.blocks import Blocks
from trimtab.optimize.bound.branches import Position, Row, Switch
from trimtab.optimize.bound.bundle import Aim, Climb
from trimtab.optimize.bound.coupling import Case
from trimtab.optimize.bound.cuts import Cuts, Pool
from trimtab.optimize.bound.plans import clashes, conflict, trades_of, two_sided
from trimtab.optimize.bound.split import Split
from trimtab.optimize.problem import Floats, Trades

# Parts of V that are nothing, when asking whether a switch is mixed.
_DUST = 1e-7

# A block with more rows is divided no further; the leaf is.
_MOST_ROWS = 64

# Answers of the dual to put the cases in order, and to make a leaf tight.
_FIRST_LOOK = 5
_FULL_LOOK = 80

# A search ends when so many leaves, and two more for every case, leave this much of the gap open.
_PATIENT_LEAVES = 8
_HARDLY_LESS = 0.98

# How often sides of places are closed before a plan is given up.
_MOST_CLOSINGS = 4

# Bounds are raised until there is at most this part of the gap left to gain.
_PART_OF_GAP = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """When the search may stop.

    gap       dollars between plan and bound
    leaves    at most so many are looked into
    patience  False when time is up
    """

    gap: float
    leaves: int = 200
    patience: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What the search came to.

    trades     the best plan, None when there is none
    objective  its J, dollars; inf without a plan
    bound      dollars: no plan of the problem is below
    leaves     how many were looked into
    answers    how often a dual was asked
    """

    trades: Trades | None
    objective: float
    bound: float
    leaves: int
    answers: int


@dataclass(slots=True, kw_only=True, eq=False)
class _Leaf:
    """A leaf; `bound` never falls. A `fresh` one has had too few answers for its bound to tell."""

    case: Case
    rows: tuple[Row, ...]
    climb: Climb
    bound: float
    number: int
    fresh: bool = False

    def raise_to(self, aim: Aim) -> None:
        self.climb.go(aim)
        self.bound = max(self.bound, self.climb.best.value)


@dataclass(slots=True, kw_only=True)
class Search:
    """One search.

    `finish` makes a plan that can be placed of one in any dollars, and tells its J. It is told
    the J that would do: inf where the first plan that comes will.
    """

    split: Split
    goal: Goal
    finish: Callable[[Trades, float], tuple[Trades, float] | None]
    objective: float = float("inf")
    trades: Trades | None = None
    answers: int = 0
    leaves: int = 0
    _tried: set[tuple[object, ...]] = field(default_factory=set)
    _gaps: list[float] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _pool: Pool | None = None
    _cuts: dict[int, Cuts] = field(default_factory=dict)

    def run(self) -> Found:
        """Search until the gap is closed, or the goal's limits are reached."""
        leaves = self._roots()
        closed = float("inf")
        while leaves:
            leaf = min(leaves, key=lambda one: (one.bound, one.number))
            if self._settled(leaf.bound) or self.leaves >= self.goal.leaves:
                break
            # One leaf is looked into in any case: a search without one has no plan at all.
            if not self._patient() or self._stalled(leaf.bound):
                break
            if leaf.fresh:
                leaf.fresh = False
                self._raise(leaf, _FIRST_LOOK, self.objective - self.goal.gap)
                continue
            leaves.remove(leaf)
            children = self._looked_into(leaf)
            self.leaves += 1
            leaves += children
            if not children:
                closed = min(closed, leaf.bound)
        bound = min([closed, *(leaf.bound for leaf in leaves)])
        return Found(
            trades=self.trades,
            objective=self.objective,
            bound=bound,
            leaves=self.leaves,
            answers=self.answers,
        )

    def _stalled(self, bound: float) -> bool:
        """Has little come of the last leaves? `bound` is that of everything."""
        while len(self._gaps) <= self.leaves:
            self._gaps.append(self.objective - bound)
        before = self.leaves - _PATIENT_LEAVES - 2 * len(self.split.cases)
        return before >= 0 and self._gaps[-1] > _HARDLY_LESS * self._gaps[before]

    def _patient(self) -> bool:
        """Is there time? For the first leaf there always is."""
        return not self.leaves or self.goal.patience()

    def _settled(self, bound: float) -> bool:
        return bound >= self.objective - self.goal.gap

    def _roots(self) -> list[_Leaf]:
        rows = self.split.ground.branches.first_rows()
        leaves: list[_Leaf] = []
        for case in self.split.cases:
            start, blocks = np.zeros(0), None
            if leaves:
                start, blocks = leaves[-1].climb.best.prices, leaves[-1].climb.dual.blocks
            leaf = self._leaf(case, rows, start, -np.inf, blocks)
            leaf.fresh = True
            self._raise(leaf, 0 if leaves else _FIRST_LOOK, np.inf)
            leaves.append(leaf)
        return leaves

    def _leaf(
        self,
        case: Case,
        rows: tuple[Row, ...],
        start: Floats,
        bound: float,
        blocks: Blocks | None = None,
    ) -> _Leaf:
        """A leaf from the prices `start` on; `blocks` are those of `rows`, where they are known."""
        dual = self.split.dual(case, rows, blocks)
        prices = np.zeros(len(dual.coupling.limit))
        # Rows of the tax come last and differ from case to case.
        same = min(len(start), len(prices) - dual.coupling.tax_rows)
        prices[:same] = start[:same]
        # Cuts go around a ball by many answers: a program with those of all leaves would be slow.
        cuts = None if len(dual.coupling.on_ball) else self._cuts_of(case)
        climb = Climb(dual, prices, cuts)
        return _Leaf(case=case, rows=rows, climb=climb, bound=bound, number=next(self._numbers))

    def _cuts_of(self, case: Case) -> Cuts:
        """The program of `case`; its leaves share it, and all cases the answers in it.

        Where the tracking error has a limit every leaf has a program of its own instead.
        """
        number = self.split.cases.index(case)
        if number not in self._cuts:
            if self._pool is None:
                self._pool = Pool(self.split.parts)
            self._cuts[number] = Cuts(self.split.couplings[number], self._pool)
        return self._cuts[number]

    def _raise(self, leaf: _Leaf, answers: int, enough: float) -> None:
        before = leaf.climb.answers
        leaf.raise_to(
            Aim(
                close=_PART_OF_GAP * self.goal.gap,
                enough=enough,
                evaluations=answers,
                patience=self._patient,
            )
        )
        self.answers += leaf.climb.answers - before

    def _looked_into(self, leaf: _Leaf) -> list[_Leaf]:
        """What is left of `leaf`: nothing where it is settled, else itself divided."""
        self._raise(leaf, _FULL_LOOK, self.objective - self.goal.gap)
        if self._settled(leaf.bound):
            return [leaf] if np.isfinite(leaf.bound) else []
        amounts = leaf.climb.mixture()
        mixed = self._mixed(amounts)
        self._try(leaf, amounts, mixed=bool(mixed))
        if self._settled(leaf.bound):
            return []
        if not mixed:
            return list(self._closed(leaf, conflict(self.split, amounts) or ()))
        rows = self._divided_rows(leaf, mixed)
        if rows is not None:
            child = self._leaf(leaf.case, rows, leaf.climb.best.prices, leaf.bound)
            return [child]
        return list(self._divided_leaf(leaf, max(mixed, key=lambda one: (mixed[one], -one))))

    def _closed(self, leaf: _Leaf, sides: Iterable[frozenset[int]]) -> Iterator[_Leaf]:
        """`leaf` without each of `sides`."""
        block_of = self.split.ground.block_of
        for side in sides:
            touched = {int(block_of[one]) for one in side}
            rows = tuple(
                replace(row, without=row.without | side) if row.block in touched else row
                for row in leaf.rows
            )
            yield self._leaf(leaf.case, rows, leaf.climb.best.prices, leaf.bound)

    def _mixed(self, amounts: Floats) -> dict[int, float]:
        """Switches in no position of theirs, with the dollars that would have to go at least."""
        ground = self.split.ground
        dust = _DUST * self.split.problem.value
        used = set(ground.switch_of[amounts > dust].tolist()) - {-1}
        misses = {
            number: min(
                _missed(switch, position, amounts, ground.segments.upper)
                for position in switch.positions
            )
            for number, switch in ((one, ground.branches.switches[one]) for one in sorted(used))
        }
        return {number: missed for number, missed in misses.items() if missed > dust}

    def _divided_rows(self, leaf: _Leaf, mixed: Mapping[int, float]) -> tuple[Row, ...] | None:
        """All rows, those with a mixed switch open divided; None when there are none of those."""
        branches = self.split.ground.branches
        size = np.bincount([row.block for row in leaf.rows])
        rows: list[Row] = []
        divided = False
        for row in leaf.rows:
            own = [one for one in branches.blocks[row.block].switches if one in mixed]
            opened = [one for one in own if one not in row.set_to]
            if opened and size[row.block] < _MOST_ROWS:
                widest = max(opened, key=lambda one: (mixed[one], -one))
                rows += branches.divided(row, widest)
                divided = True
            else:
                rows.append(row)
        return tuple(rows) if divided else None

    def _divided_leaf(self, leaf: _Leaf, switch: int) -> Iterator[_Leaf]:
        branches = self.split.ground.branches
        for position in range(len(branches.switches[switch].positions)):
            rows = tuple(
                one
                for row in leaf.rows
                for one in _with(row, switch, position, branches.blocks[row.block].switches)
            )
            yield self._leaf(leaf.case, rows, leaf.climb.best.prices, leaf.bound)

    def _try(self, leaf: _Leaf, amounts: Floats, *, mixed: bool) -> None:
        """The plan with switches set where `amounts` has most; `mixed`: some are in no position."""
        set_to = self._nearest(amounts)
        gone = frozenset[int]().union(*(row.without for row in leaf.rows))
        key = (id(leaf.case), gone, *set_to.values())
        if key in self._tried:
            return
        self._tried.add(key)
        closed = clashes(self.split, set_to, self._worth(leaf, amounts))
        switches = self.split.ground.branches.switches
        relaxed = any(position.relaxed for one in switches for position in one.positions)
        if not (mixed or relaxed or closed or two_sided(self.split, amounts)):
            # The mixture keeps all that setting switches would add.
            self._offer_mixture(leaf, leaf.climb.promise, amounts)
            return
        for _ in range(_MOST_CLOSINGS):
            fixed = self._solved(leaf, set_to, closed)
            if fixed is None:
                return
            plan = fixed.mixture()
            more = two_sided(self.split, plan) - closed
            if not more:
                self._offer_mixture(leaf, fixed.promise, plan)
                return
            closed |= more

    def _nearest(self, amounts: Floats) -> dict[int, int]:
        """Of every switch the position that `amounts` is nearest to."""
        ground = self.split.ground
        upper = ground.segments.upper
        return {
            number: min(
                range(len(switch.positions)),
                key=lambda one: (
                    switch.positions[one].relaxed,
                    _missed(switch, switch.positions[one], amounts, upper),
                    one,
                ),
            )
            for number, switch in enumerate(ground.branches.switches)
        }

    def _worth(self, leaf: _Leaf, amounts: Floats) -> Floats:
        """Dollars of J that each of `amounts` earns at the leaf's prices, its drift included."""
        ground, dual = self.split.ground, leaf.climb.dual
        sign = ground.segments.sign
        change = np.bincount(ground.block_of, sign * amounts, len(ground.branches.blocks))
        slope = ground.drift.slope(ground.drift.start + change)[ground.block_of]
        cost = dual.coupling.cost + dual.coupling.weights @ leaf.climb.best.prices
        return -amounts * (cost + sign * slope)

    def _solved(
        self, leaf: _Leaf, set_to: Mapping[int, int], closed: frozenset[int]
    ) -> Climb | None:
        """The climb to the best plan with every switch set; None when it is not good enough."""
        gone = {row.block: row.without for row in leaf.rows}
        rows = tuple(
            Row(
                block=index,
                set_to={one: set_to[one] for one in block.switches},
                without=closed | gone[index],
            )
            for index, block in enumerate(self.split.ground.branches.blocks)
        )
        fixed = self._leaf(leaf.case, rows, leaf.climb.best.prices, -np.inf)
        self._raise(fixed, _FULL_LOOK, self.objective)
        if fixed.bound >= self.objective or not np.isfinite(fixed.climb.promise):
            return None
        return fixed.climb

    def _offer_mixture(self, leaf: _Leaf, promise: float, plan: Floats) -> None:
        # Effort on the last dollar is lost where this plan is not near enough anyway.
        enough = leaf.bound + self.goal.gap
        trades = trades_of(self.split, plan)
        found = self.finish(trades, enough if promise <= enough else np.inf)
        if found is not None and found[1] < self.objective:
            self.trades, self.objective = found


def _missed(switch: Switch, position: Position, amounts: Floats, upper: Floats) -> float:
    """Dollars between `amounts` and what `position` allows."""
    allowed = {*position.free, *position.forced}
    excess = sum(amounts[one] for one in switch.segments if one not in allowed)
    return float(excess + sum(upper[one] - amounts[one] for one in position.forced))


def _with(row: Row, switch: int, position: int, own: Iterable[int]) -> Iterator[Row]:
    """What `row` leaves of `position`; `own` are the switches of its block."""
    if switch not in own:
        yield row
    elif switch not in row.set_to:
        yield replace(row, set_to={**row.set_to, switch: position})
    elif row.set_to[switch] == position:
        yield row
