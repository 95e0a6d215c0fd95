"""The plan of a rule after people changed its orders: the rule followed, then each edit again."""

from collections.abc import Sequence
from dataclasses import replace

from trimtab.domain import Plan, PlanEdit, Situation
from trimtab.planners import RULES
from trimtab.planners.edited_plan import with_edits
from trimtab.planners.editing import Wanted, edit_orders
from trimtab.planners.optimal.comparing import orders_in


def edited_by_rule(situation: Situation, edits: Sequence[PlanEdit]) -> Plan:
    """The plan that the rule and these edits, the first one first, come to.

    Raises NoPlan where the rule makes no plan, InvalidValue and Refused where its orders are not
    those that an edit was made of.
    """
    rule = RULES[situation.policy.planner](situation)
    orders = orders_in(rule.valuation.situation, rule.finish())
    sells, buys, made = orders.sells, orders.buys, []
    for edit in edits:
        edited = edit_orders(rule.valuation, sells, buys, Wanted.of(edit))
        sells, buys = edited.sells, edited.buys
        made.append(replace(edit, orders=edited.changes))
    return with_edits(rule.edited(sells, buys), rule.valuation, made)
