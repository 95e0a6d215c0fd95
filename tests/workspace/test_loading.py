from decimal import Decimal

import pytest

from tests.workspace.folder import AS_OF, Folder
from trimtab.domain import Registration, Symbol
from trimtab.errors import InputProblems
from trimtab.workspace import load


def test_a_sound_workspace_becomes_domain_values(folder: Folder) -> None:
    loaded = folder.load()
    (joint,) = loaded.household.accounts
    assert loaded.notes == ()
    assert loaded.household.name == "Rivera"
    assert joint.registration is Registration.TAXABLE
    assert joint.cash == Decimal("8000.00")
    assert [lot.lot_id for lot in joint.lots] == ["L1", "L2"]
    assert loaded.market.price(Symbol("BND")) == Decimal(72)
    assert loaded.tax is not None
    assert loaded.tax.federal_ordinary == Decimal("0.24")
    assert loaded.target is not None
    assert [one.weight for one in loaded.target.asset_classes] == [Decimal("0.6"), Decimal("0.4")]
    assert len(loaded.household.transactions) == 1


def test_ties_and_counted_securities_get_their_ranks(folder: Folder) -> None:
    ranked = {
        security.symbol: (security.rank, security.buyable)
        for security in folder.target().asset_classes[0].securities
    }
    assert ranked == {
        "VTI": (0, True),
        "ITOT": (1, True),
        "SCHB": (1, True),
        "VOO": (2, False),
    }


def test_problems_of_all_files_come_at_once_by_file_then_line(folder: Folder) -> None:
    folder.change("weight = 40", "weight = 41")
    folder.change('type = "taxable"', 'type = "taxabel"')
    folder.change("BND,5.5", "BND,-5.5", "data/joint.csv")
    folder.change("VTI,10", "VTI,0", "data/joint.csv")
    folder.change("buy,VTI,1", "bye,VTI,0", "data/transactions.csv")
    folder.change("ITOT,130", "ITOT,-130", "data/prices.csv")
    places = [problem.where for problem in folder.problems()]
    assert places == [
        "trimtab.toml:4",
        "trimtab.toml:17",
        "data/joint.csv:2",
        "data/joint.csv:3",
        "data/transactions.csv:2",
        "data/transactions.csv:2",
        "data/prices.csv:3",
    ]


def test_every_problem_says_what_where_why_and_how_to_fix_it(folder: Folder) -> None:
    folder.change('name = "Rivera"', 'nmae = "Rivera"')
    folder.change("VTI,10,2020-01-02", "VTI,ten,01/02/2020", "data/joint.csv")
    for problem in folder.problems():
        assert problem.what
        assert problem.file
        assert problem.line
        assert problem.why or problem.fix


def test_a_workspace_without_targets_needs_no_prices(folder: Folder) -> None:
    text = (folder.root / "trimtab.toml").read_text(encoding="utf-8")
    start, end = text.index("[targets]"), text.index("[[accounts]]")
    folder.write("trimtab.toml", text[:start] + text[end:])
    folder.write("data/prices.csv", "symbol,price\n")
    assert folder.load().target is None


def test_a_missing_price_of_a_holding_is_named(folder: Folder) -> None:
    folder.write("data/joint.csv", "symbol,quantity,acquired,basis\nGLD,1,2020-01-02,10\n")
    problem = folder.problem()
    assert problem.what == "no price for GLD, which joint holds"
    assert problem.file == "data/prices.csv"


def test_a_missing_price_of_a_possible_purchase_is_named_beside_that_of_a_holding(
    folder: Folder,
) -> None:
    folder.change("SCHB,25,,,2026-11-13\n", "", "data/prices.csv")
    folder.change("VTI,", "VTX,", "data/prices.csv")
    problems = [problem.what for problem in folder.problems()]
    assert 'no price for SCHB, which "US stocks" may buy' in problems
    assert any("no price for VTI" in what for what in problems)


def test_without_a_price_file_one_problem_lists_what_needs_a_price(folder: Folder) -> None:
    folder.change('prices = "data/prices.csv"\n', "")
    (problem,) = folder.load().unfit
    assert problem.what == ("there are no prices, and 4 securities need one: VTI, BND, ITOT, SCHB")


def test_that_there_are_no_prices_is_told_with_every_other_problem(folder: Folder) -> None:
    folder.change('prices = "data/prices.csv"\n', "")
    folder.change("weight = 40", "weight = 39")
    whats = [problem.what for problem in folder.problems()]
    assert len(whats) == 2
    assert any(what.startswith("there are no prices") for what in whats)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("weight = 40", "weight = 39", "trimtab.toml"),
        ("weight = 40", 'weight = "x"', "trimtab.toml"),
        ("data/prices.csv", "data/none.csv", "trimtab.toml"),
        ("VTI,300,", "VTI,0,", "data/prices.csv"),
        ("BND,72,,,2026-11-13\n", "", "data/prices.csv"),
    ],
)
def test_the_record_needs_neither_targets_nor_prices(
    folder: Folder, old: str, new: str, name: str
) -> None:
    folder.change(old, new, name)
    loaded = load(folder.root, as_of=AS_OF, record_only=True)
    assert loaded.household.accounts[0].positions
    assert loaded.unfit == folder.problems()


