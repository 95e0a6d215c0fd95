"""A saved plan with other orders, as a person wants them: a new plan, with a new id."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from trimtab import domain
from trimtab.app.edit_refusals import refuse_broken
from trimtab.app.plan import Plan
from trimtab.app.planning import finished
from trimtab.app.stated.orders import edited_orders
from trimtab.app.stated.plan import StatedPlan, stated_plan
from trimtab.app.verifying.retelling import proof_to
from trimtab.app.verifying.verify import first_failure, situation_of_stated, verify_plan
from trimtab.app.workspace import open_workspace
from trimtab.domain import PlanEdit, Situation, Symbol
from trimtab.errors import InvalidValue, Refused
from trimtab.execution.sendable import made_afresh
from trimtab.money import ZERO
from trimtab.optimize.certificate import certify
from trimtab.planners.edited_plan import with_edits
from trimtab.planners.edited_rule import edited_by_rule
from trimtab.planners.editing import Wanted
from trimtab.planners.optimal.orders import Orders
from trimtab.planners.optimal.retelling import OnlySolved, considered_again, retold
from trimtab.planners.trades import Sell, Take
from trimtab.planners.valuation import Valuation


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRequest:
    """What a person asks of a saved plan; numbers of orders are those of that plan.

    drop    orders to take out
    hold    securities of which no order is to be left, in any case of letters
    resize  shares by order
    note    words that stand in the new plan
    """

    drop: tuple[int, ...] = ()
    hold: tuple[str, ...] = ()
    resize: Mapping[int, Decimal] = field(default_factory=dict)
    note: str = ""

    def wanted(self, plan: StatedPlan) -> Wanted:
        """The same with the securities as `plan` names them."""
        known = {one.symbol.casefold(): one.symbol for one in plan.orders}
        return Wanted(
            drops=frozenset(self.drop),
            sizes=dict(self.resize),
            holds=tuple(dict.fromkeys(known.get(one.casefold(), Symbol(one)) for one in self.hold)),
        )


def edit_plan(root: Path, plan_id: str, asked: EditRequest) -> Plan:
    """The saved plan `plan_id` with its orders as they are wanted, told anew. Writes nothing.

    All figures are of the new orders. The bound, and the ways of going about it that were compared,
    are of the problem, which is the same; prices of orders and lots are not, and left out. It is
    made for the day of the plan. Raises InvalidValue for what cannot be meant; Refused where the
    plan no longer fits the workspace, and where the new orders break a hard limit that the plan's
    planner keeps.
    """
    plan = stated_plan(root, plan_id)
    wanted = asked.wanted(plan)
    if asked == EditRequest():
        raise InvalidValue(f"nothing is asked of plan {plan.plan_id}: drop, resize, hold or a note")
    _refuse_unfit(root, plan)
    loaded, request = open_workspace(root, as_of=plan.as_of).loaded, plan.request
    situation = situation_of_stated(loaded, plan, request)
    made = edited_plan(plan, situation, wanted, asked.note)
    return finished(made, loaded, request, situation)


def edited_plan(
    plan: StatedPlan, situation: Situation, wanted: Wanted, note: str = ""
) -> domain.Plan:
    """As `edit_plan`, of a plan that was made of `situation`."""
    edited = edited_orders(plan, situation, wanted)
    orders = Orders(sells=edited.sells, buys=edited.buys)
    refuse_broken(plan, situation, orders, edited.changes)
    edit = PlanEdit(
        plan=plan.plan_id,
        sha256=str(plan.document["sha256"]),
        orders=edited.changes,
        held=wanted.holds,
        note=note,
    )
    return _told(plan, situation, orders, edit)


def _refuse_unfit(root: Path, plan: StatedPlan) -> None:
    if not plan.unchanged:
        raise Refused(
            f"plan {plan.plan_id} was edited by hand after it was made. {made_afresh(plan.plan_id)}"
        )
    found = verify_plan(root, plan.plan_id)
    if not found.holds:
        raise Refused(
            f"plan {plan.plan_id} no longer fits the workspace: {first_failure(found)}. "
            f"{made_afresh(plan.plan_id)}"
        )


def _told(plan: StatedPlan, situation: Situation, orders: Orders, edit: PlanEdit) -> domain.Plan:
    edits = (*plan.edited, edit)
    if plan.solved is None:
        made = edited_by_rule(replace(situation, raise_sheltered=ZERO), edits)
        again = considered_again(situation, orders, plan.considered)
        return replace(made, considered=again)
    told, *_ = retold(
        situation,
        [take for sell in orders.sells for take in _takes(sell)],
        orders.buys,
        _solved(plan.solved, situation, orders),
    )
    return with_edits(told, Valuation(situation), edits)


def _takes(sell: Sell) -> list[Take]:
    return [Take(account=sell.account, lot=sale.lot, quantity=sale.quantity) for sale in sell.lots]


def _solved(solved: OnlySolved, situation: Situation, orders: Orders) -> OnlySolved:
    certificate = certify(situation, orders.proposed_sales, orders.proposed_purchases)
    return replace(
        solved, proof=proof_to(solved, situation, certificate), orders={}, lots={}, unpriced=True
    )
