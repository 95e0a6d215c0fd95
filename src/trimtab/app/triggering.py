"""From an open workspace to what fires in it now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from trimtab.app.measured_risk import measured_risk
from trimtab.app.planning import PlanRequest, situation_of
from trimtab.domain.announcement import PendingAction as Announced
from trimtab.errors import InputProblems, InvalidValue, Problem
from trimtab.report.actions import action_words
from trimtab.risk.names import MeasureName
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
from trimtab.workspace.action_problems import valuation_problems
from trimtab.workspace.pending import pending_actions
from trimtab.workspace.settings.triggers import KINDS
from trimtab.workspace.triggers_section import trigger_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A household on one day with the triggers that watch it.

    To ask whether an episode is over, ask `trigger.eased(margin).check(view)`.

    unmeasured  what keeps the risk that [triggers.risk] looks at from being measured; it rests then
    """

    view: View
    triggers: tuple[Trigger, ...]
    unmeasured: tuple[Problem, ...] = ()

    def fired(self) -> tuple[Fired, ...]:
        """Everything that fires, in the order of the triggers."""
        return check_all(self.view, self.triggers)


def watched(
    loaded: Loaded,
    *,
    kinds: Collection[str] | None = None,
    last_checked: date | None = None,
    pending: Collection[PendingAction] | None = None,
    risk: RiskFigures | None = None,
) -> Watched:
    """The triggers that the file asks for, and what they look at; see Workspace.check_triggers.

    Raises InputProblems without targets or prices, or where a price and the shares that it is for
    are from either side of a split; and InvalidValue for an unknown kind.
    """
    mixed = valuation_problems(loaded)
    if mixed:
        raise InputProblems(mixed)
    situation = situation_of(loaded, PlanRequest(planner=loaded.policy.planner))
    asked = None if kinds is None else frozenset(_kind(name) for name in kinds)
    rules = trigger_rules(loaded.settings, asked)
    unmeasured: tuple[Problem, ...] = ()
    if risk is None and rules.risk is not None:
        try:
            risk = _measured(loaded)
        except InputProblems as error:
            unmeasured = error.problems
    announced = _announced(loaded) if pending is None else tuple(pending)
    view = View(situation=situation, last_checked=last_checked, pending=announced, risk=risk)
    return Watched(view=view, triggers=triggers_for(view, rules), unmeasured=unmeasured)


def _announced(loaded: Loaded) -> tuple[PendingAction, ...]:
    """What corporate_actions.csv has to come, to be applied, or outside of every class since."""
    return tuple(
        PendingAction(
            symbol=one.action.symbol,
            effective=one.action.effective,
            what=_words(one),
        )
        for one in pending_actions(loaded, loaded.as_of)
    )


def _words(one: Announced) -> str:
    words = action_words(one.action)
    if one.applied and one.outside:
        return f"{words}, which brought {', '.join(one.outside)} of no class"
    return words


def _measured(loaded: Loaded) -> RiskFigures | None:
    """Value at risk of the holdings and of the target; None where the target carries none."""
    holdings, target = measured_risk(loaded, MeasureName.VALUE_AT_RISK).amounts
    return RiskFigures(holdings=holdings, target=target) if target > 0 else None


def _kind(name: str) -> TriggerKind:
    if name not in KINDS:
        raise InvalidValue(f"there is no trigger {name!r}; triggers: {', '.join(KINDS)}")
    return TriggerKind(name)
