"""Alpaca's answers as JSON: the shapes of its documentation. Numbers are texts, but in quotes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from trimtab.brokers.simulators.alpaca.rules import order_id
from trimtab.brokers.simulators.books import SimAccount, SimOrder
from trimtab.brokers.simulators.clock import SimClock
from trimtab.brokers.simulators.exchange import Exchange, SimQuote
from trimtab.money import ZERO, cents_text, exact_text, to_cents

Json = dict[str, Any]

_STATUSES = {
    "OPEN": "new",
    "PARTIAL": "partially_filled",
    "EXECUTED": "filled",
    "CANCEL_REQUESTED": "pending_cancel",
    "CANCELLED": "canceled",
}
# Quotes that are not of this moment are so old.
_OLD = timedelta(minutes=20)
_FRIDAY = 4


def uuid_of(text: str) -> str:
    """An id as Alpaca has them, the same whenever it is asked for."""
    return str(uuid5(NAMESPACE_OID, text))


def account(exchange: Exchange, one: SimAccount) -> Json:
    """`GET /v2/account`. Nothing in it says what is settled."""
    value = sum((lot.quantity * exchange.quotes[lot.symbol].last for lot in one.lots), ZERO)
    power = cents_text(exchange.spendable(one))
    return {
        "id": uuid_of(one.key),
        "account_number": one.number,
        "status": "ACTIVE",
        "currency": "USD",
        "cash": cents_text(one.cash),
        "buying_power": power,
        "non_marginable_buying_power": power,
        "portfolio_value": cents_text(one.cash + value),
        "equity": cents_text(one.cash + value),
        "long_market_value": cents_text(value),
        "short_market_value": "0",
        "multiplier": "1",
        "shorting_enabled": False,
        "trading_blocked": False,
        "transfers_blocked": False,
        "account_blocked": False,
        "trade_suspended_by_user": False,
        "created_at": "2019-01-02T15:00:00Z",
    }


def positions(exchange: Exchange, one: SimAccount) -> list[Json]:
    """`GET /v2/positions`: totals, and no lots."""
    return [_position(exchange, one, symbol) for symbol in one.symbols()]


def _position(exchange: Exchange, one: SimAccount, symbol: str) -> Json:
    lots, last = one.of(symbol), exchange.quotes[symbol].last
    quantity = sum((lot.quantity for lot in lots), ZERO)
    free = sum((lot.available for lot in lots), ZERO)
    cost = sum((lot.cost for lot in lots), ZERO)
    value = to_cents(quantity * last)
    return {
        "asset_id": uuid_of(symbol),
        "symbol": symbol,
        "exchange": "ARCA",
        "asset_class": "us_equity",
        "asset_marginable": True,
        "qty": exact_text(quantity),
        "qty_available": exact_text(free),
        "avg_entry_price": exact_text(to_cents(cost / quantity)),
        "side": "long",
        "market_value": cents_text(value),
        "cost_basis": cents_text(cost),
        "unrealized_pl": cents_text(value - cost),
        "unrealized_plpc": "0",
        "unrealized_intraday_pl": "0",
        "unrealized_intraday_plpc": "0",
        "current_price": exact_text(last),
        "lastday_price": exact_text(last),
        "change_today": "0",
    }


def order(one: SimOrder, shown: Mapping[str, str]) -> Json:
    """One order. `shown`: a status to show instead of its own, by the client's name of it."""
    placed = _moment(one.placed_ms)
    status = _STATUSES[one.status]
    if status == "new" and one.after_hours:
        status = "accepted"
    return {
        "id": order_id(one),
        "client_order_id": one.client_order_id,
        "created_at": placed,
        "updated_at": placed,
        "submitted_at": placed,
        "filled_at": _moment(one.fills[-1].at_ms) if status == "filled" else None,
        "asset_id": uuid_of(one.symbol),
        "symbol": one.symbol,
        "asset_class": "us_equity",
        "notional": None,
        "qty": exact_text(one.quantity),
        "filled_qty": exact_text(one.filled),
        "filled_avg_price": None if one.average is None else exact_text(one.average),
        "order_class": "",
        "order_type": one.price_type.lower(),
        "type": one.price_type.lower(),
        "side": one.side.lower(),
        "time_in_force": "day",
        "limit_price": None if one.limit is None else exact_text(one.limit),
        "stop_price": None,
        "status": shown.get(one.client_order_id, status),
        "extended_hours": False,
        "legs": None,
    }


def _moment(ms: int) -> str:
    """As Alpaca writes moments: with nanoseconds."""
    at = datetime.fromtimestamp(ms / 1000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}000000Z"


def snapshots(quotes: Mapping[str, SimQuote], symbols: Iterable[str], at: datetime) -> Json:
    """`GET /v2/stocks/snapshots`: what is not known is left out."""
    return {symbol: _snapshot(quotes[symbol], at) for symbol in symbols if symbol in quotes}


def _snapshot(quote: SimQuote, at: datetime) -> Json:
    then = (at if quote.status == "REALTIME" else at - _OLD).isoformat()
    return {
        "latestTrade": {"t": then, "p": quote.last, "s": Decimal(100)},
        "latestQuote": {"t": then, "bp": quote.bid, "ap": quote.ask, "bs": 1, "as": 1},
    }


def clock(now: SimClock) -> Json:
    """`GET /v2/clock`."""
    here = now.eastern
    opens, closes = here.replace(hour=9, minute=30), here.replace(hour=16, minute=0)
    if here >= opens or not _traded_on(here.date()):
        opens = _next(opens)
    if here >= closes or not _traded_on(here.date()):
        closes = _next(closes)
    return {
        "timestamp": here.isoformat(),
        "is_open": now.in_session,
        "next_open": opens.replace(second=0, microsecond=0).isoformat(),
        "next_close": closes.replace(second=0, microsecond=0).isoformat(),
    }


def calendar(start: date, end: date) -> list[Json]:
    """`GET /v2/calendar`: weekdays, holidays are not known."""
    days = (start + timedelta(days=number) for number in range((end - start).days + 1))
    return [
        {"date": day.isoformat(), "open": "09:30", "close": "16:00"}
        for day in days
        if _traded_on(day)
    ]


def _next(moment: datetime) -> datetime:
    moment += timedelta(days=1)
    while not _traded_on(moment.date()):
        moment += timedelta(days=1)
    return moment


def _traded_on(day: date) -> bool:
    return day.weekday() <= _FRIDAY
