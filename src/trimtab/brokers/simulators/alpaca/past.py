"""An account's activities: how its lots came in, and what was traded since."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from trimtab.brokers.simulators.alpaca.answers import uuid_of
from trimtab.brokers.simulators.alpaca.rules import order_id
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.clock import EASTERN
from trimtab.money import exact_text

Json = dict[str, Any]

_MOST = 100
_MORNING = time(10, 30)
# The day of a transfer of shares of which nothing is known.
_LONG_AGO = date(2019, 1, 3)
# So many decimals that shares times price give the cost to the cent again.
_PRICE = Decimal("1E-9")


def opening(accounts: Iterable[SimAccount]) -> Mapping[str, list[Json]]:
    """By account, the activities that brought its lots; without a date or cost: a transfer."""
    return {one.key: [_arrival(lot) for lot in one.lots] for one in accounts}


def _arrival(lot: SimLot) -> Json:
    name = f"lot {lot.number}"
    if lot.acquired is None or not lot.cost_known:
        day = lot.acquired or _LONG_AGO
        return {
            "id": f"{day:%Y%m%d}000000000::{uuid_of(name)}",
            "activity_type": "ACATS",
            "date": day.isoformat(),
            "net_amount": "0",
            "symbol": lot.symbol,
            "qty": exact_text(lot.quantity),
            "status": "executed",
        }
    at = datetime.combine(lot.acquired, _MORNING, EASTERN).astimezone(UTC)
    price = (lot.cost / lot.quantity).quantize(_PRICE)
    return _fill(at, name, uuid_of(f"order of {name}"), lot.symbol, "buy", lot.quantity, price)


def activities(one: SimAccount, before: Iterable[Json]) -> list[Json]:
    """All activities of an account."""
    return [*before, *_fills(one)]


def page(found: list[Json], query: Mapping[str, str]) -> list[Json]:
    """One page of them, as the query asks, by id, which is by time."""
    found = sorted(
        found, key=lambda one: str(one["id"]), reverse=query.get("direction", "desc") == "desc"
    )
    token = query.get("page_token")
    if token:
        names = [str(one["id"]) for one in found]
        found = found[names.index(token) + 1 :] if token in names else []
    return found[: min(_MOST, int(query.get("page_size", _MOST)))]


def _fills(one: SimAccount) -> Iterator[Json]:
    for order in one.orders.values():
        for number, fill in enumerate(order.fills, start=1):
            yield _fill(
                datetime.fromtimestamp(fill.at_ms / 1000, UTC),
                f"fill {order.number} {number}",
                order_id(order),
                order.symbol,
                order.side.lower(),
                fill.quantity,
                fill.price,
            )


def _fill(  # noqa: PLR0917 - the fields of an activity
    at: datetime, name: str, order: str, symbol: str, side: str, quantity: Decimal, price: Decimal
) -> Json:
    return {
        "id": f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}::{uuid_of(name)}",
        "activity_type": "FILL",
        "transaction_time": at.isoformat().replace("+00:00", "Z"),
        "type": "fill",
        "price": exact_text(price),
        "qty": exact_text(quantity),
        "side": side,
        "symbol": symbol,
        "leaves_qty": "0",
        "cum_qty": exact_text(quantity),
        "order_id": order,
        "order_status": "filled",
    }
