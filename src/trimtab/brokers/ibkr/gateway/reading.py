"""The gateway's answers as values. Its numbers are numbers in one list and texts in the next."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from trimtab.brokers.files.symbols import with_dotted_share_class
from trimtab.brokers.ibkr.gateway.refusals import NAME
from trimtab.domain.brokerage import OrderReport
from trimtab.domain.identifiers import OrderId, Symbol
from trimtab.domain.order import OPEN, OrderStatus, OrderType, Side
from trimtab.errors import InvalidValue, Unavailable
from trimtab.money import ZERO

Json = Mapping[str, Any]
T = TypeVar("T")

EASTERN = ZoneInfo("America/New_York")
STOCK = "STK"

_SIDES = {"B": Side.BUY, "BUY": Side.BUY, "S": Side.SELL, "SELL": Side.SELL}
_TYPES = {"LIMIT": OrderType.LIMIT, "LMT": OrderType.LIMIT, "MARKET": OrderType.MARKET}
_TYPES["MKT"] = OrderType.MARKET

# Only these end an order. Every other word, known or not, is of an order that may still trade.
_ENDED = {
    "filled": OrderStatus.FILLED,
    "cancelled": OrderStatus.CANCELLED,
    "apicancelled": OrderStatus.CANCELLED,
    "rejected": OrderStatus.REJECTED,
    "expired": OrderStatus.EXPIRED,
}
_WORKING = frozenset(
    {"pendingsubmit", "apipending", "presubmitted", "submitted", "pendingcancel", "pendingreplace"}
)
# `Inactive` is an order that was refused, or one that waits; a second field tells which. In the
# list it is a word, in the state of one order the sign of FIX for it (field 39, OrdStatus).
_INACTIVE = {
    "rejected": OrderStatus.REJECTED,
    "cancelled": OrderStatus.CANCELLED,
    "canceled": OrderStatus.CANCELLED,
    "8": OrderStatus.REJECTED,
    "4": OrderStatus.CANCELLED,
}
_TIME_OF_ORDER = "%y%m%d%H%M%S"
_AMOUNT = re.compile(r"-?[\d,]*\.?\d+")


def exact(value: object) -> Decimal:
    """A number, whether it came as one or as a text with commas; Unavailable for anything else."""
    try:
        found = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        raise Unavailable(f"IBKR: {value!r} is not a number", broker=NAME) from None
    if not found.is_finite():
        raise Unavailable(f"IBKR: {value!r} is not a number", broker=NAME)
    return found


def dollars(text: object) -> Decimal:
    """The dollars in a text of a preview: `1,977.60 USD (10 Shares)`, the larger of a range.

    Unavailable where there is no amount, or one in another currency.
    """
    amounts, currency, _ = str(text).partition("USD")
    found = _AMOUNT.findall(amounts) if currency else []
    if not found:
        raise Unavailable(f"IBKR: {text!r} is not an amount in dollars", broker=NAME)
    return max(map(exact, found))


def moment(milliseconds: object) -> datetime:
    """A moment in milliseconds since 1970."""
    return datetime.fromtimestamp(int(exact(milliseconds)) / 1000, UTC)


def readable(read: Callable[[], T], what: str) -> T:
    """What `read` gives; Unavailable where the answer has not the shape that is documented."""
    try:
        return read()
    except (LookupError, TypeError, AttributeError, ValueError, InvalidValue) as error:
        raise Unavailable(f"IBKR: its {what} cannot be read ({error})", broker=NAME) from error


def symbol_of(text: object) -> Symbol | None:
    """The symbol in the household's spelling; None for what is none."""
    return Symbol.parse(with_dotted_share_class(str(text or "")))


def side_of(text: object) -> Side | None:
    """BUY and SELL, or B and S; None for anything else, such as the exercise of an option."""
    return _SIDES.get(str(text).upper())


