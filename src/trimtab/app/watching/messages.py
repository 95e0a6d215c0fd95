"""From what is to be told to messages: rendered, addressed, held back in quiet hours."""

from dataclasses import dataclass
from hashlib import sha256

from trimtab.app.watching.schedule import quiet_until
from trimtab.app.watching.setup import WatchSetup
from trimtab.domain.alert import Episode, Notice, NoticeKind
from trimtab.domain.watch_record import EntryKind, LogEntry, Message
from trimtab.errors import InvalidValue
from trimtab.report.alert_text import PlanNote, alert_body, alert_title, digest_body, sentence
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

    def message(self, notice: Notice, open_now: tuple[Episode, ...]) -> Message:
        """The message for `notice`. Its key is its own and the same however often it is sent."""
        setup = self.setup
        return Message(
            key=self._key(notice),
            kind=notice.kind,
            made_at=notice.at,
            not_before=quiet_until(notice.at, setup.quiet, setup.zone),
            title=alert_title(setup.household, notice, privacy=setup.privacy),
            body=self._body(notice, open_now),
            episode=None if notice.episode is None else notice.episode.number,
            channels=tuple(setup.notifiers),
        )

    def _body(self, notice: Notice, open_now: tuple[Episode, ...]) -> str:
        if notice.episode is not None:
            return alert_body(notice, self.plan, privacy=self.setup.privacy)
        if notice.tally is None:
            raise InvalidValue("a notice is about an episode or about a week")
        return digest_body(notice.tally, open_now, privacy=self.setup.privacy)

    def _key(self, notice: Notice) -> str:
        number = "" if notice.episode is None else str(notice.episode.number)
        parts = (self.setup.household, number, notice.kind.value, notice.at.isoformat())
        return sha256("\0".join(parts).encode()).hexdigest()[:32]


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
