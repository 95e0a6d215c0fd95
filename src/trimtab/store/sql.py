"""A store in SQLite or PostgreSQL."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select, update

from trimtab.domain.alert import Episode, EpisodeState, WatchState
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
from trimtab.store import changing, rows
from trimtab.store.database import Database
from trimtab.store.tables import (
    DELIVERIES,
    EPISODES,
    FIRED,
    LOG,
    MESSAGES,
    PLANS,
    SNAPSHOTS,
    WATCH,
)
from trimtab.store.watch_lock import alone

T = TypeVar("T")

_DONE = (DeliveryState.SENT.value, DeliveryState.GIVEN_UP.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlStore:
    """`ports.Store` in a database whose migrations are all applied."""

    database: Database
    household: str

    def state(self) -> WatchState:
        """See ports.Store."""
        with self.database.reading() as connection:
            return _state(connection)

    def change(self, decide: Callable[[WatchState], Change]) -> Change:
        """See ports.Store."""
        with self.database.writing() as connection:
            change = decide(_state(connection))
            changing.write(connection, change, self.household)
            return change

    def deliveries(self) -> tuple[Delivery, ...]:
        """See ports.Store."""
        with self.database.reading() as connection:
            pending = select(DELIVERIES.c.message).where(DELIVERIES.c.state.not_in(_DONE))
            found = _messages(connection, select(MESSAGES).where(MESSAGES.c.key.in_(pending)))
        return tuple(
            one for _, deliveries in found for one in deliveries if one.state.value not in _DONE
        )

    def record_delivery(self, delivery: Delivery, entries: tuple[LogEntry, ...] = ()) -> None:
        """See ports.Store."""
        mine = (DELIVERIES.c.message == delivery.message.key) & (
            DELIVERIES.c.channel == delivery.channel
        )
        values = rows.delivery_values(delivery)
        with self.database.writing() as connection:
            connection.execute(update(DELIVERIES).where(mine).values(**values))
            changing.append(connection, entries)

    def episodes(self, *, closed: bool = False) -> tuple[Episode, ...]:
        """See ports.Store."""
        with self.database.reading() as connection:
            return _episodes(connection, closed=closed)

    def messages(self) -> tuple[tuple[Message, tuple[Delivery, ...]], ...]:
        """See ports.Store."""
        with self.database.reading() as connection:
            return _messages(connection, select(MESSAGES))

    def plans(self) -> tuple[PlanRecord, ...]:
        """See ports.Store."""
        return self._all(select(PLANS).order_by(PLANS.c.made_at, PLANS.c.plan_id), rows.plan_of)

    def fired(self) -> tuple[FiredRecord, ...]:
        """See ports.Store."""
        return self._all(select(FIRED).order_by(FIRED.c.id), rows.fired_of)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """See ports.Store."""
        return self._all(select(SNAPSHOTS).order_by(SNAPSHOTS.c.id), rows.snapshot_of)

    def log(self, since: datetime | None = None) -> tuple[LogEntry, ...]:
        """See ports.Store."""
        wanted = select(LOG).order_by(LOG.c.id)
        if since is not None:
            wanted = wanted.where(LOG.c.at >= since)
        return self._all(wanted, rows.entry_of)

    def append(self, entry: LogEntry) -> None:
        """See ports.Store."""
        with self.database.writing() as connection:
            changing.append(connection, (entry,))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """See ports.Store."""
        with alone(self.database):
            yield

    def _all(self, wanted: Select[Any], make: Callable[[Any], T]) -> tuple[T, ...]:
        with self.database.reading() as connection:
            return tuple(make(row) for row in connection.execute(wanted))


def _state(connection: Connection) -> WatchState:
    row = connection.execute(select(WATCH)).first()
    return rows.state_of(row, _episodes(connection, closed=False))


def _episodes(connection: Connection, *, closed: bool) -> tuple[Episode, ...]:
    wanted = select(EPISODES).order_by(EPISODES.c.number)
    if not closed:
        wanted = wanted.where(EPISODES.c.state != EpisodeState.CLOSED.value)
    return tuple(rows.episode_of(row) for row in connection.execute(wanted))


def _messages(
    connection: Connection, wanted: Select[Any]
) -> tuple[tuple[Message, tuple[Delivery, ...]], ...]:
    found = connection.execute(wanted.order_by(MESSAGES.c.made_at, MESSAGES.c.key)).all()
    ways = select(DELIVERIES).where(DELIVERIES.c.message.in_([row.key for row in found]))
    by_message = defaultdict(list)
    for way in connection.execute(ways.order_by(DELIVERIES.c.channel)):
        by_message[way.message].append(way)
    pairs = []
    for row in found:
        channels = tuple(way.channel for way in by_message[row.key])
        message = rows.message_of(row, channels)
        deliveries = tuple(rows.delivery_of(way, message) for way in by_message[row.key])
        pairs.append((message, deliveries))
    return tuple(pairs)
