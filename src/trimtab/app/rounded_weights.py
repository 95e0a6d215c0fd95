"""A solver's weights as percent that a person can read, exactly 100 together, within the bounds."""

from collections.abc import Sequence
from decimal import Decimal

from trimtab.errors import InvalidValue
from trimtab.money import ZERO, from_solver

_PLACES = 2


def rounded_percents(
    weights: Sequence[float], bounds: Sequence[tuple[Decimal, Decimal]], total: Decimal
) -> tuple[Decimal, ...]:
    """Percent of two decimals, or as many as `total` and `bounds` have; they sum to `total`.

    weights  fractions of the household, of which the sum is near total / 100
    bounds   lowest and highest percent, both included; the sums of them enclose `total`

    Each weight is rounded, and what is then missing or too much goes step by step to the weight
    that rounding moved the furthest the other way, and that has room.
    """
    step = Decimal(1).scaleb(
        -max(_PLACES, *map(_places, (total, *(b for one in bounds for b in one))))
    )
    exact = [from_solver(weight * 100, step / 1000) for weight in weights]
    found = [
        min(high, max(low, from_solver(weight * 100, step)))
        for weight, (low, high) in zip(weights, bounds, strict=True)
    ]
    while (missing := total - sum(found, ZERO)) != 0:
        by = step if missing > 0 else -step
        room = [at for at, (low, high) in enumerate(bounds) if low <= found[at] + by <= high]
        if not room:
            raise InvalidValue(f"the bounds leave no room for weights that add up to {total}")
        best = max(room, key=lambda at: (exact[at] - found[at]) * by)
        found[best] += by
    return tuple(found)


def _places(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))
