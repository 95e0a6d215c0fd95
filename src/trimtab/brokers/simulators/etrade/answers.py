"""E*TRADE's answers as JSON: the shapes of its documentation and of captured answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from trimtab.brokers.simulators.books import SimAccount, SimLot, SimOrder, SimTransaction
from trimtab.brokers.simulators.clock import EASTERN
from trimtab.brokers.simulators.exchange import Asked, Exchange, SimQuote
from trimtab.money import ZERO

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Dialect:
    """Shapes that E*TRADE's answers have been seen in; each as documented unless switched on.

    single_as_dict    a list of one is written as the thing itself
    text_numbers      numbers are written as texts
    lower_names       `position` and `positionLot` with a small letter
    missing_dates     lots without `acquiredDate`; `sentinel` writes the one of 1969
    """

    single_as_dict: bool = False
    text_numbers: bool = False
    lower_names: bool = False
    missing_dates: str = "as known"

    def spoken(self, answer: Json) -> Json:
        """The answer in this dialect."""
        return {self._name(key): self._said(item) for key, item in answer.items()}

    def _said(self, value: Any) -> Any:  # noqa: ANN401  # whatever JSON holds
        if isinstance(value, dict):
            return {self._name(key): self._said(item) for key, item in value.items()}
        if isinstance(value, list):
            items = [self._said(item) for item in value]
            return items[0] if self.single_as_dict and len(items) == 1 else items
        if isinstance(value, Decimal):
            return str(value) if self.text_numbers else _number(value)
        return value

    def _name(self, key: str) -> str:
        if self.lower_names and key in {"Position", "PositionLot"}:
            return key[0].lower() + key[1:]
        return key


def accounts(found: Iterable[SimAccount]) -> Json:
    """`GET /v1/accounts/list`."""
    listed = [
        {
            "accountId": one.number,
            "accountIdKey": one.key,
            "accountMode": one.mode,
            "accountDesc": one.kind,
            "accountName": " ",
            "accountType": one.kind,
            "institutionType": "BROKERAGE",
            "accountStatus": "ACTIVE",
            "closedDate": 0,
        }
        for one in found
    ]
    return {"AccountListResponse": {"Accounts": {"Account": listed}}}


def balance(exchange: Exchange, account: SimAccount) -> Json:
    """`GET /v1/accounts/{key}/balance`."""
    reserved = account.reserved_cash(exchange.price)
    return {
        "BalanceResponse": {
            "accountId": account.number,
            "accountType": account.kind,
            "accountMode": account.mode,
            "Cash": {"fundsForOpenOrdersCash": reserved, "moneyMktBalance": ZERO},
            "Computed": {
                "cashAvailableForInvestment": exchange.spendable(account),
                "netCash": account.cash,
                "cashBalance": account.cash,
                "settledCashForInvestment": account.cash - account.unsettled - reserved,
                "unSettledCashForInvestment": account.unsettled,
            },
        }
    }


def portfolio(
    exchange: Exchange, account: SimAccount, base_url: str, *, count: int, page: int
) -> Json | None:
    """`GET /v1/accounts/{key}/portfolio`; None for an account that holds nothing."""
    symbols = account.symbols()
    if not symbols:
        return None
    pages = -(-len(symbols) // count)
    shown = symbols[(page - 1) * count : page * count]
    found: Json = {
        "accountId": account.number,
        "totalPages": pages,
        "Position": [_position(exchange, account, symbol, base_url) for symbol in shown],
    }
    if page < pages:
        found["nextPageNo"] = str(page + 1)
    return {"PortfolioResponse": {"AccountPortfolio": [found]}}


def position_id(symbol: str) -> int:
    """The number of a position: the same for a security in every account."""
    return int.from_bytes(symbol.encode()[:6].ljust(6, b"\0"), "big")


def _position(exchange: Exchange, account: SimAccount, symbol: str, base_url: str) -> Json:
    lots, quote = account.of(symbol), exchange.quotes[symbol]
    quantity = sum((lot.quantity for lot in lots), ZERO)
    cost = sum((lot.cost for lot in lots), ZERO)
    number = position_id(symbol)
    return {
        "positionId": number,
        "symbolDescription": f"{symbol} FUND",
        "quantity": quantity,
        "positionType": "LONG",
        "marketValue": quantity * quote.last,
        "totalCost": cost,
        "pricePaid": cost / quantity,
        "lotsDetails": f"{base_url}/v1/accounts/{account.key}/portfolio/{number}.json",
        "Product": {"symbol": symbol, "securityType": "EQ"},
        "Quick": {"lastTrade": quote.last, "quoteStatus": quote.status},
    }


def lots(account: SimAccount, symbol: str, dialect: Dialect) -> Json:
    """`GET /v1/accounts/{key}/portfolio/{positionId}`."""
    listed = [_lot(lot, dialect) for lot in account.of(symbol)]
    return {"PositionLotsResponse": {"PositionLot": listed}}


def _lot(lot: SimLot, dialect: Dialect) -> Json:
    found: Json = {
        "positionId": position_id(lot.symbol),
        "positionLotId": lot.number,
        "remainingQty": lot.quantity,
        "availableQty": lot.available,
        "originalQty": lot.quantity,
        "termCode": 1,
    }
    if lot.cost_known:
        found |= {"price": lot.cost / lot.quantity, "totalCost": lot.cost}
    if dialect.missing_dates == "sentinel":
        found["acquiredDate"] = -68400000
    elif dialect.missing_dates != "missing" and lot.acquired is not None:
        found["acquiredDate"] = midnight(lot.acquired)
    return found


def midnight(day: date) -> int:
    """Midnight in New York, in milliseconds since 1970."""
    return int(datetime.combine(day, time(), EASTERN).timestamp() * 1000)


def orders(
    account: SimAccount, *, count: int, marker: str | None, since: date, until: date
) -> Json | None:
    """`GET /v1/accounts/{key}/orders`, the newest first; None where there are none."""
    shown = []
    for order in sorted(account.orders.values(), key=lambda one: -one.number):
        if order.hidden > 0:
            order.hidden -= 1
        elif since <= _day(order.placed_ms) <= until and not (
            marker and order.number >= int(marker)
        ):
            shown.append(order)
    if not shown:
        return None
    answer: Json = {"Order": [order_row(order) for order in shown[:count]]}
    if len(shown) > count:
        answer["marker"] = str(shown[count - 1].number)
    return {"OrdersResponse": answer}


def _day(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(EASTERN).date()


def order_row(order: SimOrder) -> Json:
    """One order of the list; the client's own name of it does not come back."""
    instrument: Json = {
        "symbolDescription": f"{order.symbol} FUND",
        "orderAction": order.side,
        "quantityType": "QUANTITY",
        "orderedQuantity": order.quantity,
        "filledQuantity": order.filled,
        "estimatedCommission": ZERO,
        "Product": {"symbol": order.symbol, "securityType": "EQ"},
    }
    if order.average is not None:
        instrument["averageExecutionPrice"] = order.average
    detail: Json = {
        "placedTime": order.placed_ms,
        "orderValue": order.quantity * (order.limit or ZERO),
        "status": order.status,
        "orderTerm": "GOOD_FOR_DAY",
        "priceType": order.price_type,
        "limitPrice": order.limit or ZERO,
        "stopPrice": ZERO,
        "marketSession": "REGULAR",
        "Instrument": [instrument],
    }
    if order.status == "CANCELLED":
        detail["executedTime"] = 2023137072  # as captured: a figure without meaning
    return {"orderId": order.number, "orderType": "EQ", "OrderDetail": [detail]}


