"""An edited plan of the optimal planner beside the plan that was edited, where that is saved."""

from collections.abc import Iterator
from pathlib import Path

from trimtab.app.stated.orders import edited_orders
from trimtab.app.stated.plan import StatedPlan, stated_plan
from trimtab.domain import PlannerName, Situation
from trimtab.errors import InputProblems, InvalidValue, Refused
from trimtab.planners.editing import Wanted
from trimtab.planners.optimal.orders import Orders
from trimtab.report.verification import Finding, Outcome

_NAME, _LABEL = "edits", "the orders are those of the plan before, but for the edits"


def edits_checked(root: Path, plan: StatedPlan, situation: Situation) -> Iterator[Finding]:
    """Whether the last edit makes these orders of the plan that it names; nothing without edits.

    A rule's orders are found again with all their edits, which needs no other plan.
    """
    if not plan.edited or plan.planner is not PlannerName.OPTIMAL:
        return
    last = plan.edited[-1]
    try:
        before = stated_plan(root, last.plan)
    except InputProblems:
        before = None
    if before is None or not before.unchanged or before.document["sha256"] != last.sha256:
        text = f"plan {last.plan} is not among the saved ones"
        yield Finding(name=_NAME, label=_LABEL, outcome=Outcome.NOT_PROMISED, text=text)
        return
    text = "; ".join(_wrong(plan, before, situation))
    outcome = Outcome.FAILS if text else Outcome.HOLDS
    yield Finding(name=_NAME, label=_LABEL, outcome=outcome, text=text)


def _wrong(plan: StatedPlan, before: StatedPlan, situation: Situation) -> Iterator[str]:
    if before.edited != plan.edited[:-1]:
        yield f"plan {before.plan_id} went through other edits"
    try:
        made = edited_orders(before, situation, Wanted.of(plan.edited[-1]))
    except (InvalidValue, Refused) as refused:
        yield str(refused)
        return
    if made.changes != plan.edited[-1].orders:
        yield f"it states other changes than those of plan {before.plan_id}"
    orders = Orders(sells=made.sells, buys=made.buys)
    sales, purchases = set(plan.proposed_sales), set(plan.proposed_purchases)
    if (set(orders.proposed_sales), set(orders.proposed_purchases)) != (sales, purchases):
        yield f"it has other orders than plan {before.plan_id} has after the edit"
