"""Recorded rows."""

from datetime import date
from decimal import Decimal

import pytest

from trimtab.domain import AccountId, Symbol, Transaction, TransactionType

TEN = Decimal(10)


def row(
    type_: TransactionType = TransactionType.BUY,
    *,
    quantity: Decimal | None = None,
    price: Decimal | None = None,
    amount: Decimal | None = None,
    fee: str = "0",
) -> Transaction:
    return Transaction(
        trade_date=date(2026, 6, 1),
        account_id=AccountId("joint"),
        type=type_,
        symbol=Symbol("VTI"),
        quantity=quantity,
        price=price,
        amount=amount,
        fee=Decimal(fee),
    )


@pytest.mark.parametrize("type_", list(TransactionType))
def test_purchases_reinvestments_and_vestings_acquire_and_nothing_else_does(
    type_: TransactionType,
) -> None:
    acquires = type_.value in {"buy", "reinvest", "vest"}
    assert row(type_).is_acquisition is acquires


@pytest.mark.parametrize("type_", list(TransactionType))
def test_only_a_sale_is_a_sale(type_: TransactionType) -> None:
    assert row(type_).is_sale is (type_.value == "sell")


def test_an_amount_wins_over_the_price() -> None:
    given = row(amount=Decimal("100.00"), quantity=TEN, price=Decimal("9.99"))
    assert given.total() == Decimal("100.00")


@pytest.mark.parametrize(
    ("type_", "total"), [(TransactionType.BUY, "101.50"), (TransactionType.SELL, "98.50")]
)
def test_a_fee_adds_to_a_purchase_and_comes_off_a_sale(type_: TransactionType, total: str) -> None:
    traded = row(type_, quantity=TEN, price=TEN, fee="1.50")
    assert traded.total() == Decimal(total)


@pytest.mark.parametrize(("quantity", "price"), [(TEN, None), (None, TEN)])
def test_a_row_without_quantity_or_without_price_has_no_total(
    quantity: Decimal | None, price: Decimal | None
) -> None:
    assert row(quantity=quantity, price=price).total() is None
