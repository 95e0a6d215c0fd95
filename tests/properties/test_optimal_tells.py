"""What every plan of the optimal planner says, on random households."""

import json

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from tests.optimal_strategies import households
from trimtab.app import Plan as Document
from trimtab.app.stated.plan import plan_stated_in
from trimtab.app.verifying.retelling import document_differences
from trimtab.domain import Situation
from trimtab.errors import NoPlan
from trimtab.optimize.certificate import certify
from trimtab.planners import plan_for
from trimtab.planners.valuation import Valuation
from trimtab.report import render_html, render_text, view
from trimtab.report.schema import plan_schema

PLAIN = settings(max_examples=16, deadline=None, suppress_health_check=list(HealthCheck))


def planned(case: Situation) -> Document | None:
    """The plan as a document; None where no plan keeps the limits."""
    try:
        made = plan_for(case)
    except NoPlan:
        return None
    return Document.of(made, case)


def tells(case: Situation) -> None:
    plan = planned(case)
    if plan is None:
        return
    document = json.loads(plan.to_json())
    jsonschema.validate(document, plan_schema())
    assert all(order["reasons"] for order in document["orders"])
    assert unsaid(case, plan) == []
    assert retold(case, document) == []
    assert plan.id in render_text(view(document))
    assert plan.id in render_html(view(document))


def unsaid(case: Situation, plan: Document) -> list[str]:
    """Taxable lots at a loss, or without basis, of which shares stay and nothing is said."""
    sold = {sale.lot.lot_id: sale.quantity for intent in plan.orders for sale in intent.lots}
    said = {item.lot_id for item in plan.not_done}
    valuation = Valuation(case)
    return [
        str(lot.lot_id)
        for account, lot in case.household.lots
        if account.taxable and account.tracked and sold.get(lot.lot_id) != lot.quantity
        if (gain := valuation.gain(lot)) is None or gain < 0
        if lot.lot_id not in said
    ]


def retold(case: Situation, document: dict[str, object]) -> list[str]:
    """Where the document differs from what follows from its orders."""
    stated = plan_stated_in(document)
    certificate = certify(case, stated.proposed_sales, stated.proposed_purchases)
    found = document_differences(stated, case, certificate, Document.of)
    assert found is not None
    return [one.text for one in found]


@PLAIN
@given(households())
def test_a_plan_says_why_and_says_nothing_that_its_orders_do_not_bear_out(case: Situation) -> None:
    tells(case)


@pytest.mark.long
@settings(PLAIN, max_examples=2_000)
@given(households())
def test_two_thousand_plans_say_nothing_that_their_orders_do_not_bear_out(case: Situation) -> None:
    tells(case)
