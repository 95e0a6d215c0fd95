"""The best answer of every block at given prices, in closed form and all at once.

In a row everything is linear but the class's drift phi of D, its dollars off target. Start with
every sale made that is free and no purchase: D only grows from there, by taking sales back, by
crossing bridges of open switches (`hulls`) and by buying, cheapest first. A segment of slope c is
used as long as c + phi'(D) < 0: up to the D where phi' = -c, less what the cheaper ones have used
already. Sorting the slopes is all that has to be done.

Rows look at three copies of the segments, one after the other: as they are (under a switch that is
set, or none), under an open switch (nothing left of them under its bridge), and the bridges.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np

from trimtab.optimize.bound.branches import Branches, Row
from trimtab.optimize.bound.drift import Drift
from trimtab.optimize.bound.hulls import Bridges, Hulls, hulls_of
from trimtab.optimize.bound.segments import Segments
from trimtab.optimize.problem import Flags, Floats, Indices
from trimtab.optimize.selling_order import Levels, levels_of
from trimtab.optimize.tables import filled, sorted_by, tables_of

# Dollars by which a row may miss a hard band: float64 noise of a sum over a household.
_NOISE = 1e-6

# Not on any bridge: the switch is set in the row that its block takes.
_OFF = -1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What the blocks answer.

    value    sum of all blocks, dollars; inf when one of them has no row that keeps its band
    blocks   dollars of every block
    rows     the row that every block takes
    amounts  dollars of every segment; of a switch between two ends of its bridge, part of both
    crossed  of every switch, how far over its bridge, 0 to 1: 0 all sales under it, 1 all
             purchases; -1 where the switch is set or has no bridge
    """

    value: float
    blocks: Floats
    rows: Indices
    amounts: Floats
    crossed: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """What all rows of a problem stand on.

    drift    of every block's class; flat for the class Cash, whose drift a price stands for
    block_of   the block of every segment
    switch_of  the switch of every segment, -1 without one
    levels     of the lots that leave in the broker's order
    later      of such a lot, those that leave after it
    """

    segments: Segments
    branches: Branches
    drift: Drift
    block_of: Indices
    switch_of: Indices
    levels: Levels
    later: Mapping[int, tuple[int, ...]]

    @property
    def switches(self) -> int:
        """How many there are."""
        return len(self.branches.switches)

    @property
    def copies(self) -> tuple[Floats, Flags]:
        """Upper limits and sales among all copies; a bridge counts as a purchase, of no limit."""
        count = self.switches
        upper = np.concatenate((self.segments.upper, self.segments.upper, np.zeros(count + 1)))
        sells = self.segments.sign < 0
        return upper, np.concatenate((sells, sells, np.zeros(count + 1, dtype=np.bool_)))

    def free(self, row: Row) -> list[int]:
        """Free segments of `row`, among all copies."""
        block, n = self.branches.blocks[row.block], self.segments.count
        found = [*block.free]
        for number in block.switches:
            switch = self.branches.switches[number]
            if number in row.set_to:
                found += switch.positions[row.set_to[number]].free
                continue
            found += [n + one for one in switch.segments]
            if switch.losses and switch.purchases:
                found.append(2 * n + number)
        if self.later:
            shut = self._shut(row)
            return [one for one in found if one not in shut]
        return [one for one in found if one not in row.without] if row.without else found

    def forced(self, row: Row) -> list[int]:
        """Segments of `row` at their upper limit."""
        switches = self.branches.switches
        return [
            segment
            for number, position in row.set_to.items()
            for segment in switches[number].positions[position].forced
            if segment not in row.without
        ]

    def closed(self, row: Row) -> list[int]:
        """Segments of `row` that its switches, or its `without`, leave nothing of."""
        return sorted(self._shut(row).difference(self.forced(row)))

    def _shut(self, row: Row) -> set[int]:
        """What neither is free nor may be, with all that would leave after it."""
        switches, found = self.branches.switches, set(row.without)
        forced = set(self.forced(row)) if self.later else set[int]()
        for number, position in row.set_to.items():
            switch = switches[number]
            found |= set(switch.segments).difference(switch.positions[position].free)
        if self.later:
            gone = (later for one in found - forced for later in self.later.get(one, ()))
            found.update(gone)
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    """Rows of about one width; entries past a row's end are the last copy, which is nothing.

    rows    numbers among all rows, ascending, shape (R,)
    index   among all copies, shape (R, K)
    sold    dollars that a free sale is of, 0 for others, shape (R, K)
    sells   shape (R, K)
    drift   of each row's class, a column
    start   dollars off target with every free sale made, and the forced ones, a column
    """

    rows: Indices
    index: Indices
    sold: Floats
    sells: Flags
    drift: Drift
    start: Floats

    def with_forced(self, ground: Ground, forced: Sequence[Sequence[int]]) -> "_Table":
        """The same table, `forced` of all rows added to where its rows start."""
        segments = ground.segments
        moved = [
            float(sum(segments.sign[one] * segments.upper[one] for one in forced[row]))
            for row in self.rows.tolist()
        ]
        return replace(self, start=self.start + np.array(moved)[:, None])

    def values(self, costs: Floats, uppers: Floats) -> tuple[Floats, Floats, Indices]:
        """Dollars of every row but for what is forced; what it takes: amounts, of which copy."""
        cost = costs.take(self.index)
        slope = np.where(self.sells, -cost, cost)
        order = sorted_by(slope)
        slope, index = slope.take(order), self.index.take(order)
        upper = uppers.take(index)
        used = np.cumsum(upper, axis=1)
        used -= upper
        used += self.start
        taken = self.drift.best(-slope)
        taken -= used
        np.minimum(taken, upper, out=taken)
        np.maximum(taken, 0.0, out=taken)
        off = self.start + taken.sum(axis=1, keepdims=True)
        value = np.einsum("rk,rk->r", cost, self.sold) + np.einsum("rk,rk->r", slope, taken)
        value += self.drift.cost(off)[:, 0]
        outside = (off < self.drift.low - _NOISE) | (off > self.drift.high + _NOISE)
        value[outside[:, 0]] = np.inf
        return value, taken, index


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blocks:
    """The rows of all blocks, ready to be asked.

    hulls   of the switches that are open in some row
    first   first row of every block
    block   of every row, ascending
    forced  flat lists of row and segment: at their upper limit in it
    closed  the same: at nothing in it
    """

    ground: Ground
    rows: tuple[Row, ...]
    hulls: Hulls
    first: Indices
    block: Indices
    tables: tuple[_Table, ...]
    forced: tuple[Indices, Indices]
    closed: tuple[Indices, Indices]

    def answer(self, costs: Floats) -> Answer:
        """The best of every block where a dollar of a segment costs `costs`, shape (N,)."""
        ground = self.ground
        costs, pool = ground.levels.levelled(costs)
        bridges = self.hulls.bridges(np.append(costs, 0.0))
        every = np.concatenate((costs, costs, bridges.slope, [0.0]))
        left = np.where(bridges.under, 0.0, ground.segments.upper)
        uppers = np.concatenate((ground.segments.upper, left, bridges.length, [0.0]))
        values, found = np.zeros(len(self.rows)), []
        for table in self.tables:
            value, taken, index = table.values(every, uppers)
            values[table.rows] = value
            found.append((taken, index))
        row, segment = self.forced
        if len(row):
            spent = costs[segment] * ground.segments.upper[segment]
            values += np.bincount(row, weights=spent, minlength=len(values))
        best = np.minimum.reduceat(values, self.first) if len(values) else values
        at_best = np.flatnonzero(values == best[self.block])
        of_block = self.block[at_best]
        chosen = at_best[np.flatnonzero(of_block != np.concatenate(([-1], of_block[:-1])))]
        amounts, crossed = self._amounts(chosen, bridges, found)
        if ground.later:
            amounts = ground.levels.shared(amounts, pool, self._open_uppers(chosen))
        return Answer(
            value=float(best.sum()), blocks=best, rows=chosen, amounts=amounts, crossed=crossed
        )

    def allow(self, amounts: Floats) -> Flags:
        """Whether each block may take its part of `amounts`, shape (K, N); shape (K, blocks).

        It may when one of its rows does: what switches close in it is nothing, and what they force
        is whole.
        """
        fits = np.ones((len(amounts), len(self.rows)), dtype=np.bool_)
        upper = self.ground.segments.upper
        for (row, segment), whole in ((self.closed, False), (self.forced, True)):
            if len(row):
                here = amounts[:, segment]
                off = here < upper[segment] - _NOISE if whole else here > _NOISE
                first = np.flatnonzero(np.diff(row, prepend=-1))
                fits[:, row[first]] &= ~np.logical_or.reduceat(off, first, axis=1)
        return np.asarray(np.logical_or.reduceat(fits, self.first, axis=1), dtype=np.bool_)

    def _open_uppers(self, chosen: Indices) -> Floats:
        """Upper limits of segments, none where a chosen row closes or forces them."""
        upper = self.ground.segments.upper.copy()
        for row, segment in (self.closed, self.forced):
            upper[segment[np.isin(row, chosen)]] = 0.0
        return upper

    def _amounts(
        self, chosen: Indices, bridges: Bridges, found: list[tuple[Floats, Indices]]
    ) -> tuple[Floats, Floats]:
        """Dollars of every segment, and how far over its bridge every switch is."""
        ground, n = self.ground, self.ground.segments.count
        upper, sells = ground.segments.upper, ground.segments.sign < 0
        # What is taken of a sale is taken back: a sale that no row takes is not made at all.
        taken = np.concatenate((np.where(sells, upper, 0.0), np.zeros(n)))
        taken = np.concatenate((taken, np.full(ground.switches + 1, _OFF)))
        taken[n : 2 * n] = taken[:n]
        takes = np.zeros(len(self.rows), dtype=np.bool_)
        takes[chosen] = True
        for table, (amounts, index) in zip(self.tables, found, strict=True):
            here = takes[table.rows]
            taken[index[here]] = amounts[here]
        total = np.where(sells, upper - taken[:n], taken[:n])
        crossed = np.full(ground.switches, _OFF)
        if self.hulls.opened:
            opened, crossed = self._opened_amounts(bridges, taken)
            total += opened
        row, segment = self.forced
        total[segment[takes[row]]] = upper[segment[takes[row]]]
        return total, crossed

    def _opened_amounts(self, bridges: Bridges, taken: Floats) -> tuple[Floats, Floats]:
        """Dollars of segments under open switches, and how far over its bridge every switch is."""
        ground, n = self.ground, self.ground.segments.count
        upper, sells = ground.segments.upper, ground.segments.sign < 0
        crossing = taken[2 * n : -1]
        crossed = np.where(
            (bridges.length > 0) & (crossing >= 0),
            crossing / np.where(bridges.length > 0, bridges.length, 1.0),
            _OFF,
        )
        opened = np.where(sells, upper - taken[n : 2 * n], taken[n : 2 * n])
        on = ground.switch_of[bridges.under]
        share = np.maximum(0.0, np.where(sells[bridges.under], 1.0 - crossed[on], crossed[on]))
        share = np.where(crossed[on] < 0, 0.0, share)
        opened[bridges.under] = share * upper[bridges.under]
        return opened, crossed


