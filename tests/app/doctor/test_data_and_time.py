"""How old the data is, and whether the clock can be right."""

import os
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from tests.app.doctor.patient import DAY, NOON, at, changed, patient, seen
from trimtab.app.doctor import time_of_day
from trimtab.app.doctor.data_age import data_findings
from trimtab.app.doctor.subject import Subject, read_files
from trimtab.app.doctor.time_of_day import time_findings
from trimtab.app.trading.office import journal_of
from trimtab.execution.events import Halted
from trimtab.report.diagnosis import Level
from trimtab.workspace.changes import apply_changes, undo_last


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return patient(tmp_path)


def prices_of(subject: Subject, day: str) -> None:
    prices = subject.root / "data" / "prices.csv"
    prices.write_text(prices.read_text().replace("2026-06-15", day))


@pytest.mark.parametrize(
    ("day", "level"),
    [("2026-06-15", Level.OK), ("2026-06-09", Level.OK), ("2026-06-08", Level.WARNING)],
)
def test_prices_are_old_from_the_age_on_that_the_watch_has(
    subject: Subject, day: str, level: Level
) -> None:
    prices_of(subject, day)
    found = seen(subject, data_findings)["prices"]
    assert found.level is level
    assert day in found.text


def test_a_shorter_age_may_be_set_and_is_named(subject: Subject) -> None:
    prices_of(subject, "2026-06-13")
    changed(subject, "", '[watch]\nstale_after = "2d"')
    found = seen(subject, data_findings)["prices"]
    assert found.level is Level.WARNING
    assert "2 days old; old by watch.stale_after = 2d" in found.text


def test_prices_without_a_date_are_told(subject: Subject) -> None:
    prices_of(subject, "")
    assert "has a date" in seen(subject, data_findings)["prices"].text


def test_no_transactions_are_a_warning(subject: Subject) -> None:
    rows = subject.root / "data" / "transactions.csv"
    rows.write_text(rows.read_text().splitlines()[0] + "\n")
    assert seen(subject, data_findings)["transactions"].level is Level.WARNING


def test_what_was_imported_last_is_told_until_it_is_taken_back(subject: Subject) -> None:
    days = {"joint": date(2026, 6, 1), "roth": DAY}
    apply_changes(subject.root, {"notes.txt": b"x"}, "imported 2 lots into joint", days=days)
    manifest = subject.root / ".trimtab" / "imports" / "0001" / "manifest.json"
    when = (NOON - timedelta(hours=3)).timestamp()
    os.utime(manifest, (when, when))
    found = list(data_findings(subject, read_files(subject)))
    told = [(one.level, one.text.partition(",")[0]) for one in found if one.name == "account"]
    assert told == [
        (Level.WARNING, "joint is as of 2026-06-01"),
        (Level.OK, "roth is as of 2026-06-15"),
    ]
    assert found[-1].text == "Last: imported 2 lots into joint, 3 hours ago"
    undo_last(subject.root)
    assert "Nothing was imported" in seen(subject, data_findings)["last_import"].text


def test_an_account_of_a_broker_that_was_never_synced_is_told(subject: Subject) -> None:
    changed(subject, 'id = "joint"', 'id = "joint"\nsource = "broker:etrade:****1234"')
    found = seen(subject, data_findings)["account"]
    assert (found.level, found.fix) == (Level.WARNING, "trimtab sync")


def test_of_files_with_problems_the_last_import_alone_is_told(subject: Subject) -> None:
    changed(subject, "", "[wrong]")
    assert set(seen(subject, data_findings)) == {"data", "last_import"}


def test_the_time_is_told_here_and_in_new_york(subject: Subject) -> None:
    found = seen(subject, time_findings)
    assert "Mon 15 Jun 2026 12:00 EDT in New York" in found["time_zone"].text
    assert {one.level for one in found.values()} == {Level.OK}


@pytest.mark.parametrize(("minutes", "level"), [(4, Level.OK), (6, Level.WARNING)])
def test_an_entry_of_a_time_to_come_shows_that_the_clock_is_behind(
    subject: Subject, minutes: int, level: Level
) -> None:
    journal_of(subject.root).append(Halted(at=NOON, who="Ana", why="x"))
    found = seen(at(subject, NOON - timedelta(minutes=minutes)), time_findings)["clock"]
    assert found.level is level


def test_a_system_that_knows_no_time_zones_is_a_problem(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(name: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(time_of_day, "ZoneInfo", unknown)
    assert seen(subject, time_findings)["time_zone"].level is Level.PROBLEM
