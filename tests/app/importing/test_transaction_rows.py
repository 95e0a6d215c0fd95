"""New transactions go below the old ones: nothing twice, nothing lost, no old byte changed."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trimtab.app.importing.transaction_rows import appended, for_account, new_rows
from trimtab.domain import AccountId, LotId, OrderId, Symbol, Transaction, TransactionType
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


def test_an_id_that_a_statement_gives_to_another_transaction_is_a_problem() -> None:
    first = replace(BUY, row_id="2", source="a.qfx:20")
    second = replace(BUY, row_id="2", quantity=Decimal(5), source="a.qfx:24")
    found = new_rows([], [first, second])
    assert found.rows == (replace(first, source=""),)
    assert found.known == 0
    (problem,) = found.problems
    assert (problem.file, problem.line) == ("a.qfx", 24)
    assert "buy 5 VTI of 2026-03-02" in problem.what
    assert "buy 10 VTI of 2026-03-02" in problem.what


def test_an_id_on_file_of_another_security_is_a_problem_and_adds_nothing() -> None:
    found = new_rows([replace(BUY, row_id="2")], [replace(BUY, row_id="2", symbol=Symbol("BND"))])
    assert (found.rows, len(found.problems)) == ((), 1)


def test_a_row_whose_id_was_another_ones_is_known_once_it_stands_there_by_hand() -> None:
    first = replace(BUY, row_id="2")
    second = replace(BUY, row_id="2", quantity=Decimal(5))
    by_hand = replace(BUY, row_id="2b", quantity=Decimal(5))
    found = new_rows([first, by_hand], [first, second])
    assert (found.rows, found.known, found.problems) == ((), 2, ())


@pytest.mark.parametrize(
    "noted",
    [
        {"time": time(10, 0)},
        {"lot_id": LotId("L7")},
        {"order_id": OrderId("O1")},
        {"gain": Decimal(-5)},
        {"fee": Decimal("0.03")},
        {"row_id": "mine"},
        {"wash_used": Decimal(3)},
        {"holding_period_start": date(2026, 1, 2)},
        {"type": TransactionType.VEST},
        {"amount": Decimal("3005.00")},
    ],
)
def test_what_the_user_notes_in_a_row_does_not_make_it_another(noted: dict[str, Any]) -> None:
    found = new_rows([replace(BUY, **noted)], [BUY])
    assert (found.rows, found.known, found.problems) == ((), 1, ())


def test_a_transfer_that_the_user_calls_a_gift_is_known() -> None:
    came = replace(BUY, type=TransactionType.TRANSFER_IN, price=None)
    gift = replace(came, type=TransactionType.GIFT_IN, amount=Decimal(900))
    assert new_rows([gift], [came]).known == 1


def test_fills_at_other_times_are_two_transactions() -> None:
    morning, noon = replace(BUY, time=time(9, 30)), replace(BUY, time=time(12, 0))
    assert new_rows([morning], [noon]).rows == (noon,)


def test_a_row_keeps_to_its_equal_where_another_is_like_it() -> None:
    plain, timed = BUY, replace(BUY, time=time(9, 30))
    assert new_rows([timed, plain], [plain, timed]).rows == ()
    assert new_rows([timed], [plain, timed]).rows == (plain,)


def test_an_amount_that_was_corrected_is_a_problem_and_not_a_second_trade() -> None:
    on_file = replace(BUY, amount=Decimal(3000), source="data/t.csv:7")
    found = new_rows([on_file], [replace(BUY, amount=Decimal(3005), source="new.csv:3")])
    assert (found.rows, found.known) == ((), 0)
    (problem,) = found.problems
    assert (problem.file, problem.line) == ("new.csv", 3)
    assert "amount 3000; here amount 3005" in problem.what
    assert "data/t.csv:7" in (problem.why or "")


def test_a_second_fill_at_another_price_is_new_where_the_first_is_repeated() -> None:
    dearer = replace(BUY, price=Decimal(301))
    assert new_rows([BUY], [BUY, dearer]).rows == (dearer,)


def test_two_dividends_of_one_day_are_two() -> None:
    paid = replace(BUY, type=TransactionType.DIVIDEND, quantity=None, price=None, amount=Decimal(5))
    more = replace(paid, amount=Decimal(7))
    assert new_rows([paid], [more]).rows == (more,)


def test_a_list_with_the_newest_first_gives_the_same_rows_as_one_with_the_oldest_first() -> None:
    listed = [
        BUY,
        replace(BUY, type=TransactionType.SELL),
        replace(BUY, trade_date=date(2026, 3, 3)),
        replace(BUY, trade_date=date(2026, 3, 3), quantity=Decimal(4)),
        replace(BUY, trade_date=date(2026, 3, 9)),
    ]
    assert new_rows([], listed).rows == tuple(listed)
    assert new_rows([], listed[::-1]).rows == tuple(listed)


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


@pytest.mark.parametrize(
    ("on_file", "added"), [("split-VTI-2026-03-02/joint", 0), ("7/other", 1), ("76", 1)]
)
def test_the_brokers_row_of_an_action_that_was_booked_here_is_known(
    on_file: str, added: int
) -> None:
    split = replace(BUY, type=TransactionType.SPLIT, quantity=None, price=None, ratio=Decimal(4))
    brokers = replace(split, row_id="77", quantity=Decimal(40))
    assert len(new_rows([replace(split, row_id=on_file)], [brokers]).rows) == added
