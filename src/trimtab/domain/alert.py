"""Alerts: an episode lasts from when a trigger fires until it no longer does, margin included.

What is told about an episode is decided by `trimtab.triggers.episodes`; a store keeps it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from trimtab.domain.reason import Reason


class EpisodeState(StrEnum):
    """Where an episode is: OPEN, ACKNOWLEDGED by the user ("got it"), or CLOSED."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class NoticeKind(StrEnum):
    """Why the user is told: it opened, got worse, is due again after a snooze, or a week is over.

    TEST is what `watch --notify-test` sends; it belongs to no episode.
    """

    OPENED = "opened"
    ESCALATED = "escalated"
    REMINDED = "reminded"
    DIGEST = "digest"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What a trigger said on one day.

    trigger  name of its kind
    subject  the class, security or lot concerned; empty for the whole household
    value    what was measured, in the trigger's own unit
    limit    what `value` was compared with, in the same unit
    fires    False: only the eased trigger fires, so that an open episode goes on and none opens
    """

    trigger: str
    subject: str
    reason: Reason
    value: Decimal
    limit: Decimal
    as_of: date
    fires: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """What stays the same while one episode lasts: kind and subject."""
        return self.trigger, self.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One episode.

    number         of the household's episodes, from 1
    latest         what the trigger said last
    told           what it said when the user was last told, or last said "got it"
    opened_at      aware times
    closed_at      None while it lasts
    snoozed_until  nothing is told before this day; None when not snoozed
    """

    number: int
    state: EpisodeState
    latest: Sighting
    told: Sighting
    opened_at: datetime
    closed_at: datetime | None = None
    snoozed_until: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Kind and subject of its trigger."""
        return self.latest.key

    @property
    def is_closed(self) -> bool:
        """True when it is over."""
        return self.state is EpisodeState.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the watch did since `since`, for the weekly digest."""

    since: date
    checks: int = 0
    opened: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchState:
    """What the watch remembers from one check to the next; `episodes` are those not closed."""

    episodes: tuple[Episode, ...] = ()
    next_number: int = 1
    last_check_at: datetime | None = None
    last_as_of: date | None = None
    tally: Tally | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to tell the user: about `episode`, or what `tally` counted."""

    kind: NoticeKind
    at: datetime
    episode: Episode | None = None
    tally: Tally | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeStep:
    """What one check, or one decision of the user, makes of a state.

    changed  every episode that opened, changed or closed, as it is now
    notices  what to tell
    """

    state: WatchState
    changed: tuple[Episode, ...] = ()
    notices: tuple[Notice, ...] = ()
