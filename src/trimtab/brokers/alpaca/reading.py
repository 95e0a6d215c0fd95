"""Alpaca's answers as values. Its numbers are texts, in market data they are numbers."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from trimtab.brokers.files.symbols import looks_like_option
from trimtab.domain.brokerage import (
    BrokerAccount,
    BrokerLot,
    BrokerPosition,
    Freshness,
    LiveQuote,
    OrderReport,
)
from trimtab.domain.identifiers import OrderId, Symbol
from trimtab.domain.order import OrderStatus, OrderType, Side
from trimtab.errors import InvalidValue, Unavailable
from trimtab.money import ZERO

Json = Mapping[str, Any]
T = TypeVar("T")

EASTERN = ZoneInfo("America/New_York")
_STOCK = "us_equity"
_NANOSECONDS = re.compile(r"(\.\d{6})\d+")

# Only these end an order. Every other word, known or not, is of an order that may still trade:
# new, accepted, pending_new, accepted_for_bidding, pending_review, held, suspended, stopped,
# calculated, pending_cancel, pending_replace, and done_for_day, which may go on another day.
_ENDED = {
    "filled": OrderStatus.FILLED,
    "canceled": OrderStatus.CANCELLED,
    # What is left of it goes on under another id, which `messages` names.
    "replaced": OrderStatus.CANCELLED,
    "expired": OrderStatus.EXPIRED,
    "rejected": OrderStatus.REJECTED,
}
_WORKING = frozenset(
    {
        "new",
        "accepted",
        "pending_new",
        "accepted_for_bidding",
        "pending_review",
        "partially_filled",
        "held",
        "suspended",
        "stopped",
        "calculated",
        "pending_cancel",
        "pending_replace",
        "done_for_day",
    }
)
# Of working orders, those that need a word.
_SAID = frozenset({"held", "suspended", "stopped", "done_for_day", "pending_review"})

# The consolidated tape (sip) is of all exchanges, iex of one; both are of this moment.
_LIVE_FEEDS = frozenset({"sip", "iex"})
# The answer is the latest that there was, of whatever hour: outside of the session of yesterday,
# and on IEX, where some securities are hardly traded, of this morning.
_FRESH_FOR = timedelta(minutes=5)


def exact(value: object) -> Decimal:
    """A number, whether it came as one or as a text; Unavailable for anything else."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise Unavailable(f"Alpaca: {value!r} is not a number") from None
    if not found.is_finite():
        raise Unavailable(f"Alpaca: {value!r} is not a number")
    return found


def moment(text: object) -> datetime:
    """A moment, to the microsecond below: Alpaca writes nanoseconds."""
    try:
        found = datetime.fromisoformat(_NANOSECONDS.sub(r"\1", str(text)))
    except ValueError:
        raise Unavailable(f"Alpaca: {text!r} is not a moment") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def readable(read: Callable[[], T], what: str) -> T:
    """What `read` gives; Unavailable where the answer has not the shape that is documented."""
    try:
        return read()
    except (LookupError, TypeError, AttributeError, InvalidValue) as error:
        raise Unavailable(
            f"Alpaca: its {what} cannot be read ({error})", broker="Alpaca"
        ) from error


def account(answer: Json, *, kind: str) -> BrokerAccount:
    """The account that the keys are of. `kind`: paper or live, for people."""
    limited = exact(answer.get("multiplier") or 1) == 1
    return BrokerAccount(
        key=str(answer["id"]),
        number=str(answer["account_number"]),
        description=f"{kind}, {'cash' if limited else 'margin'}",
        # Alpaca does not say how an account is taxed, nor which of its cash is settled.
        registration=None,
        settles=limited,
    )


def blocked(answer: Json) -> str:
    """Why nothing can be traded in the account; empty where it can."""
    words = [
        name.replace("_", " ")
        for name in ("trading_blocked", "account_blocked", "trade_suspended_by_user")
        if answer.get(name)
    ]
    if answer.get("status", "ACTIVE") != "ACTIVE":
        words.append(f"its status is {answer['status']}")
    return ", ".join(words)


def symbol_of(found: Json) -> Symbol | None:
    """The security; None where there is none, or its name is that of crypto or of an option.

    Activities say nothing else of what was traded.
    """
    name = str(found.get("symbol") or "")
    return None if "/" in name or looks_like_option(name) else Symbol.parse(name)


