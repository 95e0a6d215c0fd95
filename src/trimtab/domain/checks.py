"""Small checks that the constructors of values share; `require_*` raises InvalidValue."""

from collections.abc import Iterable
from decimal import Decimal

from trimtab.errors import InvalidValue
from trimtab.money import ZERO, is_whole_cents


def require_whole_cents(what: str, amount: Decimal) -> None:
    """`amount` is finite and has no part smaller than a cent."""
    if not is_whole_cents(amount):
        raise InvalidValue(f"{what} must be in whole cents, got {amount}")


def require_above_zero(what: str, amount: Decimal) -> None:
    """`amount` is finite and > 0."""
    if not amount.is_finite() or amount <= ZERO:
        raise InvalidValue(f"{what} must be above zero, got {amount}")


def require_at_least_zero(what: str, amount: Decimal) -> None:
    """`amount` is finite and >= 0."""
    if not amount.is_finite() or amount < ZERO:
        raise InvalidValue(f"{what} must not be negative, got {amount}")


def require_fraction(what: str, share: Decimal) -> None:
    """0 <= `share` <= 1."""
    if not share.is_finite() or not 0 <= share <= 1:
        raise InvalidValue(f"{what} must be between 0 and 1, got {share}")


def first_repeated(names: Iterable[str]) -> str | None:
    """The first of `names` that occurred before; None when all differ."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
