"""What the watch looks at: the household of the files, and the triggers that are asked."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from trimtab.app.triggering import watched
from trimtab.app.watching.setup import WatchSetup
from trimtab.app.workspace import Workspace
from trimtab.domain.alert import Sighting
from trimtab.domain.watch_record import Snapshot
from trimtab.errors import InputProblems, Problem
from trimtab.money import ZERO
from trimtab.ports import Clock
from trimtab.triggers import HarvestOpportunity, Trigger, TriggerKind, View
from trimtab.triggers.episodes import sightings
from trimtab.triggers.stale import StalePrices
from trimtab.workspace import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look: the household as the files have it, what triggers say of it, and its figures.

    unmeasured  what keeps the trigger on risk, and it alone, from being asked
    """

    workspace: Workspace
    seen: tuple[Sighting, ...]
    snapshot: Snapshot
    unmeasured: tuple[Problem, ...] = ()


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
        snapshot=_snapshot(found.view, clock.now()),
        unmeasured=found.unmeasured if TriggerKind.RISK in setup.kinds else (),
    )


def _worthwhile(trigger: Trigger, setup: WatchSetup) -> Trigger:
    """A harvest is told only when it saves as much as [watch] asks for."""
    if not isinstance(trigger, HarvestOpportunity) or not setup.harvest_min_tax:
        return trigger
    return replace(trigger, least=max(trigger.least or ZERO, setup.harvest_min_tax))


def _snapshot(view: View, seen_at: datetime) -> Snapshot:
    target, total = view.situation.target, view.value
    values = {one.name: view.value_of(one) for one in target.classes}
    weights = {name: value / total if total > 0 else ZERO for name, value in values.items()}
    gaps = (abs(weights[one.name] - one.weight) for one in target.classes)
    return Snapshot(
        seen_at=seen_at,
        as_of=view.as_of,
        value=total,
        cash=view.cash,
        drift=sum(gaps, ZERO) / 2,
        weights={
            one.name: weights[one.name]
            for one in target.classes
            if one in target.asset_classes or values[one.name]
        },
    )
