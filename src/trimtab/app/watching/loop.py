"""Checking again and again, until asked to stop."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from trimtab.app.watching.check import Watch
from trimtab.app.watching.setup import WatchSetup, read_setup
from trimtab.errors import TrimtabError
from trimtab.report.check_view import Checked

# Deliveries that wait are looked at no more often than this.
_A_MINUTE = timedelta(minutes=1)
# The longest sleep: a computer that was suspended, or whose clock was set, is noticed after it.
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Who hears of what the loop does: a check, a check that failed, and when the next one is."""

    checked: Callable[[Checked, datetime], None]
    failed: Callable[[TrimtabError, datetime], None]


def watch_on(watch: Watch, reports: Reports, *, every: str | None = None) -> None:
    """Check by the schedule until the clock's sleep is ended early.

    The settings are read again before each check, so that what the user changes takes hold; while
    they cannot be read the last good ones stay. What fails is reported and tried again next time.
    """
    due = before = watch.clock.now()
    waiting = due
    while True:
        now = watch.clock.now()
        if now >= due or now < before - _A_MINUTE:
            watch, failure = _fresh(watch, every)
            due = watch.setup.schedule.next_after(now)
            _check(watch, reports, due, failure)
            waiting = _next_delivery(watch, due)
        elif now >= waiting:
            _send(watch, reports, due)
            waiting = _next_delivery(watch, due)
        before = watch.clock.now()
        wake = min(due, waiting, before + _AN_HOUR)
        if not watch.clock.sleep(max(0.0, (wake - before).total_seconds())):
            return


def _fresh(watch: Watch, every: str | None) -> tuple[Watch, TrimtabError | None]:
    try:
        setup: WatchSetup = read_setup(Path(watch.setup.root), every=every)
    except TrimtabError as error:
        return watch, error
    return replace(watch, setup=setup), None


def _check(watch: Watch, reports: Reports, due: datetime, failure: TrimtabError | None) -> None:
    if failure is not None:
        reports.failed(failure, due)
    try:
        reports.checked(watch.check(), due)
    except TrimtabError as error:
        reports.failed(error, due)


def _send(watch: Watch, reports: Reports, due: datetime) -> None:
    try:
        watch.send_due()
    except TrimtabError as error:
        reports.failed(error, due)


def _next_delivery(watch: Watch, due: datetime) -> datetime:
    """When to wake for messages alone: those held back for quiet hours, and those to try again."""
    try:
        waiting = watch.outbox.next_due()
    except TrimtabError:
        return due  # the store does not answer; the next check says so
    return due if waiting is None else max(waiting, watch.clock.now() + _A_MINUTE)
