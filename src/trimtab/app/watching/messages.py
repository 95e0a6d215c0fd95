"""From what is to be told to messages: rendered, addressed, held back in quiet hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from trimtab.app.watching.schedule import quiet_until
from trimtab.app.watching.setup import WatchSetup
from trimtab.domain.alert import Episode, Notice, NoticeKind, Tally
from trimtab.domain.watch_record import EntryKind, LogEntry, Message
from trimtab.errors import InvalidValue
from trimtab.report.alert_text import (
    PlanNote,
    alert_body,
    alert_title,
    digest_body,
    digest_title,
    sentence,
)
from trimtab.report.numbers import count

_SAID = {
    NoticeKind.OPENED: "opened",
    NoticeKind.ESCALATED: "is worse",
    NoticeKind.REMINDED: "lasts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes the messages of one check; `plan` is the one made for it."""

    setup: WatchSetup
    plan: PlanNote | None = None

    def messages(
        self, notices: Sequence[Notice], open_now: tuple[Episode, ...]
    ) -> tuple[Message, ...]:
        """One message for everything that a check found, and one for a week that is over."""
        about = [notice for notice in notices if notice.episode is not None]
        weeks = [notice for notice in notices if notice.tally is not None]
        found = [self._alerts(about)] if about else []
        return (*found, *(self._digest(notice, open_now) for notice in weeks))

    def _alerts(self, notices: Sequence[Notice]) -> Message:
        privacy = self.setup.privacy
        kinds = {notice.kind for notice in notices}
        return self._message(
            next(kind for kind in NoticeKind if kind in kinds),
            notices,
            alert_title(self.setup.household, notices, privacy=privacy),
            alert_body(notices, self.plan, privacy=privacy),
        )

    def _digest(self, notice: Notice, open_now: tuple[Episode, ...]) -> Message:
        household, privacy = self.setup.household, self.setup.privacy
        tally = notice.tally or Tally(since=notice.at.date())
        return self._message(
            notice.kind,
            [notice],
            digest_title(household, tally),
            digest_body(tally, open_now, privacy=privacy),
        )

    def _message(
        self, kind: NoticeKind, notices: Sequence[Notice], title: str, body: str
    ) -> Message:
        at = notices[0].at
        numbers = tuple(one.episode.number for one in notices if one.episode is not None)
        parts = (self.setup.household, kind.value, at.isoformat(), *map(str, numbers))
        return Message(
            # Its own, and the same however often it is sent.
            key=sha256("\0".join(parts).encode()).hexdigest()[:32],
            kind=kind,
            made_at=at,
            not_before=quiet_until(at, self.setup.quiet, self.setup.zone),
            title=title,
            body=body,
            episodes=numbers,
            channels=tuple(self.setup.notifiers),
        )


def entry_of(notice: Notice) -> LogEntry:
    """The line of the log for `notice`; amounts stay in: the log is the household's own."""
    if notice.episode is None:
        checks = count(notice.tally.checks if notice.tally else 0, "time")
        return LogEntry(
            at=notice.at, kind=EntryKind.WATCH, text=f"A week is over: {checks} checked"
        )
    episode = notice.episode
    return LogEntry(
        at=notice.at,
        kind=EntryKind.ALERT,
        subject=str(episode.number),
        text=f"Alert {episode.number} {_SAID[notice.kind]}: {sentence(episode)}",
    )


def entry_of_closed(episode: Episode) -> LogEntry:
    """The line of the log for an episode that is over."""
    at = episode.closed_at
    if at is None:
        raise InvalidValue(f"alert {episode.number} is not closed")
    return LogEntry(
        at=at,
        kind=EntryKind.ALERT,
        subject=str(episode.number),
        text=f"Alert {episode.number} is over: {sentence(episode)}",
    )
