"""What one check of the watch found and did."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from trimtab.domain.alert import Episode, NoticeKind
from trimtab.errors import Problem
from trimtab.money import cents_text
from trimtab.report.alert_text import PlanNote, sentence, short_sentence
from trimtab.report.numbers import count
from trimtab.report.privacy import without_amounts
from trimtab.report.terminal.listing import plain_text
from trimtab.report.times import moment

SCHEMA = "trimtab.watch/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What one round of sending did: deliveries sent, failed for now, given up."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One check.

    told      what was told, by episode; a digest has none
    closed    episodes that are over
    open_now  every episode that is not
    plan      the plan that was made, or why there is none; None when none was wanted
    problems  what kept the household from being looked at
    """

    at: datetime
    as_of: date
    told: tuple[tuple[NoticeKind, Episode | None], ...] = ()
    closed: tuple[Episode, ...] = ()
    open_now: tuple[Episode, ...] = ()
    plan: PlanNote | None = None
    sent: Sent = field(default_factory=Sent)
    problems: tuple[Problem, ...] = ()

    def about(self, kind: NoticeKind) -> tuple[Episode, ...]:
        """The episodes that were told for this reason."""
        return tuple(one for why, one in self.told if why is kind and one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A check for people; amounts are left out where `privacy` is on.

    local    the time of the check where the household lives
    next_at  of the next check there; None when there is none
    """

    household: str
    checked: Checked
    local: datetime
    next_at: datetime | None
    privacy: bool


_WORDS = (
    ("OPENED", NoticeKind.OPENED),
    ("WORSE", NoticeKind.ESCALATED),
    ("LASTS", NoticeKind.REMINDED),
)


def check_text(view: CheckView, *, plain: bool) -> str:
    """A few lines for a terminal or a log."""
    checked = view.checked
    alerts = count(len(checked.open_now), "alert")
    lines = [f"{view.household} · checked {moment(view.local)} · {alerts} open"]
    for word, kind in _WORDS:
        lines += [_line(word, episode) for episode in checked.about(kind)]
    lines += [_line("OVER", episode) for episode in checked.closed]
    lines += [f"error: {problem}" for problem in checked.problems]
    lines += _plan(checked.plan)
    lines += _sent(checked.sent)
    if len(lines) == 1:
        lines.append("Nothing new.")
    if view.next_at is not None:
        lines.append(f"Next check {moment(view.next_at)}.")
    text = "\n".join(lines) + "\n"
    text = without_amounts(text) if view.privacy else text
    return plain_text(text) if plain else text


def check_document(view: CheckView) -> dict[str, Any]:
    """The check as `trimtab.watch/1`."""
    checked, plan = view.checked, view.checked.plan
    return {
        "schema": SCHEMA,
        "household": view.household,
        "checked_at": checked.at.isoformat(),
        "as_of": checked.as_of.isoformat(),
        **{
            kind.value: [_episode(one, privacy=view.privacy) for one in checked.about(kind)]
            for _, kind in _WORDS
        },
        "closed": [_episode(one, privacy=view.privacy) for one in checked.closed],
        "open": [_episode(one, privacy=view.privacy) for one in checked.open_now],
        "plan": None if plan is None else _plan_document(plan, privacy=view.privacy),
        "messages": {
            "sent": checked.sent.sent,
            "failed": checked.sent.failed,
            "given_up": checked.sent.given_up,
        },
        "problems": [str(problem) for problem in checked.problems],
        "next_check_at": None if view.next_at is None else view.next_at.isoformat(),
    }


def _line(word: str, episode: Episode) -> str:
    return f"{word:<7} {episode.number:>2}  {short_sentence(episode)}"


def _plan(plan: PlanNote | None) -> list[str]:
    if plan is None:
        return []
    if plan.trouble:
        return [f"No plan could be made: {plan.trouble}"]
    return [f"Plan {plan.plan_id}: {count(plan.orders, 'order')}. trimtab show {plan.plan_id}"]


def _sent(sent: Sent) -> list[str]:
    lines = []
    if sent.sent:
        lines.append(f"{count(sent.sent, 'message')} sent.")
    if sent.failed:
        lines.append(f"{count(sent.failed, 'message')} not sent, to be tried again: trimtab alerts")
    if sent.given_up:
        lines.append(f"{count(sent.given_up, 'message')} given up: trimtab history")
    return lines


def _episode(episode: Episode, *, privacy: bool) -> dict[str, Any]:
    text = sentence(episode)
    return {
        "number": episode.number,
        "trigger": episode.latest.trigger,
        "subject": episode.latest.subject,
        "text": without_amounts(text) if privacy else text,
    }


def _plan_document(plan: PlanNote, *, privacy: bool) -> dict[str, Any]:
    change = plan.tax_change
    return {
        "id": plan.plan_id or None,
        "orders": plan.orders,
        "tax_change": None if change is None or privacy else cents_text(change),
        "trouble": without_amounts(plan.trouble) if privacy else plan.trouble,
    }