def ground_of(
    segments: Segments,
    branches: Branches,
    drift: Drift,
    cash: int,
    chains: Sequence[tuple[int, ...]] = (),
) -> Ground:
    """The ground of all rows; `drift` is that of every class, that of `cash` is left out.

    chains  lots that leave in the broker's order (`selling_order`)
    """
    block_of = np.zeros(segments.count, dtype=np.intp)
    switch_of = np.full(segments.count, -1, dtype=np.intp)
    for number, switch in enumerate(branches.switches):
        switch_of[[*switch.segments]] = number
    for number, block in enumerate(branches.blocks):
        block_of[[*block.free]] = number
        for one in block.switches:
            block_of[[*branches.switches[one].segments]] = number
    classes = np.array([block.asset_class for block in branches.blocks], dtype=np.intp)
    return Ground(
        segments=segments,
        branches=branches,
        drift=drift.without(cash).at(classes),
        block_of=block_of,
        switch_of=switch_of,
        levels=levels_of(chains, segments.upper),
        later={lot: chain[at + 1 :] for chain in chains for at, lot in enumerate(chain)},
    )


def blocks_of(ground: Ground, rows: Sequence[Row]) -> Blocks:
    """The blocks with `rows`, every block with at least one."""
    ordered = tuple(sorted(rows, key=attrgetter("block")))
    block = np.array([row.block for row in ordered], dtype=np.intp)
    free = [ground.free(row) for row in ordered]
    forced = [ground.forced(row) for row in ordered]
    tables = tables_of([len(one) for one in free])
    return Blocks(
        ground=ground,
        rows=ordered,
        hulls=hulls_of(ground.segments, ground.branches.switches, _opened(ground, ordered)),
        first=np.flatnonzero(np.diff(block, prepend=-1)),
        block=block,
        tables=tuple(
            _table(ground, np.array(here), block[here], [free[one] for one in here]).with_forced(
                ground, forced
            )
            for here in tables
        ),
        forced=_flat(forced),
        closed=_flat([ground.closed(row) for row in ordered]),
    )


def _opened(ground: Ground, rows: Sequence[Row]) -> list[int]:
    """Switches that are open in some row."""
    opened: set[int] = set()
    for row in rows:
        opened.update(set(ground.branches.blocks[row.block].switches) - row.set_to.keys())
    return sorted(opened)


def _flat(rows: Sequence[Sequence[int]]) -> tuple[Indices, Indices]:
    lengths = [len(one) for one in rows]
    flat = [segment for one in rows for segment in one]
    return np.repeat(np.arange(len(rows)), lengths), np.array(flat, dtype=np.intp)


def _table(ground: Ground, rows: Indices, blocks: Indices, free: Sequence[list[int]]) -> _Table:
    upper, sells = ground.copies
    index = filled(free, len(upper) - 1)
    sold = np.where(sells[index], upper[index], 0.0)
    drift = ground.drift.at(blocks)
    return _Table(
        rows=rows,
        index=index,
        sold=sold,
        sells=sells[index],
        drift=drift.column(),
        start=(drift.start - sold.sum(axis=1))[:, None],
    )
