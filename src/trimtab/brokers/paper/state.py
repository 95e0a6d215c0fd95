"""The books of the paper broker as JSON, so that they outlive the process that trades in them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from trimtab.brokers.paper.holding import PaperHolding
from trimtab.domain.account import Registration
from trimtab.domain.brokerage import BrokerAccount, BrokerLot, OrderReport
from trimtab.domain.identifiers import AccountId, LotId, OrderId, Symbol
from trimtab.domain.order import Order, OrderStatus, OrderType, Side
from trimtab.errors import InvalidValue

_SCHEMA = "trimtab.paper/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrder:
    """An order that was taken, and what became of it."""

    account: str
    order: Order
    report: OrderReport


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperState:
    """Everything that the paper broker knows but the quotes; orders the oldest first."""

    holdings: tuple[PaperHolding, ...]
    orders: tuple[PaperOrder, ...] = ()


def to_text(state: PaperState) -> str:
    """`state` as JSON: money and shares as exact text."""
    document = {
        "schema": _SCHEMA,
        "accounts": [_holding_document(one) for one in state.holdings],
        "orders": [
            {"account": one.account, "order": _plain(one.order), "report": _plain(one.report)}
            for one in state.orders
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def from_text(text: str) -> PaperState:
    """The state of a text that `to_text` made; InvalidValue for anything else."""
    try:
        document = json.loads(text)
        if document["schema"] != _SCHEMA:
            raise InvalidValue(f"it is not a {_SCHEMA} document")
        return PaperState(
            holdings=tuple(_holding(one) for one in document["accounts"]),
            orders=tuple(
                PaperOrder(
                    account=one["account"],
                    order=_order(one["order"]),
                    report=_report(one["report"]),
                )
                for one in document["orders"]
            ),
        )
    except (ValueError, LookupError, TypeError, ArithmeticError) as error:
        raise InvalidValue(f"the books of the paper broker cannot be read: {error}") from error


def _holding_document(holding: PaperHolding) -> dict[str, Any]:
    return {
        "account": _plain(holding.account),
        "cash": str(holding.cash),
        "quantity_step": str(holding.quantity_step),
        "lots": [_plain(lot) for lot in holding.lots],
    }


def _plain(value: object) -> Any:  # noqa: ANN401  # whatever JSON holds
    match value:
        case Order() | OrderReport() | BrokerAccount() | BrokerLot():
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case tuple():
            return [_plain(item) for item in value]
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Side() | OrderType() | OrderStatus() | Registration():
            return value.value
        case _:
            return value


def _holding(given: Mapping[str, Any]) -> PaperHolding:
    account, registration = given["account"], given["account"]["registration"]
    return PaperHolding(
        account=BrokerAccount(
            key=account["key"],
            number=account["number"],
            description=account["description"],
            registration=None if registration is None else Registration(registration),
            settles=account["settles"],
        ),
        cash=Decimal(given["cash"]),
        quantity_step=Decimal(given["quantity_step"]),
        lots=tuple(_lot(one) for one in given["lots"]),
    )


def _lot(given: Mapping[str, Any]) -> BrokerLot:
    acquired, basis = given["acquired"], given["basis"]
    return BrokerLot(
        lot_id=LotId(given["lot_id"]),
        symbol=Symbol(given["symbol"]),
        quantity=Decimal(given["quantity"]),
        available=Decimal(given["available"]),
        acquired=None if acquired is None else date.fromisoformat(acquired),
        basis=None if basis is None else Decimal(basis),
    )


def _order(given: Mapping[str, Any]) -> Order:
    return Order(
        order_id=OrderId(given["order_id"]),
        account_id=AccountId(given["account_id"]),
        side=Side(given["side"]),
        symbol=Symbol(given["symbol"]),
        quantity=Decimal(given["quantity"]),
        order_type=OrderType(given["order_type"]),
        limit_price=_exact(given["limit_price"]),
        lots=_lots(given["lots"]),
        status=OrderStatus(given["status"]),
    )


def _report(given: Mapping[str, Any]) -> OrderReport:
    client, placed = given["client_order_id"], given["placed_at"]
    return OrderReport(
        broker_order_id=given["broker_order_id"],
        client_order_id=None if client is None else OrderId(client),
        side=Side(given["side"]),
        symbol=Symbol(given["symbol"]),
        quantity=Decimal(given["quantity"]),
        order_type=OrderType(given["order_type"]),
        status=OrderStatus(given["status"]),
        filled=Decimal(given["filled"]),
        average_price=_exact(given["average_price"]),
        limit_price=_exact(given["limit_price"]),
        placed_at=None if placed is None else datetime.fromisoformat(placed),
        commission=Decimal(given["commission"]),
        lots=_lots(given["lots"]),
        messages=tuple(given["messages"]),
    )


def _lots(given: list[list[str]]) -> tuple[tuple[LotId, Decimal], ...]:
    return tuple((LotId(lot_id), Decimal(shares)) for lot_id, shares in given)


def _exact(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
