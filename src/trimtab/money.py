"""How exact amounts are kept, rounded, split, and let in and out of floating point.

Money and shares are `Decimal`. Cash and basis are whole cents, quantities whole multiples of the
broker's step. Multiply first, divide after, round once, here, in a function with a name. `to_float`
and `from_solver` are the only gate between the exact zone and float64 arrays.
"""

from collections.abc import Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    FloatOperation,
    getcontext,
    localcontext,
)
from fractions import Fraction
from math import floor, isfinite, lcm

from trimtab.errors import InvalidValue

CENT = Decimal("0.01")
ONE = Decimal(1)
ZERO = Decimal(0)

_CENT_PLACES = 2

# Enough digits that no product of a price, a quantity and a ratio is rounded on the way.
_WORKING_DIGITS = 60
_WORKING = Context(prec=_WORKING_DIGITS)  # for single operations: entering a context takes longer

# Leaves thirty digits behind the point, more than any step or ratio here has.
_TOO_LARGE = Decimal(10) ** 30


def trap_floats() -> None:
    """Make mixing a float into Decimal arithmetic an error in this thread.

    Called by every entry point and worker, and by the test suite. Decimal contexts belong to a
    thread, so the module cannot do it once for all.
    """
    getcontext().traps[FloatOperation] = True


def to_cents(amount: Decimal | Fraction) -> Decimal:
    """`amount` dollars to the nearest cent; a half cent goes away from zero, as brokers round."""
    return _quantize(amount, CENT, ROUND_HALF_UP)


def floor_to_cents(amount: Decimal | Fraction) -> Decimal:
    """The largest whole number of cents not above `amount`."""
    return _quantize(amount, CENT, ROUND_FLOOR)


def floor_to_step(quantity: Decimal | Fraction, step: Decimal) -> Decimal:
    """The largest multiple of `step` (> 0) not above `quantity`."""
    return _to_step(quantity, step, ROUND_FLOOR)


def ceil_to_step(quantity: Decimal | Fraction, step: Decimal) -> Decimal:
    """The smallest multiple of `step` (> 0) not below `quantity`."""
    return _to_step(quantity, step, ROUND_CEILING)


def is_whole_cents(amount: Decimal) -> bool:
    """True when `amount` is finite and has no part smaller than a cent."""
    if not amount.is_finite():
        return False
    # By digits, because `amount % CENT` fails for more digits than the caller's context has.
    _, digits, exponent = amount.as_tuple()
    below_cents = -int(exponent) - _CENT_PLACES
    return below_cents <= 0 or not any(digits[-below_cents:])