def previewed(
    account: SimAccount,
    asked: Asked,
    number: int,
    total: Decimal,
    at_ms: int,
    *,
    notice: str = "",
) -> Json:
    """`POST /v1/accounts/{key}/orders/preview`."""
    message = {"description": f"200|{notice}", "code": 9000, "type": "WARNING"}
    return {
        "PreviewOrderResponse": {
            "orderType": "EQ",
            "accountId": account.number,
            "previewTime": at_ms,
            "totalOrderValue": total,
            "Order": [
                {
                    "orderTerm": "GOOD_FOR_DAY",
                    "priceType": asked.price_type,
                    "limitPrice": asked.limit or ZERO,
                    "estimatedCommission": ZERO,
                    "estimatedTotalAmount": total,
                    **({"messages": {"Message": [message]}} if notice else {}),
                    "Instrument": [
                        {
                            "orderAction": asked.side,
                            "quantity": asked.quantity,
                            "Product": {"symbol": asked.symbol, "securityType": "EQ"},
                        }
                    ],
                }
            ],
            "PreviewIds": [{"previewId": number}],
        }
    }


def placed(account: SimAccount, order: SimOrder) -> Json:
    """`POST /v1/accounts/{key}/orders/place`: a warning on success, as E*TRADE has it."""
    code, text = 1026, "200|Your order was successfully entered during market hours."
    if order.after_hours:
        code, text = 1027, "200|Your order will be executed when the market opens."
    row = order_row(order)
    row["OrderDetail"][0]["messages"] = {
        "Message": [{"description": text, "code": code, "type": "WARNING"}]
    }
    return {
        "PlaceOrderResponse": {
            "orderType": "EQ",
            "accountId": account.number,
            "placedTime": order.placed_ms,
            "clientOrderId": order.client_order_id,
            "Order": row["OrderDetail"],
            "OrderIds": [{"orderId": order.number}],
        }
    }


