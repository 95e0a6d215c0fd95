"""Parameter types that more than one command takes."""

from datetime import date
from decimal import Decimal, InvalidOperation

import click

from trimtab.money import is_whole_cents
from trimtab.workspace.days import EARLIEST_DAY, LATEST_DAY, is_workable


class _Day(click.ParamType[date]):
    """A date written as 2026-06-15."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-06-15", param, ctx)
        if not is_workable(day):
            self.fail(f"{day} is not from {EARLIEST_DAY} to {LATEST_DAY}", param, ctx)
        return day


class _Dollars(click.ParamType[Decimal]):
    """Dollars above zero in whole cents; `$` and thousands separators are allowed."""

    name = "dollars"

    def convert(
        self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        if isinstance(value, Decimal):
            return value
        try:
            amount = Decimal(value.strip().removeprefix("$").replace(",", ""))
        except InvalidOperation:
            self.fail(f"{value!r} is not an amount; write it as 5000 or 5000.00", param, ctx)
        if not is_whole_cents(amount) or amount <= 0:
            self.fail(f"{value!r} must be dollars above zero, in whole cents", param, ctx)
        return amount


# Beyond a billion no amount of a household and no weight of a plan means anything.
_MOST = 1_000_000_000


class _NotNegative(click.ParamType[Decimal]):
    """A number from zero up; `$` and thousands separators are allowed."""

    name = "number"

    def convert(
        self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        if isinstance(value, Decimal):
            return value
        try:
            number = Decimal(value.strip().removeprefix("$").replace(",", ""))
        except InvalidOperation:
            self.fail(f"{value!r} is not a number", param, ctx)
        if not number.is_finite() or not 0 <= number <= _MOST:
            self.fail(f"{value!r} must be from 0 to {_MOST:,}", param, ctx)
        return number


_WHOLE = 100


class _Percent(click.ParamType[Decimal]):
    """A size in percent from 0 to 100, without sign; `%` is allowed."""

    name = "percent"

    def convert(
        self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        if isinstance(value, Decimal):
            return value
        try:
            number = Decimal(value.strip().removesuffix("%"))
        except InvalidOperation:
            self.fail(f"{value!r} is not a number", param, ctx)
        if not number.is_finite() or not 0 <= number <= _WHOLE:
            self.fail(f"{value!r} must be from 0 to 100 percent, a size without sign", param, ctx)
        return number


class _AboveZero(click.ParamType[Decimal]):
    """A number above zero; `%` is allowed."""

    name = "number"

    def convert(
        self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        if isinstance(value, Decimal):
            return value
        try:
            number = Decimal(value.strip().removesuffix("%"))
        except InvalidOperation:
            self.fail(f"{value!r} is not a number", param, ctx)
        if not number.is_finite() or not 0 < number <= _MOST:
            self.fail(f"{value!r} must be above 0, at most {_MOST:,}", param, ctx)
        return number


ABOVE_ZERO = _AboveZero()
DAY = _Day()
DOLLARS = _Dollars()
NOT_NEGATIVE = _NotNegative()
PERCENT = _Percent()
