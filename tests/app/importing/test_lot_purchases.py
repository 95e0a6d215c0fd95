"""A lot that the broker lists without a name takes the name of the purchase that brought it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.app.importing.lot_purchases import names_by_purchase, told_rows
from trimtab.app.importing.statement_lots import named_lots
from trimtab.domain import (
    AccountId,
    Lot,
    LotId,
    Statement,
    StatementLot,
    Symbol,
    Transaction,
    TransactionType,
)

JOINT = AccountId("joint")
DAY = date(2026, 11, 2)
LOT = StatementLot(
    symbol=Symbol("VTI"), quantity=Decimal(10), acquired=DAY, basis=Decimal("501.00")
)
ROW = Transaction(
    trade_date=DAY,
    account_id=JOINT,
    type=TransactionType.BUY,
    symbol=Symbol("VTI"),
    quantity=Decimal(10),
    amount=Decimal("501.00"),
    lot_id=LotId("77"),
    row_id="1",
)


def on_file(lot_id: str, start: date | None = None) -> Lot:
    return Lot(
        lot_id=LotId(lot_id),
        symbol=LOT.symbol,
        quantity=LOT.quantity,
        basis=LOT.basis,
        acquired=DAY,
        holding_period_start=start,
    )


def names(*rows: Transaction, lots: tuple[StatementLot, ...] = (LOT,), taken: str = "") -> object:
    return dict(names_by_purchase(lots, rows, {LotId(taken)} if taken else ()))


def test_a_lot_takes_the_name_of_the_one_purchase_that_agrees() -> None:
    assert names(ROW) == {0: "77"}
    assert names(replace(ROW, type=TransactionType.REINVEST)) == {0: "77"}


def test_a_purchase_of_other_shares_another_day_or_security_is_another() -> None:
    assert names(replace(ROW, quantity=Decimal(9))) == {}
    assert names(replace(ROW, trade_date=date(2026, 11, 3))) == {}
    assert names(replace(ROW, symbol=Symbol("BND"))) == {}


def test_what_is_no_purchase_or_has_no_name_names_no_lot() -> None:
    assert names(replace(ROW, type=TransactionType.SELL)) == {}
    assert names(replace(ROW, lot_id=None)) == {}


def test_two_purchases_or_two_lots_that_agree_leave_it_open() -> None:
    assert names(ROW, replace(ROW, lot_id=LotId("78"), row_id="2")) == {}
    assert names(ROW, lots=(LOT, LOT)) == {}


def test_a_name_that_the_broker_or_another_account_gives_is_not_taken() -> None:
    assert names(ROW, lots=(replace(LOT, lot_id="5"),)) == {}
    assert names(ROW, lots=(LOT, replace(LOT, lot_id="77", quantity=Decimal(3)))) == {}
    assert names(ROW, taken="77") == {}


def test_a_row_on_file_counts_as_the_user_has_it_there() -> None:
    renamed = replace(ROW, lot_id=LotId("mine"))
    other = replace(ROW, account_id=AccountId("roth"), row_id="9")
    assert told_rows((renamed, other), (ROW,), JOINT) == (renamed,)
    assert told_rows((), (ROW, replace(ROW, row_id=None)), JOINT) == (
        ROW,
        replace(ROW, row_id=None),
    )


def named(existing: Lot | None, *rows: Transaction) -> Lot:
    statement = Statement(format="test", lots=(LOT,))
    (lot,) = named_lots(statement, JOINT, (existing,) if existing else (), (), rows).lots
    return lot


def test_a_lot_on_file_keeps_what_was_noted_when_its_purchase_names_it() -> None:
    lot = named(on_file("joint-VTI-2026-11-02", date(2026, 9, 1)), ROW)
    assert (lot.lot_id, lot.holding_period_start) == ("77", date(2026, 9, 1))


def test_a_name_on_file_that_a_row_uses_stays() -> None:
    sale = replace(ROW, type=TransactionType.SELL, lot_id=LotId("mine"), row_id="2")
    assert named(on_file("mine"), ROW, sale).lot_id == "mine"


def test_a_purchase_once_linked_stays_linked() -> None:
    once = named(None, ROW)
    assert named(once, ROW) == once
    assert named(once) == once
