"""The folder: what can be read, by whom, how much room there is, and who is at work."""

import os
from collections import namedtuple
from pathlib import Path

import pytest

from tests.app.doctor.patient import changed, patient, seen
from tests.test_disk import another_process
from trimtab.app.doctor import folder
from trimtab.app.doctor.folder import folder_findings
from trimtab.app.doctor.subject import Subject
from trimtab.report.diagnosis import Level

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024  # as shutil has it


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return patient(tmp_path)


def test_a_sound_folder_has_nothing_to_tell(subject: Subject) -> None:
    found = seen(subject, folder_findings)
    assert {one.level for one in found.values()} == {Level.OK}
    assert set(found) == {"check", "folder", "disk_space", "locks"}


def test_problems_of_the_files_are_counted_and_the_first_is_placed(subject: Subject) -> None:
    changed(subject, "", "[policy.wrong]")
    changed(subject, "", "[wrong]")
    found = seen(subject, folder_findings)["check"]
    assert found.level is Level.PROBLEM
    assert "trimtab.toml:" in found.text
    assert found.fix.endswith("trimtab check")


@pytest.mark.parametrize(
    ("mode", "word"), [(0o750, ""), (0o755, "read"), (0o777, "change"), (0o711, "")]
)
def test_a_folder_that_everybody_gets_into_is_told(
    subject: Subject, monkeypatch: pytest.MonkeyPatch, mode: int, word: str
) -> None:
    subject.root.chmod(mode)
    monkeypatch.setattr(Path, "parents", ())  # those of the test are closed to others
    found = seen(subject, folder_findings)["folder"]
    assert found.level is (Level.WARNING if word else Level.OK)
    assert f"can {word} the files" in found.text or not word


def test_a_folder_inside_a_closed_one_is_closed(subject: Subject) -> None:
    subject.root.chmod(0o777)
    subject.root.parent.chmod(0o700)
    assert seen(subject, folder_findings)["folder"].level is Level.OK


def test_a_folder_that_cannot_be_written_to_is_a_problem(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert seen(subject, folder_findings)["folder"].level is Level.PROBLEM


@pytest.mark.parametrize("name", ["etrade-session.json", "state.db", "state.db-wal"])
def test_files_of_their_owner_alone_are_told_when_others_can_read_them(
    subject: Subject, name: str
) -> None:
    private = subject.root / ".trimtab" / name
    private.parent.mkdir()
    private.touch(0o600)
    assert seen(subject, folder_findings)["private_files"].level is Level.OK
    private.chmod(0o640)
    found = seen(subject, folder_findings)["private_files"]
    assert found.level is Level.PROBLEM
    assert found.fix == f"chmod 600 {private}"


@pytest.mark.parametrize(
    ("free", "level"),
    [(10**10, Level.OK), (10**8, Level.WARNING), (10**6, Level.PROBLEM)],
)
def test_little_room_on_the_disk_is_told_before_it_stops_an_order(
    subject: Subject, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**12, 0, free))
    assert seen(subject, folder_findings)["disk_space"].level is level


@pytest.mark.parametrize(
    ("lock", "name"),
    [("execution.lock", "execution"), ("watch.lock", "watch"), ("imports/lock", "import")],
)
def test_another_process_that_is_at_work_is_named(subject: Subject, lock: str, name: str) -> None:
    path = subject.root / ".trimtab" / lock
    path.parent.mkdir(parents=True)
    with another_process(path) as process:
        text = seen(subject, folder_findings)[f"lock_{name}"].text
        assert f"process {process.pid}" in text
    assert "lock_" not in "".join(seen(subject, folder_findings))


def test_a_system_without_locks_sends_nothing(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "CAN_LOCK", False)
    assert seen(subject, folder_findings)["locks"].level is Level.WARNING


def test_a_database_whose_url_is_missing_is_told_without_being_asked(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(subject, "", '[store]\nurl_env = "HOUSEHOLD_DB"')
    found = seen(subject, folder_findings)["store"]
    assert (found.level, "HOUSEHOLD_DB" in found.text) == (Level.PROBLEM, True)
    monkeypatch.setenv("HOUSEHOLD_DB", "postgresql://ana:hunter2@127.0.0.1:9/x")
    found = seen(subject, folder_findings)["store"]
    assert found.level is Level.OK
    assert "hunter2" not in found.text
