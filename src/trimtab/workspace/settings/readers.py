"""What a single setting may hold. Each reader takes what TOML gave and returns the exact value.

pydantic checks the shape (which keys, which tables); these check the leaves, so that a wrong value
is told in the same words everywhere and a float never comes near money.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from trimtab.domain import AccountId, Symbol
from trimtab.errors import InvalidValue
from trimtab.money import is_whole_cents
from trimtab.workspace import cells
from trimtab.workspace.wording import did_you_mean, one_of

Choice = TypeVar("Choice", bound=Enum)

_MOST_DIGITS = 15
_SMALLEST_DIGIT = -15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # compared by identity: hashable
class Reads:
    """Annotation of a leaf: how its value is read, how people call it, and its JSON schema."""

    parse: Callable[[object], object]
    called: str
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate with `parse` alone."""
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The schema given, with the kind as its title."""
        return dict(self.schema)


def objection(what: str, why: str = "", fix: str = "") -> PydanticCustomError:
    """A value that is refused; `what` goes on after the key and the value."""
    parts = {"what": what, "why": why, "fix": fix}
    return PydanticCustomError("trimtab", "{what}", parts)


def shown(given: object) -> str:
    """A TOML value as the user wrote it, near enough."""
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, str):
        return f'"{given}"'
    if isinstance(given, (list, tuple)):
        return f"[{', '.join(map(shown, given))}]"
    if isinstance(given, dict):
        return f"{{ {', '.join(f'{key} = {shown(item)}' for key, item in given.items())} }}"
    return str(given)


def text(given: object) -> str:
    """A text that is not blank."""
    if not isinstance(given, str):
        raise objection("is not a text", "it stands in quotation marks", f'write "{shown(given)}"')
    if not given.strip():
        raise objection("is empty", "a name or other text is expected", "fill it in")
    return given.strip()


def file_name(given: object) -> str:
    """The name of a file or folder."""
    name = text(given)
    if not name.isprintable():
        raise objection("cannot be a file's name", "it holds a character that cannot be printed")
    return name


def any_text(given: object) -> str:
    """A text, possibly empty."""
    return text(given) if given != "" else ""


def flag(given: object) -> bool:
    """True or false."""
    if not isinstance(given, bool):
        raise objection("is neither true nor false", "without quotation marks: true or false")
    return given


def decimal(given: object) -> Decimal:
    """A finite number; a text is not one."""
    if isinstance(given, bool) or not isinstance(given, (int, Decimal)):
        bare = given.strip(" %") if isinstance(given, str) else ""
        fix = f"write {bare}" if bare.replace(".", "", 1).isdigit() else ""
        raise objection("is not a number", "a number stands without quotation marks", fix)
    return _in_range(Decimal(given))


def amount(given: object) -> Decimal:
    """An exact number from a text, an integer or a decimal."""
    if isinstance(given, bool) or not isinstance(given, (str, int, Decimal)):
        allowed = 'it may be a string, an integer or a decimal: "8000.00", 8000 or 8000.00'
        raise objection("is not an amount", allowed)
    if not isinstance(given, str):
        return _in_range(Decimal(given))
    try:
        return _in_range(cells.number(given.strip()))
    except cells.BadCell as bad:
        raise objection(bad.what, bad.why, bad.fix) from None


def _in_range(value: Decimal) -> Decimal:
    """`value`, when no sum or product of such values can lose a digit on the way."""
    if not value.is_finite():
        raise objection("is not a finite number")
    if value == 0:
        return Decimal(0)
    if not _SMALLEST_DIGIT <= value.adjusted() < _MOST_DIGITS:
        raise objection("is out of range", f"numbers have at most {_MOST_DIGITS} digits")
    return value


def money(given: object) -> Decimal:
    """Dollars and whole cents."""
    value = amount(given)
    if not is_whole_cents(value):
        raise objection("has a part smaller than a cent", "money is in whole cents")
    return value


def money_from_zero(given: object) -> Decimal:
    """Dollars and whole cents, >= 0."""
    return at_least_zero(money(given))


def loss_dollars(given: object) -> Decimal:
    """A loss as positive dollars."""
    value = money(given)
    if value < 0:
        raise objection(
            "is negative", "a loss carried in is written as positive dollars", f'write "{-value}"'
        )
    return value


def at_least_zero(value: Decimal) -> Decimal:
    """`value`, when it is not below zero."""
    if value < 0:
        raise objection("is negative", "it must be zero or more")
    return value


def number_from_zero(given: object) -> Decimal:
    """A number >= 0."""
    return at_least_zero(decimal(given))


def number_above_zero(given: object) -> Decimal:
    """A number > 0, also as a text."""
    value = amount(given)
    if value <= 0:
        raise objection("is not above zero", "it must be above zero")
    return value


def percent(given: object) -> Decimal:
    """A percentage from 0 to 100, kept as percent."""
    value = decimal(given)
    if not 0 <= value <= 100:  # noqa: PLR2004 - what per cent means
        raise objection("is not a percentage", "it must be from 0 to 100")
    return value


def rate_percent(given: object) -> Decimal:
    """A tax rate in percent: 0, or from 1 to 100; between 0 and 1 it was meant as a fraction."""
    value = percent(given)
    if 0 < value < 1:
        meant = format((value * 100).normalize(), "f")
        raise objection(
            "is a percent typed as a fraction", f"{value} means {value} %", f"did you mean {meant}?"
        )
    return value


def whole(given: object) -> int:
    """A whole number >= 0."""
    if isinstance(given, bool) or not isinstance(given, int):
        raise objection("is not a whole number", "such as 0, 20 or 45, without quotation marks")
    if given < 0:
        raise objection("is negative", "it must be zero or more")
    return given


def symbol(given: object) -> Symbol:
    """A security's symbol."""
    try:
        return Symbol(text(given))
    except InvalidValue as error:
        raise objection("cannot be a symbol", str(error).partition(": ")[2]) from None


def account_id(given: object) -> AccountId:
    """An account's id."""
    try:
        return AccountId(text(given))
    except InvalidValue as error:
        raise objection("cannot be an account id", str(error).partition(": ")[2]) from None


def listed(given: object) -> list[object]:
    """Any list."""
    if not isinstance(given, list):
        raise objection("is not a list", 'a list stands in brackets: ["VTI", "ITOT"]')
    return given


def symbols(given: object) -> tuple[Symbol, ...]:
    """A list of symbols."""
    return tuple(symbol(item) for item in listed(given))


def texts(given: object) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(text(item) for item in listed(given))


def day(given: object) -> date:
    """A date, bare as in TOML or as a text."""
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return cells.iso_date(text(given))
    except cells.BadCell as bad:
        raise objection(bad.what, bad.why, bad.fix) from None


def enum_reader(kind: type[Choice]) -> Reads:
    """A reader of one of the values of `kind`."""
    values = [str(member.value) for member in kind]

    def parse(given: object) -> Choice:
        if given not in values:
            raise objection(
                "is not known", one_of(values), did_you_mean(shown(given).strip('"'), values)
            )
        return kind(given)

    return Reads(parse=parse, called=" | ".join(values), schema={"enum": values})


def word_reader(*words: str) -> Reads:
    """A reader of one of `words`."""

    def parse(given: object) -> str:
        if given not in words:
            raise objection(
                "is not known", one_of(words), did_you_mean(shown(given).strip('"'), words)
            )
        return str(given)

    return Reads(parse=parse, called=" | ".join(words), schema={"enum": list(words)})
