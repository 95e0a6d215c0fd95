"""Weights outside their bands."""

from decimal import Decimal

import pytest

from tests.planners.build import account, asset_class, lot
from tests.triggers.views import band, stocks_and_bonds, view
from trimtab.domain import Symbol, TargetPortfolio
from trimtab.errors import InvalidValue
from trimtab.report import render
from trimtab.triggers import (
    FIVE_25,
    ClassDrift,
    DriftRule,
    SecurityDrift,
    Trigger,
    View,
    class_drifts,
    security_drifts,
)
from trimtab.triggers.bands import narrowed


def of(trigger_subject: str, triggers: tuple[Trigger, ...]) -> Trigger:
    return next(one for one in triggers if one.subject == trigger_subject)


def drift(given: View, rule: DriftRule | None = None) -> Trigger:
    return of("Stocks", class_drifts(given.situation.target, rule))


def test_a_class_above_its_band_fires_with_its_distance_and_width() -> None:
    given = stocks_and_bonds(70, 30, within=band("0.55", "0.65"))
    fired = drift(given).check(given)
    assert fired is not None
    assert (fired.subject, fired.value, fired.limit) == (
        "Stocks", Decimal("0.10"), Decimal("0.05"),
    )  # fmt: skip
    assert render(fired.reason) == "Stocks is 10.0 pp over target, outside 55% to 65%."


def test_a_class_below_its_band_fires_too() -> None:
    given = stocks_and_bonds(50, 50, within=band("0.55", "0.65"))
    fired = drift(given).check(given)
    assert fired is not None
    assert fired.reason.params["direction"] == "under"
    assert fired.value == Decimal("0.1")


@pytest.mark.parametrize(("stocks", "fires"), [
    (6500, False), (6501, True), (5500, False), (5499, True), (6000, False),
])  # fmt: skip
def test_both_ends_of_a_band_are_inside(stocks: int, *, fires: bool) -> None:
    given = stocks_and_bonds(stocks, 10_000 - stocks, within=band("0.55", "0.65"))
    assert (drift(given).check(given) is not None) is fires


@pytest.mark.parametrize(("rule", "inside", "outside"), [
    (DriftRule(absolute=Decimal("0.05")), 6500, 6501),
    (DriftRule(relative=Decimal("0.1")), 6600, 6601),
    (FIVE_25, 6500, 6501),  # the smaller of 5 points and 15 points
    (DriftRule(absolute=Decimal("0.2"), relative=Decimal("0.1")), 6600, 6601),
])  # fmt: skip
def test_a_rule_gives_every_class_its_width(rule: DriftRule, inside: int, outside: int) -> None:
    for stocks, fires in ((inside, False), (outside, True)):
        given = stocks_and_bonds(stocks, 10_000 - stocks)
        assert (drift(given, rule).check(given) is not None) is fires


def test_a_small_target_takes_a_quarter_of_itself_under_the_5_25_rule() -> None:
    # The rule's own example: a 10 % class is rebalanced at 7.5 % and at 12.5 %.
    assert FIVE_25.band(Decimal("0.1")) == band("0.075", "0.125")
    assert FIVE_25.band(Decimal("0.4")) == band("0.35", "0.45")
    assert FIVE_25.band(Decimal(0)) == band("0", "0.05")
    assert DriftRule(relative=Decimal("0.25")).band(Decimal(0)) == band("0", "0.05")


def test_a_band_given_for_a_class_wins_over_the_rule() -> None:
    given = stocks_and_bonds(90, 10)
    bands = {"Stocks": band("0", "0.95")}
    triggers = class_drifts(given.situation.target, FIVE_25, bands)
    assert of("Stocks", triggers).check(given) is None
    assert of("Bonds", triggers).check(given) is not None


def test_a_band_for_a_class_that_is_none_is_refused() -> None:
    given = stocks_and_bonds(60, 40)
    with pytest.raises(InvalidValue, match="no class 'Stonks'; classes: Stocks, Bonds, Cash"):
        class_drifts(given.situation.target, bands={"Stonks": band("0", "1")})


def test_a_class_without_a_band_has_no_trigger() -> None:
    target = TargetPortfolio(
        asset_classes=(asset_class("Stocks", 100, ["VTI"]),), implicit_band=False
    )
    assert class_drifts(target) == ()
    assert [one.subject for one in class_drifts(target, FIVE_25)] == ["Stocks"]


