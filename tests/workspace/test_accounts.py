from decimal import Decimal

import pytest

from tests.workspace.folder import Folder

_SECOND = '[[accounts]]\nid = "{id}"\ntype = "{type}"\n{rest}\n[data]'


def _add(folder: Folder, *, account_id: str = "ira", kind: str = "roth", rest: str = "") -> None:
    folder.change("[data]", _SECOND.format(id=account_id, type=kind, rest=rest))


def test_two_accounts_of_one_id_are_a_problem_that_names_both_places(folder: Folder) -> None:
    _add(folder, account_id="joint", rest='cash = "1"')
    problem = folder.problem()
    assert problem.what == 'two accounts have the id "joint"'
    assert "trimtab.toml:15" in problem.why
    assert problem.line == 21


def test_an_account_of_only_cash_is_tracked(folder: Folder) -> None:
    _add(folder, rest='cash = "100"')
    assert folder.load().household.accounts[1].tracked


def test_a_broker_account_without_lots_is_untracked_and_says_what_to_do(folder: Folder) -> None:
    _add(folder, rest='source = "broker:etrade:****1234"')
    note = folder.note("are not known")
    assert not folder.load().household.accounts[1].tracked
    assert "never read" in note.why
    assert "trimtab sync" in note.fix
    assert "trimtab import FILE --account ira" in note.fix


def test_a_held_away_account_without_lots_is_a_blind_spot(folder: Folder) -> None:
    _add(folder, kind="held_away")
    assert not folder.load().household.accounts[1].tracked


def test_a_complete_history_without_lots_has_its_lots_rebuilt(folder: Folder) -> None:
    _add(folder, rest='history = "complete"')
    folder.write(
        "data/transactions.csv",
        "date,account,type,symbol,quantity,price\n"
        "2026-01-02,ira,buy,VTI,10,300.00\n2026-02-02,ira,sell,VTI,4,310.00\n",
    )
    account = folder.load().household.accounts[1]
    assert account.tracked
    (lot,) = account.lots
    assert lot.symbol == "VTI"
    assert (lot.quantity, lot.basis) == (Decimal(6), Decimal(1800))


def test_parts_of_one_rebuilt_lot_have_names_of_their_own(folder: Folder) -> None:
    _add(folder, kind="taxable", rest='history = "complete"')
    folder.write(
        "data/transactions.csv",
        "date,account,type,symbol,quantity,price,lot_id\n"
        "2026-01-02,ira,buy,VTI,10,300.00,A\n2026-02-02,ira,sell,VTI,10,290.00,A\n"
        "2026-02-10,ira,buy,VTI,15,280.00,B\n",
    )
    lots = list(folder.load().household.accounts[1].lots)
    assert [lot.lot_id for lot in lots] == ["B", "B~2"]
    assert sum(lot.basis or 0 for lot in lots) == 15 * 280 + 100


def test_rows_that_do_not_fit_a_complete_history_are_problems(folder: Folder) -> None:
    _add(folder, rest='history = "complete"')
    folder.write(
        "data/transactions.csv",
        "date,account,type,symbol,quantity,price\n"
        "2026-01-02,ira,sell,VTI,10,300.00\n2026-02-02,ira,sell,BND,4,70.00\n",
    )
    assert [problem.where for problem in folder.problems()] == [
        "data/transactions.csv:2",
        "data/transactions.csv:3",
    ]


def test_an_account_with_nothing_at_all_is_a_note(folder: Folder) -> None:
    _add(folder)
    assert folder.note("counts as empty").line == 20


def test_a_household_without_accounts_is_a_problem(folder: Folder) -> None:
    folder.write("trimtab.toml", 'version = 1\n[household]\nname = "x"\n')
    assert folder.problem().what == "there is no [[accounts]]"


def test_a_lots_file_may_serve_several_accounts(folder: Folder) -> None:
    _add(folder, rest='lots = "data/joint.csv"')
    folder.write(
        "data/joint.csv",
        "account,symbol,quantity,acquired,basis\n"
        "joint,VTI,1,2020-01-02,5\nira,VTI,2,2020-01-02,5\njoint,BND,3,2020-01-02,5\n",
    )
    joint, ira = folder.load().household.accounts
    assert [lot.quantity for lot in joint.lots] == [1, 3]
    assert [lot.quantity for lot in ira.lots] == [2]


def test_rows_of_a_shared_file_must_name_their_account(folder: Folder) -> None:
    _add(folder, rest='lots = "data/joint.csv"')
    assert [problem.line for problem in folder.problems()] == [2, 3]


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("jiont", 'account "jiont" is not known'),
        ("ira", 'account "ira" does not keep its lots in data/joint.csv'),
    ],
)
def test_rows_of_another_account_are_refused(folder: Folder, account: str, words: str) -> None:
    _add(folder, rest='cash = "1"')
    folder.write(
        "data/joint.csv", f"account,symbol,quantity,acquired,basis\n{account},VTI,1,2020-01-02,5\n"
    )
    assert folder.problem().what == words


def test_a_lot_id_in_two_files_names_both_places(folder: Folder) -> None:
    _add(folder, rest='lots = "data/ira.csv"')
    folder.write("data/ira.csv", "symbol,quantity,acquired,basis,lot_id\nVTI,1,2020-01-02,5,L2\n")
    problem = folder.problem()
    assert problem.where == "data/ira.csv:2"
    assert problem.what == 'lot_id "L2" is used twice'
    assert "data/joint.csv:3" in problem.why
