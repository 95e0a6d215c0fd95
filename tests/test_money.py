"""Rounding, splitting, texts and the float gate, one behaviour each."""

from decimal import Decimal, FloatOperation, localcontext
from fractions import Fraction

import pytest

from trimtab import money
from trimtab.errors import InvalidValue

A_FLOAT = 0.5


def test_mixing_a_float_into_money_is_an_error_in_every_test() -> None:
    with pytest.raises(FloatOperation):
        Decimal(A_FLOAT)


def test_the_trap_can_be_set_again_in_a_fresh_context() -> None:
    with localcontext() as context:
        context.traps[FloatOperation] = False
        assert Decimal(A_FLOAT) == Decimal("0.5")
        money.trap_floats()
        with pytest.raises(FloatOperation):
            Decimal(A_FLOAT)


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        (Decimal("1.005"), "1.01"),
        (Decimal("-1.005"), "-1.01"),
        (Decimal("1.0049"), "1.00"),
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(-1, 3), "-0.33"),
        (Fraction(5, 1000), "0.01"),
        (Fraction(-5, 1000), "-0.01"),
    ],
)
def test_a_half_cent_goes_away_from_zero(amount: Decimal | Fraction, cents: str) -> None:
    assert money.to_cents(amount) == Decimal(cents)


@pytest.mark.parametrize(
    ("amount", "cents"),
    [(Decimal("1.009"), "1.00"), (Decimal("-1.001"), "-1.01"), (Fraction(-1, 3), "-0.34")],
)
def test_flooring_to_cents_never_gives_more(amount: Decimal | Fraction, cents: str) -> None:
    assert money.floor_to_cents(amount) == Decimal(cents)


@pytest.mark.parametrize(
    ("quantity", "step", "floor", "ceiling"),
    [
        ("7.9", "1", "7", "8"),
        ("7", "1", "7", "7"),
        ("0.12345", "0.001", "0.123", "0.124"),
        ("1234", "100", "1200", "1300"),
        ("0.7", "0.3", "0.6", "0.9"),
    ],
)
def test_quantities_round_to_the_steps_around_them(
    quantity: str, step: str, floor: str, ceiling: str
) -> None:
    assert money.floor_to_step(Decimal(quantity), Decimal(step)) == Decimal(floor)
    assert money.ceil_to_step(Decimal(quantity), Decimal(step)) == Decimal(ceiling)


def test_a_fraction_of_a_share_rounds_up_to_the_next_step() -> None:
    assert money.ceil_to_step(Fraction(10, 3), Decimal(1)) == Decimal(4)


@pytest.mark.parametrize("step", ["0", "-1"])
def test_a_step_must_be_above_zero(step: str) -> None:
    with pytest.raises(InvalidValue, match=f"above zero, got {step}"):
        money.floor_to_step(Decimal(1), Decimal(step))


def test_rounding_does_not_depend_on_the_digits_of_the_callers_context() -> None:
    with localcontext() as context:
        context.prec = 3
        assert money.to_cents(Decimal("123456.785")) == Decimal("123456.79")
        assert money.floor_to_step(Decimal("123456.7"), Decimal(1)) == Decimal(123456)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_cannot_be_rounded(amount: str) -> None:
    with pytest.raises(InvalidValue, match="not a finite amount"):
        money.to_cents(Decimal(amount))
    with pytest.raises(InvalidValue, match="not a finite amount"):
        money.floor_to_step(Decimal(amount), Decimal(1))


@pytest.mark.parametrize("amount", [Decimal("1E+30"), Decimal("-1E+999"), Fraction(10**40, 3)])
def test_an_amount_beyond_the_working_digits_is_refused(amount: Decimal | Fraction) -> None:
    with pytest.raises(InvalidValue, match="too large"):
        money.to_cents(amount)