def test_cash_and_other_keep_their_own_bands_under_a_rule() -> None:
    given = stocks_and_bonds(60, 38, 2)
    assert of("Cash", class_drifts(given.situation.target, FIVE_25)).check(given) is not None


def test_an_eased_trigger_fires_earlier_by_its_margin_on_both_sides() -> None:
    for stocks, fires in ((6400, False), (6401, True), (5600, False), (5599, True)):
        given = stocks_and_bonds(stocks, 10_000 - stocks, within=band("0.55", "0.65"))
        assert drift(given).check(given) is None
        eased = drift(given).eased(Decimal("0.2"))
        assert (eased.check(given) is not None) is fires


def test_a_band_is_narrowed_towards_its_target_on_each_side_by_itself() -> None:
    assert narrowed(band("0", "0.5"), Decimal("0.1"), Decimal("0.5")) == band("0.05", "0.3")
    with pytest.raises(InvalidValue, match="margin"):
        narrowed(band("0", "0.5"), Decimal("0.1"), Decimal("1.5"))


def test_the_end_of_a_lopsided_band_stays_inside_it_when_narrowed() -> None:
    # A band beside the target: it comes back to its nearer end.
    one = ClassDrift(asset_class=asset_class("Stocks", 60, ["VTI"]), band=band("0.1", "0.2"))
    assert one.eased(Decimal("0.5")).band == band("0.15", "0.2")


@pytest.mark.parametrize(("shares", "fires"), [(9, True), (10, False), (30, False), (31, True)])
def test_a_security_has_its_own_band_of_the_household(shares: int, *, fires: bool) -> None:
    given = stocks_and_bonds(shares, 100 - shares)
    trigger = SecurityDrift(symbol=Symbol("VTI"), band=band("0.1", "0.3"))
    fired = trigger.check(given)
    assert (fired is not None) is fires
    if fired is not None:
        assert fired.value == Decimal(shares) / 100
        assert fired.limit in {Decimal("0.1"), Decimal("0.3")}
        assert render(fired.reason).startswith(f"VTI is {shares}% of the household")


def test_a_security_that_is_not_held_weighs_nothing() -> None:
    given = stocks_and_bonds(0, 100)
    trigger = SecurityDrift(symbol=Symbol("VTI"), band=band("0.1", "0.3"))
    assert trigger.check(given) is not None
    assert trigger.eased(Decimal("0.5")).band == band("0.15", "0.25")


def test_securities_with_a_target_of_their_own_are_watched_by_the_rule() -> None:
    given = stocks_and_bonds(66, 34)
    triggers = security_drifts(given.situation.target, FIVE_25)
    assert [one.subject for one in triggers if one.check(given)] == ["VTI", "BND"]
    eased = triggers[0].eased(Decimal("0.5"))
    assert isinstance(eased, SecurityDrift)
    assert eased.band == band("0.575", "0.625")


def test_interchangeable_securities_have_no_target_of_their_own() -> None:
    target = TargetPortfolio(asset_classes=(asset_class("Stocks", 100, ["VTI", "ITOT"]),))
    assert security_drifts(target, FIVE_25) == ()


def test_the_members_of_an_index_have_their_part_of_its_weight() -> None:
    index = asset_class("Index", 50, [["AAA", "BBB"]])
    held = {Symbol("AAA"): Decimal("0.8"), Symbol("BBB"): Decimal("0.2")}
    target = TargetPortfolio(
        asset_classes=(
            type(index)(
                name="Index", weight=index.weight, securities=index.securities, members=held
            ),
            asset_class("Cash", 50, []),
        )
    )
    rule = DriftRule(absolute=Decimal("0.01"))
    found = security_drifts(target, rule)
    assert [one.band for one in found if isinstance(one, SecurityDrift)] == [
        band("0.39", "0.41"),
        band("0.09", "0.11"),
    ]


def test_a_household_without_value_never_fires() -> None:
    given = view(
        account("a", lot("l", "VTI", 1, 1), cash=-1),
        classes=[asset_class("Stocks", 100, ["VTI"])],
        prices={"VTI": 1},
    )
    assert class_drifts(given.situation.target, FIVE_25)[0].check(given) is None
    security = SecurityDrift(symbol=Symbol("VTI"), band=band("0", "0.1"))
    assert security.check(given) is None


def test_a_rule_without_a_width_is_refused() -> None:
    with pytest.raises(InvalidValue, match="needs a width"):
        DriftRule()
    with pytest.raises(InvalidValue, match="relative drift"):
        DriftRule(relative=Decimal(25))
