"""The closed form on inputs whose answer is known by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from trimtab.errors import InvalidValue
from trimtab.planners.water_filling import KktResiduals, drain, fill, kkt_residuals


def dollars(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, amounts))


def exact(*amounts: str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, amounts))


def missing_by(*, budget: str = "0", floor: str = "0", stationarity: str = "0") -> KktResiduals:
    return KktResiduals(
        budget=Fraction(budget), floor=Fraction(floor), stationarity=Fraction(stationarity)
    )


def test_money_goes_to_the_largest_shortfalls_down_to_one_common_level() -> None:
    # The worked example of docs/explanation/water-filling.md.
    answer = fill(dollars("5500", "3300", "2200"), dollars("5600", "1500", "1900"), Decimal(11_000))
    assert answer == exact("5600", "3250", "2150")


def test_targets_that_sum_to_the_total_and_clear_their_floors_are_the_answer() -> None:
    targets = dollars("5.5", "2.25", "2.25")
    assert fill(targets, dollars("1", "2", "0"), Decimal(10)) == targets


def test_equal_targets_raise_the_lowest_to_one_level() -> None:
    assert fill(dollars("0", "0", "0"), dollars("1", "2", "9"), Decimal(15)) == exact("3", "3", "9")


def test_a_level_that_is_no_decimal_is_kept_as_a_fraction() -> None:
    third = Fraction(100, 3)
    assert fill(dollars("0", "0", "0"), dollars("0", "0", "0"), Decimal(100)) == (third,) * 3


def test_targets_may_sum_to_less_than_the_total() -> None:
    assert fill(dollars("1", "2"), dollars("0", "0"), Decimal(10)) == exact("9/2", "11/2")


def test_targets_may_sum_to_more_than_the_total() -> None:
    assert fill(dollars("10", "20"), dollars("0", "0"), Decimal(4)) == exact("0", "4")


def test_a_total_equal_to_the_floors_leaves_every_place_at_its_floor() -> None:
    floors = dollars("3", "0", "7.01")
    assert fill(dollars("9", "9", "9"), floors, Decimal("10.01")) == floors


def test_a_single_place_takes_everything() -> None:
    assert fill(dollars("5"), dollars("1"), Decimal(2)) == exact("2")


def test_nothing_spread_over_no_places_is_no_answer_at_all() -> None:
    assert fill((), (), Decimal(0)) == ()


def test_places_with_equal_shortfalls_gain_equally() -> None:
    answer = fill(dollars("10", "20", "30"), dollars("4", "14", "30"), Decimal(50))
    assert answer == exact("5", "15", "30")


def test_floors_and_targets_may_be_negative() -> None:
    assert fill(dollars("-5", "5"), dollars("-20", "-20"), Decimal(-10)) == exact("-10", "0")


def test_amounts_of_very_different_size_stay_exact() -> None:
    answer = fill(dollars("0", "0"), dollars("0.01", "0"), Decimal("1e24") + Decimal("0.01"))
    assert answer == (Fraction(10**26 + 1, 200),) * 2


def test_a_total_below_the_floors_names_both_amounts() -> None:
    with pytest.raises(InvalidValue, match=r"total 9\.00 .* floors 10\.00"):
        fill(dollars("1", "1"), dollars("5", "5"), Decimal(9))


def test_an_infeasible_total_that_is_no_whole_cent_is_named_exactly() -> None:
    with pytest.raises(InvalidValue, match="total 1/3 "):
        fill(dollars("1"), dollars("5"), Fraction(1, 3))


def test_money_without_a_place_for_it_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"nothing to spread the total 1\.00 over"):
        fill((), (), Decimal(1))


def test_targets_and_floors_of_different_length_are_refused() -> None:
    with pytest.raises(InvalidValue, match="2 targets but 1 floors"):
        fill(dollars("1", "2"), dollars("1"), Decimal(5))


def test_draining_lowers_the_largest_to_one_level() -> None:
    assert drain(dollars("0", "0", "0"), dollars("1", "6", "9"), Decimal(9)) == exact("1", "4", "4")


def test_draining_everything_leaves_nothing() -> None:
    assert drain(dollars("0", "0"), dollars("3", "8"), Decimal(0)) == exact("0", "0")


def test_a_total_above_the_caps_names_both_amounts() -> None:
    with pytest.raises(InvalidValue, match=r"total 12\.00 .* caps 11\.00"):
        drain(dollars("0", "0"), dollars("3", "8"), Decimal(12))


def test_a_point_that_overspends_has_a_budget_residual() -> None:
    residuals = kkt_residuals(dollars("0", "0"), dollars("0", "0"), Decimal(3), (Fraction(2),) * 2)
    assert residuals == missing_by(budget="1")


def test_a_point_that_sells_has_a_floor_residual() -> None:
    residuals = kkt_residuals(
        dollars("0", "0"), dollars("3", "0"), Decimal(3), (Fraction(2), Fraction(1))
    )
    assert residuals == missing_by(floor="1")


def test_a_feasible_point_that_is_not_the_nearest_has_a_stationarity_residual() -> None:
    residuals = kkt_residuals(
        dollars("0", "0"), dollars("0", "0"), Decimal(4), (Fraction(1), Fraction(3))
    )
    assert residuals == missing_by(stationarity="2")
