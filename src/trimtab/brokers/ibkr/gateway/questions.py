"""Questions that IBKR asks before it takes an order: which are answered here, and why.

Only such as a person has answered by approving the plan, and whose yes can make nothing worse than
the order is by itself. Everything else is declined: the order is not sent, and the person reads the
question. Sources: IBKR's documentation of the Web API, "suppressible message ids".
"""

import re
from collections.abc import Sequence
from html import unescape

HARMLESS = {
    # "This order will most likely trigger and fill immediately." It is meant to.
    "o403": "it will fill at once",
    # A mandatory cap of the price, or a floor, that IBKR may set to keep a market orderly. It can
    # keep an order from being filled, never fill it at a worse price; saying no avoids the order,
    # not the cap.
    "o10153": "IBKR may cap its price",
    # What can happen to market orders. None is sent unless `execution.order_type` asks for them.
    "o10151": "the risks of a market order",
}
# Not among them: p12, "Use the Price Management Algo?". It can be used once or always, and nowhere
# is it said which of the two a yes is.

_TAG = re.compile(r"<[^>]*>")
_LONGEST = 400


def is_harmless(ids: Sequence[str], texts: Sequence[str]) -> bool:
    """True where each of the questions that come at once is known, and harmless."""
    return 0 < len(texts) <= len(ids) and all(one in HARMLESS for one in ids)


def plain(texts: Sequence[str]) -> str:
    """Questions as people read them: without the marks of a page, and not without end."""
    found = " ".join(" ".join(unescape(_TAG.sub(" ", str(one))).split()) for one in texts)
    return found if len(found) <= _LONGEST else f"{found[:_LONGEST]} …"
