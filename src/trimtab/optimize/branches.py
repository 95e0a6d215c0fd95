"""What excludes what: the switches of every class, and rows in which some of them are set.

A group whose purchases and loss sales exclude each other is a switch with two positions: purchases
and no loss sales, or loss sales and no purchases. A loss that may be sold only once other lots are
gone (`Lots.needs`) adds positions in which those lots are sold entire. Whatever is not under a
switch is free.

A block is a class. Its rows divide what it can do: each row has some switches set, and the others
open, which means the convex hull of their positions (`hulls`); needs are relaxed there. A block
starts with one row and all switches open. What crosses from class to class, and needs in many
versions, is relaxed: a bound stays a bound.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from trimtab.optimize.problem import Problem
from trimtab.optimize.segments import Segments

# A group with more versions of what has to go first is relaxed.
_MOST_EXITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One position of a switch: segments that are free, and segments at their upper limit."""

    free: tuple[int, ...]
    forced: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """Purchases and loss sales of one group in one class, as segments, and its positions."""

    purchases: tuple[int, ...]
    losses: tuple[int, ...]
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A class with segments: those that are free, and switches by their numbers."""

    asset_class: int
    free: tuple[int, ...]
    switches: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A part of what a block can do: positions of the switches that are set."""

    block: int
    set_to: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches:
    """Every block and switch. The class Cash is a block too, without drift inside."""

    blocks: tuple[Block, ...]
    switches: tuple[Switch, ...]

    def first_rows(self) -> tuple[Row, ...]:
        """One row for each block, every switch open."""
        return tuple(Row(block=index) for index in range(len(self.blocks)))

    def divided(self, row: Row, switch: int) -> tuple[Row, ...]:
        """`row` with `switch` in each of its positions: together they are all of it."""
        return tuple(
            Row(block=row.block, set_to={**row.set_to, switch: position})
            for position in range(len(self.switches[switch].positions))
        )


@dataclass(slots=True)
class _Group:
    purchases: list[int] = field(default_factory=list)
    losses: list[int] = field(default_factory=list)


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
    sells, lossy = (segments.lot >= 0).tolist(), segments.loss.tolist()
    for index, (asset_class, key) in enumerate(zip(of_class, of_group, strict=True)):
        one = classes[asset_class]
        if key < 0 or (sells[index] and not lossy[index]):
            one.free.append(index)
        elif sells[index]:
            one.groups[key].losses.append(index)
        else:
            one.groups[key].purchases.append(index)
    return classes


def _positions(problem: Problem, group: _Group) -> Iterator[Position]:
    """Purchases first; a single position when there is nothing to choose."""
    needs = problem.lots.needs
    purchases, losses = tuple(group.purchases), tuple(group.losses)
    if purchases:
        yield Position(free=purchases)
    exits = {needs[lot] for lot in losses if lot in needs} if needs else set()
    if not exits or len(exits) > _MOST_EXITS:
        if losses:
            yield Position(free=losses)
        return
    yield Position(free=tuple(lot for lot in losses if lot not in needs))
    for exit_ in sorted(exits):
        # A lot of another class, or one that is no loss, belongs elsewhere: it is not forced here.
        here = tuple(lot for lot in exit_ if lot in losses)
        yield Position(free=tuple(lot for lot in losses if lot not in here), forced=here)
