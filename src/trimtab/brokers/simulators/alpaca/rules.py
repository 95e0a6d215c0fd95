"""What Alpaca takes and what it refuses: one request for an order, no preview, the oldest lots."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from trimtab.brokers.simulators.books import SimAccount, SimOrder
from trimtab.brokers.simulators.exchange import Asked, Exchange
from trimtab.money import ONE, ZERO, exact_text, to_cents

Json = dict[str, Any]

_UNREADABLE, _UNPROCESSABLE, _FORBIDDEN, _NOT_FOUND = 40010001, 42210000, 40310000, 40410000
_LONGEST_NAME = 128
_DECIMALS = Decimal("0.000000001")
# Rule 612 of Regulation NMS: no fractions of a cent from one dollar up.
_TICK = Decimal("0.01")
_KINDS = {"market": "MARKET", "limit": "LIMIT"}


class AlpacaRefusal(Exception):
    """An answer with Alpaca's own status, code and words."""

    def __init__(self, status: int, code: int, message: str) -> None:
        self.status, self.code, self.message = status, code, message
        super().__init__(f"{status} {code}: {message}")


def order_id(order: SimOrder) -> str:
    """Its id at Alpaca, which looks like all of Alpaca's ids."""
    return str(UUID(int=order.number))


class AlpacaExchange(Exchange):
    """Alpaca's rules over the same books. Whoever calls holds the lock."""

    def accept(self, account: SimAccount, body: str) -> SimOrder:
        """Take the order in a request's body."""
        asked = _asked(body)
        if asked.symbol not in self.quotes:
            raise AlpacaRefusal(422, _UNPROCESSABLE, f'asset "{asked.symbol}" not found')
        name = (account.key, asked.client_order_id)
        if name in self.names:
            raise AlpacaRefusal(422, _UNREADABLE, "client_order_id must be unique")
        if asked.side == "SELL":
            self._check_shares(account, asked)
        else:
            cost = to_cents(asked.quantity * (asked.limit or self.price(asked.symbol, "BUY")))
            if cost > self.spendable(account):
                raise AlpacaRefusal(403, _FORBIDDEN, "insufficient buying power")
        self.names.add(name)
        return self._accepted(account, asked)

    def found(self, account: SimAccount, name: str) -> SimOrder:
        """The order of an id."""
        try:
            number = UUID(name).int
        except ValueError:
            raise AlpacaRefusal(422, _UNREADABLE, f"order_id {name} is invalid") from None
        if number not in account.orders:
            raise AlpacaRefusal(404, _NOT_FOUND, f"order not found for {name}")
        return account.orders[number]

    def named(self, account: SimAccount, name: str) -> SimOrder:
        """The order of a client's name; one that is still hidden is not found."""
        for order in account.orders.values():
            if order.client_order_id == name and self.shows(order):
                return order
        raise AlpacaRefusal(404, _NOT_FOUND, f"order not found for {name}")

    def shows(self, order: SimOrder) -> bool:
        """True unless this look still leaves the order out."""
        if order.hidden > 0:
            order.hidden -= 1
            return False
        return True

    def stop(self, order: SimOrder) -> None:
        """Ask to cancel."""
        if not order.is_open:
            state = {"EXECUTED": "filled", "CANCELLED": "canceled"}.get(order.status, order.status)
            raise AlpacaRefusal(422, _UNPROCESSABLE, f'order is already in "{state}" state')
        order.status = "CANCEL_REQUESTED"

    def _check_shares(self, account: SimAccount, asked: Asked) -> None:
        free = sum((lot.available for lot in account.of(asked.symbol)), ZERO)
        if asked.quantity > free:
            raise AlpacaRefusal(
                403,
                _FORBIDDEN,
                f"insufficient qty available for order (requested: {exact_text(asked.quantity)}, "
                f"available: {exact_text(free)})",
            )


def _asked(body: str) -> Asked:
    try:
        given = json.loads(body, parse_float=Decimal)
        quantity, limit = Decimal(str(given["qty"])), given.get("limit_price")
        asked = Asked(
            side=str(given["side"]).upper(),
            symbol=str(given["symbol"]),
            quantity=quantity,
            price_type=_KINDS[str(given["type"])],
            limit=None if limit is None else Decimal(str(limit)),
            session="REGULAR",
            lots=(),
            # As Alpaca: an order without a name gets one.
            client_order_id=str(given.get("client_order_id") or uuid4()),
        )
    except (ValueError, LookupError, TypeError, InvalidOperation) as error:
        raise AlpacaRefusal(
            422, _UNREADABLE, f"request body format is invalid ({error!r})"
        ) from error
    wrong = _wrong(asked, str(given.get("time_in_force")))
    if wrong:
        raise AlpacaRefusal(422, _UNPROCESSABLE, wrong)
    return asked


def _wrong(asked: Asked, term: str) -> str:
    """What Alpaca has against an order; empty where it has nothing."""
    limit = asked.limit
    rules = (
        (asked.side in {"BUY", "SELL"}, "side must be buy or sell"),
        (asked.quantity > ZERO and not asked.quantity % _DECIMALS, "qty must be > 0"),
        (not asked.quantity % ONE or term == "day", "fractional orders must be DAY orders"),
        ((asked.price_type == "LIMIT") == (limit is not None), "limit orders require a limit"),
        (
            limit is None or limit < ONE or not limit % _TICK,
            "sub-penny increment does not fulfill minimum pricing criteria",
        ),
        (
            len(asked.client_order_id) <= _LONGEST_NAME,
            f"client_order_id must be no more than {_LONGEST_NAME} characters",
        ),
    )
    return next((text for holds, text in rules if not holds), "")
