"""Short-term and long-term, 26 U.S.C. 1222: the calendar that tells them apart (H1, H2).

The day of acquisition is excluded and the day of sale included (Rev. Rul. 66-7; Pub. 550, "Holding
Period"); the year is counted by the calendar, never in days. An asset acquired on the last day of a
month completes each month on that month's last day (Rev. Rul. 66-7; Caspe v. United States, 694
F.2d 1116).
"""

from datetime import date, timedelta
from enum import Enum

_ONE_DAY = timedelta(days=1)


class Term(Enum):
    """LONG when held more than one year (rules H1, H2), SHORT otherwise."""

    SHORT = "short"
    LONG = "long"


def first_long_term_day(holding_period_start: date) -> date:
    """The first day on which a sale is long-term.

    The day after the anniversary; for a start on a month's last day, the first day of the 13th
    following month, so that 28 February 2015 gives 1 March 2016 and not 29 February (H2).
    """
    next_day = holding_period_start + _ONE_DAY
    if next_day.day == 1:
        # A month's last day: the thirteenth following month begins one year after the next day.
        return next_day.replace(year=next_day.year + 1)
    return holding_period_start.replace(year=holding_period_start.year + 1) + _ONE_DAY
