"""New transactions go below the old ones: nothing twice, nothing lost, no old byte changed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from trimtab.app.transaction_rows import appended, for_account, new_rows
from trimtab.domain import AccountId, LotId, Symbol, Transaction, TransactionType
from trimtab.workspace.table import Findings
from trimtab.workspace.transactions_csv import TransactionsReader

BUY = Transaction(
    trade_date=date(2026, 3, 2),
    account_id=AccountId("joint"),
    type=TransactionType.BUY,
    symbol=Symbol("VTI"),
    quantity=Decimal(10),
    price=Decimal("300.5"),
)


def read(folder: Path, text: str) -> tuple[Transaction, ...]:
    (folder / "t.csv").write_bytes(text.encode())
    reader = TransactionsReader(as_of=date(2026, 6, 1), accounts=None, findings=Findings())
    rows = reader.read(folder / "t.csv", "t.csv")
    assert reader.findings.problems == []
    return tuple(replace(row, source="") for row in rows)


def test_a_row_with_an_id_is_known_by_it_alone() -> None:
    known = replace(BUY, row_id="77")
    corrected = replace(BUY, row_id="77", quantity=Decimal(11))
    assert new_rows([known], [corrected]).rows == ()


def test_a_row_without_an_id_is_known_by_all_its_fields() -> None:
    other = replace(BUY, quantity=Decimal(11))
    found = new_rows([replace(BUY, source="t.csv:2")], [BUY, other])
    assert found.rows == (other,)
    assert found.known == 1


def test_a_row_typed_by_hand_is_not_added_again_with_the_brokers_id() -> None:
    assert new_rows([BUY], [replace(BUY, row_id="77")]).rows == ()


def test_two_equal_fills_of_one_day_are_two_transactions() -> None:
    assert new_rows([BUY], [BUY, BUY]).rows == (BUY,)
    assert new_rows([BUY, BUY], [BUY, BUY]).rows == ()


def test_equal_fills_with_ids_of_their_own_are_told_apart() -> None:
    first, second = replace(BUY, row_id="1"), replace(BUY, row_id="2")
    assert new_rows([first], [first, second]).rows == (second,)


def test_a_row_that_lost_its_id_is_still_known() -> None:
    assert new_rows([replace(BUY, row_id="77")], [BUY]).rows == ()


def test_an_id_that_a_statement_repeats_is_one_row() -> None:
    row = replace(BUY, row_id="77")
    assert new_rows([], [row, row]).rows == (row,)


def test_an_id_of_another_account_is_told_apart() -> None:
    theirs = replace(BUY, account_id=AccountId("roth"), row_id="77")
    ours = replace(BUY, row_id="77")
    (added,) = new_rows([theirs], [ours]).rows
    assert added.row_id == "joint-77"
    assert new_rows([theirs, added], [ours]).rows == ()


def test_rows_are_given_to_the_account_and_to_its_lots() -> None:
    row = replace(BUY, account_id=AccountId("U123"), lot_id=LotId("L7"))
    (moved,) = for_account([row], AccountId("joint"), {"L7": LotId("joint-L7")})
    assert (moved.account_id, moved.lot_id) == ("joint", "joint-L7")


def test_old_rows_keep_every_byte_when_the_columns_are_enough(tmp_path: Path) -> None:
    old = 'note,date,account,type,symbol,quantity,price\n"as, is",2026-01-02,joint,buy,BND,1,70'
    text = appended(old, [BUY])
    assert text.startswith(old + "\n")
    assert read(tmp_path, text)[1] == BUY


def test_columns_that_are_missing_are_added_at_the_right(tmp_path: Path) -> None:
    old = "\N{ZERO WIDTH NO-BREAK SPACE}Date,account,type,symbol,quantity,price\r\n"
    old += "2026-01-02,joint,buy,BND,1,70\r\n"
    text = appended(old, [replace(BUY, row_id="77", fee=Decimal(1))])
    header, first, second = text.splitlines()
    assert header.endswith("price,fee,id")
    assert first == "2026-01-02,joint,buy,BND,1,70"
    assert second.startswith("2026-03-02,joint,buy,VTI,10,300.5")
    assert text.count("\r\n") == 3
    assert [row.row_id for row in read(tmp_path, text)] == [None, "77"]


def test_an_empty_file_gets_a_header(tmp_path: Path) -> None:
    assert read(tmp_path, appended("", [BUY])) == (BUY,)
