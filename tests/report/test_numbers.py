"""How numbers are written: exact where it matters, and never against what stands beside them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.report import numbers

fractions = st.decimals(min_value=0, max_value=1, places=8)
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("5696.00", "$5,696"),
        ("-315.60", "($316)"),
        ("0.00", "$0"),
        ("-0.00", "$0"),
        ("0.40", "$0.40"),
        ("-0.40", "($0.40)"),
        ("1234567.89", "$1,234,568"),
        ("0.50", "$1"),
    ],
)
def test_money_is_whole_dollars_with_parentheses_below_zero(amount: str, text: str) -> None:
    assert numbers.money(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("amount", "text"), [("33544", "33,544.00"), ("-4212.5", "(4,212.50)"), ("-0.001", "0.00")]
)
def test_figures_with_cents_have_two_decimals(amount: str, text: str) -> None:
    assert numbers.figures(Decimal(amount), cents=True) == text


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        ("0.146", "14.6%"),
        ("0.05", "5%"),
        ("0.0497", "5.0%"),
        ("0", "0%"),
        ("0.0000012", "0.0001%"),
        ("-0.018", "\N{MINUS SIGN}1.8%"),
    ],
)
def test_percent_has_one_decimal_unless_it_is_whole(fraction: str, text: str) -> None:
    assert numbers.percent(Decimal(fraction)) == text


def test_a_weight_just_under_its_band_does_not_read_as_the_band() -> None:
    low, high = Decimal("0.12"), Decimal("0.20")
    assert numbers.weight(Decimal("0.1198"), low, high) == "11.98"
    assert numbers.weight(Decimal("0.12"), low, high) == "12.0"
    assert numbers.weight(Decimal("0.2000000001"), low, high) == "20.00000001"


@given(fractions, fractions, fractions)
def test_a_rounded_weight_stays_on_its_side_of_the_band(
    weight: Decimal, one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    shown = Decimal(numbers.weight(weight, low, high)) / 100
    assert (shown < low) == (weight < low)
    assert (shown > high) == (weight > high)


@given(amounts)
def test_money_is_negative_exactly_when_in_parentheses(amount: Decimal) -> None:
    text = numbers.money(amount)
    assert text.startswith("(") == (amount < 0)
    assert (text == "$0") == (amount == 0)


@given(amounts)
def test_no_figure_reads_as_minus_zero(amount: Decimal) -> None:
    for text in (numbers.money(amount), numbers.percent(amount), numbers.points(amount)):
        assert not text.startswith(("-0", "\N{MINUS SIGN}0%", "($0)"))


@given(fractions)
def test_a_gap_that_is_not_zero_never_reads_as_zero(gap: Decimal) -> None:
    assert (numbers.points(gap).startswith("0.0 pp")) == (gap == 0)


@pytest.mark.parametrize(
    ("gap", "text"),
    [("0.0816", "8.2 pp over"), ("-0.016", "1.6 pp under"), ("0", "on target")],
)
def test_drift_has_a_direction_in_words(gap: str, text: str) -> None:
    assert numbers.over_or_under(Decimal(gap)) == text


@pytest.mark.parametrize(
    ("quantity", "text"), [("1110", "1,110"), ("214.1250", "214.125"), ("0.001", "0.001")]
)
def test_shares_are_as_traded(quantity: str, text: str) -> None:
    assert numbers.shares(Decimal(quantity)) == text


@pytest.mark.parametrize(("price", "text"), [("46", "$46.00"), ("1.2345", "$1.2345")])
def test_prices_keep_their_decimals(price: str, text: str) -> None:
    assert numbers.price(Decimal(price)) == text


def test_dates_in_sentences_have_the_month_as_a_word() -> None:
    assert numbers.day(date(2026, 7, 9)) == "9 Jul 2026"
    assert numbers.weekday_and_day(date(2026, 6, 15)) == "Mon 15 Jun 2026"


def test_small_counts_are_words() -> None:
    assert numbers.spelled(1, "order") == "one order"
    assert numbers.spelled(9, "order") == "nine orders"
    assert numbers.spelled(12, "class", "classes") == "12 classes"


@pytest.mark.parametrize(
    ("fraction", "text"),
    [("0", "0 bp"), ("0.0001", "1 bp"), ("0.00000312", "0.032 bp"), ("0.000000000001", "0.001 bp")],
)
def test_basis_points_are_rounded_up(fraction: str, text: str) -> None:
    assert numbers.basis_points(Decimal(fraction)) == text


def test_an_end_of_a_band_has_the_digits_that_were_written_or_two() -> None:
    assert numbers.band_end(Decimal("0.1425")) == "14.25"
    assert numbers.band_end(Decimal("0.0061538461538461538")) == "0.62"
    assert numbers.band_end(Decimal("0.05")) == "5"
