"""Column types that keep what they are given exactly, on every database.

Money and other decimals are text: SQLite would turn NUMERIC into a binary float. Times are text in
UTC with microseconds, so that they sort by time. Days are ISO text.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import Dialect, Text, TypeDecorator

from trimtab.errors import InvalidValue
from trimtab.money import exact_text


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal as its exact text; floats are refused."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, _dialect: Dialect) -> str | None:
        """What is written."""
        return None if value is None else exact(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Decimal | None:
        """What is read."""
        return None if value is None else Decimal(value)


class Moment(TypeDecorator[datetime]):
    """An aware time as text in UTC; naive times are refused."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        """What is written."""
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """What is read."""
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A date as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, _dialect: Dialect) -> str | None:
        """What is written."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> date | None:
        """What is read."""
        return None if value is None else date.fromisoformat(value)


class Texts(TypeDecorator[Mapping[str, object]]):
    """A JSON object of texts, and of lists and objects of texts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, _dialect: Dialect) -> str | None:
        """What is written."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_refused)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Mapping[str, object]:
        """What is read; nothing for NULL."""
        return {} if value is None else json.loads(value, parse_float=Decimal)


def exact(number: object) -> str:
    """A Decimal's exact text; InvalidValue for anything else, floats before all."""
    if not isinstance(number, Decimal) or not number.is_finite():
        raise InvalidValue(
            f"the store keeps exact decimals, got {number!r} ({type(number).__name__})"
        )
    return exact_text(number)


def moment_text(at: datetime) -> str:
    """`at` as the store writes it; InvalidValue for a time without zone."""
    if at.tzinfo is None:
        raise InvalidValue(f"the store keeps times with a zone, got {at}")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _refused(value: object) -> str:
    raise InvalidValue(f"the store keeps texts, got {value!r} ({type(value).__name__})")
