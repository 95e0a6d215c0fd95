from datetime import date
from decimal import Decimal

import pytest

from trimtab.brokers.files.cells import clean, half_unit, number, us_date
from trimtab.errors import InvalidValue


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234.56", "1234.56"),
        ("1,234,567.8", "1234567.8"),
        ("$1,234.56", "1234.56"),
        ("-$5.00", "-5.00"),
        ("$-5.00", "-5.00"),
        ("+$5.00", "5.00"),
        ("($5.00)", "-5.00"),
        (" .58 ", "0.58"),
        ("1.2%", "1.2"),
        ("5.", "5"),
        ("1.5E-4", "0.00015"),
        ("\u200b12\ufeff", "12"),
    ],
)
def test_a_number_is_read_as_brokers_write_it(cell: str, value: str) -> None:
    assert number(cell) == Decimal(value)


@pytest.mark.parametrize("cell", ["", " ", "-", "--", "n/a", "N/A", "null", "\ufeff"])
def test_a_cell_that_says_nothing_is_none(cell: str) -> None:
    assert number(cell) is None
    assert us_date(cell) is None


@pytest.mark.parametrize(
    "cell", ["1,23", "12a", "1.2.3", "--5", "+-5", "nan", "Infinity", "1e99", "(5", "9" * 41, "1 2"]
)
def test_what_is_not_a_number_is_refused_with_the_cell(cell: str) -> None:
    with pytest.raises(InvalidValue, match="not a"):
        number(cell)


@pytest.mark.parametrize("cell", ["3/9/2024", "03/09/2024", "3/09/2024", "2024-03-09"])
def test_an_american_date_is_read_with_and_without_zeros(cell: str) -> None:
    assert us_date(f"     {cell}") == date(2024, 3, 9)


@pytest.mark.parametrize("cell", ["02/30/2024", "13/01/2024", "3/9/24", "9 Mar 2024", "2024-13-01"])
def test_what_is_not_a_date_is_refused(cell: str) -> None:
    with pytest.raises(InvalidValue, match="is not a da"):
        us_date(cell)


@pytest.mark.parametrize(
    ("value", "half"),
    [("240.1500", "0.00005"), ("61.40", "0.005"), ("61.4", "0.005"), ("7", "0.005")],
)
def test_half_a_unit_is_half_of_the_last_decimal_and_at_most_half_a_cent(
    value: str, half: str
) -> None:
    assert half_unit(Decimal(value)) == Decimal(half)


def test_cleaning_takes_away_marks_that_cannot_be_seen() -> None:
    assert clean("\ufeff VIG\u200b\xa0 ") == "VIG"
