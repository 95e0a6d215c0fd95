"""When to look next."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.util import find_spec
from zoneinfo import ZoneInfo

from trimtab.errors import InputProblems, InvalidValue, Problem

_LENGTH = re.compile(r"([1-9]\d*)([smhdw])")
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_WORDS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
}
_HELP = "write 15m, 1h, 1d, 1w or five words of cron such as '30 10 * * 1-5'"


def length_of(text: str) -> timedelta | None:
    """`90s`, `15m`, `1h`, `1d`, `1w` as a length of time; None for anything else."""
    match = _LENGTH.fullmatch(text.strip())
    return int(match[1]) * _UNITS[match[2]] if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often to look.

    every  a length of time, or five words of cron
    at     local time of day, for lengths of whole days
    """

    every: str
    zone: ZoneInfo
    at: time | None = None

    def __post_init__(self) -> None:
        if length_of(self.every) is None:
            require_cron(self._cron)

    def next_after(self, moment: datetime) -> datetime:
        """The first time to look after `moment`, in UTC."""
        length = length_of(self.every)
        if length is None:
            return _next_by_cron(self._cron, moment.astimezone(self.zone))
        if self.at is None or length < timedelta(days=1):
            return (moment + length).astimezone(UTC)
        local = moment.astimezone(self.zone)
        days = length.days if self._clock_time(local.date()) <= moment else length.days - 1
        return self._clock_time(local.date() + timedelta(days=days))

    def is_late(self, last: datetime, now: datetime) -> bool:
        """True when the check after `last` is overdue by as much again, an hour at least."""
        due = self.next_after(last)
        return now > due + max(due - last, timedelta(hours=1))

    @property
    def _cron(self) -> str:
        return _WORDS.get(self.every, self.every)

    def _clock_time(self, day: date) -> datetime:
        return datetime.combine(day, self.at or time(), self.zone).astimezone(UTC)


def require_cron(words: str) -> None:
    """Raise InvalidValue when `words` are no cron schedule or one that never comes."""
    from cronsim import CronSim, CronSimError

    try:
        next(CronSim(words, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        raise InvalidValue(f"{words!r} is not a schedule ({error}); {_HELP}") from None
    except StopIteration:
        raise InvalidValue(f"the schedule {words!r} never comes; {_HELP}") from None


def _next_by_cron(words: str, local: datetime) -> datetime:
    from cronsim import CronSim

    return next(CronSim(words, local)).astimezone(UTC)


def quiet_until(moment: datetime, hours: tuple[time, time] | None, zone: ZoneInfo) -> datetime:
    """The end of the quiet hours that `moment` lies in, or `moment` itself outside of them.

    The first of `hours` is inside, the second outside; they may go over midnight.
    """
    if hours is None or hours[0] == hours[1]:
        return moment
    local = moment.astimezone(zone)
    start, end = hours
    clock = local.time()
    over_midnight = start > end
    inside = start <= clock or clock < end if over_midnight else start <= clock < end
    if not inside:
        return moment
    day = local.date() + timedelta(days=1 if over_midnight and clock >= start else 0)
    return datetime.combine(day, end, zone).astimezone(UTC)


def require_cronsim(every: str) -> None:
    """Raise InputProblems when cron words are given and the package for them is not there."""
    if length_of(every) is None and find_spec("cronsim") is None:
        raise InputProblems(
            [
                Problem(
                    what=f"the schedule {every!r} needs the package cronsim, which is not there",
                    why="The default install reads lengths of time, such as 1d.",
                    fix="Install it: pip install 'trimtab[watch]'.",
                    docs="how-to/run-daily-with-cron-or-systemd.md",
                )
            ]
        )
