"""Regions of the tax: they cover the box, tau is the maximum of their planes, and they are few."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optimize.hand_made import RATES
from trimtab.optimize.exact.tax_regions import Box, TaxRegion, reachable_regions
from trimtab.optimize.tax_curve import TaxCurve

_BUDGETED = replace(RATES, budget=5_000.0, rate_long=0.05, rate_over=0.2)


def _inside(region: TaxRegion, short: float, long: float) -> bool:
    low, high, long_low, long_high = region.box
    slack = 1e-6
    return (
        low - slack <= short <= high + slack
        and long_low - slack <= long <= long_high + slack
        and all(u * short + v * long <= w + slack for u, v, w in region.edges)
    )


def _value(region: TaxRegion, short: float, long: float) -> float:
    return max(constant + s * short + by_long * long for constant, s, by_long in region.planes)


def _check(curve: TaxCurve, box: Box) -> None:
    regions = reachable_regions(curve.pieces, box, 1.0)
    rng = np.random.default_rng(0)
    for _ in range(50):
        short, long = float(rng.uniform(*box[:2])), float(rng.uniform(*box[2:]))
        found = [region for region in regions if _inside(region, short, long)]
        assert found
        for region in found:
            assert _value(region, short, long) == pytest.approx(
                float(curve.tau(short, long)), abs=1e-4
            )


_AMOUNT = st.floats(-50_000, 50_000)


@given(
    _AMOUNT,
    st.floats(0, 60_000),
    _AMOUNT,
    st.floats(0, 60_000),
    st.sampled_from([RATES, _BUDGETED]),
)
def test_every_point_of_the_box_lies_in_a_region_whose_highest_plane_is_tau(
    short: float, short_width: float, long: float, long_width: float, curve: TaxCurve
) -> None:
    _check(curve, (short, short + short_width, long, long + long_width))


@given(
    st.floats(-80_000, 80_000),
    st.floats(-80_000, 80_000),
    # r_S over r_L and r_O over r_C, under them, and a budget that keeps all apart.
    st.sampled_from(
        [RATES, replace(RATES, rate_short=0.1), replace(RATES, rate_carried=0.9), _BUDGETED]
    ),
)
def test_pieces_joined_are_tau_wherever_their_region_is_and_it_is_everywhere(
    short: float, long: float, curve: TaxCurve
) -> None:
    found = [
        piece
        for piece in curve.convex_pieces
        if all(u * short + v * long <= w for u, v, w in piece.region)
    ]
    assert found
    for piece in found:
        missed = [max(0.0, u * short + v * long - w) for u, v, w in piece.rows]
        fined = sum(fine * miss for fine, miss in zip(piece.fines, missed, strict=False))
        assert piece.value(short, long) + fined == pytest.approx(
            float(curve.tau(short, long)), abs=1e-6
        )
        assert all(fine >= 0 for fine in piece.fines)


def test_three_pieces_are_left_where_the_usual_order_of_rates_holds() -> None:
    assert len(RATES.convex_pieces) == 3
    assert len(replace(RATES, rate_carried=0.9).convex_pieces) == 4
    assert _BUDGETED.convex_pieces == _BUDGETED.pieces


def test_large_gains_to_date_leave_one_region() -> None:
    (only,) = reachable_regions(RATES.pieces, (1e6, 2e6, 1e6, 2e6), 1.0)
    assert only.pieces == (0,)


def test_net_losses_are_one_region_within_and_beyond_the_limit() -> None:
    (only,) = reachable_regions(RATES.pieces, (-9_000.0, -1_000.0, -50.0, 0.0), 1.0)
    assert only.pieces == (3, 4)


def test_losses_that_meet_gains_of_the_other_term_need_more_than_one() -> None:
    assert len(reachable_regions(RATES.pieces, (-1e5, 1e5, -1e5, 1e5), 1.0)) > 1


def test_a_year_that_trading_cannot_change_is_one_piece() -> None:
    (only,) = reachable_regions(RATES.pieces, (10.0, 10.0, -5.0, -5.0), 1.0)
    assert only.planes == ((0.0, 0.37, 0.37),)
