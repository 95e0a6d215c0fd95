"""How times of day are written for people."""

from datetime import datetime, timedelta

from trimtab.report.numbers import count, weekday_and_day

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def moment(when: datetime) -> str:
    """`Mon 15 Jun 2026 10:30`, in the zone that `when` has."""
    return f"{weekday_and_day(when.date())} {when:%H:%M}"


def ago(span: timedelta) -> str:
    """`3 days ago`, `2 hours ago`, `just now`; rounded down."""
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if span >= unit:
            return f"{count(span // unit, name)} ago"
    return "just now"
