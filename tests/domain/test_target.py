"""Bands, classes and targets."""

from decimal import Decimal

import pytest

from trimtab.domain import AssetClass, DriftBand, RankedSecurity, Symbol, TargetPortfolio
from trimtab.errors import InvalidValue

VTI, ITOT, BND = Symbol("VTI"), Symbol("ITOT"), Symbol("BND")


def asset_class(
    name: str, weight: str, *symbols: Symbol, band: DriftBand | None = None
) -> AssetClass:
    ranked = tuple(RankedSecurity(symbol=symbol, rank=rank) for rank, symbol in enumerate(symbols))
    return AssetClass(name=name, weight=Decimal(weight), securities=ranked, band=band)


def target(*classes: AssetClass, implicit_band: bool = True) -> TargetPortfolio:
    return TargetPortfolio(asset_classes=classes, implicit_band=implicit_band)


STOCKS, BONDS = asset_class("Stocks", "0.6", VTI, ITOT), asset_class("Bonds", "0.4", BND)


@pytest.mark.parametrize(("low", "high"), [("-0.1", "0.5"), ("0.5", "1.1")])
def test_the_ends_of_a_band_are_fractions(low: str, high: str) -> None:
    with pytest.raises(InvalidValue, match="end of a band must be between 0 and 1"):
        DriftBand(low=Decimal(low), high=Decimal(high))


def test_a_band_upside_down_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"from 0\.5 to 0\.4 is upside down"):
        DriftBand(low=Decimal("0.5"), high=Decimal("0.4"))


@pytest.mark.parametrize(
    ("weight", "inside"), [("0.29", False), ("0.3", True), ("0.4", True), ("0.41", False)]
)
def test_a_band_holds_both_its_ends(weight: str, *, inside: bool) -> None:
    band = DriftBand(low=Decimal("0.3"), high=Decimal("0.4"))
    assert (Decimal(weight) in band) is inside


def test_a_band_around_a_target_stays_within_nothing_and_everything() -> None:
    wide = DriftBand.around(Decimal("0.5"), Decimal("0.6"), Decimal("0.7"))
    assert (wide.low, wide.high) == (Decimal(0), Decimal(1))


@pytest.mark.parametrize(
    ("weight", "low", "high"),
    [("0.6", "0.55", "0.65"), ("0.2", "0.15", "0.25"), ("0.08", "0.06", "0.10"), ("0", "0", "0")],
)
def test_the_5_25_rule_takes_five_points_or_a_quarter_whichever_is_less(
    weight: str, low: str, high: str
) -> None:
    band = DriftBand.five_25(Decimal(weight))
    assert (band.low, band.high) == (Decimal(low), Decimal(high))


def test_the_weight_of_a_class_is_a_fraction() -> None:
    with pytest.raises(InvalidValue, match="weight of Stocks must be between 0 and 1, got 60"):
        asset_class("Stocks", "60", VTI)


def test_a_security_stands_once_in_a_class() -> None:
    with pytest.raises(InvalidValue, match="VTI stands twice in Stocks"):
        asset_class("Stocks", "1", VTI, ITOT, VTI)


def test_a_class_knows_the_rank_of_its_securities() -> None:
    assert (STOCKS.rank_of(VTI), STOCKS.rank_of(ITOT), STOCKS.rank_of(BND)) == (0, 1, None)


def test_targets_must_add_up_to_everything() -> None:
    with pytest.raises(InvalidValue, match=r"targets add up to 60\.0%"):
        target(STOCKS)


@pytest.mark.parametrize("stocks", ["0.60000001", "0.59999999"])
def test_targets_may_miss_everything_by_a_rounding(stocks: str) -> None:
    assert target(asset_class("Stocks", stocks, VTI), BONDS).classes


def test_two_classes_of_one_name_are_refused() -> None:
    with pytest.raises(InvalidValue, match="two classes are called Stocks"):
        target(STOCKS, asset_class("Stocks", "0.4", BND))


