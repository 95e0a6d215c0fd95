"""How numbers and dates are written for people.

One rule stands above the formats: a rounded figure never contradicts what is said beside it. Where
it would, digits are added. Negative money is in parentheses, so a minus sign is rarely needed;
where one is, it is U+2212, which the plain terminal turns into a hyphen. Nothing prints as `-0`.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from trimtab.money import ONE, ZERO, ceil_to_step, cents_text, exact_text, ratio_text, to_cents

MINUS = "\N{MINUS SIGN}"
HUNDRED = Decimal(100)

# Past this many decimals a figure is no longer read; the caller's words carry the difference.
MOST_DIGITS = 10

_MIL = Decimal("0.001")
_HUNDREDTH = Decimal("0.01")
_FINEST_WRITTEN = Decimal("0.00001")

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def whole_dollars(amount: Decimal) -> Decimal:
    """`amount` to the nearest dollar, half away from zero."""
    return amount.quantize(ONE, rounding=ROUND_HALF_UP)


def grouped(amount: Decimal, *, cents: bool = False) -> str:
    """`33,544` or `33,544.00`, without sign or symbol."""
    text = cents_text(abs(amount)) if cents else exact_text(abs(whole_dollars(amount)))
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}"


def money(amount: Decimal, *, cents: bool = False, symbol: str = "$") -> str:
    """`$33,544`; below zero `($33,544)`. An amount that would round to zero is shown in cents."""
    rounded = to_cents(amount) if cents else whole_dollars(amount)
    if rounded == 0 and to_cents(amount) != 0:
        cents, rounded = True, to_cents(amount)
    text = symbol + grouped(amount, cents=cents)
    return f"({text})" if rounded < 0 else text


def figures(amount: Decimal, *, cents: bool = False) -> str:
    """As `money` without the symbol, for the body of a column that names its unit."""
    return money(amount, cents=cents, symbol="")


def needs_cents(total: Decimal, parts: Iterable[Decimal]) -> bool:
    """True when `parts` rounded to dollars do not add up to `total` rounded to dollars.

    Also where one of them has nothing but cents, which `money` shows as they are.
    """
    shown = [total, *parts]
    if any(whole_dollars(one) == 0 != to_cents(one) for one in shown):
        return True
    return sum((whole_dollars(part) for part in shown[1:]), ZERO) != whole_dollars(total)


def percent(fraction: Decimal, *, places: int = 1) -> str:
    """`14.6%` for 0.146, `5%` for 0.05; more digits rather than a zero that is not one."""
    exact = fraction * HUNDRED
    text = exact_text(exact) if exact == exact.to_integral_value() else ""
    return signed(text or _percent_digits(fraction, places)) + "%"


def exact_percent(fraction: Decimal) -> str:
    """Every digit of a fraction as percent, without the sign `%`: `3.75` for 0.0375."""
    return signed(exact_text(fraction * HUNDRED))


def band_end(fraction: Decimal) -> str:
    """An end of a band as percent, without `%`: every digit that somebody wrote, else two decimals.

    Money that is about to leave moves the band of cash to a figure that nobody wrote.
    """
    exact = fraction * HUNDRED
    written = exact == exact.quantize(_FINEST_WRITTEN)
    return signed(exact_text(exact if written else exact.quantize(_HUNDREDTH)))


def weight(fraction: Decimal, low: Decimal | None = None, high: Decimal | None = None) -> str:
    """Percent without the sign `%`, on the same side of `low` and `high` as the fraction itself.

    One decimal where that is enough. `low` and `high` belong to the band: 0.1198 against a band
    from 0.12 gives `11.98`, and not `12.0`.
    """
    for places in range(1, MOST_DIGITS):
        text = ratio_text(fraction * HUNDRED, places)
        shown = Decimal(text) / HUNDRED
        if _side(shown, low, high) == _side(fraction, low, high):
            return signed(text)
    return signed(exact_text(fraction * HUNDRED))


def weights(
    before: Decimal, after: Decimal, low: Decimal | None = None, high: Decimal | None = None
) -> tuple[str, str]:
    """Two weights as `weight` writes them; unequal ones never read alike."""
    texts = weight(before, low, high), weight(after, low, high)
    for places in range(2, MOST_DIGITS):
        if before == after or texts[0] != texts[1]:
            return texts
        digits = [ratio_text(one * HUNDRED, places) for one in (before, after)]
        texts = signed(digits[0]), signed(digits[1])
    return texts


def points(gap: Decimal) -> str:
    """The size of a gap between two weights: `8.2 pp`. Words beside it give the direction."""
    return _percent_digits(abs(gap), 1) + " pp"


def points_of_both(before: Decimal, after: Decimal) -> tuple[str, str]:
    """Two sizes as `points` writes them; unequal ones never read alike."""
    texts = points(before), points(after)
    for places in range(2, MOST_DIGITS):
        if before == after or texts[0] != texts[1]:
            return texts
        digits = [_percent_digits(abs(gap), places) for gap in (before, after)]
        texts = f"{digits[0]} pp", f"{digits[1]} pp"
    return texts


def basis_points(fraction: Decimal) -> str:
    """A fraction that may not be understated: `0.032 bp` for 0.00000312, rounded up."""
    return exact_text(ceil_to_step(fraction * HUNDRED * HUNDRED, _MIL)) + " bp"


def over_or_under(gap: Decimal) -> str:
    """`8.2 pp over`, `1.6 pp under`, or `on target`; `gap` is the weight minus the target."""
    if gap == 0:
        return "on target"
    return f"{points(gap)} {'over' if gap > 0 else 'under'}"


def shares(quantity: Decimal) -> str:
    """`1,110`, or with the decimals that are traded: `0.125`."""
    whole, dot, rest = exact_text(quantity).partition(".")
    return signed(f"{int(whole):,}{dot}{rest}")


def price(amount: Decimal) -> str:
    """`$46.00`; more than two decimals only where the price has them."""
    text = exact_text(amount)
    decimals = len(text.partition(".")[2])
    return "$" + (text if decimals > 2 else cents_text(amount))  # noqa: PLR2004 - two are cents


def count(number: int, one: str, many: str = "") -> str:
    """`1 order`, `9 orders`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spelled(number: int, one: str, many: str = "") -> str:
    """`one order`, `nine orders`, `11 orders`."""
    if number < len(_SMALL):
        return f"{_SMALL[number]} {one if number == 1 else many or one + 's'}"
    return count(number, one, many)


def day(when: date) -> str:
    """`9 Jul 2026`, for sentences."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def weekday_and_day(when: date) -> str:
    """`Thu 9 Jul 2026`."""
    return f"{_WEEKDAYS[when.weekday()]} {day(when)}"


def signed(text: str) -> str:
    """A number's text with a typographic minus."""
    return text.replace("-", MINUS)


def _percent_digits(fraction: Decimal, places: int) -> str:
    for digits in range(places, MOST_DIGITS):
        text = ratio_text(fraction * HUNDRED, digits)
        if Decimal(text) != 0 or fraction == 0:
            return text
    return exact_text(fraction * HUNDRED)


def _side(fraction: Decimal, low: Decimal | None, high: Decimal | None) -> int:
    if low is not None and fraction < low:
        return -1
    return 1 if high is not None and fraction > high else 0


def iso_day(text: str) -> str:
    """`9 Jul 2026` for `2026-07-09`."""
    return day(date.fromisoformat(text))
