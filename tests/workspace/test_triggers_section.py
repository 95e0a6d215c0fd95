"""[triggers.*] of the file as rules, and the buffer that plans keep to."""

from decimal import Decimal

import pytest

from tests.workspace.folder import Folder
from trimtab.domain import DriftBand, Symbol
from trimtab.triggers import (
    CashIn,
    DriftRule,
    DriftWish,
    HarvestWish,
    Schedule,
    TriggerKind,
    TriggerRules,
)
from trimtab.workspace.triggers_section import trigger_rules

_CASH = '[[targets.class]]\nname = "Cash"\nweight = {weight}\n{band}\n[[accounts]]'


def add(folder: Folder, text: str) -> None:
    folder.change("[taxes]", f"{text}\n[taxes]")


def with_cash_class(folder: Folder, *, weight: str = "0", band: str = "") -> None:
    bonds = Decimal(40) - Decimal(weight)
    folder.change("weight = 40", f"weight = {bonds}")
    folder.change("[[accounts]]", _CASH.format(weight=weight, band=band))


def rules(folder: Folder) -> TriggerRules:
    return trigger_rules(folder.load().settings)


def band(low: str, high: str) -> DriftBand:
    return DriftBand(low=Decimal(low), high=Decimal(high))


def test_a_file_without_the_section_asks_for_drift_and_losses(folder: Folder) -> None:
    assert rules(folder) == TriggerRules()
    assert folder.load().policy.cash_buffer is None


def test_every_table_becomes_its_rule(folder: Folder) -> None:
    add(
        folder,
        """
[triggers]
together = ["schedule", "drift"]
[triggers.drift]
absolute = 5
relative = 25
by_security = true
classes = { Bonds = [30, 50] }
securities = { "BRK.B" = [0, 10] }
[triggers.schedule]
every = "monthly"
on = "first"
calendar = "weekdays"
[triggers.cash]
[triggers.risk]
deviation = 15
[triggers.harvest]
dollars = 1000
percent = 5
worth = "200"
[triggers.long_term]
[triggers.wash_window]
days = 3
[triggers.corporate_action]
[triggers.cash_in]
dollars = "2500"
days = 7
""",
    )
    assert rules(folder) == TriggerRules(
        drift=DriftWish(
            rule=DriftRule(absolute=Decimal("0.05"), relative=Decimal("0.25")),
            classes={"Bonds": band("0.3", "0.5")},
            by_security=True,
            securities={Symbol("BRK.B"): band("0", "0.1")},
        ),
        schedule=Schedule(every="monthly", on="first", calendar="weekdays"),
        risk=Decimal("0.15"),
        harvest=HarvestWish(dollars=Decimal(1000), fraction=Decimal("0.05"), least=Decimal(200)),
        long_term_days=30,
        wash_window_days=3,
        corporate_action_days=7,
        cash_in=CashIn(dollars=Decimal(2500), days=7),
        together=(TriggerKind.SCHEDULE, TriggerKind.DRIFT),
    )
    assert folder.load().policy.cash_buffer == band("0.02", "0.05")


def test_drift_and_losses_are_switched_off_by_name(folder: Folder) -> None:
    add(folder, "[triggers.drift]\non = false\n[triggers.harvest]\non = false")
    assert rules(folder) == TriggerRules(drift=None, harvest=None)


def test_kinds_asked_for_have_their_usual_figures_where_the_file_has_none(folder: Folder) -> None:
    add(folder, "[triggers.long_term]\ndays = 10")
    asked = {TriggerKind.LONG_TERM, TriggerKind.WASH_WINDOW, TriggerKind.SCHEDULE}
    found = trigger_rules(folder.load().settings, asked)
    assert found == TriggerRules(
        drift=None, harvest=None, cash=False, long_term_days=10, wash_window_days=1
    )


@pytest.mark.parametrize(("table", "words"), [
    ("[triggers.drifft]\n", "unknown key `drifft` in [triggers]"),
    ("[triggers.cash]\nmn = 2", "unknown key `mn` in [triggers.cash]"),
    ("[triggers.cash]\nmax = 105", "triggers.cash.max = 105 is not a percentage"),
    ("[triggers.cash]\nmin = 6", "the cash buffer runs from 6 to 5 percent"),
    ('[triggers.schedule]\nevery = "quartely"', "is not a schedule"),
    ('[triggers.schedule]\nevery = "0 9 1 * * *"', "is not a schedule"),
    ('[triggers.schedule]\nevery = "0 25 1 * *"', "is not a schedule"),
    ('[triggers.schedule]\ncalendar = "NYES"', "is not known"),
    ('[triggers]\ntogether = ["drifts"]', 'holds "drifts"'),
    ("[triggers.drift]\nclasses = { Stonks = [1, 2] }", 'a band for "Stonks", which is no class'),
    ("[triggers.drift]\nclasses = { Bonds = [50, 30] }", "is upside down"),
    ('[triggers.drift]\nsecurities = { " " = [0, 10] }', "is empty"),
    ("[triggers.harvest]\nworth = -1", "is negative"),
    ("[triggers.long_term]\ndays = 1.5", "is not a whole number"),
])  # fmt: skip
def test_a_wrong_trigger_is_told(folder: Folder, table: str, words: str) -> None:
    add(folder, table)
    problem = folder.problem()
    assert words in problem.what
    assert problem.docs == "reference/settings.md#triggers"