def split_by_weight(
    total: Decimal, weights: Sequence[Decimal], step: Decimal = CENT
) -> tuple[Decimal, ...]:
    """Split `total` in proportion to `weights` so that the parts sum to `total` exactly.

    Method of the largest remainder (Hamilton): each part is floored to `step`, then the steps left
    over go one each to the parts with the largest remainder, earlier parts first among equals.
    `total` must be a multiple of `step`, of any sign; weights are >= 0 and not all 0.
    """
    if any(not weight.is_finite() or weight < 0 for weight in weights) or not any(weights):
        raise InvalidValue(f"cannot split {total} by weights {list(map(str, weights))}")
    _require_workable(total)
    # Counted in steps and in integers, so that no digit of a long weight is lost.
    of_total, of_step = total.as_integer_ratio(), step.as_integer_ratio()
    steps, beside = divmod(of_total[0] * of_step[1], of_total[1] * of_step[0])
    if beside:
        raise InvalidValue(f"cannot split {total}: it is not a multiple of {step}")
    ratios = [weight.as_integer_ratio() for weight in weights]
    common = lcm(*(denominator for _, denominator in ratios))
    integers = [numerator * (common // denominator) for numerator, denominator in ratios]
    whole = sum(integers)
    shares = [divmod(steps * integer, whole) for integer in integers]
    counts = [count for count, _ in shares]
    left = steps - sum(counts)
    by_remainder = sorted(range(len(counts)), key=lambda index: -shares[index][1])
    for index in by_remainder[:left]:
        counts[index] += 1
    with localcontext() as context:
        context.prec = _WORKING_DIGITS
        return tuple([count * step for count in counts])


def proportion(total: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """The share of `total` dollars that `part` out of `whole` shares has, to the nearest cent.

    What is left of `total` belongs to the rest, so that nothing is lost: for two parts this is the
    method of the largest remainder, the first part first among equals. 0 <= `part` <= `whole`.
    """
    share = _WORKING.divide(_WORKING.multiply(total, part), whole)
    return share.quantize(CENT, ROUND_HALF_UP, _WORKING)


def to_float(amount: Decimal) -> float:
    """Leave the exact zone: the nearest float64, for arrays given to risk measures and solvers."""
    return float(amount)


def from_solver(value: float, step: Decimal) -> Decimal:
    """Enter the exact zone: a solver's float to the nearest multiple of `step` (> 0), half to even.

    Raises InvalidValue for infinities and not-a-number.
    """
    if not isfinite(value):
        raise InvalidValue(f"a solver returned {value!r} where a finite amount was needed")
    exact = Decimal.from_float(value)  # noqa: FURB164 - Decimal(value) is what the trap forbids
    return _to_step(exact, step, ROUND_HALF_EVEN)


def exact_text(amount: Decimal) -> str:
    """The shortest text that reads back to the same number: no exponent, no trailing zeros."""
    if not amount.is_finite():
        raise InvalidValue(f"{amount} is not a finite amount")
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def cents_text(amount: Decimal) -> str:
    """Dollars with exactly two decimals, rounded by `to_cents`; never `-0.00`."""
    rounded = to_cents(amount)
    return format(abs(rounded) if rounded == 0 else rounded, "f")


def dollars_text(amount: Decimal) -> str:
    """`$4,321.09`, below zero `-$4,321.09`: for sentences, rounded by `to_cents`."""
    text = cents_text(amount)
    whole, _, cents = text.removeprefix("-").partition(".")
    return f"{'-' if text.startswith('-') else ''}${int(whole):,}.{cents}"


def ratio_text(ratio: Decimal | Fraction, places: int = 6) -> str:
    """A weight or rate with `places` decimals, half away from zero; never `-0`."""
    rounded = _quantize(ratio, Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return format(abs(rounded) if rounded == 0 else rounded, "f")


def _to_step(quantity: Decimal | Fraction, step: Decimal, rounding: str) -> Decimal:
    if step <= 0:
        raise InvalidValue(f"a step must be above zero, got {step}")
    _require_workable(quantity)
    # In integers: a fraction would be brought to its lowest terms on every step of the way.
    of_quantity, of_step = quantity.as_integer_ratio(), step.as_integer_ratio()
    whole, rest = divmod(of_quantity[0] * of_step[1], of_quantity[1] * of_step[0])
    count = Decimal(whole + _round_up(whole, rest, of_quantity[1] * of_step[0], rounding))
    _require_workable(count)
    return _WORKING.multiply(count, step)


def _require_workable(amount: Decimal | Fraction) -> None:
    """`amount` is finite and small enough to round within the working digits."""
    size = amount if isinstance(amount, Decimal) else Decimal(floor(amount))
    if not size.is_finite():
        raise InvalidValue(f"{size} is not a finite amount")
    if abs(size) >= _TOO_LARGE:
        raise InvalidValue(f"{size:.3e} is too large, amounts stay below {_TOO_LARGE:.0e}")


def _quantize(amount: Decimal | Fraction, unit: Decimal, rounding: str) -> Decimal:
    """`amount` to a multiple of `unit` (a power of ten), exact whatever the caller's context is."""
    _require_workable(amount)
    if isinstance(amount, Decimal):
        return amount.quantize(unit, rounding, _WORKING)
    with localcontext() as context:
        context.prec = _WORKING_DIGITS
        scaled = amount / Fraction(unit)
        whole, rest = divmod(scaled.numerator, scaled.denominator)
        return Decimal(whole + _round_up(whole, rest, scaled.denominator, rounding)) * unit


def _round_up(whole: int, rest: int, one: int, rounding: str) -> int:
    """1 when the floor `whole` with remainder `rest` in [0, `one`) rounds to the integer above."""
    if rounding == ROUND_FLOOR or rest == 0:
        return 0
    if rounding == ROUND_CEILING:
        return 1
    if 2 * rest != one:
        return int(2 * rest > one)
    # A tie: half up moves away from zero, half even to the even neighbour.
    return int(whole >= 0) if rounding == ROUND_HALF_UP else whole % 2
