"""One check of the watch.

The order makes it safe to stop anywhere. The plan is a file with a name of its own, and the same
household gives the same plan. Then state, episodes, messages and log are written in one
transaction. Only then are messages sent, from what was written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from trimtab.app.clock import DayClock
from trimtab.app.watching.looking import look
from trimtab.app.watching.messages import Writer, entry_of, entry_of_closed
from trimtab.app.watching.outbox import Outbox
from trimtab.app.watching.planned import Planned, planned
from trimtab.app.watching.setup import WatchSetup
from trimtab.domain.alert import EpisodeStep, NoticeKind, Sighting, WatchState
from trimtab.domain.watch_record import Change, LogEntry, Snapshot
from trimtab.errors import InputProblems, OutsideFailure, Problem
from trimtab.ports import Clock, Store
from trimtab.report.alert_text import PlanNote
from trimtab.report.check_view import Checked, Sent
from trimtab.triggers import TriggerKind
from trimtab.triggers.episodes import advance, check_failed

# A clock that is set right by a few minutes is not a clock that went backwards.
_SET_RIGHT = timedelta(minutes=10)
_ACTS = frozenset({NoticeKind.OPENED, NoticeKind.ESCALATED})

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What a check writes: sightings, and besides them what there is."""

    sightings: tuple[Sighting, ...]
    now: datetime
    day: date
    snapshot: Snapshot | None = None
    planned: Planned | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def note(self) -> PlanNote | None:
        """The plan for messages."""
        return None if self.planned is None else self.planned.note


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A workspace's settings, its store, and time; `as_of` fixes the day, None: the clock's."""

    setup: WatchSetup
    store: Store
    clock: Clock
    as_of: date | None = None
    progress: Progress = lambda _: None

    @property
    def outbox(self) -> Outbox:
        """The messages of this watch and the ways out."""
        setup = self.setup
        return Outbox(
            store=self.store,
            notifiers=setup.notifiers,
            clock=self.time,
            zone=setup.zone,
            quiet=setup.quiet,
        )

    @property
    def time(self) -> Clock:
        """The clock, or where a day was asked for, that day at this time of day."""
        if self.as_of is None:
            return self.clock
        return DayClock(clock=self.clock, day=self.as_of, zone=self.setup.zone)

    def check(self) -> Checked:
        """Look, write down, tell. OutsideFailure when the clock or the store cannot be relied on.

        A household that cannot be looked at is told as an alert of its own, and other alerts stay.
        """
        state = self.store.state()
        seen = self._look(state)
        self.progress("Writing")
        step = self._write(seen)
        self.progress("Telling")
        return Checked(
            at=seen.now,
            as_of=seen.day,
            told=tuple((notice.kind, notice.episode) for notice in step.notices),
            closed=tuple(one for one in step.changed if one.is_closed),
            open_now=step.state.episodes,
            plan=seen.note,
            sent=self.outbox.send_due(),
            problems=seen.problems,
        )

    def send_due(self) -> Sent:
        """Try what waits to be sent, without looking at the household."""
        return self.outbox.send_due()

    def _look(self, state: WatchState) -> _Seen:
        now = self._now(state)
        day = self._day(now, state)
        self.progress("Reading")
        try:
            found = look(self.setup, self.clock, day, state.last_as_of)
        except InputProblems as error:
            failed = check_failed(_first(error.problems), day)
            return _Seen(sightings=(failed,), now=now, day=day, problems=error.problems)
        seen = (*found.seen, *_unmeasured(found.unmeasured, day))
        step = advance(state, seen, now, day, self.setup.rules)
        made = None
        if self.setup.plans and any(notice.kind in _ACTS for notice in step.notices):
            self.progress("Planning")
            made = planned(found.workspace, now)
        return _Seen(
            sightings=seen,
            now=now,
            day=day,
            snapshot=replace(found.snapshot, seen_at=now),
            planned=made,
            problems=found.unmeasured,
        )

    def _now(self, state: WatchState) -> datetime:
        now, last = self.time.now(), state.last_check_at
        if last is not None and now < last - _SET_RIGHT:
            raise OutsideFailure(
                f"the clock says {now:%Y-%m-%d %H:%M} UTC, and the last check was at "
                f"{last:%Y-%m-%d %H:%M} UTC: it went backwards, so nothing was checked. Set it "
                "right; where the earlier one was wrong, move .trimtab/state.db away to begin anew"
            )
        return now if last is None else max(now, last)

    def _day(self, now: datetime, state: WatchState) -> date:
        day = self.as_of or now.astimezone(self.setup.zone).date()
        return day if state.last_as_of is None else max(day, state.last_as_of)

    def _write(self, seen: _Seen) -> EpisodeStep:
        """Everything in one transaction, on the state as it is by then."""
        steps: list[EpisodeStep] = []

        def decide(state: WatchState) -> Change:
            step = advance(state, seen.sightings, seen.now, seen.day, self.setup.rules)
            steps.append(step)
            return self._change(step, seen)

        self.store.change(decide)
        return steps[-1]

    def _change(self, step: EpisodeStep, seen: _Seen) -> Change:
        writer = Writer(setup=self.setup, plan=seen.note)
        open_now = step.state.episodes
        return Change(
            state=step.state,
            episodes=step.changed,
            fired=tuple(one for one in seen.sightings if one.fires),
            messages=writer.messages(step.notices, open_now),
            snapshot=seen.snapshot,
            plan=seen.planned.record if seen.planned else None,
            entries=(*_planning(seen), *_entries(step)),
        )


def _unmeasured(problems: Sequence[Problem], day: date) -> tuple[Sighting, ...]:
    """That risk could not be looked at; the household could."""
    if not problems:
        return ()
    risk = TriggerKind.RISK.value
    return (check_failed(f"{risk}: {_first(problems)}", day, unseen=risk),)


def _first(problems: Sequence[Problem]) -> str:
    first, more = problems[0], len(problems) - 1
    what = f"{first.where}: {first.what}" if first.where else first.what
    return what + (f", and {more} more" if more else "")


def _planning(seen: _Seen) -> tuple[LogEntry, ...]:
    return () if seen.planned is None else (seen.planned.entry,)


def _entries(step: EpisodeStep) -> tuple[LogEntry, ...]:
    told = tuple(entry_of(notice) for notice in step.notices)
    over = tuple(entry_of_closed(episode) for episode in step.changed if episode.is_closed)
    return (*told, *over)