def cancelling(account: SimAccount, order: SimOrder, at_ms: int) -> Json:
    """`PUT /v1/accounts/{key}/orders/cancel`."""
    text = "200|Your request to cancel your order is being processed."
    return {
        "CancelOrderResponse": {
            "accountId": account.number,
            "orderId": order.number,
            "cancelTime": at_ms,
            "Messages": {"Message": [{"description": text, "code": 5011, "type": "WARNING"}]},
        }
    }


def transactions(
    account: SimAccount, *, count: int, marker: str | None, since: date, until: date
) -> Json | None:
    """`GET /v1/accounts/{key}/transactions`; says that there is no more when there is."""
    shown = [one for one in account.transactions if since <= _day(one.at_ms) <= until]
    shown.sort(key=lambda one: (-one.at_ms, one.number))
    names = [one.number for one in shown]
    start = names.index(marker) + 1 if marker in names else 0
    page = shown[start : start + count]
    if not page:
        return None
    answer: Json = {
        "moreTransactions": False,
        "transactionCount": len(page),
        "totalCount": len(shown),
        "Transaction": [_transaction(account, one) for one in page],
    }
    if start + count < len(shown):
        answer["marker"] = page[-1].number
    return {"TransactionListResponse": answer}


def _transaction(account: SimAccount, one: SimTransaction) -> Json:
    return {
        "transactionId": one.number,
        "accountId": account.number,
        "transactionDate": one.at_ms,
        "amount": one.amount,
        "description": f"{one.symbol} FUND",
        "transactionType": one.kind,
        "brokerage": {
            "product": {"symbol": one.symbol, "securityType": "EQ"},
            "quantity": one.quantity,
            "price": one.price,
            "fee": ZERO,
        },
    }


def quotes(found: Mapping[str, SimQuote], unknown: Iterable[str], at: datetime) -> Json:
    """`GET /v1/market/quote/{symbols}`: seconds here, milliseconds everywhere else."""
    data = [
        {
            "dateTimeUTC": int(at.timestamp()),
            "quoteStatus": quote.status,
            "ahFlag": "false",
            "All": {"ask": quote.ask, "bid": quote.bid, "lastTrade": quote.last},
            "Product": {"symbol": symbol, "securityType": "EQ"},
        }
        for symbol, quote in found.items()
    ]
    answer: Json = {"QuoteData": data}
    messages = [
        {"description": f"{symbol} is an invalid symbol", "code": 0, "type": "WARNING"}
        for symbol in unknown
    ]
    if messages:
        answer["Messages"] = {"Message": messages}
    return {"QuoteResponse": answer}


def _number(value: Decimal) -> int | float:
    """As E*TRADE writes numbers: whole ones without a point, others as floats."""
    return int(value) if value == value.to_integral_value() else float(value)
