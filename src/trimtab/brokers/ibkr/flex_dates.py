"""Dates and times of Flex statements, in every format that can be read without a doubt.

`20261120`, `2026-11-20`, each alone or with a time after `;`, `T`, a space, or `, `. Formats with
the day or the month first are refused: 03/04/2026 is two days, depending on the query's settings.
"""

import re
from datetime import date, datetime, time

from trimtab.errors import InvalidValue

_MOMENT = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})"
    r"(?:(?:;|T|, ?| )(?P<hour>\d{2})(?P<colon>:?)(?P<minute>\d{2})(?P=colon)(?P<second>\d{2})"
    r"(?: ?(?:[A-Z]{2,4}|[+-]\d{2}:?\d{2}))?)?"
)
HOW_TO_SET_DATES = "Set the query's date format to yyyy-MM-dd and its time format to HHmmss"


def moment(text: str) -> tuple[date, time | None] | None:
    """The day in `text` and the time of day where one is given; None for an empty text.

    Raises InvalidValue for any other format.
    """
    if not text.strip():
        return None
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise InvalidValue(f"`{text[:40]}` is not a date such as 2026-11-20;093000")
    clock = f"T{match['hour']}:{match['minute']}:{match['second']}" if match["hour"] else ""
    try:
        read = datetime.fromisoformat(f"{match['year']}-{match['month']}-{match['day']}{clock}")
    except ValueError as error:
        raise InvalidValue(f"`{text[:40]}` is not a day and time of the calendar") from error
    return read.date(), read.time() if clock else None


def day(text: str) -> date | None:
    """The day in `text`; None for an empty text. Raises InvalidValue as `moment` does."""
    read = moment(text)
    return read[0] if read else None
