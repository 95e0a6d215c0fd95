"""What people changed in a plan, in sentences."""

from collections.abc import Iterator

from trimtab.report import numbers
from trimtab.report.reading import Document, account_names, amount


def edits_told(document: Document) -> tuple[str, ...]:
    """One paragraph for each edit, the first one first; none for a plan that nobody edited."""
    names = account_names(document)
    return tuple(_told(edit, names) for edit in document.get("edited", ()))


def _told(edit: Document, names: dict[str, str]) -> str:
    lead = f"Edited from plan {edit['plan']}"
    changes = "; ".join(_changes(edit, names))
    text = f"{lead}: {changes}." if changes else f"{lead}: the same orders."
    return f'{text} Note: "{edit["note"]}".' if edit["note"] else text


_SIDES = {"sell": "the sale", "buy": "the purchase"}


def _changes(edit: Document, names: dict[str, str]) -> Iterator[str]:
    for order in edit["orders"]:
        shares = numbers.shares(amount(order["before"]))
        what = f"{_SIDES[order['side']]} of {shares} {order['symbol']}"
        place = names.get(order["account"], order["account"])
        if order["kind"] == "resize":
            after = numbers.shares(amount(order["after"]))
            yield f"{what} in {place} is now of {after} shares"
        else:
            held = " (held)" if order["kind"] == "hold" else ""
            yield f"without {what} in {place}{held}"
