"""The columns of the file of tickets, and the words in which a result is told."""

from collections.abc import Mapping

from trimtab.domain.order import OrderStatus

# Ours by the name in the file. A spreadsheet may reorder them; names are what counts.
HEADERS: Mapping[str, str] = {
    "plan": "plan",
    "order": "order",
    "step": "step",
    "account": "account",
    "name": "account name",
    "side": "side",
    "symbol": "symbol",
    "shares": "shares",
    "type": "order type",
    "limit": "limit price",
    "force": "time in force",
    "lots": "lots to sell",
    "result": "result",
    "filled": "filled shares",
    "price": "average price",
    "fees": "fees",
}

# The first of each is what the documentation names.
RESULTS: Mapping[str, OrderStatus] = {
    "filled": OrderStatus.FILLED,
    "executed": OrderStatus.FILLED,
    "partly": OrderStatus.PARTLY_FILLED,
    "partly filled": OrderStatus.PARTLY_FILLED,
    "partially filled": OrderStatus.PARTLY_FILLED,
    "cancelled": OrderStatus.CANCELLED,
    "canceled": OrderStatus.CANCELLED,
    "not done": OrderStatus.CANCELLED,
    "expired": OrderStatus.EXPIRED,
    "rejected": OrderStatus.REJECTED,
}

# As a result is written for a status, and read again.
WORDS: Mapping[OrderStatus, str] = {
    OrderStatus.FILLED: "filled",
    OrderStatus.PARTLY_FILLED: "partly",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.EXPIRED: "expired",
    OrderStatus.REJECTED: "rejected",
}
