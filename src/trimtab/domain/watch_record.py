"""What a store keeps of the watch. Times are aware; money is exact, in dollars."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from trimtab.domain.alert import Episode, NoticeKind, Sighting, WatchState


class DeliveryState(StrEnum):
    """WAITING to be tried; SENDING: begun and not known to have ended; SENT; GIVEN_UP."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to the user.

    key         the same each time it is sent, so that a receiver can drop a second copy
    not_before  the end of the quiet hours, or `made_at`
    episodes    the numbers of those it is about; none for a digest
    channels    names of the ways by which it goes
    """

    key: str
    kind: NoticeKind
    made_at: datetime
    not_before: datetime
    title: str
    body: str
    episodes: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message on its way through one channel.

    next_try_at  not tried before; not before the message's own `not_before`
    error        what the last attempt failed with; empty after none or a good one
    """

    message: Message
    channel: str
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    next_try_at: datetime
    sent_at: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the watch saw; the same again and again is one snapshot, counted in `times`.

    weights  of the classes, fractions of the household
    drift    half the sum of absolute weight gaps; None without targets
    """

    seen_at: datetime
    as_of: date
    value: Decimal
    cash: Decimal
    drift: Decimal | None
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    times: int = 1
    last_seen_at: datetime | None = None

    def same_as(self, other: "Snapshot") -> bool:
        """True when `other` shows the same household on the same day."""
        mine = (self.as_of, self.value, self.cash, self.drift, dict(self.weights))
        return mine == (other.as_of, other.value, other.cash, other.drift, dict(other.weights))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """A plan that the watch made; `path` is relative to the workspace."""

    plan_id: str
    sha256: str
    path: str
    as_of: date
    made_at: datetime
    orders: int


class EntryKind(StrEnum):
    """What an entry of the log is about."""

    ALERT = "alert"
    DECISION = "decision"
    IMPORT = "import"
    NOTIFICATION = "notification"
    ORDER = "order"
    PLAN = "plan"
    TRIGGER = "trigger"
    WATCH = "watch"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One line of the log, which only grows.

    subject  what it is about: a plan's id, an episode's number, an account; may be empty
    """

    at: datetime
    kind: EntryKind
    text: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Everything that one check, or one decision, writes: all of it or nothing.

    fired  what triggers said; the same value again is not written again
    """

    state: WatchState
    episodes: tuple[Episode, ...] = ()
    fired: tuple[Sighting, ...] = ()
    messages: tuple[Message, ...] = ()
    snapshot: Snapshot | None = None
    plan: PlanRecord | None = None
    entries: tuple[LogEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredRecord:
    """A trigger that fired, first seen at `seen_at` with this value."""

    seen_at: datetime
    sighting: Sighting
