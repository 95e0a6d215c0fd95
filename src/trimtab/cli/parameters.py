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


# Beyond a billion no amount of a household and no weight of a plan means anything.
_MOST = 1_000_000_000
_WHOLE = 100


class _Number(click.ParamType[Decimal]):
    """An exact number from zero up; `%` is allowed. Others differ in what follows.

    unreadable, must  what is wrong with a text that is no number, and with a number that is not
                      meant
    """

    name = "number"
    unreadable = "is not a number"
    must = f"must be from 0 to {_MOST:,}"

    def convert(
        self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        if isinstance(value, Decimal):
            return value
        try:
            number = Decimal(self.bare(value.strip()))
        except InvalidOperation:
            self.fail(f"{value!r} {self.unreadable}", param, ctx)
        if not number.is_finite() or not self.meant(number):
            self.fail(f"{value!r} {self.must}", param, ctx)
        return number

    def bare(self, text: str) -> str:
        """The digits alone."""
        return text.removesuffix("%")

    def meant(self, number: Decimal) -> bool:
        """True for what the option takes."""
        return 0 <= number <= _MOST


class _NotNegative(_Number):
    """A number from zero up; `$` and thousands separators are allowed."""

    def bare(self, text: str) -> str:
        return text.removeprefix("$").replace(",", "")


class _Dollars(_NotNegative):
    """Dollars above zero in whole cents; `$` and thousands separators are allowed."""

    name = "dollars"
    unreadable = "is not an amount; write it as 5000 or 5000.00"
    must = "must be dollars above zero, in whole cents"

    def meant(self, number: Decimal) -> bool:
        return is_whole_cents(number) and number > 0


class _Percent(_Number):
    """A size in percent from 0 to 100, without sign; `%` is allowed."""

    name = "percent"
    must = "must be from 0 to 100 percent, a size without sign"

    def meant(self, number: Decimal) -> bool:
        return 0 <= number <= _WHOLE


class _AboveZero(_Number):
    """A number above zero; `%` is allowed."""

    must = f"must be above 0, at most {_MOST:,}"

    def meant(self, number: Decimal) -> bool:
        return 0 < number <= _MOST


ABOVE_ZERO = _AboveZero()
DAY = _Day()
DOLLARS = _Dollars()
NOT_NEGATIVE = _NotNegative()
PERCENT = _Percent()
