import pytest

from tests.workspace.folder import AS_OF, Folder
from trimtab.domain import PlannerName
from trimtab.workspace import load, planning_problems

RANKED = PlannerName.RANKED_TLH


def _whats(folder: Folder, planner: PlannerName = RANKED) -> list[str]:
    return [problem.what for problem in planning_problems(folder.load(), planner)]


def test_a_complete_workspace_is_fit_for_every_planner_that_is_built(folder: Folder) -> None:
    for planner in (RANKED, PlannerName.NEVER_SELL, PlannerName.EQUAL_WEIGHT):
        assert _whats(folder, planner) == []


def test_without_targets_no_plan_is_possible(folder: Folder) -> None:
    text = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    start, end = text.index("[targets]"), text.index("[[accounts]]")
    folder.write("trimtab.toml", text[:start] + text[end:])
    assert _whats(folder) == ["there is no [targets]"]


@pytest.mark.parametrize("key", ["filing_status", "federal_ordinary", "federal_long"])
def test_rates_given_in_part_load_and_are_named_when_planning(folder: Folder, key: str) -> None:
    text = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(key))
    folder.change(line + "\n", "")
    assert folder.load().tax is None
    assert _whats(folder) == [f"[taxes] lacks {key}"]


def test_never_sell_needs_no_rates(folder: Folder) -> None:
    text = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    folder.write("trimtab.toml", text[: text.index("[taxes]")])
    assert _whats(folder, PlannerName.NEVER_SELL) == []
    assert len(_whats(folder)) == 1


def test_a_household_without_taxable_accounts_needs_no_rates(folder: Folder) -> None:
    text = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    folder.write("trimtab.toml", text[: text.index("[taxes]")])
    folder.change('type = "taxable"', 'type = "roth"')
    assert _whats(folder) == []


def test_a_complete_history_without_lots_is_fit(folder: Folder) -> None:
    folder.change("[data]", '[[accounts]]\nid = "x"\ntype = "hsa"\nhistory = "complete"\n[data]')
    assert _whats(folder) == []


def test_a_row_that_does_not_fit_its_complete_account_is_named(folder: Folder) -> None:
    folder.change('lots = "data/joint.csv"', 'lots = "data/joint.csv"\nhistory = "complete"')
    folder.write(
        "data/transactions.csv",
        "date,account,type,symbol,quantity,price\n2026-11-02,joint,sell,VTI,1,300.00\n",
    )
    (what,) = _whats(folder)
    assert "only 0 are held" in what


def test_a_household_just_begun_lacks_prices_only_when_planning(folder: Folder) -> None:
    folder.write("data/joint.csv", "symbol,quantity,acquired,basis\n")
    folder.write("data/prices.csv", "symbol,price\n")
    assert _whats(folder) == [
        "there are no prices, and 4 securities need one: VTI, ITOT, SCHB, BND"
    ]


def test_without_any_price_the_one_problem_is_told_once(folder: Folder) -> None:
    folder.change('prices = "data/prices.csv"\n', "")
    assert _whats(folder) == [
        "there are no prices, and 4 securities need one: VTI, BND, ITOT, SCHB"
    ]


def test_targets_that_are_wrong_are_not_called_absent(folder: Folder) -> None:
    folder.change("weight = 40", "weight = 39")
    loaded = load(folder.root, as_of=AS_OF, record_only=True)
    (problem,) = planning_problems(loaded, PlannerName.RANKED_TLH)
    assert "99" in problem.what


def test_a_missing_price_of_a_possible_purchase_names_its_class(folder: Folder) -> None:
    folder.change("SCHB,25,,,2026-11-13\n", "", "data/prices.csv")
    assert _whats(folder, PlannerName.RANKED_TLH) == [
        'no price for SCHB, which "US stocks" may buy'
    ]


@pytest.mark.parametrize(
    "policy",
    [
        'never_buy = ["SCHB"]',
        'forced_buys = { "US stocks" = false }',
        'forced_buys = { "US stocks" = "VTI" }',
    ],
)
def test_what_the_policy_never_buys_needs_no_price(folder: Folder, policy: str) -> None:
    folder.change("SCHB,25,,,2026-11-13\n", "", "data/prices.csv")
    folder.change("[taxes]", f"[policy]\n{policy}\n[taxes]")
    assert _whats(folder, PlannerName.RANKED_TLH) == []


def test_a_limit_of_the_tracking_error_asks_for_something_that_measures_it(folder: Folder) -> None:
    folder.change("[taxes]\n", "[policy]\nmax_tracking_error = 2\n[taxes]\n")
    assert _whats(folder) == []
    problem = planning_problems(folder.load(), PlannerName.OPTIMAL)[0]
    assert problem.what == "max_tracking_error cannot be measured"
    assert problem.line is not None
    assert "returns" in problem.fix
