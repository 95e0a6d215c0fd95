"""The clock of this machine, by what this machine can know of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trimtab.app.doctor.subject import ReadFiles, Subject
from trimtab.app.trading.office import journal_of
from trimtab.report.diagnosis import Finding, Level
from trimtab.report.times import moment
from trimtab.workspace.settings.watch import WatchSection

# Clocks differ, and files are dated by others where they lie on a server.
_APART = timedelta(minutes=5)
_EXCHANGE = "America/New_York"


def time_findings(subject: Subject, files: ReadFiles) -> Iterator[Finding]:
    """Time zones, and whether something was written down at a time that is still to come."""
    now = subject.clock.now()
    try:
        there = now.astimezone(ZoneInfo(_EXCHANGE))
    except ZoneInfoNotFoundError:
        yield Finding(
            name="time_zone",
            text=f"This system does not know the time zone {_EXCHANGE}",
            level=Level.PROBLEM,
            fix="pip install tzdata",
        )
        return
    here = now.astimezone()
    text = f"It is {_told(here)} here, {_told(there)} in New York"
    settings = files.settings
    zone = ((settings and settings.watch) or WatchSection()).timezone
    yield Finding(name="time_zone", text=f"{text}; the watch goes by {zone}")
    yield _clock(subject, now)


def _clock(subject: Subject, now: datetime) -> Finding:
    events = journal_of(subject.root).events()
    newest = max((event.at for event in events), default=now)
    if newest - now <= _APART:
        return Finding(name="clock", text="Nothing in the journal is of a time to come")
    return Finding(
        name="clock",
        text=f"The journal has an entry of {_told(newest)}, which is still to come: the clock of "
        "this machine is behind, or was ahead",
        level=Level.WARNING,
        fix="Set the clock by the network; the age of plans and quotes is told by it",
    )


def _told(when: datetime) -> str:
    return f"{moment(when)} {when:%Z}"
