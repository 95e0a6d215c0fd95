"""A store that forgets when the process ends: for tests, and for trying things out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from trimtab.domain.alert import Episode, WatchState
from trimtab.domain.watch_record import (
    Change,
    Delivery,
    DeliveryState,
    FiredRecord,
    LogEntry,
    Message,
    PlanRecord,
    Snapshot,
)
from trimtab.errors import Refused

_DONE = frozenset({DeliveryState.SENT, DeliveryState.GIVEN_UP})


class MemoryStore:
    """`ports.Store` in dictionaries."""

    def __init__(self) -> None:
        self._state = WatchState()
        self._episodes: dict[int, Episode] = {}
        self._messages: dict[str, Message] = {}
        self._deliveries: dict[tuple[str, str], Delivery] = {}
        self._plans: dict[tuple[str, str], PlanRecord] = {}
        self._fired: list[FiredRecord] = []
        self._snapshots: list[Snapshot] = []
        self._log: list[LogEntry] = []
        self._watched = False

    def state(self) -> WatchState:
        """See ports.Store."""
        return self._state

    def change(self, decide: Callable[[WatchState], Change]) -> Change:
        """See ports.Store."""
        change = decide(self._state)
        self._state = change.state
        self._episodes |= {episode.number: episode for episode in change.episodes}
        at = change.state.last_check_at
        if at is not None:
            for sighting in change.fired:
                record = FiredRecord(seen_at=at, sighting=sighting)
                if not any(_repeats(record, before) for before in self._last_fired()):
                    self._fired.append(record)
        for message in change.messages:
            self._add(message)
        if change.plan is not None:
            self._plans.setdefault((change.plan.plan_id, change.plan.sha256), change.plan)
        if change.snapshot is not None:
            self._see(change.snapshot)
        self._log.extend(change.entries)
        return change

    def deliveries(self) -> tuple[Delivery, ...]:
        """See ports.Store."""
        waiting = (one for one in self._deliveries.values() if one.state not in _DONE)
        return tuple(
            sorted(waiting, key=lambda one: (one.message.made_at, one.message.key, one.channel))
        )

    def record_delivery(self, delivery: Delivery, entries: tuple[LogEntry, ...] = ()) -> None:
        """See ports.Store."""
        self._deliveries[delivery.message.key, delivery.channel] = delivery
        self._log.extend(entries)

    def episodes(self, *, closed: bool = False) -> tuple[Episode, ...]:
        """See ports.Store."""
        found = (one for one in self._episodes.values() if closed or not one.is_closed)
        return tuple(sorted(found, key=lambda one: one.number))

    def messages(self) -> tuple[tuple[Message, tuple[Delivery, ...]], ...]:
        """See ports.Store."""
        ordered = sorted(self._messages.values(), key=lambda one: (one.made_at, one.key))
        return tuple(
            (
                message,
                tuple(self._deliveries[message.key, name] for name in sorted(message.channels)),
            )
            for message in ordered
        )

    def plans(self) -> tuple[PlanRecord, ...]:
        """See ports.Store."""
        return tuple(sorted(self._plans.values(), key=lambda one: (one.made_at, one.plan_id)))

    def fired(self) -> tuple[FiredRecord, ...]:
        """See ports.Store."""
        return tuple(self._fired)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """See ports.Store."""
        return tuple(self._snapshots)

    def log(self, since: datetime | None = None) -> tuple[LogEntry, ...]:
        """See ports.Store."""
        return tuple(entry for entry in self._log if since is None or entry.at >= since)

    def append(self, entry: LogEntry) -> None:
        """See ports.Store."""
        self._log.append(entry)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """See ports.Store."""
        if self._watched:
            raise Refused("another watch is running on this workspace; end it first")
        self._watched = True
        try:
            yield
        finally:
            self._watched = False

    def _add(self, message: Message) -> None:
        self._messages[message.key] = message
        for channel in message.channels:
            self._deliveries[message.key, channel] = Delivery(
                message=message, channel=channel, next_try_at=message.not_before
            )

    def _last_fired(self) -> tuple[FiredRecord, ...]:
        """The latest record of each trigger and subject."""
        return tuple({record.sighting.key: record for record in self._fired}.values())

    def _see(self, snapshot: Snapshot) -> None:
        last = self._snapshots[-1] if self._snapshots else None
        if last is not None and last.same_as(snapshot):
            self._snapshots[-1] = replace(last, times=last.times + 1, last_seen_at=snapshot.seen_at)
        else:
            self._snapshots.append(replace(snapshot, last_seen_at=snapshot.seen_at))


def _repeats(record: FiredRecord, before: FiredRecord) -> bool:
    """True when `before` said the same of the same subject."""
    new, old = record.sighting, before.sighting
    return new.key == old.key and (new.value, new.limit) == (old.value, old.limit)
