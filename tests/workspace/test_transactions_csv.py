from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from tests.workspace.folder import Folder
from trimtab.domain import AccountId, Symbol, Transaction, TransactionType
from trimtab.errors import Problem
from trimtab.workspace import transactions_csv
from trimtab.workspace.table import Findings
from trimtab.workspace.transactions_csv import COLUMNS, TransactionsReader

HEAD = "date,account,type,symbol,quantity,price,amount,id\n"


@pytest.fixture
def problem_of(folder: Folder) -> Callable[[str], Problem]:
    def problem(text: str) -> Problem:
        folder.write("data/transactions.csv", text)
        return folder.problem()

    return problem


def read(path: Path, text: str) -> tuple[Transaction, ...]:
    path.write_text(text, encoding="utf-8")
    findings = Findings()
    reader = TransactionsReader(as_of=date(2026, 11, 16), accounts=None, findings=findings)
    found = reader.read(path, "t.csv")
    assert findings.problems == []
    return found


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("2026-11-17,joint,buy,VTI,1,5,,", "date 2026-11-17 is a date in the future"),
        ("11/02/2026,joint,buy,VTI,1,5,,", 'date "11/02/2026" is not an ISO date'),
        ("2026-11-02,jiont,buy,VTI,1,5,,", 'account "jiont" is not known'),
        ("2026-11-02,joint,bought,VTI,1,5,,", 'type "bought" is not known'),
        ("2026-11-02,joint,sell,VTI,-1,5,,", 'quantity "-1" is negative'),
        ("2026-11-02,joint,sell,VTI,0,5,,", 'quantity "0" is zero'),
        ("2026-11-02,joint,sell,VTI,1,-5,,", 'price "-5" is negative'),
        ("2026-11-02,joint,sell,VTI,1,0,,", 'price "0" is zero'),
        ("2026-11-02,joint,sell,VTI,1,,(5.00),", 'amount "(5.00)" is negative'),
        ("2026-11-02,joint,sell,,1,5,,", "a row of type sell has no symbol"),
        ("2026-11-02,joint,buy,VTI,,5,,", "a row of type buy has no quantity"),
        ("2026-11-02,joint,split,VTI,,,,", "a row of type split has no ratio"),
        ("2026-11-02,joint,deposit,,,,,", "a row of type deposit has no amount"),
        (",joint,buy,VTI,1,5,,", "the row has no date"),
    ],
)
def test_a_bad_row_is_told_with_its_line(
    problem_of: Callable[[str], Problem], row: str, what: str
) -> None:
    problem = problem_of(f"{HEAD}2026-11-01,joint,dividend,VTI,,,5,\n{row}\n")
    assert what in problem.what
    assert problem.where == "data/transactions.csv:3"


def test_an_unknown_type_suggests_the_nearest(problem_of: Callable[[str], Problem]) -> None:
    assert problem_of(f"{HEAD}2026-11-02,joint,sel,VTI,1,5,,\n").fix == 'Did you mean "sell"?'


def test_two_rows_of_one_id_name_both_places(problem_of: Callable[[str], Problem]) -> None:
    row = "2026-11-02,joint,buy,VTI,1,5,,T1\n"
    problem = problem_of(HEAD + row + row)
    assert problem.what == 'id "T1" is used twice'
    assert "data/transactions.csv:2" in problem.why


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("2026-11-03,,", "acquired 2026-11-03 is after the date"),
        ("2020-01-02,2020-01-03,", "holding_period_start 2020-01-03 is after"),
        (",2026-11-03,", "holding_period_start 2026-11-03 is after"),
        (",,2", "wash_used 2 is above the quantity 1"),
        (",,-2", 'wash_used "-2" is negative'),
    ],
)
def test_a_past_that_cannot_be_is_told(
    problem_of: Callable[[str], Problem], cells: str, words: str
) -> None:
    head = "date,account,type,symbol,quantity,price,acquired,holding_period_start,wash_used\n"
    problem = problem_of(f"{head}2026-11-02,joint,transfer_in,VTI,1,5,{cells}\n")
    assert words in problem.what


@pytest.mark.parametrize(("given", "used"), [("true", 3), ("2.5", "2.5"), ("", None), ("false", 0)])
def test_wash_used_is_a_number_or_all(tmp_path: Path, given: str, used: str | None) -> None:
    head = "date,account,type,symbol,quantity,price,wash_used\n"
    (row,) = read(tmp_path / "t.csv", f"{head}2026-11-02,joint,buy,VTI,3,5,{given}\n")
    assert row.wash_used == (None if used is None else Decimal(used))


def test_a_missing_column_says_which_to_rename(problem_of: Callable[[str], Problem]) -> None:
    problem = problem_of("date,account,type,symbol,quantty,price\n")
    assert problem.what == 'the column "quantity" is missing'
    assert problem.fix == 'Rename "quantty" to "quantity"'


def test_written_transactions_read_back_the_same(tmp_path: Path) -> None:
    row = Transaction(
        trade_date=date(2026, 3, 4),
        account_id=AccountId("joint"),
        type=TransactionType.SPINOFF,
        symbol=Symbol("A"),
        quantity=Decimal("1.5"),
        price=Decimal("10.01"),
        amount=Decimal("5.25"),
        fee=Decimal("0.01"),
        gain=Decimal("-7.5"),
        row_id="T1",
        time=time(9, 30),
        acquired=date(2020, 1, 2),
        holding_period_start=date(2019, 1, 2),
        wash_used=Decimal(1),
        new_symbol=Symbol("B"),
        ratio=Decimal("0.5"),
        new_price=Decimal(3),
        cash_per_share=Decimal("0.25"),
        basis_fraction=Decimal("0.125"),
        source="t.csv:2",
    )
    assert read(tmp_path / "t.csv", transactions_csv.render([row])) == (row,)


def test_every_field_of_a_transaction_has_a_column() -> None:
    fields = set(Transaction.__dataclass_fields__) - {"source"}
    renamed = {"trade_date": "date", "account_id": "account", "row_id": "id"}
    assert {renamed.get(field, field) for field in fields} == set(COLUMNS.known)


def _many(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(count):
            file.write(f"2026-11-02,joint,buy,S{number % 300},1,5.25,,T{number}\n")


def test_twenty_thousand_rows_are_all_read(folder: Folder) -> None:
    _many(folder.root / "data/transactions.csv", 20_000)
    assert len(folder.load().household.transactions) == 20_000


@pytest.mark.long
def test_a_million_rows_are_all_read(folder: Folder) -> None:
    _many(folder.root / "data/transactions.csv", 1_000_000)
    assert len(folder.load().household.transactions) == 1_000_000
