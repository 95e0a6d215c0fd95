from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workspace.folder import Folder
from trimtab.domain import DriftBand
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.settings.goal import TargetsSection
from trimtab.workspace.target_section import target_portfolio


def _bands(folder: Folder) -> dict[str, DriftBand | None]:
    return {one.name: one.band for one in folder.target().classes}


def _band(low: str, high: str) -> DriftBand:
    return DriftBand(low=Decimal(low), high=Decimal(high))


def test_targets_that_miss_100_print_the_sum_the_terms_and_a_class_to_change(
    folder: Folder,
) -> None:
    folder.change("weight = 40", "weight = 39.5")
    problem = folder.problem()
    assert problem.what == "targets add up to 99.5, they must add up to 100"
    assert problem.why == "60 + 39.5"
    assert problem.fix == "Raise one by 0.5, for example Bonds to 40"
    assert problem.where == "trimtab.toml:4"


def test_targets_above_100_say_what_to_lower(folder: Folder) -> None:
    folder.change("weight = 40", "weight = 47")
    assert folder.problem().fix == "Lower one by 7, for example US stocks to 53"


def test_targets_far_off_say_to_change_several(folder: Folder) -> None:
    folder.change("weight = 60", "weight = 2")
    folder.change("weight = 40", "weight = 3")
    assert folder.problem().fix == "Raise one by 95, for example Bonds to 98"


@pytest.mark.parametrize("weight", ["40.000001", "39.999999"])
def test_the_sum_may_miss_100_by_a_millionth(folder: Folder, weight: str) -> None:
    folder.change("weight = 40", f"weight = {weight}")
    assert folder.load().target is not None


def test_the_sum_may_not_miss_100_by_more_than_a_millionth(folder: Folder) -> None:
    folder.change("weight = 40", "weight = 40.0000011")
    assert "add up to 100.0000011" in folder.problem().what


def test_targets_that_sum_to_one_were_typed_as_fractions(folder: Folder) -> None:
    folder.change("weight = 60", "weight = 0.6")
    folder.change("weight = 40", "weight = 0.4")
    problem = folder.problem()
    assert "percent typed as fractions" in problem.what
    assert problem.fix.startswith("Did you mean 60 for US stocks?")


def test_a_small_weight_alone_is_legal(folder: Folder) -> None:
    folder.change("weight = 60", "weight = 99.5")
    folder.change("weight = 40", "weight = 0.5")
    assert folder.target().asset_classes[1].weight == Decimal("0.005")


def test_a_security_in_two_classes_names_both(folder: Folder) -> None:
    folder.change('hold = ["BND"]', 'hold = ["BND", "SCHB"]')
    problem = folder.problem()
    assert problem.what == 'SCHB stands in two classes, "US stocks" and "Bonds"'
    assert "trimtab.toml:8" in problem.why
    assert problem.line == 13


def test_a_security_twice_in_one_class_is_a_problem(folder: Folder) -> None:
    folder.change('count = ["VOO"]', 'count = ["VTI"]')
    assert folder.problem().what == 'VTI stands twice in "US stocks"'


def test_two_classes_of_one_name_are_a_problem(folder: Folder) -> None:
    folder.change('name = "Bonds"', 'name = "US stocks"')
    assert folder.problem().what == 'two classes are called "US stocks"'


def test_targets_without_classes_are_a_problem(folder: Folder) -> None:
    text = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    start, end = text.index("[[targets.class]]"), text.index("[[accounts]]")
    folder.write("trimtab.toml", text[:start] + text[end:])
    assert folder.problem().what == "[targets] has no [[targets.class]]"


def test_a_class_with_a_weight_and_nothing_to_buy_is_a_problem(folder: Folder) -> None:
    folder.change('hold = ["BND"]', 'count = ["BND"]')
    assert 'the class "Bonds" has a weight of 40 and nothing to buy' in folder.problem().what


def test_cash_may_have_a_weight_without_securities(folder: Folder) -> None:
    folder.change('name = "Bonds"', 'name = "Cash"')
    folder.change('hold = ["BND"]\n', "")
    assert folder.target().cash.weight == Decimal("0.4")


