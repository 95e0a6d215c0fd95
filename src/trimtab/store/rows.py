"""Values of the domain as rows, and back."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from trimtab.domain.alert import (
    Episode,
    EpisodeState,
    NoticeKind,
    Sighting,
    Tally,
    WatchState,
)
from trimtab.domain.reason import Reason, ReasonBasis
from trimtab.domain.watch_record import (
    Delivery,
    DeliveryState,
    EntryKind,
    FiredRecord,
    LogEntry,
    Message,
    PlanRecord,
    Snapshot,
)
from trimtab.store.kinds import exact

Values = dict[str, Any]


def reason_values(reason: Reason) -> Values:
    """A reason as an object of texts."""
    return {
        "code": reason.code,
        "params": dict(reason.params),
        "basis": reason.basis.value,
        "setting": reason.setting,
    }


def reason_of(values: Mapping[str, Any]) -> Reason:
    """The reason that `reason_values` wrote."""
    return Reason(
        code=values["code"],
        params=dict(values["params"]),
        basis=ReasonBasis(values["basis"]),
        setting=values["setting"],
    )


def sighting_values(sighting: Sighting) -> Values:
    """A sighting as an object of texts."""
    return {
        "trigger": sighting.trigger,
        "subject": sighting.subject,
        "reason": reason_values(sighting.reason),
        "value": exact(sighting.value),
        "limit": exact(sighting.limit),
        "as_of": sighting.as_of.isoformat(),
        "fires": sighting.fires,
    }


def sighting_of(values: Mapping[str, Any]) -> Sighting:
    """The sighting that `sighting_values` wrote."""
    return Sighting(
        trigger=values["trigger"],
        subject=values["subject"],
        reason=reason_of(values["reason"]),
        value=Decimal(values["value"]),
        limit=Decimal(values["limit"]),
        as_of=date.fromisoformat(values["as_of"]),
        fires=values["fires"],
    )


def state_values(state: WatchState) -> Values:
    """The row of `watch` without its household; open episodes have a table of their own."""
    tally = state.tally
    return {
        "next_number": state.next_number,
        "last_check_at": state.last_check_at,
        "last_as_of": state.last_as_of,
        "tally_since": tally and tally.since,
        "tally_checks": tally and tally.checks,
        "tally_opened": tally and tally.opened,
    }


def state_of(row: Row[Any] | None, episodes: tuple[Episode, ...]) -> WatchState:
    """What the watch remembers; the beginning when there is no row."""
    if row is None:
        return WatchState(episodes=episodes)
    tally = None
    if row.tally_since is not None:
        tally = Tally(since=row.tally_since, checks=row.tally_checks, opened=row.tally_opened)
    return WatchState(
        episodes=episodes,
        next_number=row.next_number,
        last_check_at=row.last_check_at,
        last_as_of=row.last_as_of,
        tally=tally,
    )


def episode_values(episode: Episode) -> Values:
    """The row of an episode."""
    return {
        "number": episode.number,
        "trigger": episode.latest.trigger,
        "subject": episode.latest.subject,
        "state": episode.state.value,
        "latest": sighting_values(episode.latest),
        "told": sighting_values(episode.told),
        "opened_at": episode.opened_at,
        "closed_at": episode.closed_at,
        "snoozed_until": episode.snoozed_until,
    }


def episode_of(row: Row[Any]) -> Episode:
    """The episode of a row."""
    return Episode(
        number=row.number,
        state=EpisodeState(row.state),
        latest=sighting_of(row.latest),
        told=sighting_of(row.told),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        snoozed_until=row.snoozed_until,
    )


def fired_values(record: FiredRecord) -> Values:
    """The row of a trigger that fired."""
    sighting = record.sighting
    return {
        "seen_at": record.seen_at,
        "trigger": sighting.trigger,
        "subject": sighting.subject,
        "value": sighting.value,
        "bound": sighting.limit,
        "as_of": sighting.as_of,
        "reason": reason_values(sighting.reason),
        "fires": sighting.fires,
    }


def fired_of(row: Row[Any]) -> FiredRecord:
    """The trigger of a row."""
    return FiredRecord(
        seen_at=row.seen_at,
        sighting=Sighting(
            trigger=row.trigger,
            subject=row.subject,
            reason=reason_of(row.reason),
            value=row.value,
            limit=row.bound,
            as_of=row.as_of,
            fires=bool(row.fires),
        ),
    )


def message_values(message: Message) -> Values:
    """The row of a message; its channels are rows of deliveries."""
    return {
        "key": message.key,
        "kind": message.kind.value,
        "episodes": {"numbers": list(message.episodes)},
        "made_at": message.made_at,
        "not_before": message.not_before,
        "title": message.title,
        "body": message.body,
    }


def message_of(row: Row[Any], channels: tuple[str, ...]) -> Message:
    """The message of a row."""
    return Message(
        key=row.key,
        kind=NoticeKind(row.kind),
        made_at=row.made_at,
        not_before=row.not_before,
        title=row.title,
        body=row.body,
        episodes=tuple(row.episodes["numbers"]),
        channels=channels,
    )


def delivery_values(delivery: Delivery) -> Values:
    """The row of a delivery."""
    return {
        "message": delivery.message.key,
        "channel": delivery.channel,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "next_try_at": delivery.next_try_at,
        "sent_at": delivery.sent_at,
        "error": delivery.error,
    }


def delivery_of(row: Row[Any], message: Message) -> Delivery:
    """The delivery of a row."""
    return Delivery(
        message=message,
        channel=row.channel,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
        error=row.error,
    )


def snapshot_values(snapshot: Snapshot) -> Values:
    """The row of what the watch saw."""
    return {
        "seen_at": snapshot.seen_at,
        "last_seen_at": snapshot.last_seen_at or snapshot.seen_at,
        "times": snapshot.times,
        "as_of": snapshot.as_of,
        "value": snapshot.value,
        "cash": snapshot.cash,
        "drift": snapshot.drift,
        "weights": {name: exact(weight) for name, weight in snapshot.weights.items()},
    }


def snapshot_of(row: Row[Any]) -> Snapshot:
    """What the watch saw, of a row."""
    return Snapshot(
        seen_at=row.seen_at,
        last_seen_at=row.last_seen_at,
        times=row.times,
        as_of=row.as_of,
        value=row.value,
        cash=row.cash,
        drift=row.drift,
        weights={name: Decimal(weight) for name, weight in row.weights.items()},
    )


def plan_values(plan: PlanRecord) -> Values:
    """The row of a plan."""
    return {
        "plan_id": plan.plan_id,
        "sha256": plan.sha256,
        "path": plan.path,
        "as_of": plan.as_of,
        "made_at": plan.made_at,
        "orders": plan.orders,
    }


def plan_of(row: Row[Any]) -> PlanRecord:
    """The plan of a row."""
    return PlanRecord(
        plan_id=row.plan_id,
        sha256=row.sha256,
        path=row.path,
        as_of=row.as_of,
        made_at=row.made_at,
        orders=row.orders,
    )


def entry_values(entry: LogEntry) -> Values:
    """The row of a line of the log."""
    return {"at": entry.at, "kind": entry.kind.value, "subject": entry.subject, "text": entry.text}


def entry_of(row: Row[Any]) -> LogEntry:
    """The line of the log of a row."""
    return LogEntry(at=row.at, kind=EntryKind(row.kind), text=row.text, subject=row.subject)
