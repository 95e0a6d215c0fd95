"""Weights that a person can read: exactly 100 together, and within the bounds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.app.rounded_weights import rounded_percents
from trimtab.errors import InvalidValue

ANY = (Decimal(0), Decimal(100))


@given(
    parts=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12).filter(lambda p: sum(p) > 0.01),
    cash=st.sampled_from(["0", "1", "2.5", "0.333333"]),
)
def test_the_sum_is_exact_and_no_weight_moves_by_more_than_a_step(
    parts: list[float], cash: str
) -> None:
    total = 100 - Decimal(cash)
    weights = [float(total) / 100 * part / sum(parts) for part in parts]
    found = rounded_percents(weights, [ANY] * len(parts), total)
    assert sum(found) == total
    for weight, percent in zip(weights, found, strict=True):
        assert abs(float(percent) - weight * 100) <= 0.01 + 1e-9


def test_bounds_hold_to_the_last_digit() -> None:
    bounds = [(Decimal(0), Decimal("33.33")), (Decimal("33.335"), Decimal(100)), ANY]
    found = rounded_percents([0.33334, 0.33333, 0.33333], bounds, Decimal(100))
    assert found[0] <= Decimal("33.33")
    assert found[1] >= Decimal("33.335")
    assert sum(found) == 100


def test_bounds_without_room_are_told() -> None:
    with pytest.raises(InvalidValue, match="no room for weights that add up to 100"):
        rounded_percents([0.5], [(Decimal(0), Decimal(60))], Decimal(100))
