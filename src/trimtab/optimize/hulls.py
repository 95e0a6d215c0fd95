"""The convex hull of an open switch: between selling losses and buying, a bridge.

Let x be the dollars that a switch adds to its class. Loss sales, cheapest first, cost a convex
piecewise linear function on x <= 0; purchases one on x >= 0; both are 0 at 0. Where a dollar of
the first sale earns more than a dollar of the first purchase costs, their union is not convex: the
line under both replaces everything between the sale and the purchase that it touches. That line
is the one that passes lowest over x = 0.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.branches import Switch
from trimtab.optimize.problem import Flags, Floats, Indices
from trimtab.optimize.segments import Segments


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
        """Cheapest first: the order, and sums of dollars and of their costs."""
        cost = costs[self.index]
        # Fillers last: their upper limit is 0, so wherever they come they change no sum but the
        # end of the bridge has to be a real segment.
        order = np.argsort(np.where(self.upper > 0, cost, np.inf), axis=1)
        upper = np.take_along_axis(self.upper, order, axis=1)
        spent = np.take_along_axis(cost, order, axis=1) * upper
        return order, np.cumsum(upper, axis=1), np.cumsum(spent, axis=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    switches: Indices
    sales: _Side
    purchases: _Side


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hulls:
    """All switches, in tables of like width."""

    count: int
    segments: int
    tables: tuple[_Table, ...]

    def bridges(self, costs: Floats) -> Bridges:
        """The bridges where a dollar of a segment costs `costs`, shape (N + 1,), the last a filler."""
        length, slope = np.zeros(self.count), np.zeros(self.count)
        under = np.zeros(self.segments + 1, dtype=np.bool_)
        for table in self.tables:
            order_s, sold, earned = table.sales.sums(costs)
            order_b, bought, paid = table.purchases.sums(costs)
            x_s, y_s = sold[:, :, None], earned[:, :, None]
            x_b, y_b = bought[:, None, :], paid[:, None, :]
            over_zero = (y_s * x_b + y_b * x_s) / (x_s + x_b)
            lowest = over_zero.reshape(len(sold), -1).argmin(axis=1)
            end_s, end_b = np.divmod(lowest, bought.shape[1])
            row = np.arange(len(sold))
            bridged = over_zero[row, end_s, end_b] < 0
            row, end_s, end_b = row[bridged], end_s[bridged], end_b[bridged]
            here = table.switches[row]
            length[here] = sold[row, end_s] + bought[row, end_b]
            slope[here] = (paid[row, end_b] - earned[row, end_s]) / length[here]
            for side, order, end in (
                (table.sales, order_s, end_s),
                (table.purchases, order_b, end_b),
            ):
                index = np.take_along_axis(side.index[row], order[row], axis=1)
                under[index[np.arange(index.shape[1]) <= end[:, None]]] = True
        return Bridges(length=length, slope=slope, under=under[:-1])


def hulls_of(segments: Segments, switches: tuple[Switch, ...]) -> Hulls:
    """The hulls of `switches`; those with one side only have no bridge."""
    both = [index for index, one in enumerate(switches) if one.purchases and one.losses]
    shapes: dict[tuple[int, int], list[int]] = {}
    for index in both:
        one = switches[index]
        shapes.setdefault((_width(len(one.losses)), _width(len(one.purchases))), []).append(index)
    return Hulls(
        count=len(switches),
        segments=segments.count,
        tables=tuple(
            _Table(
                switches=np.array(here, dtype=np.intp),
                sales=_side(segments, [switches[one].losses for one in here], sales),
                purchases=_side(segments, [switches[one].purchases for one in here], purchases),
            )
            for (sales, purchases), here in sorted(shapes.items())
        ),
    )


def _width(length: int) -> int:
    """The next power of two."""
    return 1 << (length - 1).bit_length()


def _side(segments: Segments, rows: list[tuple[int, ...]], width: int) -> _Side:
    filler = segments.count
    index = np.array(
        [[*row, *[filler] * (width - len(row))] for row in rows], dtype=np.intp
    ).reshape(len(rows), width)
    return _Side(index=index, upper=np.append(segments.upper, 0.0)[index])
