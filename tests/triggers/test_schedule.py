"""Days that come round."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.triggers.views import stocks_and_bonds
from trimtab.errors import InvalidValue
from trimtab.report import render
from trimtab.triggers import Schedule, View
from trimtab.triggers.calendars import _nyse, business_days
from trimtab.triggers.schedule import check_cron


def on(day: date, last_checked: date | None = None) -> View:
    given = stocks_and_bonds(60, 40)
    return View(situation=replace(given.situation, as_of=day), last_checked=last_checked)


def due(schedule: Schedule, day: date) -> bool:
    return schedule.check(on(day)) is not None


def due_days(schedule: Schedule, year: int) -> list[date]:
    days = (date(year, 1, 1) + timedelta(days=ahead) for ahead in range(366))
    return [day for day in days if day.year == year and due(schedule, day)]


# The exchange's own list: nyse.com/markets/hours-calendars, read in 2025.
CLOSED_2026 = {
    date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 4, 3), date(2026, 5, 25),
    date(2026, 6, 19), date(2026, 7, 3), date(2026, 9, 7), date(2026, 11, 26), date(2026, 12, 25),
}  # fmt: skip


def test_the_nyse_is_open_on_weekdays_but_its_holidays() -> None:
    is_open = business_days("NYSE")
    days = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
    assert {day for day in days if day.weekday() < 5 and not is_open(day)} == CLOSED_2026
    assert not [day for day in days if day.weekday() >= 5 and is_open(day)]


def test_a_holiday_on_a_saturday_is_not_made_up_at_the_end_of_a_year() -> None:
    # Rule 7.2: no Friday off where that ends a month or a year; 1 January 2022 was a Saturday.
    assert business_days("NYSE")(date(2021, 12, 31))


def test_the_last_business_day_of_a_quarter_is_due_and_no_other() -> None:
    assert due_days(Schedule(every="quarterly"), 2026) == [
        date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31),
    ]  # fmt: skip


def test_the_last_business_day_of_a_month_comes_before_holidays_and_weekends() -> None:
    found = due_days(Schedule(every="monthly"), 2024)
    assert len(found) == 12
    # Good Friday was on 29 March 2024, before a weekend; the day before it was the last one.
    assert date(2024, 3, 28) in found
    assert date(2024, 3, 29) not in found
    assert date(2024, 6, 28) in found


def test_the_first_business_day_of_a_year_comes_after_its_holiday() -> None:
    assert due_days(Schedule(every="yearly", on="first"), 2026) == [date(2026, 1, 2)]


def test_a_week_ends_on_the_day_before_good_friday() -> None:
    schedule = Schedule(every="weekly")
    assert due(schedule, date(2026, 4, 2))
    assert not due(schedule, date(2026, 4, 3))
    assert due(schedule, date(2026, 4, 10))


def test_daily_is_every_business_day() -> None:
    assert len(due_days(Schedule(every="daily"), 2026)) == 261 - len(CLOSED_2026)


def test_weekdays_need_no_exchange() -> None:
    assert due(Schedule(every="daily", calendar="weekdays"), date(2026, 12, 25))
    assert not due(Schedule(every="daily", calendar="weekdays"), date(2026, 12, 26))


def test_cron_words_name_days_and_their_time_does_not_count() -> None:
    schedule = Schedule(every="30 16 15 1,7 *")
    assert due_days(schedule, 2026) == [date(2026, 1, 15), date(2026, 7, 15)]
    fired = schedule.check(on(date(2026, 7, 15)))
    assert fired is not None
    assert fired.reason.params["what"] == "cron 30 16 15 1,7 *"


def test_a_cron_day_without_business_moves_to_the_next_one() -> None:
    # The 4th of July 2026 is a Saturday, and the Friday before it the holiday.
    assert due_days(Schedule(every="0 9 3 7 *"), 2026) == [date(2026, 7, 6)]


@pytest.mark.parametrize(("last_checked", "fires"), [
    (date(2026, 6, 29), True),  # the day before: the due day is news
    (date(2026, 6, 30), False),  # it was told then
    (date(2026, 3, 1), True),  # two due days: the latest counts
    (None, False),
])  # fmt: skip
def test_a_day_missed_is_due_at_the_first_check_after_it(
    last_checked: date | None, *, fires: bool
) -> None:
    fired = Schedule(every="quarterly").check(on(date(2026, 7, 2), last_checked))
    assert (fired is not None) is fires
    if fired is not None:
        assert fired.value == -2
        assert render(fired.reason) == (
            "A rebalancing was due on 30 Jun 2026: last business day of the quarter."
        )


def test_a_second_check_on_the_day_says_the_same() -> None:
    day = date(2026, 6, 30)
    assert Schedule(every="quarterly").check(on(day, day)) is not None


def test_a_pause_of_years_ends_with_the_latest_due_day() -> None:
    fired = Schedule(every="yearly").check(on(date(2026, 6, 30), date(1990, 1, 1)))
    assert fired is not None
    assert fired.reason.params["date"] == "2025-12-31"


def test_a_clock_that_goes_backwards_is_named() -> None:
    with pytest.raises(InvalidValue, match="the clock went backwards"):
        on(date(2026, 6, 30), date(2026, 7, 1))


@pytest.mark.parametrize(
    "words", ["fortnightly", "0 9 * *", "61 * * * *", "0 9 * * FOO", "0 0 30 2 *", "0 0 9 * * *"]
)
def test_an_unknown_word_is_refused_with_what_is_allowed(words: str) -> None:
    with pytest.raises(InvalidValue, match=r"is not a schedule .*quarterly"):
        Schedule(every=words)


def test_an_unknown_end_or_calendar_is_refused() -> None:
    with pytest.raises(InvalidValue, match="first or the last"):
        Schedule(every="monthly", on="middle")
    with pytest.raises(InvalidValue, match="no calendar 'LSE'; calendars: NYSE, weekdays"):
        business_days("LSE")


def test_easing_changes_nothing_about_a_day() -> None:
    schedule = Schedule(every="daily", subject="mornings")
    assert schedule.eased(Decimal("0.2")) is schedule


@pytest.mark.parametrize(("module", "made", "package"), [
    ("holidays", lambda: business_days("NYSE"), "holidays"),
    ("cronsim", lambda: check_cron("0 9 * * *"), "cronsim"),
])  # fmt: skip
def test_without_its_package_a_schedule_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, module: str, made: Callable[[], object], package: str
) -> None:
    _nyse.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InvalidValue, match=rf"package {package}.*trimtab\[schedule\]"):
        made()
