"""The buffer of cash, and withdrawals soon due."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.planners.build import (
    TAX,
    TODAY,
    account,
    ago,
    asset_class,
    bought,
    lot,
    made,
    row,
    situation,
    sold,
    warning,
)
from tests.planners.household_after import after, cash_left
from tests.planners.optimal.checking import certificate_of
from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    CashFlow,
    DriftBand,
    Plan,
    PlannerName,
    Policy,
    Registration,
    Situation,
    Symbol,
)
from trimtab.errors import NoPlan
from trimtab.money import ZERO
from trimtab.report import render

STOCKS = asset_class("Stocks", 60, ["VTI"])
BONDS = asset_class("Bonds", 40, ["BND"])
PRICES = {"VTI": 100, "BND": 100}
RECORD = row("buy", "BND", ago(400), shares=1, of="first")


def buffer(low: str, high: str, **more: object) -> Policy:
    band = DriftBand(low=Decimal(low), high=Decimal(high))
    return Policy(cash_buffer=band, **more)  # type: ignore[arg-type]  # settings by name


def household(
    *accounts: Account,
    policy: Policy,
    classes: tuple[AssetClass, ...] = (STOCKS, BONDS),
    prices: Mapping[str, int | str] = PRICES,
) -> Situation:
    return situation(*accounts, classes=classes, prices=prices, policy=policy, rows=(RECORD,))


def at_home(cash: int = 0, *flows: CashFlow) -> Account:
    """60 % and 40 %: VTI with a gain of 50,000, BND at its cost."""
    held = account(
        "joint", lot("gain", "VTI", 600, 10_000), lot("flat", "BND", 400, 40_000), cash=cash
    )
    return replace(held, cash_flows=flows)


def leaving(dollars: int, days: int = 10, name: str = "Property tax") -> CashFlow:
    return CashFlow(due=TODAY + timedelta(days=days), amount=Decimal(-dollars), name=name)


def plan_of(given: Situation) -> Plan:
    plan = made(given, PlannerName.OPTIMAL)
    assert certificate_of(given, plan).violations == ()
    return plan


def cash_after(given: Situation, plan: Plan) -> Decimal:
    return sum((cash_left(one, plan) for one in given.household.accounts), ZERO)


def reasons(plan: Plan) -> set[str]:
    return {reason.code for intent in plan.intents for reason in intent.reasons}


def test_without_a_buffer_nothing_is_sold_for_cash() -> None:
    assert plan_of(household(at_home(), policy=Policy())).intents == ()


def test_cash_under_its_buffer_is_raised_where_it_costs_least_and_not_from_the_largest() -> None:
    given = household(at_home(), policy=buffer("0.02", "0.05"))
    plan = plan_of(given)
    # The largest holding has a taxable gain; the other one costs half a spread.
    assert sold(plan) == {"flat"}
    assert Decimal(2000) <= cash_after(given, plan) <= Decimal(5000)
    assert plan.estimate.realized_long == 0
    (sale,) = plan.sells()
    assert render(sale.reasons[0]) == ("Brings cash up to its buffer: $2,000 short of 2% before.")
    assert plan.assumptions["cash_buffer"] == "2% to 5% of the household"


def test_cash_over_its_buffer_goes_to_the_class_that_lacks_most() -> None:
    # A household that would rather keep its cash than pay an order: no drift counts.
    lots = (lot("s", "VTI", 500, 50_000), lot("b", "BND", 400, 40_000))
    wishes = {"drift_aversion": ZERO, "commission": Decimal(50)}
    idle = household(account("joint", *lots, cash=10_000), policy=Policy(**wishes))  # type: ignore[arg-type]  # settings by name
    assert plan_of(idle).intents == ()
    wishes["drift_aversion"] = Decimal("0.001")
    given = household(account("joint", *lots, cash=10_000), policy=buffer("0.02", "0.05", **wishes))
    plan = plan_of(given)
    assert set(bought(plan)) == {"joint:VTI"}
    assert Decimal(2000) <= cash_after(given, plan) <= Decimal(5000)
    assert "BUY.CASH_OVER_BUFFER" in reasons(plan)


def test_a_plan_of_its_own_result_leaves_the_buffer_alone() -> None:
    given = household(at_home(), policy=buffer("0.02", "0.05"))
    again = after(given, plan_of(given))
    assert plan_of(again).intents == ()


def test_the_buffer_stands_for_a_hard_band_of_cash() -> None:
    cash = replace(asset_class("Cash", 0, []), band=DriftBand(low=ZERO, high=Decimal("0.01")))
    given = household(
        at_home(), policy=buffer("0.02", "0.05", band_hard=True), classes=(STOCKS, BONDS, cash)
    )
    assert cash_after(given, plan_of(given)) >= 2000


def test_cash_that_is_asked_for_lies_on_top_of_the_buffer() -> None:
    given = replace(household(at_home(), policy=buffer("0.02", "0.05")), raise_cash=Decimal(10_000))
    left = cash_after(given, plan_of(given)) - 10_000
    # Of the 90,000 that stay.
    assert Decimal(1800) <= left <= Decimal(4500)


def test_what_cannot_be_raised_is_named_with_the_way_out() -> None:
    policy = buffer("0.02", "0.05", never_sell=frozenset({"VTI", "BND"}))
    with pytest.raises(NoPlan, match=r"Cash between 2.0% and 5.0% \(triggers.cash\)") as refused:
        plan_of(household(at_home(), policy=policy))
    assert "triggers.cash relaxed by $2,000.00" in str(refused.value)


def test_whole_shares_that_miss_a_narrow_buffer_are_no_plan_and_say_by_how_much() -> None:
    # Shares of 30,000 dollars move cash from 0 to 30 %; nothing lies between 2 % and 5 %.
    given = household(
        account("joint", lot("dear", "VTI", 3, 90_000), cash=10_000),
        policy=buffer("0.02", "0.05"),
        classes=(asset_class("Stocks", 100, ["VTI"]),),
        prices={"VTI": 30_000, "BND": 100},
    )
    with pytest.raises(NoPlan, match=r"triggers.cash relaxed by \$5,000"):
        plan_of(given)


def test_a_withdrawal_soon_due_is_not_spent() -> None:
    joint = account("joint", lot("s", "VTI", 600, 60_000), cash=40_000)
    free = plan_of(household(joint, policy=Policy()))
    assert cash_after(household(joint, policy=Policy()), free) < 1000
    given = household(replace(joint, cash_flows=(leaving(15_000),)), policy=Policy())
    plan = plan_of(given)
    assert cash_after(given, plan) >= 15_000
    note = warning(plan, "WARN.WITHDRAWAL_AHEAD")
    assert render(note.reason) == ("$15,000 for Property tax on 25 Jun 2026 is not spent in joint.")
    assert plan.assumptions["set aside in joint"] == "15000.00"


def test_a_withdrawal_soon_due_is_raised_in_its_own_account() -> None:
    ira = account("ira", cash=50_000, kind=Registration.TRADITIONAL_IRA)
    given = household(at_home(500, leaving(3000)), ira, policy=Policy())
    plan = plan_of(given)
    joint = given.household.account(AccountId("joint"))
    assert cash_left(joint, plan) >= 3000
    said = {render(reason) for one in plan.sells() for reason in one.reasons}
    assert ("Raises cash in joint: $3,000 leaves it by 25 Jun 2026 for Property tax.") in said


def test_min_cash_stays_beside_a_withdrawal() -> None:
    joint = replace(at_home(0, leaving(3000)), min_cash=Decimal(1000))
    given = household(joint, policy=Policy())
    assert cash_after(given, plan_of(given)) >= 4000


def test_the_buffer_holds_when_the_withdrawal_has_gone() -> None:
    given = household(at_home(0, leaving(10_000)), policy=buffer("0.02", "0.05"))
    left = cash_after(given, plan_of(given)) - 10_000
    assert Decimal(1800) <= left <= Decimal(4500)


def test_a_deposit_is_not_spent_before_it_comes() -> None:
    coming = CashFlow(due=TODAY + timedelta(days=2), amount=Decimal(20_000))
    plan = plan_of(household(at_home(0, coming), policy=Policy()))
    assert plan.intents == ()
    assert render(warning(plan, "WARN.DEPOSIT_EXPECTED").reason) == (
        "$20,000 expected in joint on 17 Jun 2026 (a deposit) is not spent before it comes."
    )


def test_a_withdrawal_that_cannot_be_raised_is_named_with_its_day() -> None:
    policy = Policy(never_sell=frozenset({"VTI", "BND"}))
    with pytest.raises(NoPlan) as refused:
        plan_of(household(at_home(500, leaving(3000)), policy=policy))
    assert "$3,000.00 of it for Property tax on 2026-06-25 (cash_flows)" in str(refused.value)
    assert "cash_flows relaxed by $2,500.01" in str(refused.value)


@pytest.mark.parametrize("planner", [PlannerName.RANKED_TLH, PlannerName.NEVER_SELL])
def test_planners_that_do_not_sell_for_a_withdrawal_say_so(planner: PlannerName) -> None:
    plan = made(household(at_home(500, leaving(3000)), policy=Policy()), planner)
    stop = warning(plan, "WARN.WITHDRAWAL_SHORT")
    assert stop.needs_ack
    assert stop.reason.params["amount"] == "2500.00"
    assert stop.reason.params["planner"] == planner.value


@pytest.mark.parametrize("planner", list(PlannerName))
def test_no_planner_spends_what_a_withdrawal_will_take(planner: PlannerName) -> None:
    joint = account("joint", lot("s", "VTI", 600, 60_000), cash=40_000)
    given = household(replace(joint, cash_flows=(leaving(15_000),)), policy=Policy())
    plan = made(given, planner)
    assert bought(plan)
    assert cash_after(given, plan) >= 15_000
    codes = {one.reason.code for one in plan.warnings}
    assert "WARN.WITHDRAWAL_SHORT" not in codes


def test_equal_weight_sells_for_a_withdrawal() -> None:
    plan = made(household(at_home(0, leaving(3000)), policy=Policy()), PlannerName.EQUAL_WEIGHT)
    assert "WARN.WITHDRAWAL_SHORT" not in {one.reason.code for one in plan.warnings}
    assert cash_after(household(at_home(), policy=Policy()), plan) >= 3000


def test_a_rule_says_that_it_knows_no_buffer() -> None:
    given = household(at_home(), policy=buffer("0.02", "0.05"))
    plan = made(given, PlannerName.NEVER_SELL)
    assert "triggers.cash" in warning(plan, "WARN.SETTINGS_NOT_USED").reason.params["settings"]


def test_a_small_loss_may_be_taken_to_fill_the_buffer() -> None:
    # 50 dollars of loss, under the least of 100 for its own sake, in a class at its target.
    lots = (lot("s", "VTI", 600, 60_000), lot("loss", "BND", 400, 40_050))
    policy = buffer("0.02", "0.05", never_sell=frozenset({"VTI"}))
    given = household(account("joint", *lots), policy=policy)
    assert sold(plan_of(given)) == {"loss"}


def test_the_plan_says_once_where_cash_goes() -> None:
    given = household(at_home(0, leaving(10_000)), policy=buffer("0.02", "0.05"))
    note = render(warning(plan_of(given), "WARN.CASH_BUFFER").reason)
    assert note == (
        "Cash goes to 2.1%, inside its buffer of 2% to 5%, besides $10,000 that is about to leave."
    )
    plain = plan_of(household(at_home(), policy=buffer("0.02", "0.05")))
    note = render(warning(plain, "WARN.CASH_BUFFER").reason)
    assert note.startswith("Cash goes from 0% to 2.")
    inside = household(at_home(3000), policy=buffer("0.02", "0.05"))
    assert "WARN.CASH_BUFFER" not in {one.reason.code for one in plan_of(inside).warnings}


def test_sales_that_pay_for_purchases_are_not_said_to_be_for_cash() -> None:
    joint = account("joint", lot("s", "VTI", 900, 90_000), lot("b", "BND", 100, 10_000))
    plan = plan_of(household(joint, policy=buffer("0.02", "0.05")))
    assert bought(plan)
    assert "SELL.CASH_BUFFER" not in reasons(plan)
    assert "WARN.CASH_BUFFER" in {one.reason.code for one in plan.warnings}


def test_cash_that_is_about_to_leave_does_not_put_its_class_outside_of_its_band() -> None:
    given = household(at_home(0, leaving(10_000)), policy=buffer("0.02", "0.05"))
    plan = plan_of(given)
    cash = next(one for one in plan.asset_classes if one.name == "Cash")
    assert cash.band is not None
    assert cash.weight_before not in cash.band
    assert cash.weight_after in cash.band
    assert cash.band.low == Decimal("0.118")


@pytest.mark.parametrize(
    "given",
    [
        household(at_home(20_000, leaving(20_000)), policy=Policy()),
        household(at_home(20_000), policy=buffer("0.10", "0.20")),
        household(at_home(40_000, leaving(20_000)), policy=buffer("0.10", "0.20")),
    ],
    ids=["set aside", "buffer", "both"],
)
def test_cash_for_a_withdrawal_or_in_its_buffer_is_not_idle(given: Situation) -> None:
    plan = plan_of(given)
    assert cash_after(given, plan) > 10_000
    assert "WARN.CASH_IDLE" not in {one.reason.code for one in plan.warnings}


def test_cash_above_what_is_set_aside_is_idle() -> None:
    nothing = Policy(never_buy=frozenset({"VTI", "BND"}))
    plan = plan_of(household(at_home(30_000, leaving(20_000)), policy=nothing))
    assert warning(plan, "WARN.CASH_IDLE").reason.params["amount"] == "10000.00"


def test_cash_is_invested_down_to_its_very_floor_where_shares_come_out_even() -> None:
    joint = account("joint", lot("loss", "AAA", 77, 5005, ago(30)), cash=25_000, min_cash=5_000)
    given = situation(
        joint,
        classes=(asset_class("Stocks", 25, ["AAA", ["BBB", "CCC"]]), asset_class("Bonds", 75, [])),
        prices={"AAA": 50, "BBB": 50, "CCC": 50},
        policy=Policy(
            planner=PlannerName.OPTIMAL,
            gap=Decimal("0.0005"),
            unquoted_cost=ZERO,
            trading_costs={Symbol("CCC"): Decimal("0.01")},
        ),
        tax=replace(TAX, carryforward_short=Decimal(1000)),
    )
    plan = made(given, PlannerName.OPTIMAL)
    assert plan.estimate.cash_after == 5_000
    assert certificate_of(given, plan).violations == ()