def test_a_security_in_two_classes_is_refused_with_both_names() -> None:
    with pytest.raises(InvalidValue, match="VTI stands in Stocks and in Bonds"):
        target(STOCKS, asset_class("Bonds", "0.4", VTI))


def test_cash_and_other_exist_without_being_named_and_come_last() -> None:
    names = [one.name for one in target(STOCKS, BONDS).classes]
    assert names == ["Stocks", "Bonds", "Cash", "Other"]


def test_the_unnamed_classes_have_no_weight_and_a_small_band() -> None:
    goal = target(STOCKS, BONDS)
    assert (goal.cash.weight, goal.other.weight) == (Decimal(0), Decimal(0))
    assert goal.cash.band == DriftBand(low=Decimal(0), high=Decimal("0.01"))
    assert goal.other.band == DriftBand(low=Decimal(0), high=Decimal("0.05"))


def test_the_unnamed_classes_have_no_band_where_the_user_wants_none() -> None:
    goal = target(STOCKS, BONDS, implicit_band=False)
    assert (goal.cash.band, goal.other.band) == (None, None)


def test_a_class_called_cash_without_securities_is_the_uninvested_money() -> None:
    cash = asset_class("Cash", "0.4")
    goal = target(cash, STOCKS)
    assert goal.cash is cash
    assert [one.name for one in goal.classes] == ["Cash", "Stocks", "Other"]


def test_a_class_called_cash_with_securities_leaves_the_uninvested_money_its_own_class() -> None:
    money_market = asset_class("Cash", "0.4", BND)
    goal = target(STOCKS, money_market)
    assert not money_market.is_cash
    assert [one.name for one in goal.classes] == ["Stocks", "Cash", "Uninvested cash", "Other"]


def test_a_class_called_other_leaves_the_unassigned_securities_their_own_class() -> None:
    goal = target(STOCKS, asset_class("Other", "0.4", BND))
    assert goal.other.name == "Other securities"
    assert goal.class_of(BND).name == "Other"


def test_a_security_counts_towards_its_class_and_an_unknown_one_towards_other() -> None:
    goal = target(STOCKS, BONDS)
    assert goal.class_of(ITOT) is STOCKS
    assert goal.class_of(Symbol("GME")) is goal.other


def test_a_class_may_not_take_the_name_of_an_implicit_one() -> None:
    with pytest.raises(InvalidValue, match="trimtab uses itself"):
        TargetPortfolio(asset_classes=(AssetClass(name="Uninvested cash", weight=Decimal(1)),))


def _index(members: dict[str, str], *, counted: tuple[str, ...] = ()) -> AssetClass:
    return AssetClass(
        name="Stocks",
        weight=Decimal(1),
        securities=(
            *(RankedSecurity(symbol=Symbol(one), rank=0) for one in ("AAA", "BBB")),
            *(RankedSecurity(symbol=Symbol(one), rank=1, buyable=False) for one in counted),
        ),
        members={Symbol(symbol): Decimal(weight) for symbol, weight in members.items()},
    )


def test_members_of_an_index_have_weights_that_add_up_to_all_of_it() -> None:
    assert _index({"AAA": "0.6", "BBB": "0.4"}).members[Symbol("AAA")] == Decimal("0.6")
    with pytest.raises(InvalidValue, match="members of Stocks add up to 90"):
        _index({"AAA": "0.6", "BBB": "0.3"})


def test_the_weight_of_a_member_is_a_fraction() -> None:
    with pytest.raises(InvalidValue, match="weight of AAA in Stocks must be between 0 and 1"):
        _index({"AAA": "1.2", "BBB": "-0.2"})


def test_a_member_may_be_bought() -> None:
    with pytest.raises(InvalidValue, match="CCC has a weight in Stocks and may not be bought"):
        _index({"AAA": "0.5", "CCC": "0.5"}, counted=("CCC",))
