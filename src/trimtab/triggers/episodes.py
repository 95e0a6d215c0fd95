"""Alert episodes: what is told, once, and when it is told again. Pure functions of a state.

An episode opens when its trigger fires and closes when the same trigger, eased by a margin, does
not: numbers that waver about a limit are one episode. It is told when it opens, again when the
numbers are worse by a fifth or its day arrives, and when a snooze ends while it lasts. What the
user has acknowledged stays hidden until the numbers change by a fifth or turn to the other side.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from trimtab.domain import Reason
from trimtab.domain.alert import (
    Episode,
    EpisodeState,
    EpisodeStep,
    Notice,
    NoticeKind,
    Sighting,
    Tally,
    WatchState,
)
from trimtab.errors import InvalidValue
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.trigger import Trigger
from trimtab.triggers.view import View

A_FIFTH = Decimal("0.2")
# The subject of a check that could not look at the household at all.
EVERYTHING = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRules:
    """How an alert is told.

    rearm   share (0-1) by which triggers are eased before an episode may close
    worse   share by which numbers must get worse to be told again, or change to end "got it"
    always  tell it at every check at which the trigger fires
    digest  tell once a week what was checked, also when nothing happened
    """

    rearm: Decimal = A_FIFTH
    worse: Decimal = A_FIFTH
    always: bool = False
    digest: bool = True


def sightings(
    triggers: Iterable[Trigger], view: View, rearm: Decimal = A_FIFTH
) -> tuple[Sighting, ...]:
    """What `triggers` say of `view`: those that fire, and those that only fire eased by `rearm`.

    Of several about the same kind and subject the first that fires counts.
    """
    found: dict[tuple[str, str], Sighting] = {}
    for trigger in triggers:
        fired, fires = trigger.check(view), True
        if fired is None:
            fired, fires = trigger.eased(rearm).check(view), False
        if fired is None:
            continue
        known = found.get(fired.key)
        if known is None or (fires and not known.fires):
            found[fired.key] = _sighting(fired, fires=fires)
    return tuple(found.values())


def advance(
    state: WatchState,
    seen: Iterable[Sighting],
    now: datetime,
    as_of: date,
    rules: AlertRules,
) -> EpisodeStep:
    """The state after a check at `now` that saw `seen`, and what to tell.

    as_of  the household's day of the check, against which snoozes and weeks are counted
    """
    check = _Check(now=now, as_of=as_of, rules=rules, number=state.next_number)
    left = {sighting.key: sighting for sighting in seen}
    unseen = {one.subject for one in left.values() if one.trigger == TriggerKind.CHECK}
    open_now: list[Episode] = []
    for episode in state.episodes:
        sighting = left.get(episode.key)
        if sighting is None and {EVERYTHING, episode.latest.trigger} & unseen:
            open_now.append(episode)  # it was not looked at, so it is not known to have ended
            continue
        if sighting is None or _turned(episode, sighting):
            check.close(episode)
            continue
        del left[episode.key]
        open_now.append(check.go_on(episode, sighting))
    open_now += [check.begin(sighting) for sighting in left.values() if sighting.fires]
    after = WatchState(
        episodes=tuple(open_now),
        next_number=check.number,
        last_check_at=now,
        last_as_of=as_of,
        tally=check.counted(state.tally),
    )
    return EpisodeStep(state=after, changed=tuple(check.changed), notices=tuple(check.notices))


def acknowledge(state: WatchState, number: int) -> EpisodeStep:
    """The user has seen it ("got it"): episode `number` is hidden until its numbers change."""
    episode = _open_episode(state, number)
    return _replaced(state, replace(episode, state=EpisodeState.ACKNOWLEDGED, told=episode.latest))


def snooze(state: WatchState, number: int, until: date) -> EpisodeStep:
    """Nothing is told about episode `number` before the day `until`; then once, if it lasts."""
    if state.last_as_of is not None and until <= state.last_as_of:
        raise InvalidValue(f"an alert is snoozed until a day after {state.last_as_of}, got {until}")
    return _replaced(state, replace(_open_episode(state, number), snoozed_until=until))


def check_failed(why: str, as_of: date, unseen: str = EVERYTHING) -> Sighting:
    """What a check has seen that could not look at the household: itself.

    unseen  the kind of trigger that could not be asked, where the others were
    """
    return Sighting(
        trigger=TriggerKind.CHECK.value,
        subject=unseen,
        reason=Reason(code="ALERT.CHECK_FAILED", params={"what": why}),
        value=Decimal(1),
        limit=Decimal(1),
        as_of=as_of,
    )


@dataclass(slots=True, kw_only=True)
class _Check:
    """One check while it goes through the episodes; `number` is the next one's."""

    now: datetime
    as_of: date
    rules: AlertRules
    number: int
    changed: list[Episode] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    opened: int = 0

    def begin(self, sighting: Sighting) -> Episode:
        episode = Episode(
            number=self.number,
            state=EpisodeState.OPEN,
            latest=sighting,
            told=sighting,
            opened_at=self.now,
        )
        self.number += 1
        self.opened += 1
        self._tell(NoticeKind.OPENED, episode)
        return episode

    def close(self, episode: Episode) -> None:
        over = replace(episode, state=EpisodeState.CLOSED, closed_at=self.now, snoozed_until=None)
        self.changed.append(over)

    def go_on(self, before: Episode, sighting: Sighting) -> Episode:
        episode = replace(before, latest=sighting)
        until = before.snoozed_until
        if until is not None and self.as_of < until:
            kind = None
        elif until is not None:
            kind = NoticeKind.REMINDED
        elif sighting.fires and self._worse(before, sighting):
            kind = NoticeKind.ESCALATED
        elif self.rules.always and sighting.fires and before.state is EpisodeState.OPEN:
            kind = NoticeKind.REMINDED
        elif before.state is EpisodeState.ACKNOWLEDGED and self._differs(before, sighting):
            # Better by a fifth: on the list again, and no message. The next one is still measured
            # from what the user has acknowledged.
            episode, kind = replace(episode, state=EpisodeState.OPEN), None
        else:
            kind = None
        if kind is not None:
            episode = replace(episode, state=EpisodeState.OPEN, told=sighting, snoozed_until=None)
            self._tell(kind, episode)
        elif episode != before:
            self.changed.append(episode)
        return episode

    def counted(self, tally: Tally | None) -> Tally:
        """The week so far with this check; a week that is over is told first."""
        if tally is not None and _week(tally.since) != _week(self.as_of):
            if self.rules.digest:
                self.notices.append(Notice(kind=NoticeKind.DIGEST, at=self.now, tally=tally))
            tally = None
        before = tally or Tally(since=self.as_of)
        return replace(before, checks=before.checks + 1, opened=before.opened + self.opened)

    def _worse(self, before: Episode, sighting: Sighting) -> bool:
        return _fired(sighting).worse_than(_fired(before.told), self.rules.worse)

    def _differs(self, before: Episode, sighting: Sighting) -> bool:
        told = before.told.value
        return told != sighting.value and abs(sighting.value - told) >= self.rules.worse * abs(told)

    def _tell(self, kind: NoticeKind, episode: Episode) -> None:
        self.changed.append(episode)
        self.notices.append(Notice(kind=kind, at=self.now, episode=episode))


