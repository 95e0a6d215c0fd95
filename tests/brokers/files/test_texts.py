from datetime import date
from decimal import Decimal

import pytest

from trimtab.brokers.files.texts import last_date_in, ratio_in


@pytest.mark.parametrize(
    "text",
    [
        "as of 12:33 PM ET, 2026/11/20",
        "as of 08:03 AM ET, 11/20/2026",
        "Date downloaded Nov-20-2026 10:00 p.m ET",
        "January 1, 2026 - November 20, 2026",
        "11/20/2026 and 13/45/2026 and Foo 1, 2027",
    ],
)
def test_the_last_day_in_a_title_is_found_however_it_is_written(text: str) -> None:
    assert last_date_in(text) == date(2026, 11, 20)


def test_a_title_without_a_day_gives_none() -> None:
    assert last_date_in("as of noon, 2026/13/45") is None


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("SPLIT 3 FOR 1", "3"),
        ("1-for-10 reverse split", "0.1"),
        ("1.5 for 1", "1.5"),
    ],
)
def test_a_ratio_is_new_shares_per_old_one(text: str, ratio: str) -> None:
    assert ratio_in(text) == Decimal(ratio)


@pytest.mark.parametrize("text", ["SPLIT", "4 FOR 0", "0 FOR 4"])
def test_what_is_no_ratio_gives_none(text: str) -> None:
    assert ratio_in(text) is None