def test_a_class_of_weight_zero_may_only_count(folder: Folder) -> None:
    extra = '[[targets.class]]\nname = "Legacy"\nweight = 0\ncount = ["BRK.B"]\n[[accounts]]'
    folder.change("[[accounts]]", extra)
    assert folder.target().asset_classes[2].band == _band("0", "0.05")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("[46, 36]", "is upside down"),
        ("[50]", "is not a band"),
        ("[-1, 60]", "lies outside 0 to 100"),
        ("[50, 101]", "lies outside 0 to 100"),
        ('"5/26"', "is not a band"),
        ("[61, 70]", "does not hold its weight of 60"),
    ],
)
def test_a_wrong_band_is_told(folder: Folder, given: str, words: str) -> None:
    folder.change("weight = 60", f"weight = 60\nband = {given}")
    assert words in folder.problem().what


def test_a_band_typed_as_fractions_suggests_the_percent(folder: Folder) -> None:
    folder.change("weight = 60", "weight = 60\nband = [0.55, 0.65]")
    assert folder.problem().fix == "Did you mean [55, 65]?"


def test_the_default_band_is_5_25_one_point_for_cash_and_five_for_nothing(folder: Folder) -> None:
    folder.change(
        "[[accounts]]",
        '[[targets.class]]\nname = "Cash"\nweight = 0\n'
        '[[targets.class]]\nname = "Gold"\nweight = 0\nhold = ["GLD"]\n[[accounts]]',
    )
    assert _bands(folder) == {
        "US stocks": _band("0.55", "0.65"),
        "Bonds": _band("0.35", "0.45"),
        "Cash": _band("0", "0.01"),
        "Gold": _band("0", "0.05"),
        "Other": _band("0", "0.05"),
    }


def test_a_default_band_in_points_goes_around_each_target(folder: Folder) -> None:
    folder.change("[targets]", "[targets]\ndefault_band = [-2, 3]")
    assert _bands(folder)["Bonds"] == _band("0.38", "0.43")


def test_without_bands_there_are_none(folder: Folder) -> None:
    folder.change("[targets]", '[targets]\ndefault_band = "none"')
    assert set(_bands(folder).values()) == {None}


def test_an_explicit_band_wins(folder: Folder) -> None:
    folder.change("[targets]", '[targets]\ndefault_band = "none"')
    folder.change("weight = 60", "weight = 60\nband = [50, 62.5]")
    assert _bands(folder)["US stocks"] == _band("0.5", "0.625")


@pytest.mark.parametrize("given", ["[5, 5]", "[2, 5]", "[-5, -1]", '"wide"', "5"])
def test_a_default_band_that_misses_the_target_is_a_problem(folder: Folder, given: str) -> None:
    folder.change("[targets]", f"[targets]\ndefault_band = {given}")
    assert folder.problem().line == 5


@pytest.mark.parametrize(
    ("entry", "what", "fix"),
    [
        ('Bond = "BND"', 'forced_buys names "Bond", which is no class', 'Did you mean "Bonds"?'),
        (
            'Bonds = "BNDX"',
            'forced_buys names BNDX for "Bonds", which does not hold it',
            'Did you mean "BND"?',
        ),
    ],
)
def test_a_forced_buy_must_fit_its_class(folder: Folder, entry: str, what: str, fix: str) -> None:
    folder.change("[taxes]", f"[policy]\nforced_buys = {{ {entry} }}\n[taxes]")
    problem = folder.problem()
    assert (problem.what, problem.fix) == (what, fix)


def test_a_forced_buy_may_name_a_counted_security(folder: Folder) -> None:
    folder.change("[taxes]", '[policy]\nforced_buys = { "US stocks" = "VOO" }\n[taxes]')
    folder.change("VTI,300", "VOO,500,,,\nVTI,300", "data/prices.csv")
    assert folder.load().policy.forced_buys == {"US stocks": "VOO"}


@given(weights=st.lists(st.decimals(0, 100, places=4, allow_nan=False), min_size=1, max_size=8))
def test_weights_load_exactly_when_they_sum_to_100(weights: list[Decimal]) -> None:
    classes = [
        {"name": f"c{index}", "weight": weight, "hold": [f"S{index}"]}
        for index, weight in enumerate(weights)
    ]
    section = TargetsSection.model_validate({"class": classes})
    places = SettingsPlaces(lines={})
    target = target_portfolio(section, places)
    assert (target is not None) == (sum(weights) == 100)
    assert (target is None) == bool(places.problems)