def _sighting(fired: Fired, *, fires: bool) -> Sighting:
    return Sighting(
        trigger=fired.trigger.value,
        subject=fired.subject,
        reason=fired.reason,
        value=fired.value,
        limit=fired.limit,
        as_of=fired.as_of,
        fires=fires,
    )


def _fired(sighting: Sighting) -> Fired:
    """The same without its parts, to compare with another day's."""
    return Fired(
        trigger=TriggerKind(sighting.trigger),
        subject=sighting.subject,
        reason=sighting.reason,
        value=sighting.value,
        limit=sighting.limit,
        as_of=sighting.as_of,
    )


def _turned(episode: Episode, sighting: Sighting) -> bool:
    """True when it is about something else now, such as a class under instead of over target."""
    before, after = episode.latest.reason, sighting.reason
    return (before.code, before.params.get("direction")) != (
        after.code,
        after.params.get("direction"),
    )


def _week(day: date) -> tuple[int, int]:
    """Year and number of the week, which begins on Monday (ISO 8601)."""
    return day.isocalendar()[:2]


def _open_episode(state: WatchState, number: int) -> Episode:
    for episode in state.episodes:
        if episode.number == number:
            return episode
    known = ", ".join(str(episode.number) for episode in state.episodes) or "none"
    raise InvalidValue(f"there is no open alert {number}; open alerts: {known}")


def _replaced(state: WatchState, episode: Episode) -> EpisodeStep:
    episodes = tuple(episode if one.number == episode.number else one for one in state.episodes)
    return EpisodeStep(state=replace(state, episodes=episodes), changed=(episode,))
