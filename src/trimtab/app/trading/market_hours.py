"""Whether the New York Stock Exchange is open: its core session, holidays and early closes."""

from datetime import date, datetime, time, timedelta

from trimtab.execution.exchange_day import EXCHANGE_ZONE
from trimtab.execution.view import Session
from trimtab.triggers.calendars import NYSE, business_days, early_closes, on_or_after

# The exchange's rule 7.34; on the days that it announces it closes at one o'clock.
_OPENS, _CLOSES, _CLOSES_EARLY = time(9, 30), time(16), time(13)


def session_at(now: datetime) -> Session:
    """The session at an aware moment: open from the opening bell on, until just before the closing.

    Raises InvalidValue where the package `holidays` is not installed: an order that is sent on a
    holiday waits at the broker, and trades on another day at another price.
    """
    here = now.astimezone(EXCHANGE_ZONE)
    open_on, today = business_days(NYSE), here.date()
    opens, closes = _bell(today, _OPENS), _bell(today, _closing(today))
    if open_on(today) and here < opens:
        return Session(is_open=False, opens=opens, closes=closes)
    if open_on(today) and here < closes:
        return Session(is_open=True, closes=closes)
    following = on_or_after(today + timedelta(days=1), open_on)
    return Session(
        is_open=False,
        opens=_bell(following, _OPENS),
        closes=_bell(following, _closing(following)),
    )


def _closing(day: date) -> time:
    return _CLOSES_EARLY if early_closes(day) else _CLOSES


def _bell(day: date, at: time) -> datetime:
    return datetime.combine(day, at, EXCHANGE_ZONE)
