"""What the watch looks at: the household of the files, and the triggers that are asked."""

from dataclasses import dataclass, replace
from datetime import date

from trimtab.app.triggering import watched
from trimtab.app.watching.setup import WatchSetup
from trimtab.app.workspace import Workspace
from trimtab.domain.alert import Sighting
from trimtab.domain.watch_record import Snapshot
from trimtab.errors import InputProblems
from trimtab.money import ZERO
from trimtab.ports import Clock
from trimtab.triggers import HarvestOpportunity, Trigger
from trimtab.triggers.episodes import sightings
from trimtab.triggers.stale import StalePrices
from trimtab.workspace import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look: the household as the files have it, what triggers say of it, and its figures."""

    workspace: Workspace
    seen: tuple[Sighting, ...]
    snapshot: Snapshot


def look(setup: WatchSetup, clock: Clock, as_of: date, last_checked: date | None) -> Look:
    """Read the files again and ask every trigger that alerts.

    Raises InputProblems with everything that keeps the household from being looked at.
    """
    today = max(as_of, clock.now().astimezone(setup.zone).date())
    workspace = Workspace(loaded=load(setup.root, as_of=as_of, today=today))
    if workspace.loaded.unfit:
        raise InputProblems(workspace.loaded.unfit)
    found = watched(workspace.loaded, last_checked=last_checked)
    asked = (*found.triggers, StalePrices(days=setup.stale_days))
    return Look(
        workspace=workspace,
        seen=sightings(
            (_worthwhile(one, setup) for one in asked if one.kind in setup.kinds),
            found.view,
            setup.rules.rearm,
        ),
        snapshot=_snapshot(workspace, clock),
    )


def _worthwhile(trigger: Trigger, setup: WatchSetup) -> Trigger:
    """A harvest is told only when it saves as much as [watch] asks for."""
    if not isinstance(trigger, HarvestOpportunity) or not setup.harvest_min_tax:
        return trigger
    return replace(trigger, least=max(trigger.least or ZERO, setup.harvest_min_tax))


def _snapshot(workspace: Workspace, clock: Clock) -> Snapshot:
    status = workspace.status()
    return Snapshot(
        seen_at=clock.now(),
        as_of=workspace.as_of,
        value=status.value,
        cash=status.cash,
        drift=status.drift,
        weights={line.name: line.weight for line in status.classes},
    )
