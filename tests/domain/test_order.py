"""Instructions to a broker and what the market did with them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from trimtab.domain import (
    DONE,
    OPEN,
    AccountId,
    Fill,
    LotId,
    Order,
    OrderId,
    OrderStatus,
    OrderType,
    Side,
    Symbol,
)
from trimtab.errors import InvalidValue

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


def order(
    *,
    quantity: str = "10",
    order_type: OrderType = OrderType.LIMIT,
    limit_price: str | None = "99.50",
    lots: tuple[tuple[LotId, Decimal], ...] = (),
) -> Order:
    return Order(
        order_id=OrderId("o1"),
        account_id=AccountId("joint"),
        side=Side.SELL,
        symbol=Symbol("VTI"),
        quantity=Decimal(quantity),
        order_type=order_type,
        limit_price=None if limit_price is None else Decimal(limit_price),
        lots=lots,
    )


def fill(
    *, quantity: str = "10", price: str = "99.50", fee: str = "0", at: datetime = NOON
) -> Fill:
    return Fill(
        order_id=OrderId("o1"),
        quantity=Decimal(quantity),
        price=Decimal(price),
        fee=Decimal(fee),
        filled_at=at,
        trade_date=date(2026, 6, 15),
    )


def test_a_new_order_is_a_draft() -> None:
    assert order().status is OrderStatus.DRAFTED


def test_an_order_trades_shares() -> None:
    with pytest.raises(InvalidValue, match="quantity of order o1 must be above zero, got 0"):
        order(quantity="0")


@pytest.mark.parametrize(
    ("order_type", "limit_price"), [(OrderType.LIMIT, None), (OrderType.MARKET, "99.50")]
)
def test_a_limit_order_and_no_other_has_a_limit_price(
    order_type: OrderType, limit_price: str | None
) -> None:
    with pytest.raises(InvalidValue, match=f"a {order_type.value} order .* price {limit_price}"):
        order(order_type=order_type, limit_price=limit_price)


def test_a_market_order_has_no_price() -> None:
    assert order(order_type=OrderType.MARKET, limit_price=None).limit_price is None


def test_a_limit_price_is_above_zero() -> None:
    with pytest.raises(InvalidValue, match="limit price of order o1 must be above zero, got 0"):
        order(limit_price="0")


def test_the_lots_of_an_order_add_up_to_it() -> None:
    lots = ((LotId("L1"), Decimal(4)), (LotId("L2"), Decimal(6)))
    assert order(lots=lots).lots == lots


def test_lots_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(InvalidValue, match="order o1: its lots do not add up to 10"):
        order(lots=((LotId("L1"), Decimal(4)),))


def test_no_status_is_open_and_done_and_only_unsent_orders_are_neither() -> None:
    assert OPEN.isdisjoint(DONE)
    assert set(OrderStatus) - OPEN - DONE == {
        OrderStatus.DRAFTED,
        OrderStatus.PREVIEWED,
        OrderStatus.APPROVED,
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("quantity", "0", "quantity of a fill of o1 must be above zero"),
        ("price", "0", "price of a fill of o1 must be above zero"),
        ("fee", "-0.01", "fee of a fill of o1 must not be negative"),
    ],
)
def test_a_fill_refuses_amounts_that_no_trade_has(field: str, value: str, message: str) -> None:
    amounts = {"quantity": "10", "price": "99.50", "fee": "0"} | {field: value}
    with pytest.raises(InvalidValue, match=message):
        fill(quantity=amounts["quantity"], price=amounts["price"], fee=amounts["fee"])


def test_the_time_of_a_fill_needs_a_time_zone() -> None:
    with pytest.raises(InvalidValue, match="the time of a fill of o1 needs a time zone"):
        fill(at=NOON.replace(tzinfo=None))


def test_a_fill_keeps_the_moment_and_the_trade_date_apart() -> None:
    assert (fill().filled_at, fill().trade_date) == (NOON, date(2026, 6, 15))
