"""What holds for every edit of a plan, on random households: nothing is lost, all is told."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.optimal_strategies import households
from trimtab.app import Plan as Document
from trimtab.app.editing import edited_plan
from trimtab.app.stated.plan import StatedPlan, plan_stated_in
from trimtab.app.verifying.retelling import document_differences
from trimtab.app.verifying.verify import claimed_by, promises
from trimtab.domain import PlannerName, Situation, Symbol
from trimtab.errors import NoPlan, Refused
from trimtab.money import CENT, ZERO
from trimtab.optimize.certificate import Certificate, certify
from trimtab.planners import plan_for
from trimtab.planners.editing import Wanted
from trimtab.planners.optimal import planning
from trimtab.planners.optimal.pricing import Prices
from trimtab.report import render_html, render_text, view
from trimtab.report.schema import plan_schema

PLAIN = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True, scope="module")
def _no_prices() -> object:
    """An edited plan has none, and they are found by solving ten times more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "_prices", lambda *_: Prices())
        yield


def planned(case: Situation) -> StatedPlan | None:
    """The planner's own plan as its document states it; None where there is none."""
    try:
        made = plan_for(case)
    except NoPlan:
        return None
    return plan_stated_in(json.loads(Document.of(made, case).to_json()))


def as_verified(plan: StatedPlan, case: Situation) -> Situation:
    """What verifying takes for what the plan was made of."""
    optimal = plan.planner is PlannerName.OPTIMAL
    return replace(case, raise_sheltered=plan.raised_sheltered if optimal else plan.raised)


@st.composite
def wishes(draw: st.DrawFn, plan: StatedPlan) -> Wanted:
    """Some orders dropped, one security held perhaps, others a third to twice as large."""
    held = draw(st.sets(st.sampled_from([one.symbol for one in plan.orders]), max_size=1))
    free = [one for one in plan.orders if one.symbol not in held]
    drops, sizes = set[int](), dict[int, Decimal]()
    for order in free:
        choice = draw(st.sampled_from(["keep", "keep", "drop", "less", "more"]))
        if choice == "drop":
            drops.add(order.number)
        if choice in {"less", "more"}:
            shares = order.quantity / 3 if choice == "less" else order.quantity * 2
            whole = shares.to_integral_value()
            if whole > 0 and whole != order.quantity:
                sizes[order.number] = whole
    return Wanted(drops=frozenset(drops), sizes=sizes, holds=tuple(map(Symbol, sorted(held))))


def edited(plan: StatedPlan, case: Situation, wanted: Wanted) -> dict[str, Any] | None:
    """The document of the edited plan; None where a limit refuses it."""
    try:
        made = edited_plan(plan, case, wanted, "by hand")
    except Refused:
        return None
    document: dict[str, Any] = json.loads(Document.of(made, case).to_json())
    return document


def conserves(case: Situation, plan: StatedPlan, wanted: Wanted, new: StatedPlan) -> None:
    """Shares and cash add up, and the orders are the wanted ones."""
    expected = {
        (one.account_id, one.side, one.symbol): wanted.sizes.get(one.number, one.quantity)
        for one in plan.orders
        if one.number not in wanted.drops and one.symbol not in wanted.holds
    }
    assert {(one.account_id, one.side, one.symbol): one.quantity for one in new.orders} == expected
    held = {str(lot.lot_id): lot.quantity for _, lot in case.household.lots}
    for order in new.orders:
        assert order.value == sum((lot.proceeds for lot in order.lots), ZERO) or not order.lots
        assert sum((lot.quantity for lot in order.lots), ZERO) in {order.quantity, ZERO}
        assert all(0 < lot.quantity <= held[lot.lot_id] for lot in order.lots)


