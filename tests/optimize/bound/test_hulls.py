from itertools import pairwise

import numpy as np
import pytest

from trimtab.optimize.bound.branches import Switch
from trimtab.optimize.bound.hulls import hulls_of
from trimtab.optimize.bound.segments import Segments
from trimtab.optimize.problem import Floats


def _segments(upper: Floats, sales: int) -> Segments:
    none = np.zeros(len(upper))
    sign = np.where(np.arange(len(upper)) < sales, -1.0, 1.0)
    return Segments(
        place=np.zeros(len(upper), dtype=np.intp),
        lot=np.where(sign < 0, np.arange(len(upper)), -1),
        upper=upper,
        sign=sign,
        cost=none,
        cash=none,
        short=none,
        long=none,
        orders=none,
        loss=sign < 0,
    )


def _switch(sales: int, purchases: int) -> Switch:
    return Switch(
        purchases=tuple(range(sales, sales + purchases)),
        losses=tuple(range(sales)),
        exits=(),
        positions=(),
    )


def _corners(upper: Floats, costs: Floats, sign: float) -> list[tuple[float, float]]:
    """Dollars added to the class and what they cost, cheapest first."""
    corners, x, y = [(0.0, 0.0)], 0.0, 0.0
    for one in np.argsort(costs):
        x, y = x + sign * upper[one], y + upper[one] * costs[one]
        corners.append((x, y))
    return corners


def _lower_hull(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    hull: list[tuple[float, float]] = []
    for x, y in sorted(points):
        while len(hull) > 1:
            (x1, y1), (x2, y2) = hull[-2:]
            if (x2 - x1) * (y - y1) > (x - x1) * (y2 - y1):
                break
            hull.pop()
        hull.append((x, y))
    return hull


@pytest.mark.parametrize("seed", range(60))
def test_a_bridge_is_the_edge_of_the_lower_hull_over_zero(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sales, purchases = int(rng.integers(1, 6)), int(rng.integers(1, 4))
    upper = rng.uniform(1.0, 100.0, sales + purchases)
    costs = rng.normal(0.0, 0.1, sales + purchases)
    hulls = hulls_of(_segments(upper, sales), [_switch(sales, purchases)], [0])
    bridges = hulls.bridges(np.append(costs, 0.0))
    hull = _lower_hull(
        _corners(upper[:sales], costs[:sales], -1.0) + _corners(upper[sales:], costs[sales:], 1.0)
    )
    over_zero = [(a, b) for a, b in pairwise(hull) if a[0] < 0 < b[0]]
    if not over_zero:
        assert bridges.length[0] == 0
        assert not bridges.under.any()
        return
    (x1, y1), (x2, y2) = over_zero[0]
    assert bridges.length[0] == pytest.approx(x2 - x1)
    assert bridges.slope[0] == pytest.approx((y2 - y1) / (x2 - x1))
    assert upper[:sales][bridges.under[:sales]].sum() == pytest.approx(-x1)
    assert upper[sales:][bridges.under[sales:]].sum() == pytest.approx(x2)
