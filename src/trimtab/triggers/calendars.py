"""Which days an exchange is open: the one library for it, loaded only when a schedule asks."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from trimtab.errors import InvalidValue

WEEKDAYS = "weekdays"
NYSE = "NYSE"
CALENDARS = (NYSE, WEEKDAYS)

_SATURDAY = 5

BusinessDay = Callable[[date], bool]


def business_days(calendar: str) -> BusinessDay:
    """The test of whether `calendar` has business on a day.

    `weekdays` is Monday to Friday. `NYSE` is that without the holidays of the New York Stock
    Exchange, as the package `holidays` has them; half days are business days. Raises InvalidValue
    for an unknown calendar, and for NYSE where the package is not installed.
    """
    if calendar == WEEKDAYS:
        return _is_weekday
    if calendar == NYSE:
        closed = _nyse()
        return lambda day: _is_weekday(day) and not closed(day)
    raise InvalidValue(f"there is no calendar {calendar!r}; calendars: {', '.join(CALENDARS)}")


def early_closes(day: date) -> bool:
    """True for a day on which the New York Stock Exchange closes at one o'clock.

    As the package `holidays` has them; releases of it that know of no half days give none.
    """
    return _nyse_halves()(day)


def on_or_after(day: date, open_on: BusinessDay) -> date:
    """The first business day from `day` on."""
    while not open_on(day):
        day += timedelta(days=1)
    return day


def on_or_before(day: date, open_on: BusinessDay) -> date:
    """The last business day until `day`."""
    while not open_on(day):
        day -= timedelta(days=1)
    return day


def _is_weekday(day: date) -> bool:
    return day.weekday() < _SATURDAY


@cache
def _nyse_halves() -> BusinessDay:
    import holidays  # noqa: PLC0415 - an optional package, and slow to load

    known = holidays.financial_holidays(NYSE)
    if "half_day" not in known.supported_categories:
        return lambda _: False
    halves = holidays.financial_holidays(NYSE, categories="half_day")
    return lambda day: day in halves


@cache
def _nyse() -> BusinessDay:
    try:
        import holidays  # noqa: PLC0415 - an optional package, and slow to load
    except ModuleNotFoundError:
        raise InvalidValue(
            "the calendar NYSE needs the package holidays, which is not installed. Run "
            '`pip install "trimtab[schedule]"`, or set calendar = "weekdays"'
        ) from None
    closed = holidays.financial_holidays(NYSE)
    return lambda day: day in closed
