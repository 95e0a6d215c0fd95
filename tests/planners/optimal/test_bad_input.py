"""Households that no model expects: each gets a plan that holds, or a reason by name."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import TAX, account, ago, asset_class, lot, made, situation
from tests.planners.optimal.checking import certificate_of, orders_by_side
from trimtab.domain import (
    Account,
    AssetClass,
    DriftBand,
    Plan,
    PlannerName,
    Policy,
    ProofStatus,
    Registration,
    Situation,
    TargetPortfolio,
)
from trimtab.errors import NoPlan

STOCKS = asset_class("Stocks", 60, ["VTI", "SCHB"])
BONDS = asset_class("Bonds", 40, ["BND"])
PRICES: Mapping[str, int | str] = {"VTI": 100, "SCHB": 50, "BND": 80}


def household(
    *accounts: Account,
    classes: tuple[AssetClass, ...] = (STOCKS, BONDS),
    prices: Mapping[str, int | str] | None = None,
    policy: Policy | None = None,
) -> Situation:
    return situation(*accounts, classes=classes, prices={**PRICES, **(prices or {})}, policy=policy)


def held(given: Situation) -> Plan:
    """The plan, after its check."""
    plan = made(given, PlannerName.OPTIMAL)
    found = certificate_of(given, plan)
    assert found.violations == ()
    assert plan.proof.checked
    return plan


def test_all_cash_is_invested_to_the_target() -> None:
    plan = held(household(account(cash=100_000)))
    assert orders_by_side(plan) == (0, 2)
    assert plan.estimate.cash_after < 100


def test_one_security_alone_needs_no_order() -> None:
    only = asset_class("Stocks", 100, ["VTI"])
    plan = held(household(account("joint", lot("a", "VTI", 100, 9000)), classes=(only,)))
    assert plan.intents == ()
    assert plan.proof.status is ProofStatus.OPTIMAL


def test_a_basis_of_zero_is_a_gain_like_any_other() -> None:
    lots = (lot("free", "VTI", 900, 0), lot("b", "BND", 10, 800))
    plan = held(household(account("joint", *lots)))
    assert plan.estimate.realized_long == sum(intent.value for intent in plan.sells())


def test_securities_in_no_class_are_sold_when_the_tax_allows_it() -> None:
    lots = (lot("stray", "ODD", 100, 10_050), lot("a", "VTI", 500, 40_000))
    plan = held(household(account("joint", *lots), prices={"ODD": 100}))
    assert "stray" in {sale.lot.lot_id for intent in plan.sells() for sale in intent.lots}


def test_a_position_below_the_minimum_trade_is_sold_entire_or_not_at_all() -> None:
    policy = Policy(min_trade_dollars=Decimal(1000))
    lots = (lot("stray", "ODD", 3, 300), lot("a", "VTI", 500, 50_000))
    plan = held(household(account("joint", *lots), prices={"ODD": 100}, policy=policy))
    assert all(intent.value >= 1000 or intent.quantity == 3 for intent in plan.intents)


def test_a_price_of_a_thousandth_of_a_cent_is_bought_in_millions_of_shares() -> None:
    plan = held(household(account(cash=1000), prices={"BND": "0.00001"}))
    bonds = next(buy for buy in plan.buys() if buy.symbol == "BND")
    assert bonds.quantity > 30_000_000
    assert plan.estimate.cash_after < 100


def test_a_share_dearer_than_the_household_is_not_bought() -> None:
    plan = held(household(account(cash=10_000), prices={"BND": 500_000}))
    assert {buy.symbol for buy in plan.buys()} <= {"VTI", "SCHB"}
    assert plan.estimate.cash_after < 1000


def test_a_class_with_all_its_securities_locked_is_named() -> None:
    policy = Policy(never_buy=frozenset({"BND"}))
    plan = held(household(account(cash=10_000), policy=policy))
    assert [entry.asset_class for entry in plan.not_done] == ["Bonds"]
    assert plan.not_done[0].reason.code == "SKIP.PARTNERS_BLOCKED"


def test_more_cash_than_can_be_raised_is_refused_with_its_name_and_the_nearest_plan() -> None:
    lots = (lot("a", "VTI", 10, 900), lot("b", "BND", 10, None))
    given = household(account("joint", *lots, cash=100, min_cash=5000))
    with pytest.raises(NoPlan) as refused:
        made(given, PlannerName.OPTIMAL)
    text = str(refused.value)
    assert "at least $5,000.00 of cash in joint (min_cash)" in text
    assert "Nearest plans: min_cash lower by $3,900" in text
    assert refused.value.exit_code == 4


def test_targets_of_cash_alone_sell_what_is_worth_selling() -> None:
    cash = asset_class("Cash", 100, [])
    lots = (lot("loss", "VTI", 100, 12_000), lot("thin", "BND", 100, 7_990))
    plan = held(household(account("joint", *lots), classes=(cash,)))
    assert plan.buys() == ()
    assert {sale.lot.lot_id for intent in plan.sells() for sale in intent.lots} == {"loss", "thin"}


@pytest.mark.parametrize("weight", ["0", "0.000000001"])
def test_a_class_of_almost_no_weight_is_planned_like_any_other(weight: str) -> None:
    tiny = replace(BONDS, weight=Decimal(weight))
    rest = replace(STOCKS, weight=1 - Decimal(weight))
    lots = (lot("a", "VTI", 100, 9000), lot("b", "BND", 100, 8100))
    plan = held(household(account("joint", *lots), classes=(rest, tiny)))
    assert plan.proof.status is ProofStatus.OPTIMAL
    assert {sell.symbol for sell in plan.sells()} == {"BND"}


def test_a_ten_thousandth_of_a_share_leaves_entire_or_stays() -> None:
    lots = (lot("crumb", "ODD", "0.0001", "0.02"), lot("a", "VTI", "99.9999", 9000))
    plan = held(household(account("joint", *lots, cash=5000), prices={"ODD": 100}))
    for intent in plan.sells():
        assert all(sale.quantity in {Decimal("0.0001")} | set(range(100)) for sale in intent.lots)


def test_a_commission_of_a_million_dollars_stops_all_trading() -> None:
    policy = Policy(commission=Decimal(1_000_000))
    plan = held(household(account("joint", lot("a", "VTI", 100, 20_000), cash=5000), policy=policy))
    assert plan.intents == ()


def test_a_household_without_accounts_has_an_empty_plan() -> None:
    plan = held(household())
    assert plan.intents == ()
    assert plan.estimate.value == 0


def test_a_household_without_value_has_an_empty_plan() -> None:
    assert held(household(account(cash=0))).intents == ()


def test_accounts_held_away_are_counted_and_left_alone() -> None:
    away = account("plan401k", lot("a", "VTI", 100, None, None), kind=Registration.HELD_AWAY)
    plan = held(household(away))
    assert plan.intents == ()
    assert plan.estimate.value == 10_000
    assert plan.blind_spots == ("plan401k",)


def test_a_margin_debit_is_paid_back_by_a_sale() -> None:
    plan = held(household(account("joint", lot("a", "VTI", 100, 9000), cash=-500)))
    assert plan.estimate.cash_after >= 0
    assert plan.sells()


def test_a_margin_debit_that_nothing_can_pay_is_refused_by_name() -> None:
    with pytest.raises(NoPlan, match=r"joint ends with -\$500.00 in cash.*min_cash"):
        made(household(account("joint", cash=-500)), PlannerName.OPTIMAL)


def test_a_debit_beyond_all_that_is_held_is_refused_by_name() -> None:
    given = household(account("joint", lot("a", "VTI", 1, 100), cash=-5000))
    with pytest.raises(NoPlan, match=r"joint ends with -\$5,000.00 in cash.*min_cash"):
        made(given, PlannerName.OPTIMAL)


def test_iras_alone_need_no_tax_rates() -> None:
    ira = account("ira", lot("a", "VTI", 100, None), cash=100, kind=Registration.TRADITIONAL_IRA)
    with_basis = account("roth", lot("b", "VTI", 100, 5000), kind=Registration.ROTH_IRA)
    plan = held(replace(household(ira, with_basis), tax=None))
    assert plan.estimate.tax_after is None
    assert {(intent.account_id, intent.symbol) for intent in plan.sells()} == {("roth", "VTI")}


def test_an_account_of_unknown_holdings_is_left_alone() -> None:
    blind = replace(account("spouse", cash=0), tracked=False)
    plan = held(household(account("joint", cash=10_000), blind))
    assert {intent.account_id for intent in plan.intents} == {"joint"}


def test_one_hard_band_that_nothing_can_reach_is_named() -> None:
    narrow = replace(BONDS, band=DriftBand(low=Decimal("0.39"), high=Decimal("0.41")))
    policy = Policy(band_hard=True, never_buy=frozenset({"BND"}))
    with pytest.raises(NoPlan, match=r"Bonds between 39.0% and 41.0% \(band_mode\)"):
        made(
            household(account(cash=10_000), classes=(STOCKS, narrow), policy=policy),
            PlannerName.OPTIMAL,
        )


def test_a_lot_bought_today_can_be_sold_today() -> None:
    lots = (lot("new", "VTI", 100, 10_500, ago(0)), lot("b", "BND", 10, 700))
    plan = held(household(account("joint", *lots)))
    assert plan.proof.status is ProofStatus.OPTIMAL


def test_a_target_without_securities_to_buy_at_all_is_an_empty_plan() -> None:
    target = TargetPortfolio(asset_classes=(replace(STOCKS, securities=(), weight=Decimal(1)),))
    given = replace(household(account(cash=10_000)), target=target, tax=TAX)
    assert held(given).intents == ()


def test_the_bound_holds_where_a_dollar_of_cash_is_dearer_than_a_dollar() -> None:
    # So much cash is stuck that paying a commission makes J lower.
    policy = Policy(never_buy=frozenset({"VTI", "SCHB"}), commission=Decimal(50))
    stocks, bonds = replace(STOCKS, weight=Decimal("0.9")), replace(BONDS, weight=Decimal("0.1"))
    plan = held(household(account(cash=100_000), classes=(stocks, bonds), policy=policy))
    assert plan.proof.status is ProofStatus.OPTIMAL
    assert {buy.symbol for buy in plan.buys()} == {"BND"}


def test_half_a_cent_tells_a_loss_from_a_gain() -> None:
    # 12.345 shares at $33.333 are $411.495885, which rounds to the basis of $411.50.
    crumbs = lot("a", "ODD", "12.345", "411.50")
    given = household(account("joint", crumbs, cash=50_000, step="0.001"), prices={"ODD": "33.333"})
    odd = asset_class("Odd", 60, ["ODD", "VTI"])
    plan = held(replace(given, target=TargetPortfolio(asset_classes=(odd, BONDS))))
    assert plan.sells() == ()
