"""What excludes what: the switches of every class, and rows in which some of them are set.

A group whose purchases and loss sales exclude each other is a switch with two positions: purchases
and no loss sales, or loss sales and no purchases. A loss that may be sold only once other lots are
gone (`Lots.needs`) adds positions in which those lots are sold entire. Whatever is not under a
switch is free.

A block is a class. Its rows divide what it can do: each row has some switches set, and the others
open, which means the convex hull of their positions (`hulls`); needs are relaxed there. A block
starts with a few rows, so that most switches are set from the start. What crosses from class to
class, and needs in many versions, is relaxed: a bound stays a bound.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from trimtab.optimize.bound.segments import Segments
from trimtab.optimize.problem import Problem

# A group with more versions of what has to go first is relaxed.
_MOST_EXITS = 3

# A block starts with so many rows at most.
_FIRST_ROWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One position of a switch: segments that are free, and segments at their upper limit.

    relaxed  it allows what needs forbid: good for a bound, not for a plan
    """

    free: tuple[int, ...]
    forced: tuple[int, ...] = ()
    relaxed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One group in one class: segments and positions.

    exits  other sales, free unless a position has to have them made
    """

    purchases: tuple[int, ...]
    losses: tuple[int, ...]
    exits: tuple[int, ...]
    positions: tuple[Position, ...]

    @property
    def segments(self) -> tuple[int, ...]:
        """All of its segments."""
        return (*self.purchases, *self.losses, *self.exits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A class with segments: those that are free, and switches by their numbers."""

    asset_class: int
    free: tuple[int, ...]
    switches: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A part of what a block can do: positions of the switches that are set.

    without  segments that are closed besides
    """

    block: int
    set_to: Mapping[int, int] = field(default_factory=dict)
    without: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    """Every block and switch. The class Cash is a block too, without drift inside."""

    blocks: tuple[Block, ...]
    switches: tuple[Switch, ...]

    def first_rows(self) -> tuple[Row, ...]:
        """Rows of every block that together are all of it.

        As many switches set as few rows allow: what a row has set, no bound has to mix.
        """
        rows: list[Row] = []
        for index, block in enumerate(self.blocks):
            own: tuple[Row, ...] = (Row(block=index),)
            for switch in block.switches:
                if len(own) * len(self.switches[switch].positions) > _FIRST_ROWS:
                    break
                own = tuple(more for row in own for more in self.divided(row, switch))
            rows += own
        return tuple(rows)

    def divided(self, row: Row, switch: int) -> tuple[Row, ...]:
        """`row` with `switch` in each of its positions: together they are all of it."""
        return tuple(
            replace(row, set_to={**row.set_to, switch: position})
            for position in range(len(self.switches[switch].positions))
        )


@dataclass(slots=True)
class _Group:
    purchases: list[int] = field(default_factory=list)
    losses: list[int] = field(default_factory=list)
    exits: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Class:
    free: list[int] = field(default_factory=list)
    groups: defaultdict[int, _Group] = field(default_factory=lambda: defaultdict(_Group))


def branches_of(problem: Problem, segments: Segments) -> Branches:
    """Blocks and switches of every class that has segments."""
    blocks: list[Block] = []
    switches: list[Switch] = []
    for asset_class, one in sorted(_by_class(problem, segments).items()):
        free, first = list(one.free), len(switches)
        for group in one.groups.values():
            positions = tuple(_positions(problem, group))
            if len(positions) == 1:
                free += positions[0].free
                continue
            switches.append(
                Switch(
                    purchases=tuple(group.purchases),
                    losses=tuple(group.losses),
                    exits=tuple(group.exits),
                    positions=positions,
                )
            )
        own = tuple(range(first, len(switches)))
        blocks.append(Block(asset_class=asset_class, free=tuple(free), switches=own))
    return Branches(blocks=tuple(blocks), switches=tuple(switches))


def _by_class(problem: Problem, segments: Segments) -> dict[int, _Class]:
    """Segments of every class, by group; where groups do not exclude, by place; free ones apart."""
    places, limits = problem.places, problem.limits
    exclusive = limits.exclusive[places.group]
    own = len(limits.exclusive) + np.arange(len(places.price))
    group = np.where(exclusive, places.group, -1 if limits.both_ways else own)
    classes: defaultdict[int, _Class] = defaultdict(_Class)
    of_class = places.asset_class[segments.place].tolist()
    of_group = group[segments.place].tolist()
    needed = {lot for lots in problem.lots.needs.values() for lot in lots}
    sells, lossy = (segments.lot >= 0).tolist(), segments.loss.tolist()
    for index, (asset_class, key) in enumerate(zip(of_class, of_group, strict=True)):
        one = classes[asset_class]
        if key < 0 or (sells[index] and not lossy[index]):
            (one.groups[key].exits if index in needed and key >= 0 else one.free).append(index)
        elif sells[index]:
            one.groups[key].losses.append(index)
        else:
            one.groups[key].purchases.append(index)
    return classes


def _positions(problem: Problem, group: _Group) -> Iterator[Position]:
    """Purchases first; a single position when there is nothing to choose."""
    exits, losses = tuple(group.exits), tuple(group.losses)
    if group.purchases or not losses:
        yield Position(free=(*group.purchases, *exits))
    leaving = _leaving(problem, group)
    if losses:
        yield Position(free=(*(lot for lot in losses if lot not in leaving), *exits))
    ways = _unions(set(leaving.values()))
    if len(ways) > _MOST_EXITS:
        all_gone = frozenset[int]().union(*ways)
        yield Position(free=(*losses, *exits), relaxed=True)
        ways = [all_gone]
    for gone in ways:
        open_ = (lot for lot in losses if leaving.get(lot, gone) <= gone and lot not in gone)
        stay = (lot for lot in exits if lot not in gone)
        yield Position(free=(*open_, *stay), forced=tuple(sorted(gone)))


def _leaving(problem: Problem, group: _Group) -> dict[int, frozenset[int]]:
    """For every lot with needs, what has to go with it: also what those lots need themselves.

    Lots of another class are left out.
    """
    here, needs = {*group.losses, *group.exits}, problem.lots.needs
    leaving = {}
    for lot in group.losses:
        gone: set[int] = set()
        waiting = [*needs.get(lot, ())]
        while waiting:
            one = waiting.pop()
            if one in here and one not in gone:
                gone.add(one)
                waiting += needs.get(one, ())
        if gone:
            leaving[lot] = frozenset(gone)
    return leaving


def _unions(sets: set[frozenset[int]]) -> list[frozenset[int]]:
    """`sets` and their unions, smallest first; more than `_MOST_EXITS` only as far as that."""
    found = set(sets)
    for _ in range(_MOST_EXITS):
        more = {one | other for one in found for other in found} - found
        if not more or len(found) > _MOST_EXITS:
            break
        found |= more
    return sorted(found, key=lambda one: (len(one), sorted(one)))
