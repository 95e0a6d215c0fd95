"""Orders as E*TRADE takes them: XML, because JSON bodies have been seen to fail."""

from decimal import Decimal
from xml.etree import ElementTree as ET

from trimtab.domain.order import Order, OrderType
from trimtab.money import exact_text


def preview_request(order: Order) -> str:
    """Body of `orders/preview`."""
    return _request("PreviewOrderRequest", order, None)


def place_request(order: Order, preview: str) -> str:
    """Body of `orders/place`: the order once more, with the preview that it belongs to."""
    return _request("PlaceOrderRequest", order, preview)


def _request(name: str, order: Order, preview: str | None) -> str:
    root = ET.Element(name)
    _put(root, "orderType", "EQ")
    _put(root, "clientOrderId", str(order.order_id))
    if preview is not None:
        _put(ET.SubElement(root, "PreviewIds"), "previewId", preview)
    detail = ET.SubElement(root, "Order")
    limited = order.order_type is OrderType.LIMIT
    for key, value in (
        ("allOrNone", "false"),
        ("priceType", "LIMIT" if limited else "MARKET"),
        ("orderTerm", "GOOD_FOR_DAY"),
        ("marketSession", "REGULAR"),
        ("stopPrice", ""),
        ("limitPrice", exact_text(order.limit_price) if order.limit_price is not None else ""),
    ):
        _put(detail, key, value)
    instrument = ET.SubElement(detail, "Instrument")
    product = ET.SubElement(instrument, "Product")
    _put(product, "securityType", "EQ")
    _put(product, "symbol", str(order.symbol))
    _put(instrument, "orderAction", order.side.value.upper())
    _put(instrument, "quantityType", "QUANTITY")
    _put(instrument, "quantity", exact_text(order.quantity))
    if order.lots and not has_fractions(order):
        lots = ET.SubElement(instrument, "Lots")
        for lot_id, size in order.lots:
            lot = ET.SubElement(lots, "Lot")
            _put(lot, "id", str(lot_id))
            _put(lot, "size", exact_text(size))
    return ET.tostring(root, encoding="unicode")


def has_fractions(order: Order) -> bool:
    """Fractional lots can be sold with the whole position only, and then without being named."""
    return any(size % Decimal(1) for _, size in order.lots)


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
