"""Reading figures out of a document."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from trimtab.money import ZERO
from trimtab.report.catalogue import render_short
from trimtab.report.plan_view.rows import ReasonLine

Document = Mapping[str, Any]


def amount(text: str | None) -> Decimal:
    """The number in a text; zero where the document has none."""
    return ZERO if text is None else Decimal(text)


def known(text: str | None) -> Decimal | None:
    """The number in a text, or None."""
    return None if text is None else Decimal(text)


def recognised(lot: Document) -> Decimal:
    """Dollars of a sold lot that count this year: its gain and what a wash sale disallows."""
    return amount(lot["gain"]) + amount(lot["disallowed"])


def reason_line(reason: Document) -> ReasonLine:
    """A reason of the document with its short form."""
    return ReasonLine(
        code=reason["code"],
        text=reason["text"],
        short=render_short(reason["code"], reason["params"]),
        setting=reason["setting"],
    )


def account_names(document: Document) -> dict[str, str]:
    """The accounts' names by id."""
    return {account["id"]: account["name"] for account in document["accounts"]}


def taxable_accounts(document: Document) -> frozenset[str]:
    """The ids of the accounts whose sales are taxed this year."""
    return frozenset(one["id"] for one in document["accounts"] if one["taxable"])


def outside_band(row: Document, when: str) -> str:
    """`over`, `under`, or an empty text when the class is inside its band `before` or `after`."""
    if row["band"] is None or row[f"in_band_{when}"]:
        return ""
    return "under" if amount(row[f"weight_{when}"]) < amount(row["band"][0]) else "over"