@pytest.mark.parametrize(("table", "fix"), [
    ("[triggers.drifft]\n", "Did you mean `drift`?"),
    ('[triggers.schedule]\nevery = "quartely"', 'Did you mean "quarterly"?'),
    ("[triggers.drift]\nclasses = { Bond = [30, 50] }", 'Did you mean "Bonds"?'),
])  # fmt: skip
def test_a_mistyped_name_finds_the_one_that_was_meant(folder: Folder, table: str, fix: str) -> None:
    add(folder, table)
    assert folder.problem().fix == fix


def test_a_band_of_the_cash_class_wins_over_the_buffer_and_is_noted(folder: Folder) -> None:
    with_cash_class(folder, weight="1", band="band = [0.5, 3]")
    add(folder, "[triggers.cash]\nmin = 2\nmax = 5")
    assert folder.load().policy.cash_buffer == band("0.005", "0.03")
    assert "the class wins" in folder.note("the band [0.5, 3] of the class Cash is the buffer").why


def test_a_cash_class_without_a_band_of_its_own_has_the_buffer(folder: Folder) -> None:
    with_cash_class(folder, weight="3")
    add(folder, "[triggers.cash]")
    assert folder.load().policy.cash_buffer == band("0.02", "0.05")


def test_a_band_of_the_cash_class_alone_is_no_buffer(folder: Folder) -> None:
    with_cash_class(folder, weight="1", band="band = [0.5, 3]")
    assert folder.load().policy.cash_buffer is None


def test_a_target_of_cash_above_its_buffer_is_told(folder: Folder) -> None:
    with_cash_class(folder, weight="10")
    add(folder, "[triggers.cash]")
    assert folder.problem().what == ("the class Cash has a weight of 10, over the most cash of 5")


def test_a_wrong_target_does_not_bring_a_second_problem_about_triggers(folder: Folder) -> None:
    add(folder, "[triggers.drift]\nclasses = { Bonds = [30, 50] }")
    folder.change('name = "Bonds"', "name = 5")
    assert "is not a text" in folder.problem().what


def test_the_buffer_is_the_band_that_is_shown_for_cash(folder: Folder) -> None:
    add(folder, "[triggers.cash]")
    target = folder.target()
    assert target.cash.band == band("0.02", "0.05")
    assert [one.name for one in target.classes] == ["US stocks", "Bonds", "Cash", "Other"]


def test_the_buffer_is_the_band_of_a_cash_class_that_has_none_of_its_own(folder: Folder) -> None:
    with_cash_class(folder, weight="3")
    add(folder, "[triggers.cash]")
    assert folder.target().cash.band == band("0.02", "0.05")
    assert folder.target().cash.weight == Decimal("0.03")


def test_securities_that_are_called_cash_have_no_buffer_for_a_band(folder: Folder) -> None:
    with_cash_class(folder, band='hold = ["BIL"]')
    folder.write("data/prices.csv", "symbol,price\nVTI,1\nITOT,1\nSCHB,1\nBND,1\nBIL,1\n")
    add(folder, "[triggers.cash]")
    loaded = folder.load()
    assert loaded.policy.cash_buffer == band("0.02", "0.05")
    assert folder.target().cash.name == "Uninvested cash"


def test_what_is_told_only_together_is_asked_together(folder: Folder) -> None:
    add(
        folder,
        '[triggers]\ntogether = ["schedule", "drift"]\n[triggers.schedule]\ncalendar = "weekdays"',
    )
    settings = folder.load().settings
    asked = trigger_rules(settings, {TriggerKind.DRIFT})
    assert asked.schedule == Schedule(every="quarterly", calendar="weekdays")
    assert asked.together == (TriggerKind.SCHEDULE, TriggerKind.DRIFT)
    others = trigger_rules(settings, {TriggerKind.LONG_TERM})
    assert (others.schedule, others.drift, others.together) == (None, None, ())
