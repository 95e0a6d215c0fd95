"""One cell of a table: text to number, date, name. Each reader says what is wrong in a sentence.

Spreadsheets and brokers write `1,234.56`, `$1,234.56`, `($5.00)`; these are read as what they mean.
What could mean two things, such as `03/04/2026` or `1.234,56`, is refused with both readings.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from trimtab.domain import AccountId, LotId, OrderId, Symbol
from trimtab.errors import InvalidValue
from trimtab.money import to_cents

# As many digits as any household needs; sums of such numbers stay exact in 28 digits.
_PLAIN = re.compile(r"-?0*[0-9]{1,15}(?:\.[0-9]{0,18})?|-?\.[0-9]{1,18}")
_LONG = re.compile(r"[-+$(]*[0-9,]*\.?[0-9]*\)?")
_DRESSED = re.compile(r"[$+]*(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?")
_EXPONENT = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")
_COMMA_DECIMAL = re.compile(r"[-+$(]*(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]{1,2}\)?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SLASHED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")
_EARLIEST_YEAR = 1900
_MOST_DIGITS = 15

Name = TypeVar("Name", Symbol, LotId, AccountId, OrderId)


class BadCell(Exception):
    """Why a cell cannot be used; never leaves the workspace room.

    what  goes on after the cell's name and value: `is not a number`
    """

    def __init__(self, what: str, why: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.fix = fix


@lru_cache(maxsize=65536)
def number(text: str) -> Decimal:
    """Any finite decimal number, exactly as written."""
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    bare = text.replace(" ", "").replace("\u2212", "-")
    negative = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    if negative:
        bare = bare[1:-1] if bare.startswith("(") else bare[1:]
    digits = bare.lstrip("$+").replace(",", "")
    if not _DRESSED.fullmatch(bare) or not _PLAIN.fullmatch(digits):
        raise _not_a_number(text)
    return -Decimal(digits) if negative else Decimal(digits)


def _not_a_number(text: str) -> BadCell:
    if _EXPONENT.fullmatch(text):
        return BadCell(
            "is in scientific notation",
            "a spreadsheet may have dropped digits when it wrote it",
            "format the column as a plain number and save it again",
        )
    if _COMMA_DECIMAL.fullmatch(text):
        return BadCell(
            "has a comma where a decimal point is expected",
            "numbers are written like 1234.56 or 1,234.56",
            f"write {text.replace('.', '').replace(',', '.')}",
        )
    if _LONG.fullmatch(text) and len(text) > _MOST_DIGITS:
        return BadCell("is out of range", "numbers have at most 15 digits and 18 decimals")
    return BadCell("is not a number", "numbers are written like 1234.56, 1,234.56 or $1,234.56")


def above_zero(text: str) -> Decimal:
    """A number > 0."""
    value = number(text)
    if value <= 0:
        kind = "zero" if value == 0 else "negative"
        raise BadCell(f"is {kind}", "it must be above zero", "correct the number, or drop the row")
    return value


def unsigned(text: str) -> Decimal:
    """A number >= 0."""
    value = number(text)
    if value < 0:
        raise BadCell("is negative", "it must not be below zero", "write it without the sign")
    return value


def unsigned_cents(text: str) -> Decimal:
    """Dollars >= 0, rounded to whole cents."""
    return to_cents(unsigned(text))


def fraction(text: str) -> Decimal:
    """A number from 0 to 1, both included."""
    value = number(text)
    if not 0 <= value <= 1:
        raise BadCell("is not between 0 and 1", "it is a part of the whole, such as 0.25")
    return value


@lru_cache(maxsize=65536)
def iso_date(text: str) -> date:
    """A date written year-month-day."""
    if not _ISO_DATE.fullmatch(text):
        raise _not_iso(text)
    try:
        value = date.fromisoformat(text)
    except ValueError as error:
        raise BadCell(f"is not a day of the calendar ({error})") from None
    if value.year < _EARLIEST_YEAR:
        raise BadCell(f"is before {_EARLIEST_YEAR}", "the year looks mistyped", "check the year")
    return value


def _not_iso(text: str) -> BadCell:
    why = "dates are written year-month-day, such as 2026-03-04"
    slashed = _SLASHED.fullmatch(text)
    if slashed:
        first, second, year = int(slashed[1]), int(slashed[2]), slashed[3]
        readings = [
            f"{year}-{month:02}-{day:02}"
            for month, day in dict.fromkeys([(first, second), (second, first)])
            if 1 <= month <= 12 and 1 <= day <= 31  # noqa: PLR2004 - the calendar's own limits
        ]
        return BadCell("is not an ISO date", why, f"write {' or '.join(readings)}")
    if _ISO_DATE.match(text):
        return BadCell("is not only a date", why, f"write {text[:10]}")
    return BadCell("is not an ISO date", why)


def iso_day_of(text: str) -> date:
    """The date of an ISO date or of an ISO date and time."""
    if len(text) > len("2026-03-04") and _ISO_DATE.match(text):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            raise BadCell("is not an ISO date and time", "such as 2026-03-04T16:00:00") from None
        return iso_date(text[:10])
    return iso_date(text)


def iso_time(text: str) -> time:
    """A time of day, `09:30` or `09:30:15`."""
    problem = BadCell("is not a time of day", "times are written like 09:30 or 15:04:05")
    if not _CLOCK.fullmatch(text):
        raise problem
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise problem from None


def name(kind: type[Name]) -> Callable[[str], Name]:
    """A reader of one kind of name, with each name made once."""

    @lru_cache(maxsize=65536)
    def read(text: str) -> Name:
        try:
            return kind(text)
        except InvalidValue as error:
            raise BadCell("cannot be used", str(error).partition(": ")[2]) from None

    return read


symbol = name(Symbol)
account_id = name(AccountId)
lot_id = name(LotId)
order_id = name(OrderId)
