"""What E*TRADE takes and what it refuses: previews, placing, cancelling."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

from trimtab.brokers.simulators.books import SimAccount, SimOrder
from trimtab.brokers.simulators.exchange import Asked, Exchange
from trimtab.money import ZERO, to_cents

_PREVIEW_LIFE = timedelta(minutes=3)
_LONGEST_NAME = 20


class EtradeRefusal(Exception):
    """An answer with E*TRADE's own code."""

    def __init__(self, code: int, message: str, *, status: int = 400) -> None:
        self.code, self.message, self.status = code, message, status
        super().__init__(f"{code}: {message}")


@dataclass(slots=True, kw_only=True)
class EtradeExchange(Exchange):
    """E*TRADE's rules over the books. Whoever calls holds the lock."""

    previews: dict[int, tuple[str, Asked, datetime]] = field(default_factory=dict)

    def account(self, key: str) -> SimAccount:
        """The account of that key."""
        for account in self.accounts:
            if account.key == key:
                return account
        raise EtradeRefusal(102, "The account id is not valid.")

    def preview(self, account: SimAccount, asked: Asked) -> tuple[int, Decimal]:
        """The preview's number, and dollars that leave the account; below zero come in."""
        total = self._checked(account, asked)
        number = self._number()
        self.previews[number] = (account.key, asked, self.clock.now())
        return number, total

    def place(self, account: SimAccount, asked: Asked, preview: int | None) -> SimOrder:
        """Accept the order."""
        if preview is None:
            raise EtradeRefusal(101, "com.etrade.api.v1.order.InvalidPreviewId")
        found = self.previews.get(preview)
        if found is None or found[0] != account.key:
            raise EtradeRefusal(900, "Invalid Preview Id")
        if self.clock.now() - found[2] > _PREVIEW_LIFE:
            raise EtradeRefusal(
                1033,
                "For your protection, we have timed out your original order request. If you would "
                "like to place this order, please resubmit it now.",
            )
        if self.manners.strict and found[1] != asked:
            raise EtradeRefusal(101, "The order differs from its preview.")
        name = (account.key, asked.client_order_id)
        if name in self.names and self.manners.duplicates == "reject":
            raise EtradeRefusal(1049, "The client order id was used before.")
        self._checked(account, asked)
        self.names.add(name)
        del self.previews[preview]
        return self._accepted(account, asked)

    def cancel(self, account: SimAccount, number: int) -> SimOrder:
        """Ask to cancel; an order that is done cannot be."""
        order = account.orders.get(number)
        if order is None or not order.is_open:
            raise EtradeRefusal(
                5001,
                "This order is currently being executed or rejected. It cannot be cancelled.",
            )
        order.status = "CANCEL_REQUESTED"
        return order

    def _checked(self, account: SimAccount, asked: Asked) -> Decimal:
        if asked.symbol not in self.quotes:
            raise EtradeRefusal(1019, f"{asked.symbol} is not a valid symbol.")
        if asked.session == "EXTENDED" and asked.price_type == "MARKET":
            raise EtradeRefusal(1010, "Only limit orders are accepted in the extended session.")
        if asked.quantity <= ZERO:
            raise EtradeRefusal(1003, "The quantity must be above zero.")
        if asked.side == "SELL":
            self._check_lots(account, asked)
            return -to_cents(asked.quantity * self.price(asked.symbol, "SELL"))
        cost = to_cents(asked.quantity * (asked.limit or self.price(asked.symbol, "BUY")))
        if cost > self.spendable(account):
            raise EtradeRefusal(
                8400,
                "This order cannot be accepted due to insufficient funds in your account.",
            )
        return cost

    def _check_lots(self, account: SimAccount, asked: Asked) -> None:
        short = EtradeRefusal(
            1037,
            "We did not find enough available shares of this security in your account.",
        )
        if not asked.lots:
            if account.pick(asked.symbol, asked.quantity) is None:
                raise short
            return
        if sum((size for _, size in asked.lots), ZERO) != asked.quantity:
            raise EtradeRefusal(1038, "The lots do not add up to the quantity.")
        for number, size in asked.lots:
            lot = account.lot(number)
            if lot is None or lot.symbol != asked.symbol:
                raise EtradeRefusal(1039, f"Lot {number} is not valid.")
            if size > lot.available:
                raise short
            if size % 1 and size != lot.quantity:
                raise EtradeRefusal(1040, "Fractional lots are sold with the whole position only.")


def asked_of(text: str) -> tuple[Asked, int | None]:
    """The order in an XML body, and the preview that it names; EtradeRefusal for anything else."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - a body of this machine's own client
        instrument = _one(root, "Order/Instrument")
        limit = root.findtext("Order/limitPrice") or ""
        lots = instrument.findall("Lots/Lot") or instrument.findall("lots/lot")
        name = _text(root, "clientOrderId")
        if len(name) > _LONGEST_NAME or not name.isalnum():
            raise EtradeRefusal(1050, "The client order id is not valid.")
        asked = Asked(
            side=_text(instrument, "orderAction"),
            symbol=_text(instrument, "Product/symbol"),
            quantity=Decimal(_text(instrument, "quantity")),
            price_type=_text(root, "Order/priceType"),
            limit=Decimal(limit) if limit else None,
            session=_text(root, "Order/marketSession"),
            lots=tuple((int(_text(lot, "id")), Decimal(_text(lot, "size"))) for lot in lots),
            client_order_id=name,
        )
    except (ET.ParseError, ValueError, ArithmeticError) as error:
        raise EtradeRefusal(101, f"The request cannot be read: {error}") from error
    if asked.side not in {"BUY", "SELL"} or asked.price_type not in {"MARKET", "LIMIT"}:
        raise EtradeRefusal(101, f"{asked.side} {asked.price_type} is not supported here")
    preview = root.findtext("PreviewIds/previewId")
    return asked, int(preview) if preview else None


def _one(element: ET.Element, path: str) -> ET.Element:
    found = element.find(path)
    if found is None:
        raise ValueError(f"there is no {path}")
    return found


def _text(element: ET.Element, path: str) -> str:
    return (_one(element, path).text or "").strip()
