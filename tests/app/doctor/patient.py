"""A copy of the sample household under the doctor's eyes, on a day of its own."""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from trimtab.app.doctor.examining import Look
from trimtab.app.doctor.subject import Subject, read_files
from trimtab.report.diagnosis import Finding
from trimtab.workspace.demo_data import sample_folder

DAY = date(2026, 6, 15)
NOON = datetime(2026, 6, 15, 16, 0, tzinfo=UTC)


class StoppedClock:
    """`ports.Clock` that shows one time; nobody may wait by it."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> bool:
        raise AssertionError(seconds)


def patient(folder: Path) -> Subject:
    root = folder / "household"
    shutil.copytree(sample_folder(), root)
    root.chmod(0o700)
    return Subject(root=root, environment={}, clock=StoppedClock(), as_of=DAY)


def changed(subject: Subject, old: str, new: str) -> Subject:
    """The same with `new` in place of `old` in its settings; at their end where `old` is empty."""
    settings = subject.root / "trimtab.toml"
    text = settings.read_text()
    assert old in text
    settings.write_text(text.replace(old, new) if old else f"{text}\n{new}\n")
    return subject


def at(subject: Subject, moment: datetime) -> Subject:
    return replace(subject, clock=StoppedClock(moment))


def seen(subject: Subject, look: Look) -> dict[str, Finding]:
    """The findings by their names, of which each is there once."""
    return by_name(look(subject, read_files(subject)))


def by_name(findings: Iterable[Finding]) -> dict[str, Finding]:
    listed = list(findings)
    found = {one.name: one for one in listed}
    assert len(found) == len(listed), [one.name for one in listed]
    return found
