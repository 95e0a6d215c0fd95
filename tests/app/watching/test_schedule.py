"""When the watch looks next, and when it is quiet."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.app.watching.schedule import Schedule, length_of, quiet_until
from trimtab.errors import InvalidValue

NEW_YORK = ZoneInfo("America/New_York")
NIGHT = (time(20), time(8))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("every", "at", "now", "following"),
    [
        ("15m", None, "2026-06-15T10:30", "2026-06-15T10:45"),
        ("1h", time(10, 30), "2026-06-15T10:31", "2026-06-15T11:31"),
        ("1d", None, "2026-06-15T09:00", "2026-06-16T09:00"),
        ("1d", time(10, 30), "2026-06-15T09:00", "2026-06-15T10:30"),
        ("1d", time(10, 30), "2026-06-15T10:30", "2026-06-16T10:30"),
        ("1w", time(10, 30), "2026-06-15T10:30", "2026-06-22T10:30"),
        ("30 10 * * 1-5", None, "2026-06-19T10:30", "2026-06-22T10:30"),
        ("@hourly", None, "2026-06-15T10:30", "2026-06-15T11:00"),
        # The clocks go forward on 8 March 2026 and back on 1 November: still 10:30 on the wall.
        ("1d", time(10, 30), "2026-03-07T10:30", "2026-03-08T10:30"),
        ("1d", time(10, 30), "2026-10-31T10:30", "2026-11-01T10:30"),
        ("30 10 * * *", None, "2026-10-31T10:30", "2026-11-01T10:30"),
    ],
)
def test_the_next_look(every: str, at: time | None, now: str, following: str) -> None:
    schedule = Schedule(every=every, at=at, zone=NEW_YORK)
    assert schedule.next_after(local(now)) == local(following)


schedules = st.sampled_from(["90s", "15m", "1h", "1d", "3d", "1w", "0 3 * * *", "@monthly"])
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside


@given(schedules, st.none() | st.times(), moments)
def test_the_next_look_is_always_ahead(every: str, at: time | None, now: datetime) -> None:
    found = Schedule(every=every, at=at, zone=NEW_YORK).next_after(now)
    assert now < found <= now + timedelta(days=32)


@pytest.mark.parametrize("words", ["often", "1x", "0d", "61 * * * *", "0 0 31 2 *", "@reboot", ""])
def test_what_is_no_schedule_is_named(words: str) -> None:
    with pytest.raises(InvalidValue, match="schedule"):
        Schedule(every=words, zone=NEW_YORK)


def test_lengths_of_time() -> None:
    assert length_of("90s") == timedelta(seconds=90)
    assert length_of("2w") == timedelta(days=14)
    assert length_of("1.5h") is None


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-06-15T19:59:59", "2026-06-15T19:59:59"),
        ("2026-06-15T20:00", "2026-06-16T08:00"),
        ("2026-06-15T23:59", "2026-06-16T08:00"),
        ("2026-06-16T00:00", "2026-06-16T08:00"),
        ("2026-06-16T07:59:59", "2026-06-16T08:00"),
        ("2026-06-16T08:00", "2026-06-16T08:00"),
    ],
)
def test_a_night_is_quiet_from_its_start_to_before_its_end(now: str, until: str) -> None:
    assert quiet_until(local(now), NIGHT, NEW_YORK) == local(until)


def test_quiet_hours_may_lie_within_a_day_or_not_be() -> None:
    noon = local("2026-06-15T12:00")
    assert quiet_until(noon, (time(9), time(13)), NEW_YORK) == local("2026-06-15T13:00")
    assert quiet_until(noon, (time(13), time(14)), NEW_YORK) == noon
    assert quiet_until(noon, (time(9), time(9)), NEW_YORK) == noon
    assert quiet_until(noon, None, NEW_YORK) == noon


@given(moments, st.times(), st.times())
def test_the_end_of_quiet_hours_is_not_quiet(now: datetime, start: time, end: time) -> None:
    hours = (start.replace(microsecond=0), end.replace(microsecond=0))
    until = quiet_until(now, hours, ZoneInfo("UTC"))
    assert now <= until < now + timedelta(days=1)
    assert quiet_until(until, hours, ZoneInfo("UTC")) == until


def test_a_check_is_late_when_it_is_overdue_by_as_much_again() -> None:
    daily = Schedule(every="1d", at=time(10, 30), zone=NEW_YORK)
    last = local("2026-06-15T10:30")
    assert not daily.is_late(last, local("2026-06-17T10:30"))
    assert daily.is_late(last, local("2026-06-17T10:31"))
    often = Schedule(every="1m", zone=NEW_YORK)
    assert not often.is_late(last, last + timedelta(minutes=61))
    assert often.is_late(last, last + timedelta(minutes=62))
