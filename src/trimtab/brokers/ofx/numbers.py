"""Numbers and dates of OFX. An error's message names the element."""

from datetime import date
from decimal import Decimal

from trimtab.brokers.files.cells import number
from trimtab.brokers.ofx.tree import Element
from trimtab.errors import InvalidValue

_DAY_DIGITS = 8
_DOLLARS = "USD"


def amount(element: Element, tag: str) -> Decimal | None:
    """The number in the first `tag`; None when there is none. Raises InvalidValue."""
    try:
        return number(element.value(tag))
    except InvalidValue as error:
        raise InvalidValue(f"{tag}: {error}") from error


def currency_of(element: Element) -> str:
    """The currency of the amounts in `element` where it is not the dollar; else empty.

    `CURRENCY` says that they are in another one. `ORIGCURRENCY` says that they were, and have been
    converted to the statement's own.
    """
    other = element.first("CURRENCY")
    symbol = "" if other is None else other.value("CURSYM").upper()
    return "" if symbol == _DOLLARS else symbol


def day_of(element: Element, *tags: str) -> date:
    """The day in the first of `tags` that is there: `20261120160000[-5:EST]` is Nov 20.

    The day is taken as it stands; brokers write midnight, or noon, of no zone that could be trusted
    to move it. Raises InvalidValue when none is there.
    """
    text = next((said for tag in tags if (said := element.value(tag))), "")
    if not text:
        raise InvalidValue("it has no date")
    digits = text[:_DAY_DIGITS]
    if len(digits) < _DAY_DIGITS or not digits.isascii() or not digits.isdigit():
        raise InvalidValue(f"`{digits}` is not a date such as 20261120")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise InvalidValue(f"`{digits}` is not a day of the calendar") from error
