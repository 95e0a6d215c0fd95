"""Days that come round: daily to yearly on business days, or as cron words say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from trimtab.domain import Reason
from trimtab.errors import InvalidValue
from trimtab.triggers.calendars import (
    NYSE,
    BusinessDay,
    business_days,
    on_or_after,
    on_or_before,
)
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.view import View

if TYPE_CHECKING:
    from cronsim import CronSim

DAILY = "daily"
# Months in each period that is counted in months; weeks are counted apart.
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
PERIODS = (DAILY, "weekly", *MONTHS)
FIRST, LAST = "first", "last"

_YEAR = 12
_CRON_WORDS = 5
_NOUNS = {"weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}
# A check after a longer pause looks back no further: one due day is enough to fire.
_LOOK_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Fires on its due days, and at the first check after one.

    every     `daily`, `weekly`, `monthly`, `quarterly`, `yearly`, or five words of cron, of which
              the day counts and not the time
    on        `first` or `last` business day of the period; without meaning for `daily` and cron
    calendar  whose business days; a cron day without business moves to the next one
    subject   tells several schedules apart

    Its value is minus the days since the latest due day, 0 on the day itself.
    """

    every: str
    on: str = LAST
    calendar: str = NYSE
    subject: str = ""

    def __post_init__(self) -> None:
        if self.every not in PERIODS:
            check_cron(self.every)
        if self.on not in {FIRST, LAST}:
            raise InvalidValue(f"a schedule is on the first or the last business day: {self.on!r}")

    @property
    def kind(self) -> TriggerKind:
        """Schedule."""
        return TriggerKind.SCHEDULE

    def check(self, view: View) -> Fired | None:
        """Fires when a due day came since the last check, or is today."""
        first = view.as_of
        if view.last_checked is not None and view.last_checked < view.as_of:
            first = max(view.last_checked + timedelta(days=1), view.as_of - _LOOK_BACK)
        due = self.latest_due(first, view.as_of)
        if due is None:
            return None
        return Fired(
            trigger=self.kind,
            subject=self.subject,
            reason=Reason(
                code="ALERT.SCHEDULE",
                params={"date": due.isoformat(), "what": self.words},
                setting="triggers.schedule",
            ),
            value=Decimal((due - view.as_of).days),
            limit=Decimal(0),
            as_of=view.as_of,
        )

    def eased(self, _share: Decimal, /) -> Self:
        """Itself: a day comes once."""
        return self

    @property
    def words(self) -> str:
        """The schedule for people: `last business day of the quarter`."""
        if self.every == DAILY:
            return "every business day"
        if self.every in _NOUNS:
            return f"{self.on} business day of the {_NOUNS[self.every]}"
        return f"cron {self.every}"

    def latest_due(self, first: date, last: date) -> date | None:
        """The latest due day from `first` to `last`, both included; None when there is none."""
        open_on = business_days(self.calendar)
        due = [day for day in self._due(first, last, open_on) if first <= day <= last]
        return max(due, default=None)

    def _due(self, first: date, last: date, open_on: BusinessDay) -> Iterator[date]:
        """Due days of every period that touches the span; some lie outside of it."""
        if self.every == DAILY:
            yield on_or_before(last, open_on)
        elif self.every == "weekly":
            monday = first - timedelta(days=first.weekday())
            while monday <= last:
                yield self._within(monday, monday + timedelta(days=6), open_on)
                monday += timedelta(days=7)
        elif self.every in MONTHS:
            yield from self._monthly(first, last, open_on)
        else:
            # A day without business moves on: look for those a while before the span too.
            for day in _cron_days(self.every, first - timedelta(days=14), last):
                yield on_or_after(day, open_on)

    def _monthly(self, first: date, last: date, open_on: BusinessDay) -> Iterator[date]:
        size = MONTHS[self.every]
        month = (first.year * _YEAR + first.month - 1) // size * size
        while _first_of(month) <= last:
            end = _first_of(month + size) - timedelta(days=1)
            yield self._within(_first_of(month), end, open_on)
            month += size

    def _within(self, start: date, end: date, open_on: BusinessDay) -> date:
        return on_or_after(start, open_on) if self.on == FIRST else on_or_before(end, open_on)


def check_cron(words: str) -> None:
    """Raises InvalidValue with what is wrong about five words of cron."""
    cron, fault = _cron()
    wrong = "" if len(words.split()) == _CRON_WORDS else f"{len(words.split())} words"
    try:
        cron(words, datetime(2024, 1, 1))  # noqa: DTZ001 - days have no zone
    except fault as error:
        wrong = wrong or str(error).lower()
    if wrong:
        raise InvalidValue(
            f"{words!r} is not a schedule ({wrong}). Allowed: {', '.join(PERIODS)}, or five words "
            'of cron such as "0 9 * * MON": minute, hour, day, month, weekday'
        )


def _cron_days(words: str, first: date, last: date) -> Iterator[date]:
    """Days from `first` to `last` on which the cron words hold at some time."""
    cron, _ = _cron()
    day = first
    while day <= last:
        start = datetime.combine(day, time()) - timedelta(minutes=1)
        found = next(cron(words, start), None)
        if found is None:
            return
        day = found.date()
        if day <= last:
            yield day
        day += timedelta(days=1)


def _cron() -> tuple[type["CronSim"], type[Exception]]:
    try:
        from cronsim import CronSim, CronSimError  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError:
        raise InvalidValue(
            "cron words need the package cronsim, which is not installed. Run "
            f'`pip install "trimtab[schedule]"`, or use one of {", ".join(PERIODS)}'
        ) from None
    return CronSim, CronSimError


def _first_of(month: int) -> date:
    """The first day of a month counted from the year 0."""
    return date(month // _YEAR, month % _YEAR + 1, 1)
