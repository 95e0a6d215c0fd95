"""Orders as IBKR takes them: JSON with exact numbers, for the day, in regular hours."""

import json

from trimtab.domain.order import Order, OrderType
from trimtab.money import exact_text

_TYPES = {OrderType.LIMIT: "LMT", OrderType.MARKET: "MKT"}


def order_request(order: Order, *, account: str, conid: int, named: bool) -> str:
    """The body of a request to place or preview `order`.

    named  with our own name of the order, which IBKR takes once in a day; a preview has none
    """
    fields = {
        "acctId": json.dumps(account),
        "conid": str(conid),
        "orderType": json.dumps(_TYPES[order.order_type]),
        "side": json.dumps(order.side.name),
        "quantity": exact_text(order.quantity),
        "tif": '"DAY"',
        "outsideRTH": "false",
    }
    if order.limit_price is not None:
        fields["price"] = exact_text(order.limit_price)
    if named:
        fields["cOID"] = json.dumps(str(order.order_id))
    # Written by hand: json has no numbers but floats and whole ones.
    row = ",".join(f"{json.dumps(name)}:{text}" for name, text in fields.items())
    return f'{{"orders":[{{{row}}}]}}'
