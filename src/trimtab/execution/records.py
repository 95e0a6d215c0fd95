"""Events as JSON can hold them: money and shares as exact text, moments with their offset."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from enum import Enum

from trimtab.domain.identifiers import AccountId, LotId, OrderId, Symbol
from trimtab.domain.order import Order, OrderStatus, OrderType, Side
from trimtab.errors import InvalidValue
from trimtab.execution import events
from trimtab.execution.events import Event

KINDS: Mapping[str, type[Event]] = {
    kind.__name__: kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, Event)
}


def to_record(event: Event) -> dict[str, object]:
    """`event` as a JSON object."""
    given = {field.name: _plain(getattr(event, field.name)) for field in fields(event)}
    return {"event": type(event).__name__, **given}


def from_record(record: Mapping[str, object]) -> Event:
    """The event of `record`; InvalidValue where it is none."""
    kind = KINDS.get(str(record.get("event")))
    if kind is None:
        raise InvalidValue(f"{record.get('event')!r} is no event that this version knows")
    names = [field.name for field in fields(kind)]
    make: Callable[..., Event] = kind
    try:
        return make(
            **{name: READERS.get(name, _same)(record[name]) for name in names if name in record}
        )
    except (TypeError, LookupError, ValueError, ArithmeticError) as error:
        raise InvalidValue(f"the event {kind.__name__} cannot be read: {error}") from error


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Enum():
            return value.value
        case tuple():
            return [_plain(item) for item in value]
        case Order():
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def _same(value: object) -> object:
    if not isinstance(value, str | int | bool):
        raise InvalidValue(f"{value!r} is neither a text nor a number")
    return value


def _moment(value: object) -> datetime:
    return datetime.fromisoformat(str(value))


def _moment_or_none(value: object) -> datetime | None:
    return None if value is None else _moment(value)


def _exact(value: object) -> Decimal:
    if not isinstance(value, str):
        raise InvalidValue(f"{value!r} is not an exact number in quotes")
    return Decimal(value)


def _exact_or_none(value: object) -> Decimal | None:
    return None if value is None else _exact(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise InvalidValue(f"{value!r} is not a list")
    return tuple(str(item) for item in value)


def _accounts(value: object) -> tuple[AccountId, ...]:
    return tuple(map(AccountId, _texts(value)))


def _order(value: object) -> Order:
    if not isinstance(value, dict):
        raise InvalidValue(f"{value!r} is not an order")
    return Order(
        order_id=OrderId(value["order_id"]),
        account_id=AccountId(value["account_id"]),
        side=Side(value["side"]),
        symbol=Symbol(value["symbol"]),
        quantity=_exact(value["quantity"]),
        order_type=OrderType(value["order_type"]),
        limit_price=_exact_or_none(value["limit_price"]),
        lots=tuple((LotId(lot), _exact(shares)) for lot, shares in value["lots"]),
        status=OrderStatus(value["status"]),
    )


# How the fields that are not plain texts and numbers are read, by their names.
READERS: Mapping[str, Callable[[object], object]] = {
    "at": _moment,
    "waits_until": _moment_or_none,
    "order": _order,
    "known": _texts,
    "sources": _texts,
    "accounts": _accounts,
    "status": OrderStatus,
    "filled": _exact,
    "average_price": _exact_or_none,
    "commission": _exact,
    **dict.fromkeys(
        ("gain", "planned_gain", "worse", "left", "drift", "planned_drift"), _exact_or_none
    ),
    **dict.fromkeys(("price", "held", "cash"), _exact_or_none),
}
