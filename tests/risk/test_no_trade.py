"""Theory's no-trade band against simulation (T1), and no band better than another by luck (T8)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from trimtab.errors import InvalidValue
from trimtab.risk.arrays import Floats
from trimtab.risk.no_trade import Market, band_cost, half_width, turnover

DAYS = 252
# Published parameters of the check: 16 % volatility, log utility, target 50 %, 1 % cost.
LOG = Market(cost=0.01, volatility=0.16, aversion=1.0)
WEIGHT = 0.5


def simulated_loss(half: float, *, years: int, paths: int, seed: int) -> tuple[float, float, float]:
    """(loss a year, its standard error, sales a year) of a band for an investor of log utility.

    Against rebalancing for free every day. The noise of being off target, which has no mean, is
    taken out: what is left is second order.
    """
    rng = np.random.default_rng(seed)
    mean, deviation = 0.16**2 * WEIGHT / DAYS, 0.16 / DAYS**0.5
    low, high = WEIGHT - half, WEIGHT + half
    weight: Floats = np.full(paths, WEIGHT)
    lost, sold = np.zeros(paths), np.zeros(paths)
    for _ in range(years * DAYS):
        move = np.exp(rng.normal(mean - deviation**2 / 2, deviation, paths)) - 1
        lost += np.log1p(WEIGHT * move) - np.log1p(weight * move)
        lost += (weight - WEIGHT) * (move - np.expm1(mean))
        weight = weight * (1 + move) / (1 + weight * move)
        sale = np.maximum(weight - high, 0) / (1 - LOG.cost * high)
        lost -= np.log1p(-LOG.cost * sale)
        sold += sale
        weight = np.clip(weight, low, high)
    loss = lost / years
    return float(loss.mean()), float(loss.std(ddof=1) / paths**0.5), float(sold.mean()) / years


def test_the_width_of_the_published_example() -> None:
    # mu 8 %, sigma 16 %, gamma 5, cost 1 %: target 62.5 %, band 58.15 to 66.85 %.
    market = Market(cost=0.01, volatility=0.16, aversion=5.0)
    assert half_width(0.625, market) == pytest.approx(0.0435, abs=5e-5)
    assert half_width(WEIGHT, LOG) == pytest.approx(0.0777, abs=5e-5)
    assert band_cost(WEIGHT, 0.0777, 0.0777, LOG) == pytest.approx(0.772e-4, abs=1e-7)
    assert turnover(WEIGHT, 0.0777, 0.0777, LOG) == pytest.approx(0.00515, abs=1e-5)


@given(weight=st.floats(0.01, 0.99), cost=st.floats(1e-5, 0.05), aversion=st.floats(0.5, 20))
def test_no_band_costs_less_than_the_theory_s(weight: float, cost: float, aversion: float) -> None:
    market = Market(cost=cost, volatility=0.16, aversion=aversion)
    half = half_width(weight, market)
    least = band_cost(weight, half, half, market)
    assert least == pytest.approx(aversion * 0.16**2 * half**2 / 2)
    for below, above in ((0.5, 0.5), (2, 2), (0.9, 1.1), (0, 2), (1.3, 1)):
        assert band_cost(weight, below * half, above * half, market) > least


def test_the_width_is_where_a_minimiser_finds_the_least_cost() -> None:
    found = optimize.minimize_scalar(
        lambda half: band_cost(0.3, half, half, LOG) * 1e6, bounds=(1e-4, 0.3), method="bounded"
    )
    assert found.x == pytest.approx(half_width(0.3, LOG), rel=1e-3)


def test_the_width_grows_by_a_quarter_when_the_cost_doubles() -> None:
    double = Market(cost=0.02, volatility=0.16, aversion=1.0)
    assert half_width(WEIGHT, double) / half_width(WEIGHT, LOG) == pytest.approx(1.26, abs=0.001)


def test_a_simulation_costs_what_the_theory_says() -> None:
    half = half_width(WEIGHT, LOG)
    loss, error, sold = simulated_loss(half, years=20, paths=300, seed=1)
    assert abs(loss - band_cost(WEIGHT, half, half, LOG)) < 0.1 * loss + 2 * error
    assert sold == pytest.approx(turnover(WEIGHT, half, half, LOG), rel=0.12)


@pytest.mark.parametrize("times", [0.4, 2.5])
def test_a_simulated_band_far_from_the_theory_s_costs_more(times: float) -> None:
    half = half_width(WEIGHT, LOG)
    best, _, _ = simulated_loss(half, years=20, paths=200, seed=2)
    other, _, _ = simulated_loss(times * half, years=20, paths=200, seed=2)
    assert other > 1.2 * best


@pytest.mark.long
def test_the_cheapest_simulated_width_is_within_a_quarter_of_the_theory_s() -> None:
    half = half_width(WEIGHT, LOG)
    times = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
    losses = [simulated_loss(t * half, years=40, paths=2000, seed=3)[0] for t in times]
    shape = np.polyfit(np.log(times), losses, 4)
    fine = np.linspace(np.log(0.25), np.log(2.0), 400)
    assert np.exp(fine[np.polyval(shape, fine).argmin()]) == pytest.approx(1.0, abs=0.25)


def rebalanced(returns: Floats, band: float) -> Floats:
    """Log growth of two equal halves, put back to the target when one leaves the band; (paths,)."""
    parts = np.full((returns.shape[1], 2), 0.5)
    for row in returns:
        parts *= 1 + row
        total = parts.sum(axis=1, keepdims=True)
        out = np.abs(parts[:, :1] / total - 0.5) > band
        parts = np.where(out, total / 2, parts)
    growth: Floats = np.log(parts.sum(axis=1))
    return growth


def yearly(returns: Floats) -> Floats:
    parts = np.full((returns.shape[1], 2), 0.5)
    for month, row in enumerate(returns, start=1):
        parts *= 1 + row
        if month % 12 == 0:
            parts[:] = parts.sum(axis=1, keepdims=True) / 2
    growth: Floats = np.log(parts.sum(axis=1))
    return growth


def gains(returns: Floats, band: float) -> tuple[float, float]:
    """(mean, standard error) of what a band gains over rebalancing every year, path by path."""
    extra = rebalanced(returns, band) - yearly(returns)
    return float(extra.mean()), float(extra.std(ddof=1) / len(extra) ** 0.5)


def test_under_independent_returns_no_band_beats_another() -> None:
    rng = np.random.default_rng(8)
    returns = np.exp(rng.normal(0.004, 0.03, (120, 4000, 2))) - 1
    for band in (0.01, 0.02, 0.05, 0.1):
        gain, error = gains(returns, band)
        assert abs(gain) < 2 * error


def test_where_prices_revert_a_band_does_gain() -> None:
    rng = np.random.default_rng(9)
    level = np.zeros((4000, 2))
    rows = []
    for _ in range(120):
        before = level
        level = 0.7 * level + rng.normal(0, 0.05, level.shape)
        rows.append(np.exp(0.004 + level - before) - 1)
    gain, error = gains(np.array(rows), 0.05)
    assert gain > 5 * error


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cost": 0.0}, "cost must be above zero"),
        ({"cost": 1.5}, "leaves nothing of a sale"),
        ({"volatility": -0.1}, "volatility must be above zero"),
        ({"aversion": 0.0}, "aversion must be above zero"),
    ],
)
def test_a_market_that_cannot_be_is_refused(change: dict[str, float], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        Market(**{"cost": 0.01, "volatility": 0.16, "aversion": 1.0, **change})


def test_the_edges_of_weights_and_bands() -> None:
    assert half_width(0.0, LOG) == half_width(1.0, LOG) == 0.0
    with pytest.raises(InvalidValue, match="from 0 to 1"):
        half_width(1.2, LOG)
    with pytest.raises(InvalidValue, match="width of a band must be above zero"):
        band_cost(0.5, 0.0, 0.0, LOG)
    with pytest.raises(InvalidValue, match="a band holds its weight"):
        band_cost(0.5, -0.1, 0.2, LOG)
