"""Writing a change, all of it inside the caller's transaction."""

from dataclasses import replace

from sqlalchemy import Connection, Table, insert, select, update

from trimtab.domain.alert import Episode, Sighting, WatchState
from trimtab.domain.watch_record import (
    Change,
    Delivery,
    FiredRecord,
    LogEntry,
    Message,
    PlanRecord,
    Snapshot,
)
from trimtab.store import rows
from trimtab.store.rows import Values
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

_ONLY = 1  # the id of the single row of `watch`


def write(connection: Connection, change: Change, household: str) -> None:
    """Everything that `change` holds."""
    _put_state(connection, change.state, household)
    for episode in change.episodes:
        _put_episode(connection, episode)
    at = change.state.last_check_at
    if at is not None:
        for sighting in change.fired:
            _put_fired(connection, FiredRecord(seen_at=at, sighting=sighting))
    for message in change.messages:
        _put_message(connection, message)
    if change.plan is not None:
        _put_plan(connection, change.plan)
    if change.snapshot is not None:
        _see(connection, change.snapshot)
    append(connection, change.entries)


def append(connection: Connection, entries: tuple[LogEntry, ...]) -> None:
    """Lines at the end of the log."""
    for entry in entries:
        connection.execute(insert(LOG).values(**rows.entry_values(entry)))


def _put_state(connection: Connection, state: WatchState, household: str) -> None:
    values = rows.state_values(state)
    if connection.execute(update(WATCH).values(**values)).rowcount == 0:
        connection.execute(insert(WATCH).values(id=_ONLY, household=household, **values))


def _put_episode(connection: Connection, episode: Episode) -> None:
    values = rows.episode_values(episode)
    mine = EPISODES.c.number == episode.number
    if connection.execute(update(EPISODES).where(mine).values(**values)).rowcount == 0:
        connection.execute(insert(EPISODES).values(**values))


def _put_fired(connection: Connection, record: FiredRecord) -> None:
    if not _known(connection, record.sighting):
        connection.execute(insert(FIRED).values(**rows.fired_values(record)))


def _known(connection: Connection, sighting: Sighting) -> bool:
    mine = (FIRED.c.trigger == sighting.trigger) & (FIRED.c.subject == sighting.subject)
    last = connection.execute(
        select(FIRED).where(mine).order_by(FIRED.c.id.desc()).limit(1)
    ).first()
    return last is not None and (last.value, last.bound) == (sighting.value, sighting.limit)


def _put_message(connection: Connection, message: Message) -> None:
    connection.execute(insert(MESSAGES).values(**rows.message_values(message)))
    for channel in message.channels:
        waiting = Delivery(message=message, channel=channel, next_try_at=message.not_before)
        connection.execute(insert(DELIVERIES).values(**rows.delivery_values(waiting)))


def _put_plan(connection: Connection, plan: PlanRecord) -> None:
    mine = (PLANS.c.plan_id == plan.plan_id) & (PLANS.c.sha256 == plan.sha256)
    if connection.execute(select(PLANS.c.plan_id).where(mine)).first() is None:
        connection.execute(insert(PLANS).values(**rows.plan_values(plan)))


def _see(connection: Connection, snapshot: Snapshot) -> None:
    newest = select(SNAPSHOTS).order_by(SNAPSHOTS.c.id.desc()).limit(1)
    last = connection.execute(newest).first()
    if last is not None and rows.snapshot_of(last).same_as(snapshot):
        values: Values = {"times": last.times + 1, "last_seen_at": snapshot.seen_at}
        _update(connection, SNAPSHOTS, last.id, values)
        return
    seen = replace(snapshot, last_seen_at=snapshot.seen_at)
    connection.execute(insert(SNAPSHOTS).values(**rows.snapshot_values(seen)))


def _update(connection: Connection, table: Table, number: int, values: Values) -> None:
    connection.execute(update(table).where(table.c.id == number).values(**values))
