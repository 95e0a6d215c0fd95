"""Qualified dividends, 26 U.S.C. 1(h)(11)(B)(iii), rule H5."""

from datetime import date, timedelta

_HALF_WINDOW = timedelta(days=60)
_DAYS_NEEDED = 60


def days_held_around(acquired: date, ex_date: date, sold: date | None) -> int:
    """Days held in the 121 days from 60 before the ex date to 60 after it, both included.

    The day of acquisition does not count, the day of sale does; `sold` None: still held. Days with
    a diminished risk of loss (246(c)(4)) are not known here.
    """
    first = max(acquired + timedelta(days=1), ex_date - _HALF_WINDOW)
    last = ex_date + _HALF_WINDOW
    if sold is not None:
        last = min(last, sold)
    return max(0, (last - first).days + 1)


def is_qualified_dividend(acquired: date, ex_date: date, sold: date | None = None) -> bool:
    """True when the share was held for more than 60 days of that period.

    `acquired` is the start of the holding period. A share sold early for its loss can turn a
    dividend that was already paid into an ordinary one.
    """
    return days_held_around(acquired, ex_date, sold) > _DAYS_NEEDED
