"""Executions: what was traded, at what price, and what it cost, which no list of orders tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from trimtab.brokers.ibkr.gateway.reading import (
    EASTERN,
    STOCK,
    exact,
    moment,
    side_of,
    symbol_of,
)
from trimtab.domain.brokerage import OrderReport
from trimtab.domain.identifiers import AccountId, OrderId, Symbol
from trimtab.domain.order import OrderStatus, OrderType, Side
from trimtab.domain.transaction import Transaction, TransactionType
from trimtab.money import ZERO, to_cents

Json = Mapping[str, Any]

# The most days of trades that IBKR lists, today among them.
DAYS = 7
_ENDED = "only its trades are listed any more: what was not traded of it has ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One execution. `fee`: dollars, >= 0; None where it is not told yet."""

    execution: str
    order: str
    name: OrderId | None
    symbol: Symbol
    side: Side
    quantity: Decimal
    price: Decimal
    at: datetime
    fee: Decimal | None


def of_order(trades: Iterable[Trade], report: OrderReport) -> tuple[Trade, ...]:
    """The executions of one order: by IBKR's name of it, or else by ours."""
    ours = report.client_order_id
    return tuple(
        one
        for one in trades
        if one.order == report.broker_order_id or (ours is not None and one.name == ours)
    )


def fees(trades: Iterable[Trade]) -> Decimal:
    """Dollars that executions cost, as far as it is told."""
    return sum((one.fee or ZERO for one in trades), ZERO)


def from_trades(trades: Iterable[Trade]) -> tuple[OrderReport, ...]:
    """Orders of which nothing but executions is listed any more, the oldest first."""
    by_order: dict[str, list[Trade]] = {}
    for one in trades:
        by_order.setdefault(one.order, []).append(one)
    return tuple(_from_trades(number, parts) for number, parts in by_order.items())


def _from_trades(number: str, parts: list[Trade]) -> OrderReport:
    first, shares = parts[0], sum((one.quantity for one in parts), ZERO)
    return OrderReport(
        broker_order_id=number,
        client_order_id=first.name,
        side=first.side,
        symbol=first.symbol,
        quantity=shares,
        order_type=OrderType.MARKET,
        status=OrderStatus.FILLED,
        filled=shares,
        average_price=sum((one.quantity * one.price for one in parts), ZERO) / shares,
        placed_at=first.at,
        commission=fees(parts),
        messages=(_ENDED,),
    )


def trade_of(found: Json) -> Trade | None:
    """One execution; None where it is none of shares."""
    side, symbol = side_of(found.get("side")), symbol_of(found.get("symbol"))
    quantity = exact(found["size"])
    if side is None or symbol is None or quantity <= ZERO or found.get("sec_type", STOCK) != STOCK:
        return None
    name = OrderId.parse(str(found.get("order_ref") or ""))
    fee = found.get("commission")
    return Trade(
        execution=str(found["execution_id"]),
        order=str(found.get("order_id") or name or found["execution_id"]),
        name=name,
        symbol=symbol,
        side=side,
        quantity=quantity,
        price=exact(found["price"]),
        at=moment(found["trade_time_r"]),
        fee=None if fee in {None, ""} else abs(exact(fee)),
    )


def row_of(trade: Trade, account_id: AccountId) -> Transaction:
    """An execution as a row of transactions."""
    at = trade.at.astimezone(EASTERN)
    fee = trade.fee or ZERO
    gross = trade.quantity * trade.price
    sold = trade.side is Side.SELL
    return Transaction(
        trade_date=at.date(),
        # To the second, as files keep it.
        time=at.time().replace(microsecond=0),
        account_id=account_id,
        type=TransactionType.SELL if sold else TransactionType.BUY,
        symbol=trade.symbol,
        quantity=trade.quantity,
        price=trade.price,
        amount=to_cents(gross - fee if sold else gross + fee),
        fee=to_cents(fee),
        order_id=OrderId.parse(trade.order),
        row_id=trade.execution,
    )
