"""How the watch of an open workspace stands."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from trimtab.app.store_place import existing_store, store_place
from trimtab.app.watching.setup import schedule_of
from trimtab.errors import TrimtabError
from trimtab.report.watch_standing import WatchStanding
from trimtab.workspace import Loaded
from trimtab.workspace.settings.watch import WatchSection


def watch_standing(loaded: Loaded) -> WatchStanding | None:
    """When it ran last; None where the file has no [watch] and nothing was recorded.

    What is amiss with the record is said in the standing: a status never fails for it.
    """
    settings = loaded.settings
    section = settings.watch or WatchSection()
    now = _now(loaded.as_of, ZoneInfo(section.timezone))
    try:
        store = existing_store(store_place(loaded.root, settings))
        if store is None:
            empty = WatchStanding(now=now, every=section.every)
            return empty if settings.watch is not None else None
        last = store.state().last_check_at
        late = last is not None and schedule_of(section).is_late(last, now)
        return WatchStanding(
            now=now,
            every=section.every,
            last_check_at=last,
            late=late,
            open=len(store.episodes()),
            unsent=sum(delivery.attempts > 0 for delivery in store.deliveries()),
        )
    except TrimtabError as error:
        return WatchStanding(now=now, every=section.every, trouble=str(error))


def _now(as_of: date, zone: ZoneInfo) -> datetime:
    """Now; on another day than today, here or where the household lives, this time of that day."""
    now = datetime.now(UTC)
    there = now.astimezone(zone).date()
    if as_of in {there, now.astimezone().date()}:
        return now
    return now + (as_of - there)
