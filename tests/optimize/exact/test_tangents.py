"""The chain of tangents lies under every parabola, touches it at its points, and is convex."""

import numpy as np
import pytest

from tests.optimize.instances import HOUSEHOLD, random_problem
from trimtab.optimize.exact.sheet import BuildOptions, parabolas_of
from trimtab.optimize.exact.tangents import Chain, Parabolas, chain, grid
from trimtab.optimize.problem import Floats


def _parabolas(seed: int = 0) -> Parabolas:
    return parabolas_of(random_problem(seed, HOUSEHOLD), BuildOptions())


def _at(links: Chain, deviation: Floats) -> Floats:
    """Height of each class's chain at its deviation."""
    into = np.clip((deviation - links.start)[:, None] - _starts(links), 0.0, links.widths)
    return np.asarray(links.cost_at_start + np.sum(into * links.slopes, axis=1))


def _starts(links: Chain) -> Floats:
    """Where each segment begins when they are strung from left to right, under target first."""
    ends = np.cumsum(links.widths, axis=1)
    return np.asarray(ends - links.widths)


@pytest.mark.parametrize("seed", range(5))
def test_the_chain_never_lies_above_drift(seed: int) -> None:
    parabolas, rng = _parabolas(seed), np.random.default_rng(seed)
    centre = rng.uniform(parabolas.low, parabolas.high)
    links = chain(parabolas, grid(parabolas, centre, 1e-4))
    for _ in range(200):
        deviation = rng.uniform(parabolas.low, parabolas.high)
        assert np.all(_at(links, deviation) <= parabolas.cost(deviation) + 1e-9)


def test_the_chain_touches_drift_at_the_centre_and_is_close_around_it() -> None:
    parabolas = _parabolas()
    centre = (parabolas.low + parabolas.high) / 3
    links = chain(parabolas, grid(parabolas, centre, 1e-4))
    assert _at(links, centre) == pytest.approx(parabolas.cost(centre), abs=1e-9)
    near = centre + 1e-3
    assert np.all(parabolas.cost(near) - _at(links, near) < 2e-4)


def test_segments_cover_what_trading_can_reach_once_and_rise_in_slope() -> None:
    parabolas = _parabolas()
    links = chain(parabolas, grid(parabolas, np.zeros(len(parabolas.low)), 1e-3))
    assert links.widths.sum(axis=1) == pytest.approx(parabolas.high - parabolas.low)
    for slopes, widths in zip(links.slopes, links.widths, strict=True):
        assert np.all(np.diff(slopes[widths > 0]) >= -1e-12)
