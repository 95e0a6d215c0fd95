"""The alerts as a list, for people and for programs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import fill
from typing import Any
from zoneinfo import ZoneInfo

from trimtab.domain.alert import Episode
from trimtab.domain.watch_record import Delivery, DeliveryState, Message
from trimtab.money import exact_text
from trimtab.report.alert_text import sentence, short_sentence
from trimtab.report.numbers import count, day
from trimtab.report.privacy import without_amounts
from trimtab.report.terminal.listing import Column, plain_text, table
from trimtab.report.times import moment

SCHEMA = "trimtab.alerts/1"

_COLUMNS = (
    Column(title="ALERT", right=True),
    Column(title="state"),
    Column(title="what"),
    Column(title="since", optional=1),
)
_A_MONTH = timedelta(days=30)
_WORDS = {"open": "open", "acknowledged": "got it", "closed": "over"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsView:
    """Episodes by number, and the messages that are not through."""

    episodes: tuple[Episode, ...]
    messages: tuple[tuple[Message, tuple[Delivery, ...]], ...]
    last_check_at: datetime | None
    zone: ZoneInfo
    privacy: bool

    @property
    def unsent(self) -> tuple[Delivery, ...]:
        """Deliveries that wait to be tried, or were given up in the last month."""
        return tuple(
            one
            for _, deliveries in self.messages
            for one in deliveries
            if one.state is not DeliveryState.SENT and not self._is_past(one)
        )

    def _is_past(self, delivery: Delivery) -> bool:
        if delivery.state is not DeliveryState.GIVEN_UP or self.last_check_at is None:
            return False
        return self.last_check_at - delivery.message.made_at > _A_MONTH


def alerts_text(view: AlertsView, *, width: int, plain: bool, color: bool) -> str:
    """A table, and below it what is not through."""
    if view.last_check_at is None:
        lines = [fill("The watch has not run yet. Start it with: trimtab watch --once", width)]
    elif not view.episodes:
        at = moment(view.last_check_at.astimezone(view.zone))
        lines = [fill(f"No alert is open. Last check {at}.", width)]
    else:
        rows = [_row(episode, view) for episode in view.episodes]
        lines = [*table(_COLUMNS, rows, width=width, color=color), ""]
        lines.append(fill("Got it: trimtab alerts ack N    Later: trimtab alerts snooze N", width))
    lines += [fill(_unsent(one, view.zone), width) for one in view.unsent]
    text = "\n".join(lines) + "\n"
    text = without_amounts(text) if view.privacy else text
    return plain_text(text) if plain else text


def alerts_document(view: AlertsView) -> dict[str, Any]:
    """The alerts as `trimtab.alerts/1`; with privacy, without texts' amounts, values and limits."""
    last = view.last_check_at
    return {
        "schema": SCHEMA,
        "last_check_at": None if last is None else last.isoformat(),
        "alerts": [_episode(episode, view) for episode in view.episodes],
        "messages": [_message(*pair, privacy=view.privacy) for pair in view.messages],
    }


def _row(episode: Episode, view: AlertsView) -> list[str]:
    state = _WORDS[episode.state.value]
    if episode.snoozed_until is not None:
        state = f"until {day(episode.snoozed_until)}"
    since = day(episode.opened_at.astimezone(view.zone).date())
    return [str(episode.number), state, short_sentence(episode), since]


def _unsent(delivery: Delivery, zone: ZoneInfo) -> str:
    title = delivery.message.title
    if delivery.state is DeliveryState.GIVEN_UP:
        return f"Given up by {delivery.channel}: {title} ({delivery.error})"
    at = moment(delivery.next_try_at.astimezone(zone))
    tries = f" after {count(delivery.attempts, 'try', 'tries')}" if delivery.attempts else ""
    why = f" ({delivery.error})" if delivery.error else ""
    return f"Waits{tries} for {delivery.channel}, from {at}: {title}{why}"


def _episode(episode: Episode, view: AlertsView) -> dict[str, Any]:
    text, latest = sentence(episode), episode.latest
    return {
        "number": episode.number,
        "state": episode.state.value,
        "trigger": latest.trigger,
        "subject": latest.subject,
        "code": latest.reason.code,
        "text": without_amounts(text) if view.privacy else text,
        "value": None if view.privacy else exact_text(latest.value),
        "limit": None if view.privacy else exact_text(latest.limit),
        "opened_at": episode.opened_at.isoformat(),
        "closed_at": episode.closed_at and episode.closed_at.isoformat(),
        "snoozed_until": episode.snoozed_until and episode.snoozed_until.isoformat(),
    }


def _message(
    message: Message, deliveries: tuple[Delivery, ...], *, privacy: bool
) -> dict[str, Any]:
    return {
        "key": message.key,
        "kind": message.kind.value,
        "alerts": list(message.episodes),
        "made_at": message.made_at.isoformat(),
        "title": without_amounts(message.title) if privacy else message.title,
        "deliveries": [
            {
                "channel": one.channel,
                "state": one.state.value,
                "attempts": one.attempts,
                "next_try_at": one.next_try_at.isoformat(),
                "sent_at": one.sent_at and one.sent_at.isoformat(),
                "error": one.error,
            }
            for one in deliveries
        ],
    }
