"""What the blocks leave to a plan: rules that cross from block to block, and shares."""

from collections.abc import Mapping

import numpy as np

from trimtab.optimize.bound.split import Split
from trimtab.optimize.problem import Flags, Floats, Trades
from trimtab.optimize.selling_order import in_turn

# Parts of V that are nothing.
_DUST = 1e-9


def clashes(split: Split, set_to: Mapping[int, int], worth: Floats) -> frozenset[int]:
    """Segments to close so that positions of one group agree over its classes.

    The side that is worth less goes, `worth` being dollars of J of every segment. A lot that needs
    a lot of another block to go stays as well.
    """
    return _stranded(split) | _opposed(split, set_to, worth)


def conflict(split: Split, amounts: Floats) -> tuple[frozenset[int], frozenset[int]] | None:
    """Two sides, one of which has to be closed, though no switch says so: the widest such pair.

    Purchases and loss sales of a group over several classes, or purchases and sales of a place.
    """
    problem, segments = split.problem, split.segments
    place, buys = segments.place, segments.sign > 0
    group = problem.places.group[place]
    pairs = [(group, problem.limits.exclusive[group] & (buys | segments.loss))]
    if not problem.limits.both_ways:
        pairs.append((place, np.ones(len(place), dtype=np.bool_)))
    widest, found = _DUST * problem.value, None
    for key, member in pairs:
        bought = np.bincount(key, np.where(member & buys, amounts, 0.0))
        sold = np.bincount(key, np.where(member & ~buys, amounts, 0.0))
        both = np.minimum(bought, sold)
        if len(both) and both.max() > widest:
            widest, own = both.max(), member & (key == both.argmax())
            found = _numbers(own & buys), _numbers(own & ~buys)
    return found


def _numbers(flags: Flags) -> frozenset[int]:
    return frozenset(np.flatnonzero(flags).tolist())


def two_sided(split: Split, amounts: Floats) -> frozenset[int]:
    """Segments of the smaller side wherever a place is sold and bought, if it may not be."""
    problem, segments = split.problem, split.segments
    if problem.limits.both_ways:
        return frozenset()
    sells, count = segments.sign < 0, len(problem.places.price)
    sold = np.bincount(segments.place, np.where(sells, amounts, 0.0), count)
    bought = np.bincount(segments.place, np.where(sells, 0.0, amounts), count)
    both = np.minimum(sold, bought) > _DUST * problem.value
    smaller = both[segments.place] & (sells == (sold < bought)[segments.place])
    return _numbers(smaller)


def trades_of(split: Split, amounts: Floats) -> Trades:
    """`amounts` of the segments as shares."""
    segments, places, lots = split.segments, split.problem.places, split.problem.lots
    amounts = np.where(amounts > _DUST * split.problem.value, amounts, 0.0)
    sales = len(lots.place)
    value = np.where(lots.value > 0, lots.value, 1.0)
    sold = np.clip(amounts[:sales] / value, 0.0, 1.0) * lots.shares
    bought = np.zeros(len(places.price))
    bought[segments.place[sales:]] = amounts[sales:]
    return Trades(sold=in_turn(lots, sold), bought=bought / places.price)


def _stranded(split: Split) -> frozenset[int]:
    switch_of, block_of = split.ground.switch_of, split.ground.block_of
    return frozenset(
        lot
        for lot, needed in split.problem.lots.needs.items()
        for one in needed
        if switch_of[one] < 0 or switch_of[one] != switch_of[lot] or block_of[one] != block_of[lot]
    )


def _opposed(split: Split, set_to: Mapping[int, int], worth: Floats) -> frozenset[int]:
    """Purchases and loss sales of a group whose switches in several classes differ."""
    problem, segments, branches = split.problem, split.segments, split.ground.branches
    group = problem.places.group[segments.place]
    buys: dict[int, list[int]] = {}
    loses: dict[int, list[int]] = {}
    # Segments without a switch count too: a class may have one side of the group only.
    closed: set[int] = set()
    for number, switch in enumerate(branches.switches):
        position = switch.positions[set_to[number]]
        closed |= {*switch.segments} - {*position.free, *position.forced}
    exclusive = problem.limits.exclusive[group]
    for one in np.flatnonzero(exclusive & (segments.loss | (segments.sign > 0))).tolist():
        if one not in closed:
            side = loses if segments.loss[one] else buys
            side.setdefault(int(group[one]), []).append(one)
    gone: set[int] = set()
    for key in buys.keys() & loses.keys():
        sides = (buys[key], loses[key])
        gone |= set(min(sides, key=lambda side: sum(worth[one] for one in side)))
    return frozenset(gone)
