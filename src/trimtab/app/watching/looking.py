"""What the watch looks at: the household of the files, and the triggers that are asked."""

from dataclasses import dataclass
from datetime import date

from trimtab.app.planning import PlanRequest, situation_of
from trimtab.app.watching.setup import WatchSetup
from trimtab.app.workspace import Workspace
from trimtab.domain.alert import Sighting
from trimtab.domain.watch_record import Snapshot
from trimtab.errors import InputProblems
from trimtab.ports import Clock
from trimtab.triggers import HarvestWish, Trigger, TriggerRules, View, triggers_for
from trimtab.triggers.episodes import sightings
from trimtab.triggers.stale import StalePrices
from trimtab.workspace import load
from trimtab.workspace.settings.later import WatchSection


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
    view = _view(workspace, last_checked)
    asked = (one for one in _triggers(view, workspace, setup) if one.kind in setup.kinds)
    return Look(
        workspace=workspace,
        seen=sightings(asked, view, setup.rules.rearm),
        snapshot=_snapshot(workspace, clock),
    )


def _view(workspace: Workspace, last_checked: date | None) -> View:
    request = PlanRequest(planner=workspace.policy.planner)
    return View(situation=situation_of(workspace.loaded, request), last_checked=last_checked)


def _triggers(view: View, workspace: Workspace, setup: WatchSetup) -> tuple[Trigger, ...]:
    section = workspace.loaded.settings.watch or WatchSection()
    wish = HarvestWish(least=section.harvest_min_tax or None)
    found = triggers_for(view, TriggerRules(harvest=wish))
    return (*found, StalePrices(days=setup.stale_days))


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
