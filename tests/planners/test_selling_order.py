"""Where the broker sells by a method, plans name the lots that it will sell, and say so."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from tests.optimal_strategies import households
from tests.planners.build import TAX, account, ago, asset_class, lot, situation
from tests.planners.optimal.test_rules import bars, rules
from trimtab.domain import (
    Lot,
    LotMethod,
    Plan,
    PlannerName,
    Policy,
    Registration,
    Situation,
    WashPolicy,
)
from trimtab.errors import NoPlan
from trimtab.money import ZERO
from trimtab.planners import plan as make_plan
from trimtab.tax import select_lots

OLDEST = lot("gain", "VTI", 100, 4000, date(2015, 1, 5))
MIDDLE = lot("small", "VTI", 100, 9900, date(2019, 5, 6))
NEWEST = lot("loss", "VTI", 100, 13000, date(2025, 1, 5))
ORDERS = [LotMethod.FIFO, LotMethod.LIFO, LotMethod.HIFO, LotMethod.LOFO]


def holding(
    method: LotMethod,
    *lots: Lot,
    planner: PlannerName = PlannerName.OPTIMAL,
    kind: Registration = Registration.TAXABLE,
    **policy: object,
) -> Situation:
    """Lots of VTI, with ITOT to buy for it, in one account."""
    given = situation(
        replace(account("joint", *lots, kind=kind), lot_method=method),
        classes=[asset_class("Stocks", 100, ["ITOT", "VTI"])],
        prices={"VTI": 100, "ITOT": 50},
        policy=Policy(planner=planner, **policy),  # type: ignore[arg-type]  # settings by name
    )
    return replace(given, tax=TAX)


def planned(given: Situation) -> Plan:
    return make_plan(
        given.household,
        given.target,
        given.market,
        given.tax,
        given.policy,
        as_of=given.as_of,
        raise_cash=given.raise_cash,
        raise_in=given.raise_in,
    )


def sold(plan: Plan) -> dict[str, Decimal]:
    return {str(one.lot.lot_id): one.quantity for sell in plan.sells() for one in sell.lots}


def why(plan: Plan) -> dict[str, str]:
    return {str(one.lot_id): one.reason.code for one in plan.not_done if one.lot_id}


PLANNERS = [PlannerName.OPTIMAL, PlannerName.RANKED_TLH]


@pytest.mark.parametrize("planner", PLANNERS)
def test_a_loss_behind_a_gain_that_is_kept_is_no_loss_to_harvest(planner: PlannerName) -> None:
    named = planned(holding(LotMethod.SPECIFIC, OLDEST, NEWEST, planner=planner))
    assert sold(named) == {"loss": Decimal(100)}
    oldest = planned(holding(LotMethod.FIFO, OLDEST, NEWEST, planner=planner))
    assert sold(oldest) == {}
    assert why(oldest)["loss"] == "KEEP.LOT_METHOD"
    newest = planned(holding(LotMethod.LIFO, OLDEST, NEWEST, planner=planner))
    assert sold(newest) == {"loss": Decimal(100)}


def test_a_small_gain_is_worth_the_loss_behind_it() -> None:
    plan = planned(holding(LotMethod.FIFO, MIDDLE, NEWEST))
    assert sold(plan) == {"small": Decimal(100), "loss": Decimal(100)}
    assert plan.proof.gap is not None


def test_in_an_account_without_taxes_the_order_does_not_matter() -> None:
    taxed = holding(LotMethod.FIFO, OLDEST, NEWEST)
    assert rules(taxed).permissions.follows == {NEWEST.lot_id: OLDEST.lot_id}
    roth = holding(LotMethod.FIFO, OLDEST, NEWEST, kind=Registration.ROTH_IRA)
    assert rules(roth).permissions.follows == {}


@pytest.mark.parametrize("planner", [*PLANNERS, PlannerName.EQUAL_WEIGHT])
@pytest.mark.parametrize("method", ORDERS)
def test_every_method_sells_a_first_part_of_its_own_order(
    planner: PlannerName, method: LotMethod
) -> None:
    lots = (OLDEST, MIDDLE, NEWEST)
    given = holding(method, *lots, planner=planner)
    bonds = asset_class("Bonds", 70, ["ITOT"])
    given = replace(
        given,
        target=replace(given.target, asset_classes=(asset_class("Stocks", 30, ["VTI"]), bonds)),
    )
    named = sold(planned(given))
    total = sum(named.values(), ZERO)
    taken = select_lots(lots, total, method=method).taken
    assert named == {str(one.lot_id): one.quantity for one in taken}


def test_a_lot_without_a_date_holds_back_what_the_broker_sells_after_it() -> None:
    unknown = lot("unknown", "VTI", 10, None)
    given = holding(LotMethod.HIFO, unknown, OLDEST, NEWEST)
    assert bars(given) == {"unknown": "SKIP.NO_BASIS"}
    given = holding(LotMethod.FIFO, replace(unknown, acquired=date(2010, 1, 4)), OLDEST, NEWEST)
    assert bars(given) == {
        "unknown": "SKIP.NO_BASIS",
        "gain": "KEEP.LOT_METHOD",
        "loss": "KEEP.LOT_METHOD",
    }


@pytest.mark.parametrize(
    ("method", "basis", "acquired", "told"),
    [
        (LotMethod.HIFO, None, date(2024, 1, 4), [True]),
        (LotMethod.LOFO, None, date(2024, 1, 4), [True]),
        (LotMethod.FIFO, 9000, None, [True]),
        (LotMethod.LIFO, 9000, None, [True]),
        (LotMethod.FIFO, None, date(2026, 1, 4), []),
        (LotMethod.HIFO, 9000, None, []),
    ],
)
def test_where_the_order_of_a_lot_is_not_known_the_plan_asks_first(
    method: LotMethod, basis: int | None, acquired: date | None, told: list[bool]
) -> None:
    other = lot("other", "VTI", 100, basis, acquired)
    given = replace(holding(method, MIDDLE, other), raise_cash=Decimal(5000))
    plan = planned(given)
    assert plan.sells()
    asked = (one for one in plan.warnings if one.reason.code == "WARN.LOT_METHOD")
    assert [one.needs_ack for one in asked] == told


def test_a_loss_stays_where_what_would_wash_it_stands_behind_a_lot_that_stays() -> None:
    old = lot("old", "VTI", 100, 13000, date(2015, 1, 5))
    soon = lot("soon", "VTI", 100, 9000, date(2025, 7, 1))  # long-term in 17 days
    new = lot("new", "VTI", 100, 9990, ago(10))
    given = holding(LotMethod.FIFO, old, soon, new, wait_for_long_term_days=30)
    assert bars(given) == {
        "soon": "KEEP.WAIT_LONG_TERM",
        "new": "KEEP.LOT_METHOD",
        "old": "SKIP.WASH_RECENT_BUY",
    }
    assert planned(given).sells() == ()


def test_min_tax_follows_the_dearest_of_each_term_and_asks_first() -> None:
    recent = lot("recent", "VTI", 100, 9000, date(2026, 1, 5))
    given = replace(holding(LotMethod.MIN_TAX, OLDEST, MIDDLE, recent), raise_cash=Decimal(5000))
    plan = planned(given)
    assert sold(plan) == {"small": Decimal(51)}
    assert "WARN.LOT_METHOD" in {one.reason.code for one in plan.warnings}


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(case=households())
def test_no_plan_names_other_lots_than_the_broker_sells(case: Situation) -> None:
    wash = replace(case.policy, wash_sales=WashPolicy.AVOID)
    for planner in (PlannerName.OPTIMAL, PlannerName.RANKED_TLH, PlannerName.EQUAL_WEIGHT):
        try:
            plan = planned(replace(case, policy=replace(wash, planner=planner)))
        except NoPlan:
            continue
        for sell in plan.sells():
            of = case.household.account(sell.account_id)
            if not of.taxable or of.lot_method not in ORDERS:
                continue
            lots = [one for one in of.lots if one.symbol == sell.symbol]
            taken = select_lots(lots, sell.quantity, method=of.lot_method).taken
            named = {one.lot.lot_id: one.quantity for one in sell.lots}
            assert named == {one.lot_id: one.quantity for one in taken}, planner
