"""How many periods a year has, judged by the days that the data is of."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import median

# Longest and shortest median gap in days, and the periods a year that it means.
_SPACINGS = (
    (5, 9, 52.0),
    (25, 35, 12.0),
    (80, 100, 4.0),
    (350, 380, 1.0),
)
_DAILY = 4
_EVERY_DAY = 365.0
_TRADING_DAYS = 252.0
_SATURDAY = 5

# Days of the week are seven: daily data with weekends has two in seven on them.
_WEEKEND_SHARE = 0.1


def infer_periods_per_year(days: Sequence[date]) -> float | None:
    """252, 365 (with weekends), 52, 12, 4 or 1 by the median gap; None where none of them fits.

    days  ascending, each once
    """
    gaps = [(after - before).days for before, after in pairwise(days)]
    if not gaps:
        return None
    typical = median(gaps)
    if typical < _DAILY:
        weekend = sum(day.weekday() >= _SATURDAY for day in days) / len(days)
        return _EVERY_DAY if weekend > _WEEKEND_SHARE else _TRADING_DAYS
    return next((per for low, high, per in _SPACINGS if low <= typical <= high), None)
