"""One entry of the catalogue, and how each kind of parameter is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum

from trimtab.errors import InvalidValue
from trimtab.report import numbers
from trimtab.report.reasons.samples import SAMPLES


class Kind(Enum):
    """What a parameter is; the text a planner gives is exact, the text a reader gets is formatted.

    MONEY     dollars `1234.56`, read as a size: $1,235
    GAIN      dollars of gain, a loss negative: `a gain of $1,235`, `a loss of $1,235`
    LOSS      dollars of loss with or without sign: $1,235
    FRACTION  0.146: 14.6%
    POINTS    a gap between weights, 0.082: 8.2 pp
    DATE      ISO: 16 Jul 2026
    SHARES, SYMBOL, NAME, COUNT, TEXT   as they are, numbers with separators
    """

    MONEY = "money"
    GAIN = "gain"
    LOSS = "loss"
    FRACTION = "fraction"
    POINTS = "points"
    DATE = "date"
    SHARES = "shares"
    SYMBOL = "symbol"
    NAME = "name"
    COUNT = "count"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One reason code.

    text         the sentence, at most 25 words
    short        the same in some forty characters; empty where `text` is short enough
    params       the parameters by name
    example      sample values that differ from those of `samples`
    meaning      what it says in general, for the reference
    setting      the key of trimtab.toml that decides it, empty when none does
    law          the source in law, empty when none applies
    allow        how to have it otherwise this once, empty when nothing does
    allow_under  the assumption of a plan, with its value, under which `allow` changes anything;
                 None: under all
    """

    code: str
    text: str
    meaning: str
    short: str = ""
    params: Mapping[str, Kind] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)
    setting: str = ""
    law: str = ""
    allow: str = ""
    allow_under: tuple[str, str] | None = None

    def advice(self, assumptions: Mapping[str, str]) -> str:
        """`allow` where it would change something in a plan of these assumptions; else empty."""
        if self.allow_under is None:
            return self.allow
        name, value = self.allow_under
        return self.allow if assumptions.get(name, value) == value else ""

    @property
    def sample(self) -> Mapping[str, str]:
        """Parameters to show the sentence with."""
        return {name: self.example.get(name, SAMPLES.get(name, "")) for name in self.params}

    @property
    def family(self) -> str:
        """The part of the code before the dot."""
        return self.code.partition(".")[0]


def formatted(kind: Kind, value: str) -> str:
    """`value` as people read it; InvalidValue when it is not of that kind."""
    return _FORMATS[kind](value)


def parse_money(value: str) -> Decimal:
    """Exact dollars; InvalidValue when `value` is not a number."""
    return _number(value)


def _number(value: str) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation as fault:
        raise InvalidValue(f"{value!r} is not a number") from fault
    if not number.is_finite():
        raise InvalidValue(f"{value!r} is not a finite number")
    return number


def _gain(value: str) -> str:
    amount = _number(value)
    if amount == 0:
        return "no gain"
    return f"a {'gain' if amount > 0 else 'loss'} of {numbers.money(abs(amount))}"


def _day(value: str) -> str:
    try:
        return numbers.day(date.fromisoformat(value))
    except ValueError as fault:
        raise InvalidValue(f"{value!r} is not a date such as 2026-06-15") from fault


def _size(value: str) -> str:
    return numbers.money(abs(_number(value)))


def _as_is(value: str) -> str:
    return value


_FORMATS: Mapping[Kind, Callable[[str], str]] = {
    Kind.MONEY: _size,
    Kind.GAIN: _gain,
    Kind.LOSS: _size,
    Kind.FRACTION: lambda value: numbers.percent(_number(value)),
    Kind.POINTS: lambda value: numbers.points(_number(value)),
    Kind.DATE: _day,
    Kind.SHARES: lambda value: numbers.shares(_number(value)),
    Kind.SYMBOL: _as_is,
    Kind.NAME: _as_is,
    Kind.COUNT: lambda value: numbers.shares(_number(value)),
    Kind.TEXT: _as_is,
}
