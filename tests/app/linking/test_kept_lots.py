"""Lots that a broker does not tell: the user's own, carried on, or none at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from trimtab.app.importing.ground import Ground, read_ground
from trimtab.app.linking.kept_lots import with_kept_lots
from trimtab.domain import (
    AccountId,
    Lot,
    LotId,
    LotMethod,
    Statement,
    StatementPosition,
    Symbol,
    Transaction,
    TransactionType,
)
from trimtab.workspace.demo_data import sample_folder

JOINT, KO = AccountId("joint"), Symbol("KO")


def lot(name: str, shares: int, year: int, basis: int) -> Lot:
    return Lot(
        lot_id=LotId(name),
        symbol=KO,
        quantity=Decimal(shares),
        basis=Decimal(basis),
        acquired=date(year, 3, 2),
    )


def row(kind: TransactionType, shares: int, name: str, price: int = 60) -> Transaction:
    return Transaction(
        trade_date=date(2026, 6, 10),
        account_id=AccountId("****1234"),
        type=kind,
        symbol=KO,
        quantity=Decimal(shares),
        price=Decimal(price),
        row_id=name,
    )


OLD, YOUNG = lot("old", 10, 2015, 400), lot("young", 5, 2024, 300)
BEFORE = replace(row(TransactionType.BUY, 5, "synced"), account_id=JOINT)


def ground(lots: Sequence[Lot], *rows: Transaction) -> Ground:
    return replace(
        read_ground(Path(str(sample_folder()))), lots={JOINT: tuple(lots)}, transactions=rows
    )


def kept(on: Ground, shares: int, *rows: Transaction) -> list[tuple[str | None, int]]:
    statement = Statement(
        format="Alpaca API",
        positions=(StatementPosition(symbol=KO, quantity=Decimal(shares)),),
        transactions=rows,
    )
    found = with_kept_lots(on, JOINT, statement, LotMethod.FIFO)
    return [(one.lot_id, int(one.quantity)) for one in found.lots]


def test_lots_on_file_stay_while_they_add_up() -> None:
    assert kept(ground([OLD, YOUNG], BEFORE), 15) == [("old", 10), ("young", 5)]


def test_what_was_sold_since_came_from_the_oldest() -> None:
    sold = row(TransactionType.SELL, 12, "new")
    assert kept(ground([OLD, YOUNG], BEFORE), 3, sold) == [("young", 3)]


def test_as_many_sold_as_bought_are_not_the_same_shares() -> None:
    sold, bought = row(TransactionType.SELL, 5, "s"), row(TransactionType.BUY, 5, "b")
    found = kept(ground([OLD, YOUNG], BEFORE), 15, sold, bought)
    assert [shares for _, shares in found] == [5, 5, 5]


def test_rows_that_are_on_file_are_in_the_lots_already() -> None:
    sold = row(TransactionType.SELL, 12, "s")
    on = ground([replace(YOUNG, quantity=Decimal(3))], replace(sold, account_id=JOINT))
    assert kept(on, 3, sold) == [("young", 3)]


def test_before_the_first_sync_lots_are_as_the_user_wrote_them() -> None:
    sold, bought = row(TransactionType.SELL, 5, "s"), row(TransactionType.BUY, 5, "b")
    assert kept(ground([OLD, YOUNG]), 15, sold, bought) == [("old", 10), ("young", 5)]


def test_lots_that_do_not_add_up_are_not_guessed() -> None:
    assert kept(ground([OLD, YOUNG], BEFORE), 14) == []
    came = row(TransactionType.TRANSFER_IN, 2, "new")
    assert kept(ground([OLD, YOUNG], BEFORE), 17, came) == []


def test_without_lots_on_file_one_without_date_and_basis_stands_for_all() -> None:
    assert kept(ground([]), 15) == [(None, 15)]