@pytest.mark.parametrize(
    ("amount", "whole"),
    [
        ("1.23", True),
        ("1.230", True),
        ("1.231", False),
        ("0.001", False),
        ("0E-9", True),
        ("-5", True),
        ("1E+40", True),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_whole_cents_are_recognised_at_any_size(amount: str, *, whole: bool) -> None:
    assert money.is_whole_cents(Decimal(amount)) is whole


def test_a_split_gives_the_steps_left_over_to_the_largest_remainders() -> None:
    weights = [Decimal(1), Decimal(2), Decimal(3)]
    parts = money.split_by_weight(Decimal("0.10"), weights)
    assert parts == (Decimal("0.02"), Decimal("0.03"), Decimal("0.05"))


def test_among_equal_remainders_the_earlier_part_gets_the_step() -> None:
    parts = money.split_by_weight(Decimal("1.00"), [Decimal(1)] * 3)
    assert parts == (Decimal("0.34"), Decimal("0.33"), Decimal("0.33"))


def test_a_negative_total_is_split_as_exactly_as_a_positive_one() -> None:
    parts = money.split_by_weight(Decimal("-1.00"), [Decimal(1)] * 3)
    assert sum(parts) == Decimal("-1.00")
    assert parts == (Decimal("-0.33"), Decimal("-0.33"), Decimal("-0.34"))


def test_a_weight_of_zero_gets_nothing() -> None:
    parts = money.split_by_weight(Decimal(7), [Decimal(0), Decimal(3)], Decimal(1))
    assert parts == (Decimal(0), Decimal(7))


def test_long_weights_lose_no_digit() -> None:
    weights = [Decimal("0.3333333333333333333333333333333333"), Decimal(10) ** 25]
    assert sum(money.split_by_weight(Decimal("12345678.91"), weights)) == Decimal("12345678.91")


@pytest.mark.parametrize(
    "weights", [[], ["0", "0"], ["1", "-1"], ["2", "-1"], ["NaN"], ["1", "Infinity"]]
)
def test_weights_that_say_nothing_are_refused(weights: list[str]) -> None:
    with pytest.raises(InvalidValue, match=r"cannot split 1\.00 by weights"):
        money.split_by_weight(Decimal("1.00"), [Decimal(weight) for weight in weights])


def test_a_total_between_two_steps_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"not a multiple of 0\.01"):
        money.split_by_weight(Decimal("1.005"), [Decimal(1)])


def test_leaving_the_exact_zone_gives_the_nearest_float() -> None:
    assert money.to_float(Decimal("0.1")) == 0.1


@pytest.mark.parametrize(
    ("value", "step", "amount"),
    [
        (2.5, "1", "2"),
        (3.5, "1", "4"),
        (-2.5, "1", "-2"),
        (2.5000001, "1", "3"),
        (0.1 + 0.2, "0.01", "0.3"),
        (99.99999999, "1", "100"),
    ],
)
def test_a_solvers_float_lands_on_the_nearest_step(value: float, step: str, amount: str) -> None:
    assert money.from_solver(value, Decimal(step)) == Decimal(amount)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_solvers_float_must_be_finite(value: float) -> None:
    with pytest.raises(InvalidValue, match="a solver returned"):
        money.from_solver(value, Decimal(1))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1.50", "1.5"),
        ("100", "100"),
        ("1E+3", "1000"),
        ("0.000", "0"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("1E-7", "0.0000001"),
    ],
)
def test_exact_text_is_short_and_without_exponent(amount: str, text: str) -> None:
    assert money.exact_text(Decimal(amount)) == text


def test_exact_text_of_what_is_not_finite_is_refused() -> None:
    with pytest.raises(InvalidValue, match="NaN is not a finite amount"):
        money.exact_text(Decimal("NaN"))


@pytest.mark.parametrize(
    ("amount", "text"), [("1", "1.00"), ("-0.004", "0.00"), ("-1.005", "-1.01"), ("1E3", "1000.00")]
)
def test_cents_text_has_two_decimals_and_no_negative_zero(amount: str, text: str) -> None:
    assert money.cents_text(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Decimal("0.5"), "0.500000"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(-2, 3), "-0.666667"),
        (Decimal("-0.0000001"), "0.000000"),
    ],
)
def test_ratio_text_has_six_decimals_and_no_negative_zero(
    ratio: Decimal | Fraction, text: str
) -> None:
    assert money.ratio_text(ratio) == text


def test_ratio_text_takes_other_numbers_of_decimals() -> None:
    assert money.ratio_text(Fraction(1, 8), places=2) == "0.13"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "$0.00"),
        ("4321.09", "$4,321.09"),
        ("-1234567.885", "-$1,234,567.89"),
        ("-0.004", "$0.00"),
        ("123456789012345678901234567.5", "$123,456,789,012,345,678,901,234,567.50"),
    ],
)
def test_dollars_in_sentences_have_separators(amount: str, text: str) -> None:
    assert money.dollars_text(Decimal(amount)) == text
