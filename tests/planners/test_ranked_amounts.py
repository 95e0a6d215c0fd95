"""How much the ranked planner buys, and in which account."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import (
    account,
    asset_class,
    bought,
    lot,
    made,
    not_done,
    situation,
    sold,
)
from trimtab.domain import Account, Plan, Policy, Registration
from trimtab.errors import NoPlan

HALVES = [asset_class("Stocks", 50, ["AAA"]), asset_class("Bonds", 50, ["BBB"])]
PRICES = {"AAA": 100, "BBB": 30}


def plan_for(*accounts: Account, policy: Policy | None = None) -> Plan:
    return made(situation(*accounts, classes=HALVES, prices=PRICES, policy=policy))


def targets(plan: Plan) -> dict[str, str]:
    return {o.name: str(o.buy_target) for o in plan.asset_classes if o.buy_target is not None}


def test_the_money_brings_the_classes_to_their_targets() -> None:
    plan = plan_for(account("joint", lot("L1", "AAA", 5, 500), cash=1500))
    assert targets(plan) == {"Stocks": "500.00", "Bonds": "1000.00"}
    assert bought(plan) == {"joint:AAA": "5", "joint:BBB": "33"}


def test_a_class_above_its_target_buys_nothing_and_leaves_the_rest_to_the_others() -> None:
    plan = plan_for(account("joint", lot("L1", "AAA", 50, 500), cash=1500))
    assert targets(plan) == {"Stocks": "0.00", "Bonds": "1500.00"}


def test_what_an_ira_holds_counts_towards_the_class_and_its_cash_does_not() -> None:
    ira = account("ira", lot("L1", "AAA", 10, 500), cash=9999, kind=Registration.ROTH_IRA)
    plan = plan_for(account("joint", cash=1000), ira)
    assert targets(plan) == {"Stocks": "0.00", "Bonds": "1000.00"}
    assert bought(plan) == {"joint:BBB": "33"}


def test_cash_below_the_smallest_cash_is_nobodys_money() -> None:
    poor = account("poor", cash=100, min_cash=5000)
    plan = plan_for(account("joint", cash=1100, min_cash=100), poor)
    assert targets(plan) == {"Stocks": "500.00", "Bonds": "500.00"}


def test_the_largest_unfilled_fraction_gets_one_share_more_while_cash_pays() -> None:
    # 510 each: AAA lacks a tenth of a share; BBB was floored to exactly 17.
    assert bought(plan_for(account("joint", cash=1020))) == {"joint:AAA": "5", "joint:BBB": "17"}
    # 525 each: AAA lacks a quarter, BBB a half; 40 dollars pay for BBB alone.
    assert bought(plan_for(account("joint", cash=1050))) == {"joint:AAA": "5", "joint:BBB": "18"}


def test_a_share_that_cash_cannot_pay_for_is_skipped_for_the_next_fraction() -> None:
    # 575 each: AAA lacks three quarters and costs 100; 80 dollars are left and pay for BBB.
    plan = plan_for(account("joint", cash=1150))
    assert bought(plan) == {"joint:AAA": "5", "joint:BBB": "20"}
    assert not_done(plan, "SKIP.WHOLE_SHARES").reason.params["amount"] == "75.00"


def test_equal_fractions_go_in_the_order_of_the_file() -> None:
    prices = {"AAA": 100, "BBB": 100}
    given = situation(account("joint", cash=1100), classes=HALVES, prices=prices)
    assert bought(made(given)) == {"joint:AAA": "6", "joint:BBB": "5"}


def test_fractions_of_shares_are_bought_where_the_broker_allows_them() -> None:
    plan = plan_for(account("joint", cash=1000, step="0.001"))
    assert bought(plan) == {"joint:AAA": "5.000", "joint:BBB": "16.666"}


def test_a_class_buys_where_the_most_cash_is_and_then_in_the_next_account() -> None:
    plan = plan_for(account("small", cash=300), account("large", cash=700))
    assert bought(plan) == {"large:AAA": "5", "small:BBB": "10", "large:BBB": "6"}


def test_accounts_with_equal_cash_buy_in_the_order_of_the_file() -> None:
    plan = plan_for(account("first", cash=500), account("second", cash=500))
    assert bought(plan) == {"first:AAA": "5", "second:BBB": "16"}


def test_the_money_of_a_sale_is_spent_in_its_own_account() -> None:
    seller, other = account("a", lot("L1", "OLD", 6, 700)), account("b", cash=100)
    given = situation(seller, other, classes=HALVES, prices={**PRICES, "OLD": 100})
    assert bought(made(given)) == {"a:AAA": "3", "a:BBB": "10", "b:BBB": "2"}


def test_classes_without_weight_buy_nothing() -> None:
    classes = [asset_class("Stocks", 0, ["AAA"]), asset_class("Bonds", 100, ["BBB"])]
    policy = Policy(forced_buys={"Bonds": None})
    given = situation(account("joint", cash=1000), classes=classes, prices=PRICES, policy=policy)
    plan = made(given)
    assert bought(plan) == {}
    assert targets(plan) == {"Stocks": "0.00"}


def test_an_order_of_exactly_the_smallest_trade_is_made() -> None:
    plan = plan_for(account("joint", cash=590), policy=Policy(min_trade_dollars=Decimal(270)))
    assert bought(plan) == {"joint:AAA": "3", "joint:BBB": "9"}


def test_an_order_below_the_smallest_trade_is_left_and_named() -> None:
    plan = plan_for(account("joint", cash=590), policy=Policy(min_trade_dollars=Decimal(280)))
    assert bought(plan) == {"joint:AAA": "3"}
    assert not_done(plan, "SKIP.TRADE_TOO_SMALL").symbol == "BBB"


def test_money_to_raise_is_not_spent() -> None:
    given = situation(account("joint", cash=1500), classes=HALVES, prices=PRICES)
    plan = made(replace(given, raise_cash=Decimal(500)))
    assert targets(plan) == {"Stocks": "500.00", "Bonds": "500.00"}
    assert plan.estimate.cash_after >= 500
    assert plan.assumptions["raise"] == "500.00"


def test_more_than_can_be_raised_is_no_plan_and_says_how_much_there_is() -> None:
    given = situation(account("joint", cash=1500, min_cash=1000), classes=HALVES, prices=PRICES)
    with pytest.raises(NoPlan, match=r"raise \$500\.01.*only \$500\.00.*equal-weight"):
        made(replace(given, raise_cash=Decimal("500.01")))


def test_an_empty_household_gives_an_empty_plan() -> None:
    plan = plan_for(account("joint"))
    assert plan.intents == ()
    assert plan.estimate.drift_before == plan.estimate.drift_after == Decimal("0.5")
    assert sold(plan) == set()
