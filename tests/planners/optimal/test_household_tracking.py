"""A limit of the household's tracking error: kept, binding ones included, and told."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.optimal_strategies import households
from tests.planners.build import account, ago, asset_class, lot, made, situation, warned, warning
from tests.planners.optimal.checking import certificate_of
from tests.tracking_cases import covariances, error_of, factors, limited
from trimtab import planners
from trimtab.domain import (
    ClassCovariance,
    Plan,
    PlannerName,
    Policy,
    ProofStatus,
    Registration,
    Situation,
    Symbol,
)
from trimtab.errors import InvalidValue, NoPlan
from trimtab.optimize.certificate import certify
from trimtab.planners.optimal import planning
from trimtab.planners.optimal.pricing import Prices

FEW = settings(max_examples=12, suppress_health_check=list(HealthCheck))
TWO = ClassCovariance(
    names=("Stocks", "Bonds"),
    matrix=((Decimal("0.04"), Decimal("0.002")), (Decimal("0.002"), Decimal("0.0025"))),
)


@pytest.fixture
def no_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    """What orders are worth is told by solving ten times more; here the plan itself is asked."""
    monkeypatch.setattr(planning, "_prices", lambda *_: Prices())


def planned(given_: Situation) -> Plan | None:
    try:
        return made(given_, PlannerName.OPTIMAL)
    except NoPlan:
        return None


def keeps_its_limit(case: Situation, covariance: ClassCovariance, factor: Decimal) -> None:
    """The limit is a part of the tracking error that the household has without one."""
    free = planned(limited(case, covariance, None))
    if free is None:
        assert planned(limited(case, covariance, Decimal("0.02"))) is None
        return
    reached = error_of(certificate_of(limited(case, covariance, None), free))
    bound = limited(case, covariance, (reached * factor).quantize(Decimal("0.000001")))
    plan = planned(bound)
    idle = certify(bound, (), ())
    if plan is None:
        assert not idle.holds
        assert bound.policy.max_tracking_error is not None
        assert factor < 1 or reached > bound.policy.max_tracking_error
        return
    found = certificate_of(bound, plan)
    assert found.holds, [one.text for one in found.violations]
    assert plan.tracking is not None
    assert bound.policy.max_tracking_error is not None
    assert plan.tracking.after == error_of(found) <= bound.policy.max_tracking_error
    assert plan.proof.bound is not None
    noise = Decimal("0.05") + found.value * Decimal("0.00000001")
    assert plan.proof.bound <= found.objective + noise
    if idle.holds:
        assert found.objective <= idle.objective + noise


@FEW
@given(households(), st.data())
@pytest.mark.usefixtures("no_prices")
def test_a_plan_keeps_the_limit_of_its_tracking_error(case: Situation, data: st.DataObject) -> None:
    keeps_its_limit(case, data.draw(covariances(case.target)), data.draw(factors()))


@pytest.mark.long
@settings(FEW, max_examples=1000)
@given(households(), st.data())
@pytest.mark.usefixtures("no_prices")
def test_a_thousand_plans_keep_the_limit_of_their_tracking_error(
    case: Situation, data: st.DataObject
) -> None:
    # Households that have a plan at all.
    assume(planned(case) is not None)
    keeps_its_limit(case, data.draw(covariances(case.target)), data.draw(factors()))


def couple(**policy: object) -> Situation:
    """80 % in stocks that have doubled, where 50 % are meant: taxes hold the household back."""
    return situation(
        account("joint", lot("S", "VTI", 400, 40_000, ago(900)), cash=0),
        account("ira", lot("B", "BND", 200, 18_000), kind=Registration.TRADITIONAL_IRA),
        classes=[asset_class("Stocks", 50, ["VTI"]), asset_class("Bonds", 50, ["BND"])],
        prices={"VTI": 200, "BND": 100},
        policy=Policy(**policy),  # type: ignore[arg-type]  # settings by name
    )


def plan_of(given_: Situation, covariance: ClassCovariance | None = TWO) -> Plan:
    return planners.plan(
        given_.household,
        given_.target,
        given_.market,
        given_.tax,
        given_.policy,
        as_of=given_.as_of,
        covariance=covariance,
    )


def test_the_tracking_error_is_the_deviation_of_the_difference_of_two_portfolios() -> None:
    # 30 points more in stocks and less in bonds: 0.3 times the volatility of stocks less bonds,
    # whose variance is 0.04 + 0.0025 - 2 * 0.002 = 0.0385.
    plan = plan_of(couple())
    assert plan.tracking is not None
    assert plan.tracking.before == pytest.approx(Decimal("0.3") * Decimal("0.0385").sqrt())
    assert plan.tracking.limit is None
    assert plan.tracking.of_classes


def test_a_limit_makes_the_plan_sell_what_taxes_alone_would_keep_and_says_its_price() -> None:
    free, kept = plan_of(couple()), plan_of(couple(max_tracking_error=Decimal("0.003")))
    assert free.tracking is not None
    assert kept.tracking is not None
    assert free.tracking.after > Decimal("0.0045")
    assert Decimal("0.0025") < kept.tracking.after <= Decimal("0.003")
    assert kept.proof.status is ProofStatus.OPTIMAL
    assert kept.proof.objective is not None
    assert free.proof.objective is not None
    note = warning(kept, "WARN.TRACKING_LIMIT")
    assert not note.needs_ack
    price = kept.proof.objective - free.proof.objective
    assert Decimal(note.reason.params["price"]) == pytest.approx(price, abs=Decimal("1.5"))
    unlimited = Decimal(note.reason.params["unlimited"])
    assert unlimited == pytest.approx(free.tracking.after, abs=Decimal("0.0005"))
    assert "WARN.TRACKING_LIMIT" not in warned(free)


def test_a_limit_that_does_not_bind_changes_nothing() -> None:
    free, wide = plan_of(couple()), plan_of(couple(max_tracking_error=Decimal("0.2")))
    assert wide.intents == free.intents
    assert "WARN.TRACKING_LIMIT" not in warned(wide)


def test_turnover_and_small_orders_are_limited_together_with_the_tracking_error() -> None:
    policy = {
        "max_tracking_error": Decimal("0.03"),
        "max_turnover": Decimal("0.2"),
        "min_trade_fraction": Decimal("0.01"),
    }
    plan = plan_of(couple(**policy))
    assert plan.tracking is not None
    assert plan.tracking.after <= Decimal("0.03")
    assert plan.estimate.turnover <= Decimal("0.2")
    assert all(one.value >= 1000 for one in plan.intents)


def test_what_no_plan_can_reach_is_named_with_the_nearest_plan() -> None:
    stuck = couple(max_tracking_error=Decimal("0.005"), never_sell=frozenset({"VTI"}))
    with pytest.raises(NoPlan, match=r"0\.5 % a year \(policy\.max_tracking_error\)") as caught:
        plan_of(stuck)
    # Nothing can be moved: 0.3 * root(0.0385) = 5.886 %.
    assert "The nearest plan found has 5.89 %" in str(caught.value)
    # Bonds stay 30 points short. With stocks x over, 0.04 x^2 - 0.0012 x + 0.000225 is least at
    # x = 0.015, and its root is 1.4697 %.
    short = couple(max_tracking_error=Decimal("0.01"), never_buy=frozenset({"BND"}))
    with pytest.raises(NoPlan, match=r"The nearest plan found has 1\.47 %"):
        plan_of(short)


def test_a_limit_that_nothing_measures_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match=r"policy\.max_tracking_error cannot be measured"):
        plan_of(couple(max_tracking_error=Decimal("0.02")), covariance=None)


def test_a_class_without_returns_is_refused_by_name() -> None:
    stocks = ClassCovariance(names=("Stocks",), matrix=((Decimal("0.04"),),))
    for planner in PlannerName:
        with pytest.raises(InvalidValue, match="no row for Bonds"):
            plan_of(couple(planner=planner, max_tracking_error=Decimal("0.02")), stocks)


def test_a_rule_tells_the_tracking_error_and_promises_nothing() -> None:
    plan = plan_of(couple(planner=PlannerName.EQUAL_WEIGHT, max_tracking_error=Decimal("0.001")))
    assert plan.tracking is not None
    assert plan.tracking.limit == Decimal("0.001")
    assert plan.tracking.before == pytest.approx(Decimal("0.058864"), abs=Decimal("0.000001"))


def test_securities_of_no_class_move_as_the_target_and_on_their_own() -> None:
    # All in one share of no class: the target itself, and 25 % a year besides.
    given_ = situation(
        account("ira", lot("X", "XYZ", 100, 5_000), kind=Registration.ROTH_IRA),
        classes=[asset_class("Stocks", 60, ["VTI"]), asset_class("Bonds", 40, ["BND"])],
        prices={"VTI": 200, "BND": 100, "XYZ": 50},
        policy=Policy(never_sell=frozenset({"XYZ"})),
    )
    plan = plan_of(given_)
    assert plan.tracking is not None
    assert plan.tracking.before == Decimal("0.25")
    assert "25 %" in plan.assumptions["tracking_error"]
    named = ClassCovariance(
        names=("Stocks", "Bonds", "Other"),
        matrix=tuple(
            tuple(Decimal(one) for one in row)
            for row in (("0.04", "0", "0"), ("0", "0.01", "0"), ("0", "0", "0.09"))
        ),
    )
    told = plan_of(given_, named).tracking
    assert told is not None
    # 0.36 * 0.04 + 0.16 * 0.01 + 0.09
    assert told.before == pytest.approx(Decimal("0.106").sqrt())


def test_without_returns_the_classes_are_not_counted_and_an_index_says_so() -> None:
    plain = plan_of(couple(), covariance=None)
    assert plain.tracking is None
    assert "tracking_error" not in plain.assumptions
    members = {Symbol("VTI"): Decimal("0.5"), Symbol("VOO"): Decimal("0.5")}
    stocks = replace(asset_class("Stocks", 50, [["VTI", "VOO"]]), members=members)
    bonds = asset_class("Bonds", 50, ["BND"])
    given_ = situation(
        account("ira", lot("S", "VTI", 10, 900), cash=1_000, kind=Registration.ROTH_IRA),
        classes=[stocks, bonds],
        prices={"VTI": 200, "VOO": 100, "BND": 100},
        policy=Policy(max_tracking_error=Decimal("0.05")),
    )
    told = plan_of(given_, covariance=None)
    assert told.tracking is not None
    assert not told.tracking.of_classes
    assert "no returns of the classes" in told.assumptions["tracking_error"]
    both = plan_of(given_, TWO)
    assert both.tracking is not None
    assert both.tracking.of_classes
    assert both.tracking.before > told.tracking.before


def test_a_limit_counts_the_classes_and_what_members_of_an_index_do_together() -> None:
    names = [f"M{number}" for number in range(5)]
    members = {Symbol(name): Decimal("0.2") for name in names}
    stocks = replace(asset_class("Stocks", 50, [names]), members=members)
    lots = [lot(f"L-{name}", name, 100 + 20 * n, 9_000, ago(900)) for n, name in enumerate(names)]
    given_ = situation(
        account("joint", *lots, cash=2_000),
        account("ira", lot("B", "BND", 200, 18_000), kind=Registration.TRADITIONAL_IRA),
        classes=[stocks, asset_class("Bonds", 50, ["BND"])],
        prices=dict.fromkeys(names, 150) | {"BND": 100},
        policy=Policy(drift_aversion=Decimal("0.002"), te_aversion=Decimal(1)),
    )
    free = replace(given_, covariance=TWO)
    reached = error_of(certificate_of(free, made(free, PlannerName.OPTIMAL)))
    limit = (reached * Decimal("0.7")).quantize(Decimal("0.00001"))
    bound = limited(given_, TWO, limit)
    plan = made(bound, PlannerName.OPTIMAL)
    found = certificate_of(bound, plan)
    assert found.holds
    assert limit * Decimal("0.9") < error_of(found) <= limit
