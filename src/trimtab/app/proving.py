"""What only solving tells, held beside a second solve: the bound, all prices, the choices."""

import json
from collections.abc import Iterator
from decimal import Decimal

from trimtab.app.differences import Difference, differences
from trimtab.app.planning import PlanRequest, make_plan
from trimtab.app.stated_claims import exact
from trimtab.app.stated_plan import StatedPlan
from trimtab.errors import NoPlan
from trimtab.money import CENT, dollars_text
from trimtab.report.verification import Finding, Outcome
from trimtab.workspace import Loaded

_PROVED = "solving again proves the bound"
_AGAIN = "solving again gives the same orders, prices and choices"

# What is told beside the orders and their figures of another day or of the file's own lines.
_COMPARED = frozenset({"orders", "not_done", "assumptions", "considered", "proof"})

_MOST_TOLD = 5


def proved(plan: StatedPlan, loaded: Loaded, request: PlanRequest) -> Iterator[Finding]:
    """The findings of a second solve; none for a planner that follows a rule."""
    if plan.solved is None:
        return
    try:
        again = json.loads(make_plan(loaded, request).to_json())
    except NoPlan as refused:
        yield _finding("proved", _PROVED, f"no plan is found: {refused}")
        return
    yield _finding("proved", _PROVED, _unproved(plan, exact(again["proof"]["bound"])))
    found = [one.text for one in differences(plan.document, again) if _is_compared(one)]
    more = [f"and {len(found) - _MOST_TOLD} more"] if len(found) > _MOST_TOLD else []
    yield _finding("solved_again", _AGAIN, "; ".join((*found[:_MOST_TOLD], *more)))


def _unproved(plan: StatedPlan, own: Decimal) -> str:
    """Why the bound is not proved; empty when it is. A bound that claims less is proved too."""
    bound = None if plan.solved is None else plan.solved.proof.bound
    if bound is None or bound <= own + CENT:
        return ""
    return f"it is stated as {dollars_text(bound)}, solving again proves {dollars_text(own)}"


def _is_compared(one: Difference) -> bool:
    return one.path[0] in _COMPARED


def _finding(name: str, label: str, wrong: str) -> Finding:
    outcome = Outcome.FAILS if wrong else Outcome.HOLDS
    return Finding(name=name, label=label, outcome=outcome, text=wrong)
