"""What IBKR takes and what it refuses: orders by contract, the oldest shares, names used once."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trimtab.brokers.simulators.books import SimAccount, SimLot, SimOrder
from trimtab.brokers.simulators.exchange import Asked, Exchange
from trimtab.brokers.simulators.ibkr import fees
from trimtab.brokers.simulators.ibkr.contracts import symbol_of
from trimtab.brokers.simulators.ibkr.portfolio import account_id, dollars, shares
from trimtab.brokers.simulators.ibkr.refusal import (
    BAD_REQUEST,
    REFUSED,
    UNAVAILABLE,
    IbkrRefusal,
)
from trimtab.money import ONE, ZERO, to_cents

Json = dict[str, Any]

_FIRST_ORDER = 1_799_796_000
_KINDS = {"MKT": "MARKET", "LMT": "LIMIT"}
_SIDES = frozenset({"BUY", "SELL"})
# Rule 612 of Regulation NMS: no fractions of a cent from one dollar up.
_TICK = Decimal("0.01")
_MOST = Decimal(1_000_000)


@dataclass(slots=True, kw_only=True)
class IbkrExchange(Exchange):
    """IBKR's rules over the same books. Whoever calls holds the lock.

    charges           False: trading costs nothing
    shorts            True: a sale of more shares than there are makes a short position
    duplicate_status  of the answer to a name that was used before
    """

    next_number: int = _FIRST_ORDER
    charges: bool = True
    shorts: bool = False
    duplicate_status: int = REFUSED

    def at(self, name: str) -> SimAccount:
        """The account of a number."""
        for one in self.accounts:
            if account_id(one) == name:
                return one
        raise IbkrRefusal(f"accountId {name} is not valid", status=BAD_REQUEST)

    def asked(self, account: SimAccount, body: object) -> Asked:
        """The one order in the body of a request, for an order or a preview."""
        try:
            (given,) = body["orders"]  # type: ignore[index]  # what it is not is caught
            return self._asked(account, given)
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
            message = f"Bad Request: the order cannot be read ({error!r})"
            raise IbkrRefusal(message, status=BAD_REQUEST) from error

    def _asked(self, account: SimAccount, given: Json) -> Asked:
        price, quantity = given.get("price"), Decimal(str(given["quantity"]))
        asked = Asked(
            side=str(given["side"]),
            symbol=symbol_of(self.quotes, int(given["conid"])) or "",
            quantity=quantity,
            price_type=_KINDS[str(given["orderType"])],
            limit=None if price is None else Decimal(str(price)),
            session="REGULAR",
            lots=(),
            client_order_id=str(given.get("cOID") or ""),
        )
        wrong = _wrong(asked, given, account_id(account))
        if wrong:
            raise IbkrRefusal(wrong)
        return asked

    def check(self, account: SimAccount, asked: Asked) -> None:
        """Refuse a name that was used before, too little money and too few shares."""
        name = (account.key, asked.client_order_id)
        if name in self.names and self.manners.duplicates == "reject":
            raise IbkrRefusal(
                f"Order couldn't be submitted: Local order ID={asked.client_order_id} "
                "is already registered.",
                status=self.duplicate_status,
            )
        if asked.side == "SELL":
            self._check_shares(account, asked)
        elif self.value(asked) + self.charge(asked) > self.spendable(account):
            raise IbkrRefusal(
                "YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY "
                f"WITH LOAN VALUE [{dollars(self.spendable(account))}] MUST EXCEED THE INITIAL "
                f"MARGIN [{dollars(self.value(asked))}]"
            )

    def _check_shares(self, account: SimAccount, asked: Asked) -> None:
        if account.pick(asked.symbol, asked.quantity) is None and not self.shorts:
            free = sum((lot.available for lot in account.of(asked.symbol)), ZERO)
            raise IbkrRefusal(
                f"Order rejected: the account has {shares(free)} {asked.symbol} to sell, and "
                "may not sell short."
            )

    def accept(self, account: SimAccount, asked: Asked) -> SimOrder:
        """Take an order that nothing is asked about any more."""
        self.check(account, asked)
        if asked.client_order_id:
            self.names.add((account.key, asked.client_order_id))
        if asked.side == "SELL" and account.pick(asked.symbol, asked.quantity) is None:
            asked = self._short(account, asked)
        return self._accepted(account, asked)

    def _short(self, account: SimAccount, asked: Asked) -> Asked:
        """The same order with all free shares, and a lot of shares that are not there."""
        free = sum((max(lot.available, ZERO) for lot in account.of(asked.symbol)), ZERO)
        picked = account.pick(asked.symbol, free) or []
        short = SimLot(
            number=self._number(),
            symbol=asked.symbol,
            quantity=ZERO,
            cost=ZERO,
            acquired=None,
            short=True,
        )
        account.lots.append(short)
        lots = (*picked, (short.number, asked.quantity - free))
        return Asked(**{name: getattr(asked, name) for name in Asked.__slots__} | {"lots": lots})

    def value(self, asked: Asked) -> Decimal:
        """Dollars that an order comes to, at its limit or the market."""
        return to_cents(asked.quantity * (asked.limit or self.price(asked.symbol, asked.side)))

    def charge(self, asked: Asked) -> Decimal:
        """Dollars of commission for an order."""
        return fees.commission(asked.quantity, self.value(asked)) if self.charges else ZERO

    def fee(self, order: SimOrder, quantity: Decimal, price: Decimal) -> Decimal:
        """Commission is of the order: what the next fill adds to it."""
        if not self.charges:
            return ZERO
        before = sum((fill.quantity * fill.price for fill in order.fills), ZERO)
        total = fees.commission(order.filled + quantity, before + quantity * price)
        return total - sum((fill.fee for fill in order.fills), ZERO)

    def spendable(self, account: SimAccount) -> Decimal:
        """What purchases may take: open ones hold their commission, too."""
        held = sum(
            (
                self.fee(order, order.left, order.limit or self.price(order.symbol, "BUY"))
                for order in account.orders.values()
                if order.is_open and order.side == "BUY"
            ),
            ZERO,
        )
        # Not `super()`: slots make a class of its own, which `super()` does not know.
        return Exchange.spendable(self, account) - held

    def found(self, number: str) -> tuple[SimAccount, SimOrder]:
        """The order of a number, in whichever account."""
        for account in self.accounts:
            for order in account.orders.values():
                if str(order.number) == number:
                    return account, order
        raise IbkrRefusal(f"OrderID {number} doesn't exist", status=UNAVAILABLE)

    def shows(self, order: SimOrder) -> bool:
        """True unless this look still leaves the order out."""
        if order.hidden > 0:
            order.hidden -= 1
            return False
        return True

    def stop(self, account: SimAccount, number: str) -> SimOrder:
        """Ask to cancel."""
        order = account.orders.get(int(number)) if number.isdecimal() else None
        if order is None:
            raise IbkrRefusal(f"OrderID {number} doesn't exist", status=BAD_REQUEST)
        if not order.is_open:
            raise IbkrRefusal(f"OrderID {number} cannot be cancelled: it is {order.status}")
        order.status = "CANCEL_REQUESTED"
        return order


def _wrong(asked: Asked, given: Json, account: str) -> str:
    """What IBKR has against an order; empty where it has nothing."""
    limit = asked.limit
    rules = (
        (given.get("acctId") in {None, account}, "acctId is of another account"),
        (asked.symbol, f"No contract {given['conid']} is traded here"),
        (asked.side in _SIDES, "side must be BUY or SELL"),
        (given.get("tif") == "DAY", "Only orders of the day are simulated: tif must be DAY"),
        (ZERO < asked.quantity <= _MOST, "quantity must be above zero, and no more than a million"),
        (not asked.quantity % ONE, "Fractional-sized order cannot be placed via API."),
        (asked.price_type == "MARKET" or (limit and limit > ZERO), "a limit order needs a price"),
        (limit is None or limit <= _MOST, "price must be no more than a million"),
        (
            limit is None or limit < ONE or not limit % _TICK,
            "The price does not conform to the minimum price variation for this contract.",
        ),
    )
    return next((text for holds, text in rules if not holds), "")
