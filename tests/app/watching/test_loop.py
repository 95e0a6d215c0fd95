"""Checking on and on: a month of days, settings that change, messages in between."""

import gc
import tracemalloc
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.app.watching.household import (
    MONDAY,
    Heard,
    MovedClock,
    make_household,
    price_for,
    set_price,
    watch_of,
)
from trimtab.app.watching.loop import Reports, watch_on
from trimtab.errors import TrimtabError
from trimtab.ports import Notifier
from trimtab.report.check_view import Checked
from trimtab.store import StorePlace, open_store
from trimtab.workspace.settings.watch import NotifySection

DAILY = '[watch]\nevery = "1d"\nat = "10:30"\n[[watch.notify]]\nkind = "desktop"\n'


@dataclass(slots=True)
class Kept:
    """What the loop reports."""

    times: list[datetime] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def reports(self) -> Reports:
        return Reports(checked=self._checked, failed=self._failed)

    def _checked(self, checked: Checked, _due: datetime) -> None:
        self.times.append(checked.at)

    def _failed(self, error: TrimtabError, _due: datetime) -> None:
        self.errors.append(str(error))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """The desktop, replaced: the loop reads the ways from the settings each time."""
    way = Heard("desktop")

    def notifiers(sections: tuple[NotifySection, ...]) -> dict[str, Notifier]:
        return {"desktop": way} if sections else {}

    monkeypatch.setattr("trimtab.app.watching.setup.notifiers", notifiers)
    return way


def test_it_checks_by_its_schedule_until_it_is_asked_to_stop(tmp_path: Path, heard: Heard) -> None:
    folder = make_household(tmp_path, DAILY)
    clock = MovedClock(until=MONDAY + timedelta(days=3, hours=1))
    kept = Kept()
    watch_on(watch_of(folder, clock, heard), kept.reports)
    assert kept.times == [MONDAY + timedelta(days=day) for day in range(4)]
    assert kept.errors == []


def test_every_wins_over_the_file(tmp_path: Path, heard: Heard) -> None:
    folder = make_household(tmp_path, DAILY)
    kept = Kept()
    clock = MovedClock(until=MONDAY + timedelta(minutes=50))
    watch_on(watch_of(folder, clock, heard), kept.reports, every="15m")
    assert [at - MONDAY for at in kept.times] == [
        timedelta(minutes=minutes) for minutes in (0, 15, 30, 45)
    ]


def test_a_message_that_was_held_back_goes_out_when_the_quiet_hours_end(
    tmp_path: Path, heard: Heard
) -> None:
    settings = DAILY.replace(
        "[[watch.notify]]", 'quiet_hours = ["09:00", "12:00"]\n[[watch.notify]]'
    )
    folder = make_household(tmp_path, settings)
    set_price(folder, price_for("8"))
    sent_at: list[datetime] = []
    clock = MovedClock(until=MONDAY + timedelta(hours=20))
    clock.on_sleep = lambda _: sent_at.extend(
        [clock.time] if heard.messages and not sent_at else []
    )
    kept = Kept()
    watch_on(watch_of(folder, clock, heard), kept.reports)
    assert kept.times == [MONDAY]
    assert len(heard.messages) == 1


def test_a_way_that_was_down_is_tried_again_between_two_checks(
    tmp_path: Path, heard: Heard
) -> None:
    folder = make_household(tmp_path, DAILY)
    set_price(folder, price_for("8"))
    heard.down = "503"

    def mended(time: datetime) -> None:
        if time >= MONDAY + timedelta(minutes=5):
            heard.down = ""

    kept = Kept()
    clock = MovedClock(until=MONDAY + timedelta(hours=20), on_sleep=mended)
    watch_on(watch_of(folder, clock, heard), kept.reports)
    assert kept.times == [MONDAY]
    assert len(heard.messages) == 1
    assert heard.tries == 3


def test_settings_that_change_take_hold_and_broken_ones_leave_the_last_good_ones(
    tmp_path: Path, heard: Heard
) -> None:
    folder = make_household(tmp_path, DAILY)
    good = (folder / "trimtab.toml").read_text(encoding="utf-8")

    def change(time: datetime) -> None:
        day = (time - MONDAY).days
        text = {1: "nonsense", 2: good.replace('"1d"', '"2d"')}.get(day, good)
        (folder / "trimtab.toml").write_text(text, encoding="utf-8")

    kept = Kept()
    clock = MovedClock(until=MONDAY + timedelta(days=5), on_sleep=change)
    watch_on(watch_of(folder, clock, heard), kept.reports)
    assert [(at - MONDAY).days for at in kept.times] == [0, 1, 2, 4, 5]
    assert len(kept.errors) == 1
    assert "trimtab.toml" in kept.errors[0]
    assert "could not check" in heard.titles[0]


def test_a_clock_that_goes_backwards_is_reported_and_the_watch_goes_on(
    tmp_path: Path, heard: Heard
) -> None:
    folder = make_household(tmp_path, DAILY)
    jumps = {2: -2, 1: 3}  # on the second day two days back, on the first after that three ahead

    def jump(time: datetime) -> None:
        day = (time - MONDAY).days
        if day in jumps and (day == 2 or kept.errors):
            clock.time += timedelta(days=jumps.pop(day))

    kept = Kept()
    clock = MovedClock(until=MONDAY + timedelta(days=5), on_sleep=jump)
    watch_on(watch_of(folder, clock, heard), kept.reports)
    assert any("went backwards" in error for error in kept.errors)
    assert kept.times[-1] >= MONDAY + timedelta(days=4)


def test_a_month_of_simulated_days_tells_what_it_should_and_holds_no_more_memory(
    tmp_path: Path, heard: Heard
) -> None:
    folder = make_household(tmp_path, DAILY)
    held: dict[int, int] = {}

    def day_by_day(time: datetime) -> None:
        day = (time - MONDAY).days
        # Over the band for three days in every ten, wavering about its end.
        over = {9: "5.4", 0: "4.7", 1: "5.4"}.get(day % 10, "1")
        if time.hour == MONDAY.hour - 1:
            set_price(folder, price_for(over))
        if day == 5 and not tracemalloc.is_tracing():
            tracemalloc.start()  # what is loaded once is loaded by now
        if day in {6, 30} and day not in held:
            gc.collect()
            held[day] = tracemalloc.get_traced_memory()[0]

    clock = MovedClock(until=MONDAY + timedelta(days=31), on_sleep=day_by_day)
    store = open_store(StorePlace(file=folder / ".trimtab/state.db", household="Rivera"))
    kept = Kept()
    try:
        watch_on(watch_of(folder, clock, heard, store=store), kept.reports)
    finally:
        tracemalloc.stop()
    assert kept.errors == []
    assert len(kept.times) == 32
    opened = [title for title in heard.titles if "pp over" in title]
    digests = [title for title in heard.titles if "checked" in title]
    assert len(opened) == 4  # days 2, 10, 20 and 30
    assert len(digests) == 4
    assert held[30] - held[6] < 200_000, held