def is_traded(position: Json) -> bool:
    """True for shares held long: not for options, crypto and short positions."""
    if symbol_of(position) is None:
        return False
    return position.get("asset_class", _STOCK) == _STOCK and exact(position["qty"]) > ZERO


def skipped(position: Json) -> str:
    """What is left out, and why."""
    kind = str(position.get("asset_class", _STOCK))
    short = kind == _STOCK and exact(position["qty"]) < ZERO
    return f"{position['symbol']}: {'short' if short else kind}"


def position(found: Json, lots: tuple[BrokerLot, ...] | None) -> BrokerPosition:
    """A position with its lots."""
    price = found.get("current_price")
    return BrokerPosition(
        symbol=Symbol(str(found["symbol"])),
        quantity=exact(found["qty"]),
        price=None if price is None else exact(price),
        lots=lots,
    )


def available(found: Json) -> Decimal:
    """Shares that an order may take now."""
    return exact(found.get("qty_available", found["qty"]))


def quotes(answer: Json, feed: str, now: datetime) -> dict[Symbol, LiveQuote]:
    """Latest quotes by symbol, from snapshots; a bid or ask of zero is none.

    A security without a trade has no last price, and is left out.
    """
    found = {}
    for name, one in answer.items():
        trade, quoted = (one or {}).get("latestTrade"), (one or {}).get("latestQuote") or {}
        symbol = symbol_of({"symbol": name})
        if not trade or exact(trade["p"]) <= ZERO or symbol is None:
            continue
        at = max(moment(part["t"]) for part in (trade, quoted) if part.get("t"))
        found[symbol] = LiveQuote(
            symbol=symbol,
            last=exact(trade["p"]),
            bid=exact(quoted.get("bp", 0)) or None,
            ask=exact(quoted.get("ap", 0)) or None,
            at=at,
            freshness=_freshness(feed, now - at),
        )
    return found


def _freshness(feed: str, age: timedelta) -> Freshness:
    if age > _FRESH_FOR:
        return Freshness.CLOSING
    return Freshness.REAL_TIME if feed in _LIVE_FEEDS else Freshness.DELAYED


def orders(page: Iterable[Json]) -> tuple[OrderReport, ...]:
    """The orders for shares; one for a sum of dollars has no number of shares, and is left out."""
    return tuple(report for one in page if (report := order(one)) is not None)


def order(found: Json) -> OrderReport | None:
    """One order; None where it is not an order for shares at market or at a limit."""
    side, quantity = str(found.get("side")), found.get("qty")
    if found.get("asset_class", _STOCK) != _STOCK or side not in {"buy", "sell"} or not quantity:
        return None
    symbol = symbol_of(found)
    if symbol is None:
        return None
    limit = found.get("limit_price")
    filled = exact(found.get("filled_qty") or 0)
    price = exact(found.get("filled_avg_price") or 0)
    word = str(found.get("status"))
    return OrderReport(
        broker_order_id=str(found["id"]),
        client_order_id=_name(str(found.get("client_order_id"))),
        side=Side(side),
        symbol=symbol,
        quantity=exact(quantity),
        order_type=OrderType.MARKET if limit is None else OrderType.LIMIT,
        limit_price=None if limit is None else exact(limit),
        status=_status(word, filled),
        filled=filled,
        average_price=price if filled > ZERO and price > ZERO else None,
        placed_at=moment(found["submitted_at"]) if found.get("submitted_at") else None,
        messages=_messages(found, word),
    )


def _name(text: str) -> OrderId | None:
    """Our name of an order; None for a name that is none of ours: others place orders, too."""
    return OrderId.parse(text)


def _status(word: str, filled: Decimal) -> OrderStatus:
    ended = _ENDED.get(word)
    if ended is not None:
        return ended
    return OrderStatus.PARTLY_FILLED if filled > ZERO else OrderStatus.SUBMITTED


def _messages(found: Json, word: str) -> tuple[str, ...]:
    if word == "replaced":
        return (f"it was replaced by order {found.get('replaced_by')} at Alpaca",)
    if word not in _ENDED and word not in _WORKING:
        return (f"its status {word} is not known here; it may still trade",)
    return (f"Alpaca says {word}",) if word in _SAID else ()