def listed_order(found: Json) -> OrderReport | None:
    """One order of the list; None where it is not one for shares at market or at a limit."""
    kind = str(found.get("origOrderType") or found.get("orderType") or "")
    filled = exact(found.get("filledQuantity") or 0)
    total = found.get("totalSize") or filled + exact(found.get("remainingQuantity") or 0)
    return _order(
        found,
        number=found["orderId"],
        symbol=found.get("ticker") or found.get("description1"),
        kind=kind,
        total=exact(total),
        filled=filled,
        price=found.get("price"),
        average=found.get("avgPrice"),
        word=str(found.get("status", "")),
        second=str(found.get("order_ccp_status", "")),
        name=found.get("order_ref"),
        placed_at=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Shares that an open order has still to trade, whatever kind of order it is.

    number  IBKR's of the security
    price   dollars per share of its limit or its stop; None: at the market
    """

    side: Side
    number: int
    symbol: Symbol | None
    shares: Decimal
    price: Decimal | None


def waiting(found: Json) -> Waiting | None:
    """What one order of the list still holds; None where it has ended, or is none of shares."""
    side, price = side_of(found.get("side")), found.get("price")
    filled, left = (exact(found.get(one) or 0) for one in ("filledQuantity", "remainingQuantity"))
    state = _status(str(found.get("status", "")), str(found.get("order_ccp_status", "")), filled)
    if side is None or state not in OPEN or found.get("secType", STOCK) != STOCK:
        return None
    return Waiting(
        side=side,
        number=int(found["conid"]),
        symbol=symbol_of(found.get("ticker") or found.get("description1")),
        shares=left,
        price=exact(price) if price else None,
    )


def one_order(found: Json, name: OrderId | None) -> OrderReport | None:
    """The state of one order, which does not have our `name` of it."""
    placed = str(found.get("order_time") or "")
    return _order(
        found,
        number=found["order_id"],
        symbol=found.get("symbol"),
        kind=str(found.get("order_type", "")),
        total=exact(found.get("total_size") or 0),
        filled=exact(found.get("cum_fill") or 0),
        price=found.get("limit_price"),
        average=found.get("average_price"),
        word=str(found.get("order_status", "")),
        second=str(found.get("order_ccp_status", "")),
        name=name,
        placed_at=datetime.strptime(placed, _TIME_OF_ORDER).replace(tzinfo=UTC) if placed else None,
    )


def is_ended(word: str) -> OrderStatus | None:
    """How an order of that state has ended; None where it may still trade."""
    return _ENDED.get(word.lower())


def _order(
    found: Json,
    *,
    number: object,
    symbol: object,
    kind: str,
    total: Decimal,
    filled: Decimal,
    price: object,
    average: object,
    word: str,
    second: str,
    name: object,
    placed_at: datetime | None,
) -> OrderReport | None:
    order_type = _TYPES.get(kind.upper())
    side = side_of(found.get("side"))
    security = symbol_of(symbol)
    is_stock = (found.get("secType") or found.get("sec_type") or STOCK) == STOCK
    if order_type is None or side is None or security is None or not is_stock or total <= ZERO:
        return None
    status = _status(word, second, filled)
    if status is OrderStatus.FILLED:
        filled = total
    paid = exact(average or 0)
    return OrderReport(
        broker_order_id=str(number),
        client_order_id=OrderId.parse(str(name or "")),
        side=side,
        symbol=security,
        quantity=total,
        order_type=order_type,
        limit_price=exact(price) if order_type is OrderType.LIMIT and price else None,
        status=status,
        filled=filled,
        average_price=paid if filled > ZERO and paid > ZERO else None,
        placed_at=placed_at,
        messages=_messages(word),
    )


def _status(word: str, second: str, filled: Decimal) -> OrderStatus:
    ended = is_ended(word)
    if ended is None and word.lower() == "inactive":
        ended = _INACTIVE.get(second.lower())
    if ended is not None:
        return ended
    return OrderStatus.PARTLY_FILLED if filled > ZERO else OrderStatus.SUBMITTED


def _messages(word: str) -> tuple[str, ...]:
    known = word.lower()
    if known in _ENDED or known in _WORKING:
        return ()
    return (f"IBKR says {word or 'nothing'} of it; it may still trade",)
