"""Orders and fills in the gateway's three shapes: the list, one order's status, the trades."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from trimtab.brokers.simulators.books import Fill, SimAccount, SimOrder
from trimtab.brokers.simulators.clock import EASTERN
from trimtab.brokers.simulators.ibkr.contracts import company, conid, price
from trimtab.brokers.simulators.ibkr.portfolio import account_id, shares
from trimtab.money import cents_text, to_cents

Json = dict[str, Any]

_STATUSES = {
    "OPEN": "Submitted",
    "PARTIAL": "Submitted",
    "EXECUTED": "Filled",
    "CANCEL_REQUESTED": "PendingCancel",
    "CANCELLED": "Cancelled",
}
_MOST_DAYS = 7


def status(one: SimOrder, shown: Mapping[str, str]) -> str:
    """IBKR's word. `shown`: another one to show instead, by the client's name of the order."""
    if one.client_order_id in shown:
        return shown[one.client_order_id]
    if one.status == "OPEN" and one.after_hours:
        return "PreSubmitted"
    return _STATUSES[one.status]


def placed(one: SimOrder, shown: Mapping[str, str]) -> list[Json]:
    """The answer to an order that was taken: its number is a text here, and a number in lists."""
    return [
        {
            "order_id": str(one.number),
            "order_status": status(one, shown),
            "encrypt_message": "1",
        }
    ]


def listed(account: SimAccount, one: SimOrder, shown: Mapping[str, str]) -> Json:
    """One row of `GET /iserver/account/orders`."""
    word, name, number = status(one, shown), account_id(account), conid(one.symbol)
    row = {
        "acct": name,
        "account": name,
        "conid": number,
        "conidex": str(number),
        "orderId": one.number,
        "cashCcy": "USD",
        "sizeAndFills": f"{shares(one.filled)}/{shares(one.quantity)}",
        "orderDesc": _described(one),
        "description1": one.symbol,
        "ticker": one.symbol,
        "secType": "STK",
        "listingExchange": "ARCA",
        "remainingQuantity": one.left,
        "filledQuantity": one.filled,
        "totalSize": one.quantity,
        "companyName": company(one.symbol),
        "status": word,
        "order_ccp_status": word,
        "origOrderType": one.price_type,
        "supportsTaxOpt": "1",
        "lastExecutionTime": _short(_last(one)),
        "lastExecutionTime_r": _last(one),
        "orderType": one.price_type.capitalize(),
        "timeInForce": "CLOSE" if word in {"Cancelled", "Filled"} else "DAY",
        "side": one.side,
        "bgColor": "#FFFFFF",
        "fgColor": "#000000",
    }
    if one.client_order_id:
        row["order_ref"] = one.client_order_id
    if one.limit is not None:
        row["price"] = price(one.limit)
    if one.average is not None:
        row["avgPrice"] = price(one.average)
    return row


def detail(account: SimAccount, one: SimOrder, shown: Mapping[str, str]) -> Json:
    """`GET /iserver/account/order/status/{id}`: other names, texts, and sides of one letter."""
    word, number = status(one, shown), conid(one.symbol)
    row = {
        "sub_type": None,
        "request_id": "1",
        "order_id": one.number,
        "conidex": str(number),
        "conid": number,
        "symbol": one.symbol,
        "side": one.side[0],
        "contract_description_1": one.symbol,
        "listing_exchange": "ARCA",
        "company_name": company(one.symbol),
        "size": _tenths(shares(one.left)),
        "total_size": _tenths(shares(one.quantity)),
        "currency": "USD",
        "account": account_id(account),
        "order_type": one.price_type,
        "cum_fill": _tenths(shares(one.filled)),
        "order_status": word,
        "order_status_description": f"Order {word}",
        "tif": "DAY",
        "sec_type": "STK",
        "order_description": _described(one),
        "order_not_editable": not one.is_open,
        "cannot_cancel_order": not one.is_open,
        "order_clearing_account": account_id(account),
        "size_and_fills": f"{shares(one.filled)}/{shares(one.quantity)}",
        "order_time": _short(one.placed_ms),
    }
    if one.limit is not None:
        row["limit_price"] = price(one.limit)
    if one.average is not None:
        row["average_price"] = price(one.average)
    return row


def trades(account: SimAccount, now: datetime, days: int) -> list[Json]:
    """`GET /iserver/account/trades`: fills of today and the days before, at the most seven."""
    first = now.astimezone(EASTERN).date() - timedelta(days=min(days, _MOST_DAYS) - 1)
    return [row for row in _trades(account) if _day(row["trade_time_r"]) >= first.isoformat()]


def _trades(account: SimAccount) -> Iterator[Json]:
    for order in account.orders.values():
        for number, fill in enumerate(order.fills, start=1):
            yield _trade(account, order, fill, number)


def _trade(account: SimAccount, order: SimOrder, fill: Fill, number: int) -> Json:
    name, contract = account_id(account), conid(order.symbol)
    at = datetime.fromtimestamp(fill.at_ms / 1000, UTC)
    row = {
        "execution_id": f"0000e0d5.{order.number:x}.{number:02}.01",
        "symbol": order.symbol,
        "supports_tax_opt": "1",
        "side": order.side[0],
        "order_description": f"{_done(order)} {shares(fill.quantity)} @ {price(fill.price)}",
        "trade_time": f"{at:%Y%m%d-%H:%M:%S}",
        "trade_time_r": fill.at_ms,
        "size": fill.quantity,
        "price": price(fill.price),
        "submitter": "simulated",
        "exchange": "ARCA",
        "commission": cents_text(fill.fee),
        "net_amount": to_cents(fill.quantity * fill.price),
        "account": name,
        "accountCode": name,
        "company_name": company(order.symbol),
        "contract_description_1": order.symbol,
        "sec_type": "STK",
        "listing_exchange": "ARCA",
        "conid": contract,
        "conidEx": str(contract),
        "clearing_id": "IB",
        "clearing_name": "IB",
        "liquidation_trade": "0",
        "order_id": order.number,
    }
    if order.client_order_id:
        row["order_ref"] = order.client_order_id
    return row


def _described(one: SimOrder) -> str:
    at = "Market" if one.limit is None else f"Limit {price(one.limit)}"
    word = _done(one) if one.status == "EXECUTED" else one.side.capitalize()
    return f"{word} {shares(one.quantity)} {at}, Day"


def _done(one: SimOrder) -> str:
    return "Bought" if one.side == "BUY" else "Sold"


def _tenths(text: str) -> str:
    """Quantities of one order have a decimal, even without a fraction."""
    return text if "." in text else f"{text}.0"


def _last(one: SimOrder) -> int:
    return one.fills[-1].at_ms if one.fills else one.placed_ms


def _short(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%y%m%d%H%M%S}"


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, EASTERN).date().isoformat()
