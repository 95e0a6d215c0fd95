"""Records of a watch to write into stores."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from trimtab.domain.alert import Episode, EpisodeState, NoticeKind, Sighting, WatchState
from trimtab.domain.reason import Reason
from trimtab.domain.watch_record import (
    Change,
    Delivery,
    EntryKind,
    LogEntry,
    Message,
    Snapshot,
)
from trimtab.ports import Store

DAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 14, 30, tzinfo=UTC)


def sighting(value: str = "0.082", *, subject: str = "US stocks") -> Sighting:
    return Sighting(
        trigger="drift",
        subject=subject,
        reason=Reason(code="ALERT.BAND_BREACH", params={"class": subject}, setting="targets"),
        value=Decimal(value),
        limit=Decimal("0.05"),
        as_of=DAY,
    )


def episode(number: int = 1) -> Episode:
    return Episode(
        number=number,
        state=EpisodeState.OPEN,
        latest=sighting("0.09"),
        told=sighting(),
        opened_at=NOW,
    )


def state(*episodes: Episode, number: int | None = None) -> WatchState:
    following = len(episodes) + 1 if number is None else number
    return WatchState(episodes=episodes, next_number=following, last_check_at=NOW, last_as_of=DAY)


def snapshot(value: Decimal = Decimal("469460.00"), cash: Decimal = Decimal("8000.00")) -> Snapshot:
    return Snapshot(
        seen_at=NOW,
        as_of=DAY,
        value=value,
        cash=cash,
        drift=Decimal("0.0948"),
        weights={"US stocks": Decimal("0.582"), "Cash": Decimal("0.0172")},
    )


def message(key: str, *, channels: Sequence[str] = (), at: datetime = NOW) -> Message:
    return Message(
        key=key,
        kind=NoticeKind.OPENED,
        made_at=at,
        not_before=at,
        title="Rivera: US stocks 8.2 pp over target",
        body="US stocks is 8.2 pp over target.",
        episodes=(1,),
        channels=tuple(channels),
    )


def delivery_of(given: Message) -> Delivery:
    return Delivery(message=given, channel=given.channels[0], next_try_at=given.not_before)


def entry(text: str, *, at: datetime = NOW) -> LogEntry:
    return LogEntry(at=at, kind=EntryKind.WATCH, text=text)


def begun(store: Store, change: Change) -> None:
    """Write `change`, whatever the state was."""
    store.change(lambda _: change)
