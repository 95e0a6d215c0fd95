"""Buy-only plans: every account spends its own cash, and Cash is a class like any other."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import account, ago, asset_class, bought, lot, made, row, situation
from trimtab.domain import AssetClass, PlannerName, Registration, Situation
from trimtab.errors import NoPlan

PRICES = {"AAA": 10, "BBB": 10}
CASH = AssetClass(name="Cash", weight=Decimal("0.2"))
CLASSES = [asset_class("Stocks", 40, ["AAA", "BBB"]), CASH, asset_class("Bonds", 40, ["CCC"])]


def only_buying(given: Situation) -> dict[str, str]:
    plan = made(given, PlannerName.NEVER_SELL)
    assert plan.sells() == ()
    return bought(plan)


def test_the_target_of_cash_stays_cash() -> None:
    given = situation(account("joint", cash=1000), classes=CLASSES, prices={**PRICES, "CCC": 10})
    assert only_buying(given) == {"joint:AAA": "40", "joint:CCC": "40"}


def test_cash_below_its_target_leaves_nothing_to_spend() -> None:
    lots = (lot("L1", "AAA", 40, 1), lot("L2", "CCC", 50, 1))
    given = situation(
        account("joint", *lots, cash=100), classes=CLASSES, prices={**PRICES, "CCC": 10}
    )
    assert only_buying(given) == {}


def test_an_ira_buys_with_its_own_cash_and_a_held_away_account_does_not() -> None:
    ira = account("ira", cash=400, kind=Registration.TRADITIONAL_IRA)
    away = account("away", cash=200, kind=Registration.HELD_AWAY)
    given = situation(ira, away, classes=CLASSES, prices={**PRICES, "CCC": 10})
    assert only_buying(given) == {"ira:AAA": "20", "ira:CCC": "20"}


def test_losses_are_not_a_reason_to_choose_another_security() -> None:
    given = situation(
        account("joint", lot("L1", "AAA", 1, 999), cash=50),
        classes=[asset_class("Stocks", 100, ["AAA", "BBB"])],
        prices=PRICES,
    )
    assert only_buying(given) == {"joint:AAA": "5"}


def test_a_security_locked_by_a_loss_sale_is_bought_nowhere() -> None:
    given = situation(
        account("ira", cash=50, kind=Registration.ROTH_IRA),
        account("joint"),
        classes=[asset_class("Stocks", 100, ["AAA", "BBB"])],
        prices=PRICES,
        rows=[row("sell", "AAA", ago(3), gain=-1)],
    )
    assert only_buying(given) == {"ira:BBB": "5"}


def test_money_to_raise_comes_from_taxable_cash_first_and_is_not_spent() -> None:
    joint, ira = account("joint", cash=100), account("ira", cash=100, kind=Registration.ROTH_IRA)
    given = situation(joint, ira, classes=[asset_class("Stocks", 100, ["AAA"])], prices=PRICES)
    assert only_buying(replace(given, raise_cash=Decimal(60))) == {
        "joint:AAA": "4",
        "ira:AAA": "10",
    }
    assert only_buying(replace(given, raise_cash=Decimal(150))) == {"ira:AAA": "5"}
    with pytest.raises(NoPlan, match="never-sell can free only"):
        only_buying(replace(given, raise_cash=Decimal("200.01")))
