"""An alert as a message: the subject is the message, the body what to do about it."""

from collections.abc import Iterable, Sequence
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


def alert_title(household: str, notices: Sequence[Notice], *, privacy: bool) -> str:
    """The subject line: who, and what; of several the first, and how many."""
    first = _in_short(notices[0])
    if len(notices) > 1:
        first = f"{len(notices)} alerts: {first}, and {len(notices) - 1} more"
    return _shown(f"[trimtab] {household}: {first}", privacy=privacy)


def digest_title(household: str, tally: Tally) -> str:
    """The subject line of a week."""
    checked = f"checked {count(tally.checks, 'time')}"
    what = count(tally.opened, "alert") if tally.opened else "calm"
    return f"[trimtab] {household}: {checked}, {what}"


def alert_body(notices: Sequence[Notice], plan: PlanNote | None, *, privacy: bool) -> str:
    """A sentence for each alert, the plan, and the commands that go with them."""
    parts = [
        "\n".join(_line(notice) for notice in notices),
        _plan(plan),
        "\n".join(_commands(notices, plan)),
        fill(_WHY, _WIDTH),
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return _shown(text, privacy=privacy)


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
    return _shown(text, privacy=privacy)


def sentence(episode: Episode) -> str:
    """What the trigger of an episode says now."""
    return render(episode.latest.reason)


def short_sentence(episode: Episode) -> str:
    """The same in some forty characters where it has a short form."""
    reason = episode.latest.reason
    return render_short(reason.code, reason.params).rstrip(".")


def _in_short(notice: Notice) -> str:
    return _AGAIN.get(notice.kind, "") + short_sentence(_episode(notice))


def _line(notice: Notice) -> str:
    episode = _episode(notice)
    text = f"{episode.number:>3}  {_AGAIN.get(notice.kind, '')}{sentence(episode)}"
    return fill(text, _WIDTH, subsequent_indent="     ")


def _episode(notice: Notice) -> Episode:
    if notice.episode is None:
        raise InvalidValue(f"a notice of kind {notice.kind.value} is about no alert")
    return notice.episode


def _shown(text: str, *, privacy: bool) -> str:
    return without_amounts(text) if privacy else text


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


def _commands(notices: Sequence[Notice], plan: PlanNote | None) -> list[str]:
    number = str(_episode(notices[0]).number) if len(notices) == 1 else "N"
    shown = [f"  Look at it   trimtab show {plan.plan_id}"] if plan and plan.plan_id else []
    return [
        *shown,
        f"  Got it       trimtab alerts ack {number}",
        f"  Later        trimtab alerts snooze {number}",
    ]
