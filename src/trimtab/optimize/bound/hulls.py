"""The convex hull of an open switch: between selling losses and buying, a bridge.

Let x be the dollars that a switch adds to its class. Loss sales, cheapest first, cost a convex
piecewise linear function on x <= 0; purchases one on x >= 0; both are 0 at 0. Where a dollar of
the first sale earns more than a dollar of the first purchase costs, their union is not convex: the
line under both replaces everything between the sale and the purchase that it touches. That line
is the one that passes lowest over x = 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.optimize.bound.branches import Switch
from trimtab.optimize.bound.segments import Segments
from trimtab.optimize.problem import Flags, Floats, Indices
from trimtab.optimize.tables import filled, sorted_by, tables_of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bridges:
    """What the bridges are at some prices.

    length   dollars from one end to the other, 0 without a bridge, shape (U,)
    slope    dollars a dollar, shape (U,)
    under    segments that are under the bridge of their switch, shape (N,)
    """

    length: Floats
    slope: Floats
    under: Flags


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Side:
    index: Indices
    upper: Floats

    def sums(self, costs: Floats) -> tuple[Indices, Floats, Floats]:
        """Cheapest first: segments, and sums of dollars and of their costs."""
        cost = costs.take(self.index)
        # Fillers last: they change no sum, but the end of a bridge has to be a real segment.
        order = sorted_by(np.where(self.upper > 0, cost, np.inf))
        upper = self.upper.take(order)
        spent = cost.take(order) * upper
        return self.index.take(order), upper.cumsum(axis=1), spent.cumsum(axis=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    switches: Indices
    sales: _Side
    purchases: _Side


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hulls:
    """Switches, in tables of like width; the others, of `count` in all, have no bridge.

    opened  some switch is open in some row, with a bridge or without
    """

    count: int
    segments: int
    opened: bool
    tables: tuple[_Table, ...]

    def bridges(self, costs: Floats) -> Bridges:
        """The bridges where a dollar of a segment costs `costs`, shape (N + 1,): a filler last."""
        length, slope = np.zeros(self.count), np.zeros(self.count)
        under = np.zeros(self.segments + 1, dtype=np.bool_)
        for table in self.tables:
            sales, sold, earned = table.sales.sums(costs)
            purchases, bought, paid = table.purchases.sums(costs)
            x_s, y_s = sold[:, :, None], earned[:, :, None]
            x_b, y_b = bought[:, None, :], paid[:, None, :]
            over_zero = ((y_s * x_b + y_b * x_s) / (x_s + x_b)).reshape(len(sold), -1)
            row, lowest = np.arange(len(sold)), over_zero.argmin(axis=1)
            row = row[over_zero[row, lowest] < 0]
            end_s, end_b = np.divmod(lowest[row], bought.shape[1])
            here = table.switches[row]
            length[here] = sold[row, end_s] + bought[row, end_b]
            slope[here] = (paid[row, end_b] - earned[row, end_s]) / length[here]
            for index, end in ((sales, end_s), (purchases, end_b)):
                under[index[row][np.arange(index.shape[1]) <= end[:, None]]] = True
        return Bridges(length=length, slope=slope, under=under[:-1])


def hulls_of(segments: Segments, switches: Sequence[Switch], opened: Iterable[int]) -> Hulls:
    """The hulls of the switches numbered `opened`; those with one side only have no bridge."""
    opened = [*opened]
    both = [one for one in opened if switches[one].purchases and switches[one].losses]
    # Pairs of a sale and a purchase are what takes time.
    sizes = [len(switches[one].purchases) * len(switches[one].losses) for one in both]
    tables = [[both[row] for row in rows] for rows in tables_of(sizes)]
    return Hulls(
        count=len(switches),
        segments=segments.count,
        opened=bool(opened),
        tables=tuple(
            _Table(
                switches=np.array(here, dtype=np.intp),
                sales=_side(segments, [switches[one].losses for one in here]),
                purchases=_side(segments, [switches[one].purchases for one in here]),
            )
            for here in tables
        ),
    )


def _side(segments: Segments, rows: Sequence[Sequence[int]]) -> _Side:
    index = filled(rows, segments.count)
    return _Side(index=index, upper=np.append(segments.upper, 0.0)[index])
