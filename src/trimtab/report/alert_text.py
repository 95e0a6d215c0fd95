"""An alert as a message: the subject is the message, the body what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from textwrap import fill

from trimtab.domain.alert import Episode, Notice, NoticeKind, Tally
from trimtab.errors import InvalidValue
from trimtab.money import ZERO
from trimtab.report.catalogue import render, render_short
from trimtab.report.numbers import count, money, weekday_and_day
from trimtab.report.privacy import without_amounts

_WIDTH = 72
_AGAIN = {NoticeKind.ESCALATED: "worse: ", NoticeKind.REMINDED: "still: "}
_WHY = (
    "You are told once for each episode, and again when its numbers are a fifth worse or its day "
    "comes. What you are told, and where, stands in [watch] of trimtab.toml."
)
_SILENCE = "This comes every week. If it does not, the watch is not running: see `trimtab status`."


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNote:
    """The plan that was made for an alert, or why there is none.

    tax_change  dollars of this year's estimate, above zero costs; None when not known
    trouble     why there is no plan; empty where there is one
    """

    plan_id: str = ""
    orders: int = 0
    tax_change: Decimal | None = None
    trouble: str = ""


def alert_title(household: str, notice: Notice, *, privacy: bool) -> str:
    """The subject line: who, and what."""
    if notice.episode is not None:
        what = _AGAIN.get(notice.kind, "") + short_sentence(notice.episode)
    elif notice.tally is not None:
        what = _week_in_short(notice.tally)
    else:
        raise InvalidValue("a notice is about an episode or about a week")
    text = f"[trimtab] {household}: {what.rstrip('.')}"
    return without_amounts(text) if privacy else text


def alert_body(notice: Notice, plan: PlanNote | None, *, privacy: bool) -> str:
    """One sentence, the plan, and the commands that go with it."""
    episode = notice.episode
    if episode is None:
        raise InvalidValue("this notice is about no episode")
    parts = [
        fill(sentence(episode), _WIDTH),
        _plan(plan),
        "\n".join(_commands(notice, plan)),
        fill(_WHY, _WIDTH),
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return without_amounts(text) if privacy else text


def digest_body(tally: Tally, open_now: Iterable[Episode], *, privacy: bool) -> str:
    """What the week brought, also when that is nothing."""
    since = weekday_and_day(tally.since)
    episodes = tuple(open_now)
    checked = f"Checked {count(tally.checks, 'time')} since {since}."
    if not tally.opened and not episodes:
        parts = [f"{checked} Nothing to do."]
    else:
        opened = f"{count(tally.opened, 'alert')} opened in that time"
        parts = [f"{checked} {opened}, {len(episodes) or 'none'} open now."]
        parts += [f"  {episode.number}  {short_sentence(episode)}" for episode in episodes]
    text = "\n".join([*parts, "", fill(_SILENCE, _WIDTH)]) + "\n"
    return without_amounts(text) if privacy else text


def sentence(episode: Episode) -> str:
    """What the trigger of an episode says now."""
    return render(episode.latest.reason)


def short_sentence(episode: Episode) -> str:
    """The same in some forty characters where it has a short form."""
    reason = episode.latest.reason
    return render_short(reason.code, reason.params)


def _week_in_short(tally: Tally) -> str:
    checked = f"checked {count(tally.checks, 'time')}"
    return f"{checked}, {count(tally.opened, 'alert')}" if tally.opened else f"{checked}, calm"


def _plan(plan: PlanNote | None) -> str:
    if plan is None:
        return ""
    if plan.trouble:
        return fill(f"No plan could be made: {plan.trouble}", _WIDTH)
    if not plan.orders:
        return f"Plan {plan.plan_id} has no orders: nothing better can be done now."
    text = f"Plan {plan.plan_id}: {count(plan.orders, 'order')}{_tax(plan.tax_change)}"
    return fill(f"{text}. Nothing has been sent to a broker.", _WIDTH)


def _tax(change: Decimal | None) -> str:
    if change is None or change == ZERO:
        return ""
    way = "higher" if change > 0 else "lower"
    return f", this year's tax estimate {money(abs(change))} {way}"


def _commands(notice: Notice, plan: PlanNote | None) -> list[str]:
    number = notice.episode.number if notice.episode else 0
    made = plan is not None and plan.plan_id
    shown = [f"  Look at it   trimtab show {plan.plan_id}"] if plan and made else []
    return [
        *shown,
        f"  Got it       trimtab alerts ack {number}",
        f"  Later        trimtab alerts snooze {number}",
    ]
