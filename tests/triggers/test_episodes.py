"""One alert for each episode, again when it gets worse, and silence where silence was asked for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.planners.build import account, asset_class, lot, situation
from trimtab.domain import Reason
from trimtab.domain.alert import (
    EpisodeState,
    EpisodeStep,
    Notice,
    NoticeKind,
    Sighting,
    Tally,
    WatchState,
)
from trimtab.errors import InvalidValue
from trimtab.triggers import Fired, Trigger, TriggerKind, View
from trimtab.triggers.episodes import AlertRules, acknowledge, advance, sightings, snooze

MONDAY = date(2026, 6, 15)
RULES = AlertRules(digest=False)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def seen(
    value: str, *, fires: bool = True, subject: str = "US stocks", direction: str = "over"
) -> Sighting:
    return Sighting(
        trigger="drift",
        subject=subject,
        reason=Reason(code="ALERT.BAND_BREACH", params={"direction": direction}),
        value=Decimal(value),
        limit=Decimal("0.05"),
        as_of=MONDAY,
        fires=fires,
    )


def due(days: int) -> Sighting:
    return Sighting(
        trigger="long_term",
        subject="VTI",
        reason=Reason(code="ALERT.LONG_TERM_SOON"),
        value=Decimal(days),
        limit=Decimal(30),
        as_of=MONDAY,
    )


class Watched:
    """Days of checks, one after the other."""

    def __init__(self, rules: AlertRules = RULES) -> None:
        self.state = WatchState()
        self.rules = rules
        self.day = MONDAY
        self.steps: list[EpisodeStep] = []

    def sees(self, *what: Sighting, days: int = 1) -> list[str]:
        """The kinds of what is told at the next check."""
        step = advance(self.state, what, at(self.day), self.day, self.rules)
        self.day += timedelta(days=days)
        self.state = step.state
        self.steps.append(step)
        return [notice.kind.value for notice in step.notices]

    def does(self, step: EpisodeStep) -> None:
        self.state = step.state
        self.steps.append(step)

    @property
    def states(self) -> list[str]:
        return [episode.state.value for episode in self.state.episodes]


# --------------------------------------------------------------------------- opening and closing


def test_a_trigger_that_fires_opens_an_episode_and_is_told_once() -> None:
    watched = Watched()
    assert watched.sees(seen("0.082")) == ["opened"]
    assert watched.sees(seen("0.082")) == []
    assert watched.states == ["open"]
    assert watched.state.episodes[0].opened_at == at(MONDAY)


def test_a_trigger_that_fires_only_when_it_is_eased_opens_nothing() -> None:
    watched = Watched()
    assert watched.sees(seen("0.045", fires=False)) == []
    assert watched.state.episodes == ()


def test_an_episode_goes_on_while_the_eased_trigger_fires() -> None:
    watched = Watched()
    watched.sees(seen("0.051"))
    assert watched.sees(seen("0.045", fires=False)) == []
    assert watched.sees(seen("0.051")) == []
    assert [episode.number for episode in watched.state.episodes] == [1]


def test_an_episode_closes_without_a_message_and_the_next_one_is_told_again() -> None:
    watched = Watched()
    watched.sees(seen("0.082"))
    assert watched.sees() == []
    (closed,) = watched.steps[-1].changed
    assert (closed.state, closed.closed_at) == (
        EpisodeState.CLOSED,
        at(MONDAY + timedelta(days=1)),
    )
    assert watched.sees(seen("0.082")) == ["opened"]
    assert [episode.number for episode in watched.state.episodes] == [2]


def test_subjects_have_episodes_of_their_own() -> None:
    watched = Watched()
    assert watched.sees(seen("0.08"), seen("0.06", subject="Bonds")) == ["opened", "opened"]
    assert watched.sees(seen("0.06", subject="Bonds")) == []
    assert [episode.latest.subject for episode in watched.state.episodes] == ["Bonds"]


def test_from_over_to_under_is_another_episode() -> None:
    watched = Watched()
    watched.sees(seen("0.082"))
    assert watched.sees(seen("0.06", direction="under")) == ["opened"]
    closed, opened = watched.steps[-1].changed
    assert (closed.number, closed.state) == (1, EpisodeState.CLOSED)
    assert (opened.number, opened.state) == (2, EpisodeState.OPEN)


# --------------------------------------------------------------------------- getting worse


@pytest.mark.parametrize(
    ("later", "told"),
    [("0.12", ["escalated"]), ("0.11999", []), ("0.2", ["escalated"]), ("0.08", [])],
)
def test_it_is_told_again_when_it_is_worse_by_a_fifth(later: str, told: list[str]) -> None:
    watched = Watched()
    watched.sees(seen("0.10"))
    assert watched.sees(seen(later)) == told


def test_a_fifth_is_counted_from_what_was_told_last() -> None:
    watched = Watched()
    watched.sees(seen("0.10"))
    assert watched.sees(seen("0.11")) == []
    assert watched.sees(seen("0.12")) == ["escalated"]
    assert watched.sees(seen("0.132")) == []
    assert watched.sees(seen("0.144")) == ["escalated"]


def test_a_date_that_arrives_is_told_again_once() -> None:
    watched = Watched()
    assert watched.sees(due(20)) == ["opened"]
    assert watched.sees(due(1)) == []
    assert watched.sees(due(0)) == ["escalated"]
    assert watched.sees(due(-1)) == []


def test_always_tells_it_at_every_check_until_got_it() -> None:
    watched = Watched(replace(RULES, always=True))
    assert watched.sees(seen("0.082")) == ["opened"]
    assert watched.sees(seen("0.082")) == ["reminded"]
    assert watched.sees(seen("0.045", fires=False)) == []
    watched.does(acknowledge(watched.state, 1))
    assert watched.sees(seen("0.046", fires=True)) == []


# --------------------------------------------------------------------------- what the user says


def test_got_it_hides_an_alert_until_it_is_worse_by_a_fifth() -> None:
    watched = Watched()
    watched.sees(seen("0.10"))
    watched.sees(seen("0.11"))
    watched.does(acknowledge(watched.state, 1))
    assert watched.states == ["acknowledged"]
    assert watched.sees(seen("0.1319")) == []
    assert watched.states == ["acknowledged"]
    assert watched.sees(seen("0.132")) == ["escalated"]
    assert watched.states == ["open"]


def test_got_it_ends_without_a_message_when_the_numbers_are_better_by_a_fifth() -> None:
    watched = Watched()
    watched.sees(seen("0.10"))
    watched.does(acknowledge(watched.state, 1))
    assert watched.sees(seen("0.08")) == []
    assert watched.states == ["open"]
    # Back where it was acknowledged is no news.
    assert watched.sees(seen("0.10")) == []


def test_a_snoozed_alert_is_silent_until_its_day_whatever_happens() -> None:
    watched = Watched()
    watched.sees(seen("0.10"))
    watched.does(snooze(watched.state, 1, MONDAY + timedelta(days=3)))
    assert watched.sees(seen("0.2")) == []
    assert watched.sees(seen("0.3")) == []
    assert watched.sees(seen("0.3")) == ["reminded"]
    assert watched.sees(seen("0.3")) == []


def test_a_snoozed_alert_that_ended_is_not_told() -> None:
    watched = Watched()
    watched.sees(seen("0.10"))
    watched.does(snooze(watched.state, 1, MONDAY + timedelta(days=3)))
    assert watched.sees() == []
    assert watched.sees() == []
    assert watched.sees() == []


def test_an_alert_that_is_not_open_can_be_neither_acknowledged_nor_snoozed() -> None:
    watched = Watched()
    watched.sees(seen("0.10"))
    with pytest.raises(InvalidValue, match="no open alert 7; open alerts: 1"):
        acknowledge(watched.state, 7)
    with pytest.raises(InvalidValue, match="after 2026-06-15"):
        snooze(watched.state, 1, MONDAY)


# --------------------------------------------------------------------------- the week


def test_a_week_is_told_on_the_first_check_of_the_next_one_even_when_calm() -> None:
    watched = Watched(replace(RULES, digest=True))
    kinds = [watched.sees(days=1 if day < 5 else 3) for day in range(1, 7)]
    assert kinds == [[], [], [], [], [], ["digest"]]
    digest = watched.steps[-1].notices[0]
    assert digest.tally == Tally(since=MONDAY, checks=5, opened=0)
    assert watched.state.tally == Tally(since=MONDAY + timedelta(days=7), checks=1, opened=0)


def test_a_week_counts_what_opened_in_it() -> None:
    watched = Watched(replace(RULES, digest=True))
    watched.sees(seen("0.10"), seen("0.06", subject="Bonds"), days=7)
    watched.sees()
    assert watched.steps[-1].notices[0].tally == Tally(since=MONDAY, checks=1, opened=2)


# --------------------------------------------------------------------------- replayed prices


@dataclass(frozen=True, slots=True)
class Above:
    """Fires while a level is above a limit."""

    level: Decimal
    limit: Decimal
    kind: TriggerKind = TriggerKind.DRIFT
    subject: str = "US stocks"

    def check(self, view: View) -> Fired | None:
        if self.level <= self.limit:
            return None
        return Fired(
            trigger=self.kind,
            subject=self.subject,
            reason=Reason(code="ALERT.BAND_BREACH"),
            value=self.level,
            limit=self.limit,
            as_of=view.as_of,
        )

    def eased(self, share: Decimal) -> Trigger:
        return replace(self, limit=self.limit * (1 - share))


VIEW = View(
    situation=situation(
        account("joint", lot("L1", "AAA", 1, 100)),
        classes=[asset_class("Stocks", 100, ["AAA"])],
        prices={"AAA": 100},
    )
)


def told(levels: Sequence[Decimal], rearm: Decimal = Decimal("0.2")) -> list[Notice]:
    """Everything told while a level goes through `levels`, a check a minute."""
    found: list[Notice] = []
    state = WatchState()
    for minute, level in enumerate(levels):
        what = sightings([Above(level, Decimal("0.05"))], VIEW, rearm)
        now = at(MONDAY) + timedelta(minutes=minute)
        step = advance(state, what, now, MONDAY, RULES)
        state = step.state
        found += step.notices
    return found


def crossing_ten_times() -> list[Decimal]:
    """A slow rise to the limit of 5 % with noise about it that crosses it ten times."""
    return [
        Decimal(round(50 + 3 * math.sin(step * math.pi / 4 + 0.1))) / 1000 for step in range(40)
    ]


def test_a_series_that_crosses_a_limit_ten_times_inside_noise_gives_one_alert() -> None:
    levels = crossing_ten_times()
    above = [level > Decimal("0.05") for level in levels]
    assert sum(one != other for one, other in pairwise(above)) >= 10
    assert [notice.kind for notice in told(levels)] == [NoticeKind.OPENED]
    # Without the margin the same series gives one for every crossing: the margin does the work.
    assert len(told(levels, rearm=Decimal(0))) >= 5


def test_noise_that_leaves_the_margin_gives_another_alert() -> None:
    assert len(told([Decimal("0.06"), Decimal("0.039"), Decimal("0.06")])) == 2
    assert len(told([Decimal("0.06"), Decimal("0.041"), Decimal("0.06")])) == 1
    # The edge: the eased limit itself is inside.
    assert len(told([Decimal("0.06"), Decimal("0.040"), Decimal("0.06")])) == 2


levels = st.lists(
    st.integers(0, 200).map(lambda thousandths: Decimal(thousandths) / 1000), max_size=60
)


@given(levels)
def test_between_two_opened_alerts_the_level_left_the_margin(series: list[Decimal]) -> None:
    state, calm = WatchState(), True
    for minute, level in enumerate(series):
        what = sightings([Above(level, Decimal("0.05"))], VIEW)
        step = advance(state, what, at(MONDAY) + timedelta(minutes=minute), MONDAY, RULES)
        state = step.state
        calm = calm or level <= Decimal("0.04")
        for notice in step.notices:
            if notice.kind is NoticeKind.OPENED:
                assert calm
                assert level > Decimal("0.05")
                calm = False
    assert len(state.episodes) <= 1


@given(levels)
def test_numbers_of_episodes_are_used_once_and_in_order(series: list[Decimal]) -> None:
    notices = told(series)
    opened = [one.episode.number for one in notices if one.episode and one.kind == "opened"]
    assert opened == list(range(1, len(opened) + 1))


@given(levels, st.data())
def test_a_check_is_a_function_of_what_it_is_given(
    series: list[Decimal], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(series)))

    def step(state: WatchState, level: Decimal) -> WatchState:
        what = sightings([Above(level, Decimal("0.05"))], VIEW)
        return advance(state, what, at(MONDAY), MONDAY, RULES).state

    whole = reduce(step, series, WatchState())
    assert reduce(step, series[cut:], reduce(step, series[:cut], WatchState())) == whole


def test_of_two_triggers_about_one_subject_the_first_that_fires_counts() -> None:
    eased_only = Above(Decimal("0.045"), Decimal("0.05"))
    fires = Above(Decimal("0.09"), Decimal("0.05"))
    (one,) = sightings([eased_only, fires, Above(Decimal("0.1"), Decimal("0.05"))], VIEW)
    assert one.fires
    assert one.value == Decimal("0.09")
