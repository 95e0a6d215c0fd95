"""Alerts as the user lists, acknowledges and snoozes them, and the log of everything."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from trimtab.app.clock import SystemClock
from trimtab.app.store_place import existing_store, store_place
from trimtab.app.trading.office import open_office
from trimtab.domain.alert import EpisodeStep, WatchState
from trimtab.domain.watch_record import Change, EntryKind, LogEntry
from trimtab.errors import InvalidValue
from trimtab.execution.events import Drafted, Event
from trimtab.ports import Store
from trimtab.report.alerts_view import AlertsView
from trimtab.report.history import HistoryView
from trimtab.report.journal_entries import journal_entries
from trimtab.report.numbers import day
from trimtab.report.watch_entries import watch_entries
from trimtab.triggers.episodes import acknowledge, snooze
from trimtab.workspace import list_plans
from trimtab.workspace.changes import changes_made
from trimtab.workspace.settings.watch import WatchSection
from trimtab.workspace.sound_settings import sound_settings

_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The record of one workspace's watch; `store` is None before anything was written."""

    root: Path
    store: Store | None
    zone: ZoneInfo
    privacy: bool

    def alerts(self, *, closed: bool = False) -> AlertsView:
        """The open alerts, or with `closed` all of them."""
        store = self.store
        return AlertsView(
            episodes=store.episodes(closed=closed) if store else (),
            messages=store.messages() if store else (),
            last_check_at=store.state().last_check_at if store else None,
            zone=self.zone,
            privacy=self.privacy,
        )

    def acknowledge(self, number: int, *, now: datetime) -> None:
        """Got it; InvalidValue when there is no such open alert."""
        self._decide(lambda state: acknowledge(state, number), number, "acknowledged by you", now)

    def snooze(self, number: int, until: date | None, *, now: datetime) -> date:
        """Nothing about alert `number` before `until`, a week from now unless given."""
        last = until or now.astimezone(self.zone).date() + _A_WEEK
        self._decide(
            lambda state: snooze(state, number, last), number, f"snoozed until {day(last)}", now
        )
        return last

    def history(self, since: date | None = None, *, everything: bool = False) -> HistoryView:
        """The store's log, imports, plans and the journal of orders, newest first.

        With `since` only from the beginning of that day on. With `everything` also what triggers
        said and what the watch saw.
        """
        begin = None if since is None else datetime.combine(since, time(), self.zone)
        logged = self.store.log(begin) if self.store else ()
        journal = open_office(self.root, SystemClock()).journal.events()
        others = [(entry.at, entry) for entry in (*logged, *self._imports(), *self._plans(journal))]
        found = [*others, *_in_order(journal_entries(journal))]
        if everything and self.store:
            found += [
                (one.at, one) for one in watch_entries(self.store.fired(), self.store.snapshots())
            ]
        # Turned round, and not sorted so: of one moment the last written comes first.
        ordered = sorted(found, key=lambda pair: pair[0])[::-1]
        entries = tuple(entry for at, entry in ordered if begin is None or at >= begin)
        return HistoryView(entries=entries, zone=self.zone, privacy=self.privacy)

    def _decide(
        self, step: Callable[[WatchState], EpisodeStep], number: int, what: str, now: datetime
    ) -> None:
        if self.store is None:
            raise InvalidValue(f"there is no open alert {number}: the watch has not run yet")
        entry = LogEntry(
            at=now, kind=EntryKind.ALERT, subject=str(number), text=f"Alert {number} {what}"
        )

        def decide(state: WatchState) -> Change:
            made = step(state)
            return Change(state=made.state, episodes=made.changed, entries=(entry,))

        self.store.change(decide)

    def _imports(self) -> Iterator[LogEntry]:
        for change in changes_made(self.root):
            undone = ", taken back since" if change.undone else ""
            yield LogEntry(
                at=datetime.fromtimestamp(change.at, UTC),
                kind=EntryKind.IMPORT,
                subject=change.number,
                text=f"{change.what[:1].upper()}{change.what[1:]}{undone}",
            )

    def _plans(self, journal: Iterable[Event]) -> Iterator[LogEntry]:
        """Plans that the watch did not make, by the journal, else by the times of their files."""
        made = {event.plan: event for event in journal if isinstance(event, Drafted)}
        known = {plan.plan_id for plan in self.store.plans()} if self.store else set()
        for saved in list_plans(self.root):
            if saved.plan_id not in known:
                drafted = made.get(saved.plan_id)
                of = f" by editing plan {drafted.edited}" if drafted and drafted.edited else ""
                yield LogEntry(
                    at=drafted.at if drafted else _time_of(saved.path),
                    kind=EntryKind.PLAN,
                    subject=saved.plan_id,
                    text=f"Plan {saved.plan_id} made{of}, for {day(saved.as_of)}",
                )


def _in_order(entries: Iterable[LogEntry]) -> Iterator[tuple[datetime, LogEntry]]:
    """Entries with the time by which they are sorted: never before the entry written before.

    A broker's clock may be behind the one of this machine, and a simulated one is days away.
    """
    latest = datetime.min.replace(tzinfo=UTC)
    for entry in entries:
        latest = max(latest, entry.at)
        yield latest, entry


def _time_of(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def open_record(root: Path) -> Record:
    """The record of the workspace in `root`."""
    settings = sound_settings(root)
    section = settings.watch or WatchSection()
    return Record(
        root=root,
        store=existing_store(store_place(root, settings)),
        zone=ZoneInfo(section.timezone),
        privacy=settings.display.privacy,
    )
