"""Plans at equal weights: what is above its share is sold, at the least cost in tax."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import (
    account,
    ago,
    asset_class,
    bought,
    choices,
    kept,
    lot,
    made,
    row,
    situation,
    sold,
)
from trimtab.domain import (
    AssetClass,
    DriftBand,
    Plan,
    PlannerName,
    Policy,
    Registration,
    Situation,
    Symbol,
    TargetPortfolio,
    WashPolicy,
)
from trimtab.errors import NoPlan
from trimtab.planners.equal_weight import equal_targets

PRICES = {"AAA": 10, "BBB": 10, "CCC": 10, "A2": 10, "ODD": 10}
THREE = [
    asset_class("A", 80, ["AAA", "A2"]),
    asset_class("B", 10, ["BBB"]),
    asset_class("C", 10, ["CCC"]),
]


def equal(given: Situation) -> Plan:
    return made(given, PlannerName.EQUAL_WEIGHT)


def shares_sold(plan: Plan) -> dict[str, str]:
    return {str(s.lot.lot_id): str(s.quantity) for i in plan.sells() for s in i.lots}


def test_every_class_but_cash_gets_one_weight_and_a_band_around_it() -> None:
    cash = AssetClass(name="Cash", weight=Decimal("0.1"))
    target = TargetPortfolio(
        asset_classes=(cash, asset_class("A", 80, ["AAA"]), asset_class("B", 10, ["BBB"]))
    )
    first, *others = equal_targets(target).asset_classes
    assert first == cash
    assert [other.weight for other in others] == [Decimal("0.45")] * 2
    assert others[0].band == DriftBand(low=Decimal("0.40"), high=Decimal("0.50"))


def test_a_target_of_nothing_but_cash_stays_as_it_is() -> None:
    target = TargetPortfolio(asset_classes=(AssetClass(name="Cash", weight=Decimal(1)),))
    assert equal_targets(target) == target


def test_what_is_above_an_equal_share_is_sold_and_the_rest_bought_up() -> None:
    given = situation(account("joint", lot("L1", "AAA", 60, 300)), classes=THREE, prices=PRICES)
    plan = equal(given)
    assert shares_sold(plan) == {"L1": "40"}
    assert bought(plan) == {"joint:BBB": "20", "joint:CCC": "20"}


def test_a_security_of_no_class_is_sold_whole() -> None:
    given = situation(account("joint", lot("L1", "ODD", 60, 300)), classes=THREE, prices=PRICES)
    assert shares_sold(equal(given)) == {"L1": "60"}


def test_untaxed_accounts_sell_first_and_then_the_lot_with_the_least_gain_per_dollar() -> None:
    joint = account("joint", lot("L1", "AAA", 20, 100), lot("L2", "AAA", 20, 150))
    ira = account("ira", lot("L3", "AAA", 20, None), kind=Registration.ROTH_IRA)
    plan = equal(situation(joint, ira, classes=THREE, prices=PRICES))
    assert shares_sold(plan) == {"L3": "20", "L2": "20"}
    codes = {str(intent.account_id): [r.code for r in intent.reasons] for intent in plan.sells()}
    assert codes["joint"] == ["SELL.OVER_TARGET"]
    assert codes["ira"] == ["SELL.OVER_TARGET", "SELL.TAX_FREE_ACCOUNT"]


def test_an_untaxed_account_sells_even_before_a_loss_is_taken() -> None:
    joint = account("joint", lot("L1", "AAA", 20, 300))
    ira = account("ira", lot("L2", "AAA", 20, 100), kind=Registration.ROTH_IRA)
    plan = equal(situation(joint, ira, classes=THREE, prices=PRICES))
    assert shares_sold(plan) == {"L2": "20", "L1": "6"}


def test_without_a_taxable_account_there_is_no_tax_to_avoid() -> None:
    ira = account("ira", lot("L3", "AAA", 60, None), kind=Registration.ROTH_IRA)
    plan = equal(situation(ira, classes=THREE, prices=PRICES))
    assert [reason.code for reason in plan.sells()[0].reasons] == ["SELL.OVER_TARGET"]


@pytest.mark.parametrize(
    ("policy", "basis", "code"),
    [
        (Policy(never_sell=frozenset({"AAA"})), 300, "KEEP.NEVER_SELL"),
        (Policy(), None, "SKIP.NO_BASIS"),
    ],
)
def test_lots_that_may_not_be_sold_are_named(policy: Policy, basis: int | None, code: str) -> None:
    given = situation(
        account("joint", lot("L1", "AAA", 60, basis)), classes=THREE, prices=PRICES, policy=policy
    )
    assert kept(equal(given)) == {"L1": code}


def test_a_held_away_account_is_counted_and_not_traded() -> None:
    away = account("away", lot("L1", "AAA", 60, 1), kind=Registration.HELD_AWAY)
    plan = equal(situation(away, account("joint", cash=30), classes=THREE, prices=PRICES))
    assert kept(plan) == {"L1": "SKIP.NOT_TRADABLE"}
    assert set(bought(plan)) <= {"joint:BBB", "joint:CCC"}
    assert plan.blind_spots == ("away",)


def test_a_loss_that_a_recent_purchase_washes_is_left() -> None:
    lots = (lot("L1", "AAA", 50, 900), lot("L2", "AAA", 10, 10, ago(3)))
    given = situation(account("joint", *lots), classes=THREE, prices=PRICES)
    plan = equal(given)
    assert kept(plan) == {"L1": "SKIP.WASH_RECENT_BUY"}
    assert sold(plan) == {"L2"}


def test_a_loss_is_left_when_something_identical_is_bought() -> None:
    given = situation(
        account("joint", lot("L1", "AAA", 60, 900)),
        classes=THREE,
        prices=PRICES,
        identical=[["AAA", "BBB"]],
    )
    plan = equal(given)
    assert kept(plan) == {"L1": "SKIP.GROUP_BOUGHT"}
    assert bought(plan) == {}
    accepted = replace(given, policy=Policy(wash_sales=WashPolicy.ALLOW))
    sales = equal(accepted).sells()
    assert str(sales[0].lots[0].disallowed) == "100.00"


def test_a_class_in_which_nothing_can_be_bought_leaves_its_share_to_the_others() -> None:
    given = situation(
        account("joint", lot("L1", "AAA", 60, 300)),
        classes=THREE,
        prices=PRICES,
        rows=[row("sell", "CCC", ago(3), gain=-1)],
    )
    plan = equal(given)
    assert choices(plan)["C"] is None
    assert shares_sold(plan) == {"L1": "30"}
    assert bought(plan) == {"joint:BBB": "30"}


def test_nothing_is_sold_and_bought_back_when_a_class_is_refused() -> None:
    given = situation(
        account("joint", lot("L1", "AAA", 30, 300), cash=100),
        classes=THREE,
        prices=PRICES,
        policy=Policy(forced_buys={"B": None, "C": None}),
    )
    plan = equal(given)
    assert sold(plan) == set()
    assert bought(plan) == {"joint:AAA": "10"}


def test_lots_that_may_not_go_lower_the_share_of_all_others() -> None:
    lots = (lot("L1", "AAA", 60, 300), lot("L2", "BBB", 30, 300))
    given = situation(
        account("joint", *lots),
        classes=THREE,
        prices=PRICES,
        policy=Policy(never_sell=frozenset({"AAA"})),
    )
    plan = equal(given)
    assert shares_sold(plan) == {"L2": "15"}
    assert bought(plan) == {"joint:CCC": "15"}


def test_money_to_raise_is_sold_for() -> None:
    given = situation(account("joint", lot("L1", "AAA", 60, 300)), classes=THREE, prices=PRICES)
    plan = equal(replace(given, raise_cash=Decimal(300)))
    assert shares_sold(plan) == {"L1": "50"}
    assert plan.estimate.cash_after == 300


def test_more_than_everything_cannot_be_raised() -> None:
    given = situation(account("joint", lot("L1", "AAA", 60, 300)), classes=THREE, prices=PRICES)
    with pytest.raises(NoPlan, match=r"equal-weight can free only \$600\.00"):
        equal(replace(given, raise_cash=Decimal(601)))


def test_the_smallest_cash_of_an_account_is_sold_for_as_far_as_its_lots_go() -> None:
    given = situation(
        account("joint", lot("L1", "AAA", 30, 300), cash=-30, min_cash=60),
        account("solo", cash=0, min_cash=5000),
        classes=[asset_class("A", 100, ["AAA"])],
        prices=PRICES,
    )
    plan = equal(given)
    assert shares_sold(plan) == {"L1": "9"}
    assert plan.estimate.cash_after == 60


def test_a_forced_choice_is_kept_at_equal_weights() -> None:
    given = situation(
        account("joint", cash=300),
        classes=THREE,
        prices=PRICES,
        policy=Policy(forced_buys={"A": Symbol("A2")}),
    )
    assert bought(equal(given)) == {"joint:A2": "10", "joint:BBB": "10", "joint:CCC": "10"}
