from datetime import date, time

import pytest

from trimtab.brokers.ibkr.flex_dates import day, moment
from trimtab.errors import InvalidValue

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20;093001",
        "20261120;093001",
        "2026-11-20;09:30:01",
        "2026-11-20, 09:30:01",
        "2026-11-20 09:30:01",
        "2026-11-20T09:30:01",
        "20261120T093001",
        "2026-11-20;093001 EST",
        "2026-11-20T09:30:01-05:00",
    ],
)
def test_a_moment_is_read_in_every_format_of_a_query(text: str) -> None:
    assert moment(text) == (DAY, time(9, 30, 1))


@pytest.mark.parametrize("text", ["2026-11-20", "20261120"])
def test_a_day_has_no_time(text: str) -> None:
    assert moment(text) == (DAY, None)


def test_an_empty_text_is_no_day() -> None:
    assert moment(" ") is None
    assert day("") is None


@pytest.mark.parametrize(
    "text", ["11/20/2026", "20/11/2026", "20-Nov-26", "2026-1120", "20261131", "2026-11-20;250000"]
)
def test_formats_that_can_be_mistaken_and_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        moment(text)
