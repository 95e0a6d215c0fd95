"""What the watch is told by trimtab.toml, apart from the household itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from trimtab.app.store_place import store_place
from trimtab.app.watching.notifiers import notifiers
from trimtab.app.watching.schedule import Schedule, length_of, require_cronsim
from trimtab.ports import Notifier
from trimtab.store import StorePlace
from trimtab.triggers import TriggerKind
from trimtab.triggers.episodes import AlertRules
from trimtab.workspace.settings.watch import WatchSection
from trimtab.workspace.sound_settings import sound_settings

_KINDS = {
    "band_breach": TriggerKind.DRIFT,
    "harvest": TriggerKind.HARVEST,
    "wash_window_end": TriggerKind.WASH_WINDOW,
    "long_term_soon": TriggerKind.LONG_TERM,
    "data_stale": TriggerKind.DATA_STALE,
    "cash_buffer": TriggerKind.CASH,
    "corporate_action": TriggerKind.CORPORATE_ACTION,
    "risk": TriggerKind.RISK,
    "schedule": TriggerKind.SCHEDULE,
    "cash_in": TriggerKind.CASH_IN,
}
# What no word of `alert_on` leaves out: a failed check, and what the user put together.
_ALWAYS = frozenset({TriggerKind.CHECK, TriggerKind.ANY_OF, TriggerKind.ALL_OF})
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSetup:
    """Settings of one workspace's watch.

    kinds            the kinds of triggers that alert
    quiet            start and end of the quiet hours; None without
    plans            make a plan when an alert opens or grows
    stale_days       age of prices in days that alerts
    harvest_min_tax  dollars that a harvest must save at least to be told
    privacy          leave amounts out of messages
    """

    root: Path
    household: str
    place: StorePlace
    schedule: Schedule
    rules: AlertRules
    kinds: frozenset[TriggerKind]
    quiet: tuple[time, time] | None
    plans: bool
    stale_days: Decimal
    harvest_min_tax: Decimal
    privacy: bool
    notifiers: Mapping[str, Notifier]

    @property
    def zone(self) -> ZoneInfo:
        """The household's time zone."""
        return self.schedule.zone


def read_setup(root: Path, *, every: str | None = None) -> WatchSetup:
    """The settings in `root`, with `every` in place of the file's where it is given.

    Raises InputProblems for settings that are wrong, for a way of telling that cannot be used, and
    for a schedule that needs a package which is not there; InvalidValue for `every`.
    """
    settings = sound_settings(root)
    section = settings.watch or WatchSection()
    return WatchSetup(
        root=root,
        household=settings.household.name,
        place=store_place(root, settings),
        schedule=schedule_of(section, every),
        rules=AlertRules(
            rearm=section.rearm / _HUNDRED,
            always=section.repeat == "always",
            digest=section.digest == "weekly",
        ),
        kinds=_ALWAYS | {_KINDS[word] for word in section.alert_on if word in _KINDS},
        quiet=_quiet(section.quiet_hours),
        plans=section.plan,
        stale_days=_days(section.stale_after),
        harvest_min_tax=section.harvest_min_tax,
        privacy=settings.display.privacy,
        notifiers=notifiers(section.notify),
    )


def schedule_of(section: WatchSection, every: str | None = None) -> Schedule:
    """The schedule of [watch], or `every` in its time zone."""
    words = every or section.every
    require_cronsim(words)
    at = None if section.at is None else time.fromisoformat(section.at)
    return Schedule(every=words, zone=ZoneInfo(section.timezone), at=at)


def _quiet(hours: tuple[str, ...]) -> tuple[time, time] | None:
    if not hours:
        return None
    start, end = hours
    return time.fromisoformat(start), time.fromisoformat(end)


def _days(length: str) -> Decimal:
    span = length_of(length)
    return Decimal(span.days if span else 0)
