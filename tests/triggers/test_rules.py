"""From wishes to triggers, and the plain function for notebooks."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

import trimtab
from tests.planners.build import TODAY, account, ago, asset_class, lot, row
from tests.triggers.views import band, stocks_and_bonds, view
from trimtab.domain import Policy, Symbol
from trimtab.triggers import (
    FIVE_25,
    CashIn,
    DriftWish,
    HarvestWish,
    PendingAction,
    RiskDeviation,
    RiskFigures,
    Schedule,
    TriggerKind,
    TriggerRules,
    View,
    check,
    check_all,
    triggers_for,
)

NOTHING = TriggerRules(drift=None, harvest=None, cash=False)
EVERYTHING = TriggerRules(
    drift=DriftWish(rule=FIVE_25, by_security=True, securities={Symbol("VTI"): band("0", "0.1")}),
    schedule=Schedule(every="daily", calendar="weekdays"),
    risk=Decimal("0.1"),
    harvest=HarvestWish(dollars=Decimal(1000)),
    long_term_days=30,
    wash_window_days=31,
    corporate_action_days=7,
    cash_in=CashIn(dollars=Decimal(100)),
)


def busy() -> View:
    """A household in which every kind of trigger fires: VTI 65 %, BND 30 %, cash 5 %."""
    return view(
        account(
            "joint",
            lot("v1", "VTI", 6500, 13_000, ago(340)),
            lot("b1", "BND", 3000, 3000),
            cash=500,
        ),
        classes=[asset_class("Stocks", 60, ["VTI"]), asset_class("Bonds", 40, ["BND"])],
        prices={"VTI": 1, "BND": 1, "SOLD": 1},
        rows=[
            row("buy", "SOLD", ago(400), shares=1),
            row("sell", "SOLD", ago(10), shares=5, gain=-500),
            replace(row("deposit", "VTI", ago(1)), symbol=None, amount=Decimal(200)),
        ],
        policy=Policy(cash_buffer=band("0.1", "0.2")),
        risk=RiskFigures(holdings=Decimal("0.2"), target=Decimal("0.1")),
        pending=(PendingAction(symbol=Symbol("VTI"), effective=TODAY, what="split"),),
    )


def fired(given: View, rules: TriggerRules) -> list[tuple[str, str]]:
    return [one.key for one in check_all(given, triggers_for(given, rules))]


def test_every_wish_becomes_its_triggers() -> None:
    assert fired(busy(), EVERYTHING) == [
        ("drift", "Bonds"),
        ("drift", "BND"),
        ("drift", "VTI"),
        ("schedule", ""),
        ("cash", ""),
        ("risk", ""),
        ("harvest", "VTI"),
        ("long_term", "VTI"),
        ("wash_window", "SOLD"),
        ("corporate_action", "VTI"),
        ("cash_in", ""),
    ]


def test_what_is_not_asked_for_is_not_watched() -> None:
    assert triggers_for(busy(), NOTHING) == ()


def test_drift_and_harvest_are_watched_unless_they_are_switched_off() -> None:
    given = stocks_and_bonds(90, 10, within=band("0.55", "0.65"))
    assert fired(given, TriggerRules()) == [("drift", "Stocks")]


def test_where_cash_has_a_buffer_its_class_is_not_told_twice() -> None:
    given = stocks_and_bonds(60, 30, 10)
    buffered = replace(given.situation, policy=Policy(cash_buffer=band("0.02", "0.05")))
    assert fired(given, TriggerRules()) == [("drift", "Cash")]
    assert fired(View(situation=buffered), TriggerRules()) == [("cash", "")]


def test_by_security_without_a_rule_means_5_25() -> None:
    given = stocks_and_bonds(66, 34)
    rules = TriggerRules(drift=DriftWish(by_security=True))
    assert fired(given, rules) == [("drift", "VTI"), ("drift", "BND")]


@pytest.mark.parametrize(("stocks", "day", "fires"), [
    (70, 0, True), (70, 1, False), (60, 0, False), (60, 1, False),
])  # fmt: skip
def test_kinds_named_together_are_told_only_together(stocks: int, day: int, *, fires: bool) -> None:
    given = stocks_and_bonds(stocks, 100 - stocks, within=band("0.55", "0.65"))
    # 12 June 2026 is a Friday, the day after it has no business.
    friday = TODAY - timedelta(days=3)
    given = View(situation=replace(given.situation, as_of=friday + timedelta(days=day)))
    rules = TriggerRules(
        schedule=Schedule(every="weekly", calendar="weekdays"),
        together=(TriggerKind.SCHEDULE, TriggerKind.DRIFT),
    )
    assert fired(given, rules) == ([("all_of", "")] if fires else [])


def test_a_kind_that_is_off_cannot_fire_together_with_others() -> None:
    rules = TriggerRules(together=(TriggerKind.SCHEDULE, TriggerKind.DRIFT))
    given = stocks_and_bonds(90, 10, within=band("0.55", "0.65"))
    assert fired(given, TriggerRules()) == [("drift", "Stocks")]
    assert fired(given, rules) == []


def test_a_notebook_asks_with_plain_values() -> None:
    given = stocks_and_bonds(70, 30, within=band("0.55", "0.65")).situation
    found = trimtab.triggers.check(given.household, given.target, given.market, as_of=given.as_of)
    assert found is not None
    assert [part.subject for part in found.parts] == ["Stocks"]


def test_a_notebook_names_its_own_trigger() -> None:
    given = stocks_and_bonds(60, 40).situation
    risky = RiskFigures(holdings=Decimal(2), target=Decimal(1))
    for figures, fires in ((None, False), (risky, True)):
        found = check(
            given.household,
            given.target,
            given.market,
            as_of=TODAY,
            when=RiskDeviation(),
            risk=figures,
        )
        assert (found is not None) is fires


def test_a_target_without_bands_never_drifts() -> None:
    given = stocks_and_bonds(90, 10).situation
    plain = replace(given.target, implicit_band=False)
    assert check(given.household, plain, given.market, as_of=given.as_of) is None
