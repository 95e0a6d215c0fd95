"""What the optimal planner does about places, ranks, cash and limits."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import (
    account,
    ago,
    asset_class,
    bought,
    lot,
    made,
    row,
    situation,
    sold,
    warned,
    warning,
)
from tests.planners.optimal.checking import certificate_of
from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    DriftBand,
    Plan,
    PlannerName,
    Policy,
    Registration,
    Situation,
    Symbol,
)
from trimtab.errors import NoPlan
from trimtab.planners import plan as make_plan

PRICES = {"VTI": 100, "ITOT": 100, "BND": 100}
STOCKS = asset_class("Stocks", 60, ["VTI", "ITOT"])
BONDS = asset_class("Bonds", 40, ["BND"])
RECORD = row("buy", "BND", ago(400), shares=1, of="first")


def household(
    *accounts: Account,
    policy: Policy | None = None,
    classes: tuple[AssetClass, ...] = (STOCKS, BONDS),
) -> Situation:
    return situation(
        *accounts, classes=classes, prices=PRICES, policy=policy or Policy(), rows=(RECORD,)
    )


def plan_of(given: Situation) -> Plan:
    plan = made(given, PlannerName.OPTIMAL)
    assert certificate_of(given, plan).violations == ()
    return plan


def at_home(cash: int = 0) -> Account:
    return account("joint", lot("a", "VTI", 600, 60_000), lot("b", "BND", 400, 40_000), cash=cash)


def codes(plan: Plan) -> set[str]:
    return {reason.code for intent in plan.intents for reason in intent.reasons}


def test_a_household_at_its_target_is_left_alone() -> None:
    assert plan_of(household(at_home())).intents == ()


def test_location_moves_bonds_to_the_ira() -> None:
    yielding = replace(BONDS, yield_ordinary=Decimal("0.05"))
    # A gain of half a percent: less would count as a loss, which a purchase in the IRA washes.
    taxed = account("joint", lot("a", "VTI", 200, 20_000), lot("b", "BND", 400, 39_800))
    ira = account("ira", lot("c", "VTI", 400, 40_000), kind=Registration.ROTH_IRA)
    plan = plan_of(household(taxed, ira, classes=(STOCKS, yielding)))
    assert sold(plan) >= {"b", "c"}
    assert "ira:BND" in bought(plan)
    assert "BUY.LOCATION" in codes(plan)
    assert plan.estimate.drift_after < Decimal("0.02")
    assert plan_of(household(taxed, ira)).intents == ()


def test_cash_is_raised_in_the_account_that_was_asked_for() -> None:
    second = account("second", lot("c", "VTI", 600, 60_000), lot("d", "BND", 400, 40_000))
    given = replace(
        household(at_home(), second), raise_cash=Decimal(5000), raise_in=AccountId("second")
    )
    plan = plan_of(given)
    assert {intent.account_id for intent in plan.sells()} == {"second"}
    assert certificate_of(given, plan).cash_after[AccountId("second")] >= 5000
    assert "SELL.RAISE_CASH" in codes(plan)


def test_cash_raised_anywhere_takes_no_more_than_is_asked_for() -> None:
    given = replace(household(at_home()), raise_cash=Decimal(5000))
    assert 5000 <= plan_of(given).estimate.cash_after < 5200


def two_taxable_and_an_ira(most: int) -> Situation:
    """Money is easier to spare in the IRA; the taxable accounts hold `most` shares of each kind."""
    ira = account("ira", lot("c", "VTI", 900, 90_000), cash=10_000, kind=Registration.ROTH_IRA)
    return household(
        account("joint", lot("a", "VTI", most, 50 * most)),
        account("second", lot("b", "VTI", most, 50 * most)),
        ira,
    )


def test_cash_without_an_account_leaves_no_retirement_account() -> None:
    given = replace(two_taxable_and_an_ira(300), raise_cash=Decimal(40_000))
    plan = plan_of(given)
    cash = certificate_of(given, plan).cash_after
    assert cash[AccountId("joint")] + cash[AccountId("second")] >= 40_000
    assert "WARN.RAISED_SHELTERED" not in warned(plan)


def test_only_what_taxable_accounts_cannot_give_comes_from_others_and_the_plan_says_so() -> None:
    given = replace(two_taxable_and_an_ira(30), raise_cash=Decimal(7500))
    plan = made(given, PlannerName.OPTIMAL)
    sheltered = Decimal(plan.assumptions["raise_sheltered"])
    # 60 shares at 100 dollars, less 2 basis points, are 5,998.80.
    assert Decimal("1501.20") <= sheltered <= Decimal("1501.22")
    found = certificate_of(replace(given, raise_sheltered=sheltered), plan)
    assert found.violations == ()
    assert [one.limit for one in certificate_of(given, plan).violations] == ["cash_not_raised"]
    said = warning(plan, "WARN.RAISED_SHELTERED")
    assert said.reason.params == {"amount": str(sheltered), "asked": "7500.00"}
    assert said.needs_ack


def test_more_than_all_accounts_can_give_is_refused() -> None:
    given = replace(two_taxable_and_an_ira(30), raise_cash=Decimal(500_000))
    with pytest.raises(NoPlan, match=r"\$500,000.00 of cash to be raised \(--raise\)"):
        made(given, PlannerName.OPTIMAL)


def test_new_money_is_invested_where_the_household_lacks() -> None:
    plan = plan_of(household(account("joint", lot("a", "VTI", 600, 60_000), cash=40_000)))
    assert plan.sells() == ()
    assert set(bought(plan)) == {"joint:BND"}


def test_an_equal_swap_to_the_first_choice_is_made_when_it_is_cheap() -> None:
    second = (lot("a", "ITOT", 600, 60_000), lot("b", "BND", 400, 40_000))
    cheap = household(account("ira", *second, kind=Registration.ROTH_IRA))
    dear = replace(cheap, policy=Policy(rank_cost=Decimal("0.01")))
    assert plan_of(cheap).intents == ()
    assert set(bought(plan_of(dear))) == {"ira:VTI"}
    assert "SELL.FOR_PREFERRED" in codes(plan_of(dear))


def test_a_forced_purchase_is_the_only_one_of_its_class() -> None:
    policy = Policy(forced_buys={"Stocks": Symbol("ITOT"), "Bonds": None})
    plan = plan_of(household(account(cash=10_000), policy=policy))
    assert {buy.symbol for buy in plan.buys()} == {"ITOT"}
    assert "BUY.FORCED" in codes(plan)


def test_a_hard_band_is_kept_where_a_soft_one_is_not() -> None:
    gains = account("joint", lot("a", "VTI", 900, 1000), lot("b", "BND", 100, 10_000))
    band = DriftBand(low=Decimal("0.55"), high=Decimal("0.61"))
    classes = (replace(STOCKS, band=band), BONDS)
    soft = Policy(drift_aversion=Decimal("0.001"))
    free = plan_of(household(gains, classes=classes, policy=soft))
    hard = plan_of(household(gains, classes=classes, policy=replace(soft, band_hard=True)))
    weights = [
        next(one.weight_after for one in plan.asset_classes if one.name == "Stocks")
        for plan in (free, hard)
    ]
    assert weights[0] > Decimal("0.61") >= weights[1]


@pytest.mark.parametrize("most", ["0", "0.05", "0.2"])
def test_turnover_stays_under_its_limit(most: str) -> None:
    over = account("joint", lot("a", "VTI", 900, 90_000), lot("b", "BND", 100, 10_000))
    plan = plan_of(household(over, policy=Policy(max_turnover=Decimal(most))))
    assert plan.estimate.turnover <= Decimal(most)


@pytest.mark.parametrize("most", [1, 2])
def test_no_more_orders_are_made_than_allowed(most: int) -> None:
    over = account("joint", lot("a", "VTI", 900, 90_000), lot("b", "BND", 50, 5000), cash=5000)
    assert 0 < len(plan_of(household(over, policy=Policy(max_orders=most))).intents) <= most


@pytest.mark.parametrize("cash", [500, 5000, 50_000])
def test_idle_cash_never_ends_above_its_band_while_something_can_be_bought(cash: int) -> None:
    plan = plan_of(household(at_home(cash=cash)))
    idle = next(one for one in plan.asset_classes if one.name == "Cash")
    assert idle.band is not None
    assert idle.weight_after <= idle.band.high
    assert idle.value_after < 200


def test_fractions_are_bought_where_the_broker_allows_them() -> None:
    plan = plan_of(household(account(cash=1000, step="0.001")))
    assert plan.estimate.cash_after < 1
    assert any(buy.quantity % 1 for buy in plan.buys())


def test_no_order_is_made_in_an_account_for_another_ones_money() -> None:
    poor = account("poor", cash=10)
    rich = account("rich", cash=10_000, kind=Registration.ROTH_IRA)
    assert {intent.account_id for intent in plan_of(household(poor, rich)).intents} == {"rich"}


def test_limits_in_conflict_are_named_together_with_a_way_out() -> None:
    bands = DriftBand(low=Decimal("0.55"), high=Decimal("0.65"))
    policy = Policy(band_hard=True, max_turnover=Decimal("0.01"))
    over = account("joint", lot("a", "VTI", 900, 90_000), lot("b", "BND", 100, 10_000))
    given = household(over, policy=policy, classes=(replace(STOCKS, band=bands), BONDS))
    with pytest.raises(NoPlan) as refused:
        made(given, PlannerName.OPTIMAL)
    text = str(refused.value)
    assert "turned over (max_turnover)" in text
    assert "Nearest plans: " in text


def test_the_plan_has_the_lowest_objective_of_all_alternatives() -> None:
    over = account("joint", lot("a", "VTI", 900, 50_000), lot("b", "BND", 100, 14_000))
    given = household(over)
    compared = make_plan(
        given.household,
        given.target,
        given.market,
        given.tax,
        given.policy,
        as_of=given.as_of,
        compare=True,
    )
    names = [one.name for one in compared.considered]
    assert names[0] == "Do nothing"
    assert names[-1] == "This plan"
    assert set(names) >= {"Ignore taxes", "Exact target", "No gains", "Harvest only"}
    allowed = [one.objective for one in compared.considered if one.meets_limits]
    assert compared.proof.gap is not None
    assert compared.considered[-1].objective <= min(allowed) + compared.proof.gap
    by_name = {one.name: one for one in compared.considered}
    assert by_name["Exact target"].drift <= by_name["This plan"].drift
    assert by_name["Do nothing"].orders == 0


def test_what_an_order_is_worth_is_told_with_it() -> None:
    over = account("joint", lot("a", "VTI", 900, 90_000), lot("b", "BND", 100, 10_000))
    plan = plan_of(household(over))
    worth = [
        Decimal(reason.params["price"])
        for intent in plan.intents
        for reason in intent.reasons
        if reason.code in {"SELL.WORTH", "BUY.WORTH"}
    ]
    assert len(worth) == len(plan.intents)
    assert all(price > 0 for price in worth)


def test_an_account_that_is_exactly_on_its_floor_is_left_alone() -> None:
    given = situation(
        account(
            "joint",
            lot("S", "VTI", 400, 100_000, ago(900)),
            lot("T", "VXUS", 400, 20_000, ago(900)),
            cash=3000,
        ),
        account("ira", lot("B", "BND", 500, 18_000), kind=Registration.TRADITIONAL_IRA),
        classes=[
            asset_class("Stocks", 50, ["VTI", "ITOT"]),
            asset_class("Abroad", 20, ["VXUS"]),
            asset_class("Bonds", 30, ["BND"]),
        ],
        prices={"VTI": 200, "ITOT": 100, "BND": 100, "VXUS": 90},
    )
    plan = made(given, PlannerName.OPTIMAL)
    assert not [one for one in plan.intents if one.account_id == "ira"]


def idle(policy: Policy) -> Plan:
    """All in cash, and one loss of 30,000 dollars: which of the two gets the only order?"""
    held = account("joint", lot("a", "VTI", 500, 80_000), cash=50_000)
    return plan_of(household(held, policy=policy))


def test_cash_that_a_limit_leaves_idle_is_named_with_the_limit() -> None:
    assert "WARN.CASH_IDLE" not in warned(idle(Policy()))
    for policy, setting in (
        (Policy(max_orders=1), "policy.max_orders"),
        (Policy(never_buy=frozenset({"VTI", "ITOT", "BND"})), "policy.never_buy"),
        (Policy(min_trade_dollars=Decimal(200_000)), "policy.min_trade"),
    ):
        plan = idle(policy)
        said = warning(plan, "WARN.CASH_IDLE").reason
        assert said.setting == setting
        assert Decimal(said.params["weight"]) > Decimal("0.01")


def test_cash_that_was_asked_for_is_not_idle() -> None:
    given = household(at_home())
    assert "WARN.CASH_IDLE" not in warned(plan_of(replace(given, raise_cash=Decimal(20_000))))
