"""Numbers and dates of OFX. An error's message names the element."""

from datetime import date
from decimal import Decimal

from trimtab.brokers.files.cells import number, us_date
from trimtab.brokers.ofx.tree import Element
from trimtab.errors import InvalidValue

_DAY_DIGITS = 8


def amount(element: Element, tag: str) -> Decimal | None:
    """The number in the first `tag`; None when there is none. Raises InvalidValue."""
    try:
        return number(element.value(tag))
    except InvalidValue as error:
        raise InvalidValue(f"{tag}: {error}") from error


def day_of(element: Element, *tags: str) -> date:
    """The day in the first of `tags` that is there: `20261120160000[-5:EST]` is Nov 20.

    The day is taken as it stands; brokers write midnight, or noon, of no zone that could be trusted
    to move it. Raises InvalidValue when none is there.
    """
    text = next((said for tag in tags if (said := element.value(tag))), "")
    if not text:
        raise InvalidValue("it has no date")
    digits = text[:_DAY_DIGITS]
    found = us_date(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    if found is None:
        raise InvalidValue(f"`{text}` is not a date")
    return found
