"""Cells of a broker's file: text, numbers and dates as brokers write them.

A cell that says nothing (`--`, `n/a`, empty) is None. A cell that says something else than what was
asked for raises InvalidValue with the cell in the message; nothing is ever guessed.
"""

import re
from datetime import date
from decimal import Decimal

from trimtab.errors import InvalidValue

_NOTHING = frozenset({"", "-", "--", "---", "n/a", "na", "null", "none"})

# A byte-order mark and the spaces of width zero that survive copying from a web page.
_INVISIBLE = str.maketrans("", "", "\ufeff\u200b\u200c\u200d\u2060")

_NUMBER = re.compile(
    r"(?P<sign>[+-]?)\$?(?P<inner>[+-]?)"
    r"(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)"
    r"(?P<exponent>[eE][+-]?\d{1,2})?%?"
)
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SHORT_DATE = re.compile(r"(\d{1,2}/\d{1,2}/)(\d{2})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LONGEST_NUMBER = 40
# Above any amount of an account; keeps `1e99` out of exact arithmetic.
_MOST_DIGITS = 15


def clean(cell: str) -> str:
    """`cell` without the spaces around it and without invisible characters."""
    return cell.translate(_INVISIBLE).strip()


def is_blank(cell: str) -> bool:
    """True when the broker says nothing here: empty, `--`, `n/a` and their like."""
    return clean(cell).casefold() in _NOTHING


def number(cell: str) -> Decimal | None:
    """The number in `cell`, with every digit that stands there; None when it is blank.

    Accepts `$`, thousands separators, a sign before or after `$`, parentheses for below zero, a
    percent sign (which does not divide by 100) and an exponent.
    """
    if is_blank(cell):
        return None
    text = clean(cell)
    negative = text.startswith("(") and text.endswith(")")
    match = _NUMBER.fullmatch(text[1:-1].strip() if negative else text)
    if match is None or len(text) > _LONGEST_NUMBER or (match["sign"] and match["inner"]):
        raise InvalidValue(f"`{text[:_LONGEST_NUMBER]}` is not a number")
    value = Decimal(match["digits"].replace(",", "") + (match["exponent"] or ""))
    if value and value.adjusted() >= _MOST_DIGITS:
        raise InvalidValue(f"`{text}` is not an amount that an account could hold")
    signs = match["sign"] + match["inner"]
    return -value if negative or signs == "-" else value


def half_unit(value: Decimal) -> Decimal:
    """Half of the last decimal place that `value` was written with, and of at most a cent.

    How far a displayed figure may lie from the exact one. A cent at most, because spreadsheets that
    save a file again drop the zeros at the end: `140.10` becomes `140.1`.
    """
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return Decimal(5).scaleb(-max(places, 2) - 1)


def us_date(cell: str) -> date | None:
    """The date in `cell` as M/D/YYYY, MM/DD/YYYY or YYYY-MM-DD; None when it is blank."""
    if is_blank(cell):
        return None
    text = clean(cell)
    if american := _US_DATE.fullmatch(text):
        month, day, year = map(int, american.groups())
    elif iso := _ISO_DATE.fullmatch(text):
        year, month, day = map(int, iso.groups())
    else:
        raise InvalidValue(f"`{text[:_LONGEST_NUMBER]}` is not a date such as 11/20/2026")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise InvalidValue(f"`{text}` is not a day of the calendar") from error


def recent_us_date(cell: str) -> date | None:
    """As `us_date`, and M/D/YY too, which is a day of this century."""
    short = _SHORT_DATE.fullmatch(clean(cell))
    return us_date(f"{short[1]}20{short[2]}" if short else cell)


def looks_like_date(cell: str) -> bool:
    """True when `cell` has the shape of a date, whether or not the calendar has that day."""
    text = clean(cell)
    return bool(_US_DATE.fullmatch(text) or _ISO_DATE.fullmatch(text))
