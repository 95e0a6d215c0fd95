"""Names of things, each its own type so that an account can never be passed for a lot."""

from typing import ClassVar, Self

from trimtab.errors import InvalidValue

_LONGEST = 64
_FORBIDDEN = frozenset(':,"\\')


class _Identifier(str):
    """A short printable text without the characters that files and settings use as separators."""

    __slots__ = ()
    _what: ClassVar[str]

    def __new__(cls, value: str) -> Self:
        if isinstance(value, cls):
            return value
        reason = _objection(value)
        if reason:
            raise InvalidValue(f"{value!r} is not a valid {cls._what}: {reason}")
        return super().__new__(cls, value)

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """`value` as this kind of name, or None where it cannot be one."""
        return None if _objection(value) else cls(value)


class Symbol(_Identifier):
    """A security's symbol as the household's files spell it, such as `VTI` or `BRK.B`."""

    __slots__ = ()
    _what = "symbol"


class LotId(_Identifier):
    """A tax lot's name, unique within its household."""

    __slots__ = ()
    _what = "lot id"


class AccountId(_Identifier):
    """An account's name, unique within its household."""

    __slots__ = ()
    _what = "account id"


class OrderId(_Identifier):
    """An order's name; fills of one order are one purchase in the law of wash sales (W7)."""

    __slots__ = ()
    _what = "order id"


def _objection(value: str) -> str:
    if not value:
        return "it is empty"
    if value != value.strip():
        return "it begins or ends with a space"
    if len(value) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    bad = sorted({char for char in value if char in _FORBIDDEN or not char.isprintable()})
    return f"it holds {', '.join(map(repr, bad))}" if bad else ""
