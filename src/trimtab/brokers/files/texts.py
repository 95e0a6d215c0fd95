"""Dates and other facts inside the running text of a file: titles, footers, prose."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from trimtab.brokers.files.cells import us_date
from trimtab.brokers.files.rows import Row
from trimtab.errors import InvalidValue

_US = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b")
_YEAR_FIRST = re.compile(r"\b(\d{4})/(\d{2})/(\d{2})\b")
_NAMED_MONTH = re.compile(r"\b([A-Z][a-z]{2})[a-z]*[ -](\d{1,2})(?:, ?|-| )(\d{4})\b")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RATIO = re.compile(r"\b(\d+(?:\.\d+)?)[ -]+for[ -]+(\d+(?:\.\d+)?)\b", re.IGNORECASE)


def last_date_in(text: str) -> date | None:
    """The latest date that stands in `text`, in any of the ways that brokers write titles."""
    days = [_day(found) for found in _US.findall(text)]
    days += [_day("-".join(found)) for found in _YEAR_FIRST.findall(text)]
    days += [
        _day(f"{_MONTHS.index(month) + 1}/{day}/{year}")
        for month, day, year in _NAMED_MONTH.findall(text)
        if month in _MONTHS
    ]
    return max((day for day in days if day is not None), default=None)


def ratio_in(text: str) -> Decimal | None:
    """New shares per old one out of `4 FOR 1`, `1-for-10`; None when no ratio stands there."""
    match = _RATIO.search(text)
    if match is None:
        return None
    new, old = Decimal(match[1]), Decimal(match[2])
    return new / old if new and old else None


def footer_notes(footer: Iterable[Row]) -> tuple[str, ...]:
    """A sentence for each row of running text that is left out."""
    return tuple(f"Left out: line {row.line}, `{row}`." for row in footer)


def _day(text: str) -> date | None:
    try:
        return us_date(text)
    except InvalidValue:
        return None  # a number in the running text that is no day