def tells_the_truth(case: Situation, new: StatedPlan, certificate: Certificate) -> None:
    """Every figure is the certificate's, and every word follows from the orders."""
    slack = CENT * (2 + len(new.orders) + sum(len(one.lots) for one in new.orders))
    for account_id, (_, cash) in new.cash.items():
        assert abs(cash - certificate.cash_after.get(account_id, cash)) <= slack
    if certificate.disallowed_earlier == 0:
        assert abs(new.summary["realized_short"] - certificate.realized_short) <= slack
        assert abs(new.summary["realized_long"] - certificate.realized_long) <= slack
    assert abs(new.summary["cost"] - certificate.cost) <= slack
    if new.objective is not None:
        assert abs(new.objective - certificate.objective) <= CENT
    found = document_differences(new, case, certificate, Document.of)
    assert found is not None
    assert [one.text for one in found] == []


def broken(case: Situation, plan: StatedPlan, certificate: Certificate) -> list[str]:
    """The limits that the plan breaks though its planner keeps them."""
    claimed, bought = claimed_by(plan.planner, case), plan.proposed_purchases
    found = [one.limit for one in certificate.violations]
    return [one for one in found if promises(claimed, bought, certificate, one)]


def certified(case: Situation, plan: StatedPlan) -> Certificate:
    claimed = claimed_by(plan.planner, case)
    return certify(claimed, plan.proposed_sales, plan.proposed_purchases)


def kept(case: Situation, plan: StatedPlan) -> Certificate:
    """The certificate of a plan, which breaks no limit that its planner keeps."""
    certificate = certified(case, plan)
    assert broken(case, plan, certificate) == []
    return certificate


def holds(case: Situation, data: st.DataObject) -> None:
    plan = planned(case)
    if plan is None or not plan.orders:
        return
    case = as_verified(plan, case)
    # A rule may be forced to buy what no class holds: such a plan is not verified, nor edited.
    if broken(case, plan, certified(case, plan)):
        return
    wanted = data.draw(wishes(plan))
    document = edited(plan, case, wanted)
    if document is None:
        return
    new = plan_stated_in(document)
    jsonschema.validate(document, plan_schema())
    conserves(case, plan, wanted, new)
    tells_the_truth(case, new, kept(case, new))
    if new.solved is not None:
        assert new.solved.proof.bound == (plan.solved and plan.solved.proof.bound)
    assert document["edited"][-1]["plan"] == plan.plan_id
    assert plan.plan_id in render_text(view(document))
    assert plan.plan_id in render_html(view(document))


@PLAIN
@given(households(), st.data())
def test_an_edit_loses_nothing_and_tells_the_certificate_s_figures(
    case: Situation, data: st.DataObject
) -> None:
    holds(case, data)


@PLAIN
@given(
    households(),
    st.sampled_from([PlannerName.RANKED_TLH, PlannerName.NEVER_SELL, PlannerName.EQUAL_WEIGHT]),
    st.data(),
)
def test_so_does_an_edit_of_a_plan_by_rule(
    case: Situation, planner: PlannerName, data: st.DataObject
) -> None:
    holds(replace(case, policy=replace(case.policy, planner=planner)), data)


@PLAIN
@given(households(), st.data())
def test_an_edited_plan_can_be_edited(case: Situation, data: st.DataObject) -> None:
    plan = planned(case)
    if plan is None or len(plan.orders) < 2:
        return
    case = as_verified(plan, case)
    document = edited(plan, case, data.draw(wishes(plan)))
    if document is None or not document["orders"]:
        return
    once = plan_stated_in(document)
    again = edited(once, case, data.draw(wishes(once)))
    if again is None:
        return
    twice = plan_stated_in(again)
    assert [one.plan for one in twice.edited] == [plan.plan_id, once.plan_id]
    tells_the_truth(case, twice, kept(case, twice))


@pytest.mark.long
@settings(PLAIN, max_examples=2_000)
@given(households(), st.sampled_from(PlannerName), st.data())
def test_two_thousand_edits_lose_nothing_and_tell_the_certificate_s_figures(
    case: Situation, planner: PlannerName, data: st.DataObject
) -> None:
    holds(replace(case, policy=replace(case.policy, planner=planner)), data)