def test_what_the_record_needs_stops_it_without_a_word_of_prices(folder: Folder) -> None:
    folder.change("VTI,300,", "VTI,0,", "data/prices.csv")
    folder.change("buy,VTI,1", "buy,VTI,one", "data/transactions.csv")
    folder.change("BND,5.5", "BND,five", "data/joint.csv")
    assert len(folder.problems()) == 3
    with pytest.raises(InputProblems) as caught:
        load(folder.root, as_of=AS_OF, record_only=True)
    files = [problem.file for problem in caught.value.problems]
    assert files == ["data/joint.csv", "data/transactions.csv"]


def test_left_out_transactions_are_a_note_with_the_consequence(folder: Folder) -> None:
    folder.change('transactions = "data/transactions.csv"\n', "")
    assert "wash sales" in folder.note("no transactions").why.lower()


@pytest.mark.parametrize("key", ["lots", "transactions", "prices"])
def test_a_named_file_that_is_not_there_is_placed_at_its_key(folder: Folder, key: str) -> None:
    name = "joint" if key == "lots" else key
    (folder.root / f"data/{name}.csv").unlink()
    problem = folder.problems()[0]
    assert problem.what == f"there is no file data/{name}.csv"
    assert problem.file == "trimtab.toml"
    assert problem.line is not None


def test_a_folder_in_place_of_a_file_is_named(folder: Folder) -> None:
    (folder.root / "data/transactions.csv").unlink()
    (folder.root / "data/transactions.csv").mkdir()
    assert folder.problem().what == "data/transactions.csv is a folder"


def test_settings_that_later_parts_use_are_kept(folder: Folder) -> None:
    folder.change(
        "[taxes]",
        "[triggers.cash]\nmin = 2\nmax = 5\n"
        '[[cash_flows]]\ndate = 2026-12-01\namount = "-500"\naccount = "joint"\n'
        '[watch]\nevery = "1h"\n[[watch.notify]]\nkind = "desktop"\n'
        '[execution]\nmode = "live"\n[display]\nprivacy = true\n[taxes]',
    )
    settings = folder.load().settings
    assert settings.triggers.cash is not None
    assert settings.triggers.cash.most == 5
    assert settings.cash_flows[0].amount == Decimal(-500)
    assert settings.watch is not None
    assert settings.watch.notify[0].kind == "desktop"
    assert settings.execution is not None
    assert settings.execution.mode == "live"
    assert settings.display.privacy is True


def test_a_cash_flow_of_an_unknown_account_is_a_problem(folder: Folder) -> None:
    flow = '[[cash_flows]]\ndate = 2026-12-01\namount = 5\naccount = "jont"\n[taxes]'
    folder.change("[taxes]", flow)
    assert folder.problem().fix == 'Did you mean "joint"?'


def test_every_setting_says_where_it_comes_from(folder: Folder) -> None:
    loaded = folder.load()
    assert loaded.provenance["accounts[1].cash"] == "trimtab.toml:19"
    assert loaded.values["accounts[1].cash"] == "8000"
    assert loaded.provenance["policy.wash_sales"] == "default"
    assert loaded.values["policy.wash_sales"] == '"avoid"'


def test_wishes_that_match_nothing_are_notes(folder: Folder) -> None:
    folder.change("[taxes]", '[policy]\nnever_sell = ["VIT", "jiont:VTI", "joint:VTI"]\n[taxes]')
    notes = [note.what for note in folder.load().notes]
    assert notes == [
        'never_sell names "VIT", but there is no security "VIT"',
        'never_sell names "jiont:VTI", but there is no account "jiont"',
    ]


def test_identical_securities_reach_the_household(folder: Folder) -> None:
    folder.change("[taxes]", '[[identical]]\nsymbols = ["VTI", "VTSAX"]\n[taxes]')
    group = folder.load().household.identical.of(Symbol("VTI"))
    assert group == {"VTI", "VTSAX"}


def test_a_date_before_the_data_makes_it_the_future(folder: Folder) -> None:
    folder.change("2021-03-04", "2026-11-17", "data/joint.csv")
    assert "date in the future" in folder.problem().what


def test_an_interrupted_change_keeps_the_workspace_from_loading(folder: Folder) -> None:
    pending = ".trimtab/imports/0001.pending/manifest.json"
    folder.write(pending, '{"what": "imported 3 lots", "files": []}')
    assert "imported 3 lots" in folder.problem().what


def test_no_settings_file_is_a_problem_and_not_a_traceback(folder: Folder) -> None:
    (folder.root / "trimtab.toml").unlink()
    with pytest.raises(InputProblems, match=r"there is no trimtab\.toml"):
        folder.load()


def test_a_price_file_without_rows_is_one_problem_for_all(folder: Folder) -> None:
    folder.write("data/prices.csv", "symbol,price\n")
    (problem,) = folder.load().unfit
    assert problem.file == "data/prices.csv"
    assert "4 securities need one: VTI, BND, ITOT, SCHB" in problem.what
