"""The JSON Schemas of `trimtab.watch/1`, `.alerts/1` and `.history/1`."""

from trimtab.domain.alert import EpisodeState, NoticeKind
from trimtab.domain.watch_record import DeliveryState, EntryKind
from trimtab.report.schema.kinds import (
    COUNT,
    DATE,
    MOMENT,
    MONEY,
    NUMBER,
    TEXT,
    Schema,
    a_list,
    an_object,
    document,
    or_null,
)


def watch_schema() -> Schema:
    """Schema of `trimtab watch --json`; without --once one document is one line."""
    episode = an_object(number=COUNT, trigger=TEXT, subject=TEXT, text=TEXT)
    plan = an_object(id=or_null(TEXT), orders=COUNT, tax_change=or_null(MONEY), trouble=TEXT)
    return document(
        "trimtab.watch/1",
        household=TEXT,
        checked_at=MOMENT,
        as_of=DATE,
        opened=a_list(episode),
        escalated=a_list(episode),
        reminded=a_list(episode),
        closed=a_list(episode),
        open=a_list(episode),
        plan=or_null(plan),
        messages=an_object(sent=COUNT, failed=COUNT, given_up=COUNT),
        problems=a_list(TEXT),
        next_check_at=or_null(MOMENT),
    )


def alerts_schema() -> Schema:
    """Schema of `trimtab alerts --json`; `value` and `limit` are null under privacy."""
    alert = an_object(
        number=COUNT,
        state={"enum": [state.value for state in EpisodeState]},
        trigger=TEXT,
        subject=TEXT,
        code=TEXT,
        text=TEXT,
        value=or_null(NUMBER),
        limit=or_null(NUMBER),
        opened_at=MOMENT,
        closed_at=or_null(MOMENT),
        snoozed_until=or_null(DATE),
    )
    delivery = an_object(
        channel=TEXT,
        state={"enum": [state.value for state in DeliveryState]},
        attempts=COUNT,
        next_try_at=MOMENT,
        sent_at=or_null(MOMENT),
        error=TEXT,
    )
    message = an_object(
        key=TEXT,
        kind={"enum": [kind.value for kind in NoticeKind]},
        alerts=a_list(COUNT),
        made_at=MOMENT,
        title=TEXT,
        deliveries=a_list(delivery),
    )
    return document(
        "trimtab.alerts/1",
        last_check_at=or_null(MOMENT),
        alerts=a_list(alert),
        messages=a_list(message),
    )


def history_schema() -> Schema:
    """Schema of `trimtab history --json`; the newest entry comes first."""
    entry = an_object(
        at=MOMENT,
        kind={"enum": [kind.value for kind in EntryKind]},
        subject=TEXT,
        text=TEXT,
    )
    return document("trimtab.history/1", entries=a_list(entry))
