from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.money import exact_text
from trimtab.workspace import cells
from trimtab.workspace.cells import BadCell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("$1,234,567.8", "1234567.8"),
        ("($5.00)", "-5.00"),
        ("-$5", "-5"),
        ("$-5", None),
        ("+5", "5"),
        ("\u22125", "-5"),
        ("$ 5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("12,34", None),
        ("1,2345", None),
        ("1.234,56", None),
        ("1e5", None),
        ("NaN", None),
        ("Infinity", None),
        ("1_000", None),
        ("\u0661", None),
        ("", None),
        ("$", None),
        ("()", None),
        ("--5", None),
        ("5 USD", None),
    ],
)
def test_numbers_as_spreadsheets_write_them(text: str, value: str | None) -> None:
    if value is None:
        with pytest.raises(BadCell):
            cells.number(text)
    else:
        assert cells.number(text) == Decimal(value)


@given(st.decimals(-(10**12), 10**12, places=4, allow_nan=False))
def test_every_number_written_plainly_or_with_separators_reads_back(value: Decimal) -> None:
    assert cells.number(exact_text(value)) == value
    assert cells.number(f"{value:,f}") == value


def test_a_comma_decimal_is_written_with_a_point_for_the_user() -> None:
    with pytest.raises(BadCell) as caught:
        cells.number("1.234,56")
    assert caught.value.fix == "write 1234.56"


@pytest.mark.parametrize("text", ["20260304", "2026-W10-3", "2026-3-4", "4 March 2026", "26-03-04"])
def test_only_year_month_day_is_a_date(text: str) -> None:
    with pytest.raises(BadCell, match="is not an ISO date"):
        cells.iso_date(text)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("03/04/2026", "write 2026-03-04 or 2026-04-03"),
        ("31/12/2026", "write 2026-12-31"),
        ("4.4.2026", "write 2026-04-04"),
        ("2026-03-04 00:00:00", "write 2026-03-04"),
    ],
)
def test_a_date_of_another_form_is_rewritten_for_the_user(text: str, fix: str) -> None:
    with pytest.raises(BadCell) as caught:
        cells.iso_date(text)
    assert caught.value.fix == fix


def test_times_and_fractions_are_read() -> None:
    assert cells.iso_time("15:04:05") == time(15, 4, 5)
    assert cells.fraction("0.25") == Decimal("0.25")
    assert cells.iso_day_of("2026-03-04T16:00:00Z") == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (cells.iso_time, "25:00"),
        (cells.fraction, "25"),
        (cells.unsigned, "-1"),
        (cells.symbol, "A:B"),
        (cells.account_id, "x" * 65),
    ],
)
def test_what_does_not_fit_is_refused(reader: Callable[[str], object], text: str) -> None:
    with pytest.raises(BadCell):
        reader(text)
