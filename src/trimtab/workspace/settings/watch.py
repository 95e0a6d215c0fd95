"""[watch] and [[watch.notify]]: when to look again, what to tell, and by which way."""

import re
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from trimtab.workspace.settings import readers
from trimtab.workspace.settings.kinds import DURATION, Duration, Flag, MoneyFromZero, Percent, Text
from trimtab.workspace.settings.readers import Reads, objection, word_reader
from trimtab.workspace.settings.section import Section, means, required
from trimtab.workspace.wording import did_you_mean, one_of

_CRON = re.compile(r"\S+(?: +\S+){4}|@\w+")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_ALERTS = (
    "band_breach",
    "harvest",
    "wash_window_end",
    "long_term_soon",
    "data_stale",
    "order_problem",
    "cash_buffer",
    "corporate_action",
    "risk",
    "schedule",
    "cash_in",
)


def _every(given: object) -> str:
    value = readers.text(given)
    if not DURATION.fullmatch(value) and not _CRON.fullmatch(value):
        raise objection("is not a schedule", 'such as "1d", "1h" or five words of cron')
    return value


def _clock(given: object) -> str:
    value = readers.text(given)
    if not _CLOCK.fullmatch(value):
        raise objection("is not a time of day", "such as 10:30, from 00:00 to 23:59")
    return value


def _quiet_hours(given: object) -> tuple[str, ...]:
    hours = tuple(_clock(item) for item in readers.listed(given))
    if len(hours) not in {0, 2}:
        raise objection("is not a pair of times", 'such as ["20:00", "08:00"]')
    return hours


def _zone(given: object) -> str:
    value = readers.text(given)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise objection("is not a time zone", "such as America/New_York or UTC") from None
    return value


def _sender(given: object) -> str:
    value = readers.text(given)
    if value.count("@") != 1 or any(sign.isspace() for sign in value):
        raise objection("is not an e-mail address", "such as ana@example.com")
    return value


def _alerts(given: object) -> tuple[str, ...]:
    found = readers.texts(given)
    for word in found:
        if word not in _ALERTS:
            raise objection(f'holds "{word}"', one_of(_ALERTS), did_you_mean(word, _ALERTS))
    return found


_TEXT_SCHEMA = {"type": "string"}
_LIST_SCHEMA = {"type": "array", "items": _TEXT_SCHEMA}


class NotifySection(Section):
    """One way to tell the household."""

    kind: Annotated[str, word_reader("email", "webhook", "desktop")] = required("How to notify")
    to: (
        Annotated[str, Reads(parse=_sender, called="e-mail address", schema=_TEXT_SCHEMA)] | None
    ) = means(None, "Address for e-mail")
    sender: (
        Annotated[str, Reads(parse=_sender, called="e-mail address", schema=_TEXT_SCHEMA)] | None
    ) = Field(default=None, alias="from", description="Sender of e-mail; `to` unless set")
    url_env: Text | None = means(
        None,
        "Environment variable that holds the address: of the webhook, or of the mail server as "
        "smtp://user:password@host:587 [smtp://localhost]",
    )


class WatchSection(Section):
    """The watch."""

    every: Annotated[str, Reads(parse=_every, called="schedule", schema=_TEXT_SCHEMA)] = means(
        "1d", "How often to look: 1d, 1h, or five words of cron"
    )
    at: Annotated[str, Reads(parse=_clock, called="time of day", schema=_TEXT_SCHEMA)] | None = (
        means(None, "Time of day to look, where `every` is in days or weeks")
    )
    timezone: Annotated[str, Reads(parse=_zone, called="time zone", schema=_TEXT_SCHEMA)] = means(
        "America/New_York", "Time zone of the days, of `at`, `quiet_hours` and cron"
    )
    alert_on: Annotated[
        tuple[str, ...], Reads(parse=_alerts, called=" | ".join(_ALERTS), schema=_LIST_SCHEMA)
    ] = means(_ALERTS, "What to alert on, of what has a trigger")
    harvest_min_tax: MoneyFromZero = means(
        Decimal(0), "Alert only when a harvest saves at least so many dollars"
    )
    quiet_hours: Annotated[
        tuple[str, ...],
        Reads(parse=_quiet_hours, called="two times of day", schema=_LIST_SCHEMA),
    ] = means((), "No messages between these two times of day; they are sent after")
    repeat: Annotated[str, word_reader("episode", "always")] = means(
        "episode", "episode: once per breach until it clears"
    )
    rearm: Percent = means(
        Decimal(20),
        "Percent of its width by which a trigger must be left before the same alert can come again",
    )
    digest: Annotated[str, word_reader("weekly", "never")] = means(
        "weekly", "weekly: say once a week what was checked, also when all is calm"
    )
    plan: Flag = means(default=True, meaning="Make and save a plan when an alert opens or grows")
    stale_after: Duration = means("7d", "Age of prices at which data_stale alerts")
    notify: tuple[NotifySection, ...] = Field(default=(), description="Ways to be told")
