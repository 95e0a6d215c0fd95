"""Rules H1 and H2: more than one year, by the calendar."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.domain import Term
from trimtab.tax import first_long_term_day, is_long_term, term_of

OUTSIDE = Path(__file__).resolve().parents[2].parent / "shared/data/tax_cases/us_official"


@pytest.mark.parametrize(
    ("start", "first_day"),
    [
        (date(2025, 6, 15), date(2026, 6, 16)),
        (date(2024, 12, 31), date(2026, 1, 1)),
        (date(2025, 1, 31), date(2026, 2, 1)),
        (date(2025, 4, 30), date(2026, 5, 1)),
        (date(2025, 4, 29), date(2026, 4, 30)),
        # Around the end of February: a month's last day counts to the month's last day.
        (date(2015, 2, 28), date(2016, 3, 1)),
        (date(2023, 2, 28), date(2024, 3, 1)),
        (date(2024, 2, 28), date(2025, 3, 1)),
        (date(2024, 2, 29), date(2025, 3, 1)),
        (date(2023, 2, 27), date(2024, 2, 28)),
        (date(2024, 3, 1), date(2025, 3, 2)),
    ],
)
def test_the_first_long_term_day_is_the_day_after_the_year(start: date, first_day: date) -> None:
    assert first_long_term_day(start) == first_day


def test_a_sale_on_the_anniversary_is_short_and_the_next_day_long() -> None:
    start = date(2025, 6, 15)
    assert term_of(start, date(2026, 6, 15)) is Term.SHORT
    assert term_of(start, date(2026, 6, 16)) is Term.LONG


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_year_has_366_or_367_days_to_wait_and_a_later_start_never_waits_less(start: date) -> None:
    first_day = first_long_term_day(start)
    assert first_day - start in {timedelta(days=366), timedelta(days=367)}
    assert first_long_term_day(start + timedelta(days=1)) >= first_day
    assert is_long_term(start, first_day)
    assert not is_long_term(start, first_day - timedelta(days=1))


def outside_cases(name: str) -> list[dict[str, object]]:
    path = OUTSIDE / name
    if not path.exists():
        return []
    return list(json.loads(path.read_text())["cases"])


@pytest.mark.skipif(not OUTSIDE.exists(), reason="the outside tax cases are not on this machine")
def test_the_outside_cases_agree() -> None:
    checked = 0
    for case in outside_cases("holding_period.json"):
        if case["kind"] == "holding_period" and "acquired" in case:
            start = date.fromisoformat(str(case["acquired"]))
            sold = date.fromisoformat(str(case["sold"]))
            expected = case["expected"]
            assert isinstance(expected, dict)
            assert term_of(start, sold).value == expected["term"], case["id"]
            checked += 1
    assert checked > 0
