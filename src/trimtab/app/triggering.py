"""From an open workspace to what fires in it now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from trimtab.app.planning import PlanRequest, situation_of
from trimtab.errors import InvalidValue
from trimtab.triggers import (
    Fired,
    PendingAction,
    RiskFigures,
    Trigger,
    TriggerKind,
    View,
    check_all,
    triggers_for,
)
from trimtab.workspace import Loaded
from trimtab.workspace.triggers_section import trigger_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A household on one day with the triggers that watch it.

    To ask whether an episode is over, ask `trigger.eased(margin).check(view)`.
    """

    view: View
    triggers: tuple[Trigger, ...]

    def fired(self) -> tuple[Fired, ...]:
        """Everything that fires, in the order of the triggers."""
        return check_all(self.view, self.triggers)


def watched(
    loaded: Loaded,
    *,
    kinds: Collection[str] | None = None,
    last_checked: date | None = None,
    pending: Collection[PendingAction] = (),
    risk: RiskFigures | None = None,
) -> Watched:
    """The triggers that the file asks for, and what they look at; see Workspace.check_triggers.

    Raises InputProblems without targets or prices, and InvalidValue for an unknown kind.
    """
    situation = situation_of(loaded, PlanRequest(planner=loaded.policy.planner))
    view = View(situation=situation, last_checked=last_checked, pending=tuple(pending), risk=risk)
    asked = None if kinds is None else frozenset(_kind(name) for name in kinds)
    rules = trigger_rules(loaded.settings, asked)
    return Watched(view=view, triggers=triggers_for(view, rules))


def _kind(name: str) -> TriggerKind:
    try:
        return TriggerKind(name)
    except ValueError:
        known = ", ".join(kind.value for kind in TriggerKind)
        raise InvalidValue(f"there is no trigger {name!r}; triggers: {known}") from None
