"""The days that a workspace can be looked at on."""

from datetime import date

# Far enough from the ends of the calendar that windows and holding periods never leave it.
EARLIEST_DAY = date(1900, 1, 1)
LATEST_DAY = date(2999, 12, 31)


def is_workable(day: date) -> bool:
    """True from EARLIEST_DAY to LATEST_DAY, both included."""
    return EARLIEST_DAY <= day <= LATEST_DAY
