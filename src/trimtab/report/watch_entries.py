"""What triggers said and what the watch saw, as lines of the history."""

from collections.abc import Iterable, Iterator

from trimtab.domain.watch_record import EntryKind, FiredRecord, LogEntry, Snapshot
from trimtab.report.catalogue import render
from trimtab.report.numbers import count, money, points


def watch_entries(fired: Iterable[FiredRecord], seen: Iterable[Snapshot]) -> Iterator[LogEntry]:
    """An entry for each value that a trigger fired with, and for each state of the household."""
    for record in fired:
        sighting = record.sighting
        yield LogEntry(
            at=record.seen_at,
            kind=EntryKind.TRIGGER,
            subject=sighting.subject,
            text=f"Trigger {sighting.trigger}: {render(sighting.reason)}",
        )
    for snapshot in seen:
        yield LogEntry(at=snapshot.seen_at, kind=EntryKind.WATCH, text=_seen(snapshot))


def _seen(snapshot: Snapshot) -> str:
    drift = "" if snapshot.drift is None else f", drift {points(snapshot.drift)}"
    often = f", seen {count(snapshot.times, 'time')}" if snapshot.times > 1 else ""
    return (
        f"The household is worth {money(snapshot.value)}, {money(snapshot.cash)} of it cash"
        f"{drift}{often}"
    )
