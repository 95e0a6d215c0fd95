"""Members of an index and its factor model, from files to domain values."""

from decimal import Decimal

import pytest

from tests.workspace.folder import Folder
from trimtab.domain import FactorModel, PlannerName, Symbol
from trimtab.workspace import planning_problems

MEMBERS = "symbol,weight,name\nITOT,20,Small\nVTI,50,Large\nSCHB,30,Middle\n"
FACTORS = "symbol,specific,Market,value\nVTI,20,1,0.5\nITOT,30,1.2,-0.5\nSCHB,25,0.9,0\n"


@pytest.fixture
def index(folder: Folder) -> Folder:
    folder.change('hold = ["VTI", ["ITOT", "SCHB"]]', 'members = "data/index.csv"')
    folder.write("data/index.csv", MEMBERS)
    return folder


@pytest.fixture
def factored(index: Folder) -> Folder:
    index.change(
        "[data]",
        '[data]\nfactors = "data/factors.csv"\nfactor_volatility = { market = 16.0, value = 5 }',
    )
    index.write("data/factors.csv", FACTORS)
    return index


def test_members_are_bought_first_in_the_order_of_their_weight(index: Folder) -> None:
    stocks = index.target().asset_classes[0]
    assert [(one.symbol, one.rank) for one in stocks.securities if one.buyable] == [
        ("VTI", 0),
        ("SCHB", 0),
        ("ITOT", 0),
    ]
    assert dict(stocks.members) == {
        "VTI": Decimal("0.5"),
        "SCHB": Decimal("0.3"),
        "ITOT": Decimal("0.2"),
    }


def test_what_hold_and_count_name_beside_an_index_stands_in_for_it(index: Folder) -> None:
    index.change('members = "data/index.csv"', 'members = "data/index.csv"\nhold = ["IVV"]')
    index.write("data/prices.csv", (index.root / "data/prices.csv").read_text() + "IVV,600,,,\n")
    stocks = index.target().asset_classes[0]
    assert [(one.symbol, one.rank, one.buyable) for one in stocks.securities[3:]] == [
        ("IVV", 1, True),
        ("VOO", 2, False),
    ]
    assert "IVV" not in stocks.members


def test_weights_that_miss_100_by_rounding_are_scaled(index: Folder) -> None:
    index.write("data/index.csv", "symbol,weight\nVTI,33.3\nITOT,33.3\nSCHB,33.3\n")
    members = index.target().asset_classes[0].members
    assert sum(members.values()) == pytest.approx(Decimal(1), abs=Decimal("1e-20"))
    assert members[Symbol("VTI")] == pytest.approx(Decimal(1) / 3, abs=Decimal("1e-20"))


def test_weights_that_miss_100_by_more_are_refused_with_their_sum(index: Folder) -> None:
    index.write("data/index.csv", "symbol,weight\nVTI,50\nITOT,20\nSCHB,28\n")
    problem = index.problem()
    assert problem.what == "the weights of 3 members add up to 98, they must add up to 100"
    assert problem.file == "data/index.csv"


def test_weights_typed_as_fractions_are_named_as_such(index: Folder) -> None:
    index.write("data/index.csv", "symbol,weight\nVTI,0.5\nITOT,0.2\nSCHB,0.3\n")
    assert "percent: 6.5, not 0.065" in index.problem().fix


def test_an_index_without_members_is_refused(index: Folder) -> None:
    index.write("data/index.csv", "symbol,weight\n")
    assert index.problem().fix == "Add a row `SYMBOL,WEIGHT` for each member"


def test_every_bad_row_of_an_index_is_named_at_once(index: Folder) -> None:
    index.write("data/index.csv", "symbol,weight\nVTI,x\nVTI,50\nSCHB,130\n,5\nITOT,-1\n")
    found = index.problems()
    assert [problem.where for problem in found] == [f"data/index.csv:{n}" for n in (2, 3, 4, 5, 6)]
    assert 'weight "x" is not a number' in found[0].what
    assert found[1].what == "VTI stands twice in the index"
    assert 'weight "130" is above 100' in found[2].what


def test_an_index_that_is_not_there_is_named_at_its_key(index: Folder) -> None:
    index.change("data/index.csv", "data/none.csv")
    problem = index.problem()
    assert problem.what == "there is no file data/none.csv"
    assert problem.line == 8


def test_a_member_that_hold_names_too_stands_twice(index: Folder) -> None:
    index.change('members = "data/index.csv"', 'members = "data/index.csv"\nhold = ["ITOT"]')
    problem = index.problem()
    assert problem.what == 'ITOT stands twice in "US stocks"'
    assert problem.why == "The first is at trimtab.toml:8"


def test_a_member_needs_a_price_like_any_security_that_may_be_bought(index: Folder) -> None:
    index.write("data/index.csv", "symbol,weight\nVTI,50\nAAPL,50\n")
    (problem,) = planning_problems(index.load(), PlannerName.OPTIMAL)
    assert problem.what == 'no price for AAPL, which "US stocks" may buy'


@pytest.mark.parametrize(
    "planner", [PlannerName.RANKED_TLH, PlannerName.NEVER_SELL, PlannerName.EQUAL_WEIGHT]
)
def test_planners_by_rule_refuse_an_index_and_name_the_one_that_can(
    index: Folder, planner: PlannerName
) -> None:
    (problem,) = planning_problems(index.load(), planner)
    assert problem.what == (
        f'"US stocks" holds an index directly, and {planner.value} cannot plan for it'
    )
    assert problem.line == 8
    assert "--planner optimal" in problem.fix


def test_without_a_factor_file_the_default_model_holds(index: Folder) -> None:
    assert index.load().factors == FactorModel()


def test_a_factor_model_is_read_as_variances(factored: Folder) -> None:
    model = factored.load().factors
    assert model.variances == (Decimal("0.0256"), Decimal("0.0025"))
    assert model.exposures_of(Symbol("ITOT")) == (Decimal("1.2"), Decimal("-0.5"))
    assert model.own_of(Symbol("VTI")) == Decimal("0.04")


def test_a_factor_without_volatility_and_one_without_column_are_named(factored: Folder) -> None:
    factored.change("value = 5", "size = 5")
    first, second = factored.problems()
    assert first.what == 'the factor "value" has no volatility'
    assert second.what == 'factor_volatility names "size", which is no factor of the file'
    assert {first.line, second.line} == {22}


def test_volatilities_without_a_factor_file_are_refused(factored: Folder) -> None:
    factored.change('factors = "data/factors.csv"\n', "")
    assert factored.problem().what == "factor_volatility is given without `factors`"


def test_every_bad_row_of_a_factor_model_is_named_at_once(factored: Folder) -> None:
    factored.write(
        "data/factors.csv",
        "symbol,specific,market,value\nVTI,-20,1,0.5\nITOT,30,,0\nITOT,30,1,0\n,30,1,0\n",
    )
    found = factored.problems()
    assert [problem.where for problem in found] == [
        f"data/factors.csv:{line}" for line in (2, 3, 4, 5)
    ]
    assert found[1].what == "the row has no market"


def test_a_factor_model_that_is_not_there_is_named(factored: Folder) -> None:
    factored.change("data/factors.csv", "data/none.csv")
    assert factored.problem().what == "there is no file data/none.csv"


def test_members_that_the_factor_model_does_not_name_are_noted(factored: Folder) -> None:
    factored.change("ITOT,30,1.2,-0.5\n", "", name="data/factors.csv")
    note = factored.note("does not name")
    assert note.what == "the factor model does not name 1 members of an index: ITOT"
