from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from trimtab.risk import infer_periods_per_year


def every(days: int, count: int = 60) -> list[date]:
    return [date(2020, 1, 1) + timedelta(days=days * step) for step in range(count)]


WEEKDAYS = [day for day in every(1, 400) if day.weekday() < 5]
MONTHS = [date(2020 + at // 12, at % 12 + 1, 1) - timedelta(days=1) for at in range(40)]


@pytest.mark.parametrize(
    ("days", "periods"),
    [
        (WEEKDAYS, 252),
        (every(1), 365),
        (every(7), 52),
        (MONTHS, 12),
        (every(91), 4),
        (every(365), 1),
        (every(14), None),
        ([date(2026, 1, 1)], None),
    ],
)
def test_the_period_is_judged_by_the_days(days: Sequence[date], periods: float | None) -> None:
    assert infer_periods_per_year(days) == periods
