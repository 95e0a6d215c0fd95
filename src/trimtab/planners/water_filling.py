"""Spread an amount over floors, as near to the targets as the floors allow: exact water-filling.

Notation
    n           number of places (asset classes, positions)
    chi_i       target of place i, dollars, any sign                         `targets`
    l_i         floor of place i: what is there already and stays, dollars   `floors`
    T           what the places must hold together, dollars                  `total`
    x_i         the answer
    d_i         chi_i - l_i, the shortfall of place i, any sign
    S           T - sum l_i, the amount to spread, >= 0
    theta       the level: the multiplier of the budget, any sign, because sum chi_i need not be T
    mu_i        the multiplier of the floor of i, >= 0

Problem
    minimise    1/2 sum (x_i - chi_i)^2
    subject to  sum x_i = T   and   x_i >= l_i for every i

Lagrangian
    1/2 sum (x_i - chi_i)^2 + theta (sum x_i - T) - sum mu_i (x_i - l_i)

The objective is strictly convex and the constraints are linear, so a point is the minimum, and the
only one, exactly when it satisfies the Karush-Kuhn-Tucker conditions:

    (1) budget              sum x_i = T
    (2) floors              x_i >= l_i
    (3) stationarity        x_i - chi_i + theta - mu_i = 0
    (4) sign                mu_i >= 0
    (5) complementarity     mu_i (x_i - l_i) = 0

Case split on (5)
    x_i > l_i   then mu_i = 0 and x_i = chi_i - theta, which is above the floor: d_i > theta
    x_i = l_i   then mu_i = theta - d_i, and (4) asks d_i <= theta
Both are one formula, x_i = max(l_i, chi_i - theta), that is x_i = l_i + max(0, d_i - theta). Money
goes to the largest shortfalls and brings all of them down to one common level theta.

Finding theta
    Sort d descending. If exactly the first k places are above their floors, (1) gives
        theta_k = (d_1 + ... + d_k - S) / k,
    and k is right when d_k >= theta_k >= d_(k+1). Write g(k) = k d_k - (d_1 + ... + d_k) + S: then
    d_k >= theta_k is g(k) >= 0. Now g(1) = S >= 0 and g(k+1) - g(k) = k (d_(k+1) - d_k) <= 0, so g
    only falls, and one pass finds the last k with g(k) >= 0. One sort and one pass: O(n log n).
    A tie d_k = theta_k gives place k nothing under either reading, so ties need no rule.

Exactness
    Everything is put over one common denominator and computed in integers, with one division by k
    at the end. Nothing is rounded, so sum x_i = T holds as an equality of fractions and
    `kkt_residuals` is zero, not small. An iterative method stops near (1) instead of on it, and in
    money near means spending what is not there. (Denominators without common factors make the
    integers long; amounts in cents, or one total times weights, do not.)

With one chi for all it raises the lowest to a common level; with l = 0 it is the projection onto a
simplex: M. Held, P. Wolfe, H. P. Crowder, "Validation of subgradient optimization", Mathematical
Programming 6 (1974); J. Duchi, S. Shalev-Shwartz, Y. Singer, T. Chandra, "Efficient projections
onto the l1-ball for learning in high dimensions", ICML 2008.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from trimtab.errors import InvalidValue
from trimtab.money import cents_text, to_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class KktResiduals:
    """By how much a point misses each optimality condition; all three are 0 at the minimum.

    budget        sum x_i - T, dollars, either sign                                   condition (1)
    floor         the largest l_i - x_i, dollars, 0 when no floor is broken           condition (2)
    stationarity  the largest chi_i - x_i of all places minus the smallest of those   conditions
                  above their floor, dollars, >= 0; 0 when every place is at its floor    (3)-(5)
    """

    budget: Fraction
    floor: Fraction
    stationarity: Fraction


def fill(
    targets: Sequence[Decimal | Fraction],
    floors: Sequence[Decimal | Fraction],
    total: Decimal | Fraction,
) -> tuple[Fraction, ...]:
    """The x nearest to `targets` that sums to `total` with no x_i below `floors[i]`, exactly.

    All amounts are finite dollars of any sign; the answer is in the order of `targets`. With no
    places the only total is 0. Raises InvalidValue when the lengths differ or when `total` is less
    than the sum of the floors, so that no point exists.
    """
    unit, chi, floor, amount = _in_integers(targets, floors, total)
    spread = amount - sum(floor)
    if spread < 0:
        raise InvalidValue(
            f"the total {_text(total)} is less than the sum of the floors "
            f"{_text(Fraction(sum(floor), unit))}: the floors cannot all be kept"
        )
    if not chi:
        if spread > 0:
            raise InvalidValue(f"there is nothing to spread the total {_text(total)} over")
        return ()
    shortfall = [target - low for target, low in zip(chi, floor, strict=True)]
    theta, count = _level(shortfall, spread)
    denominator = unit * count
    # chi - theta is one subtraction in integers; places at their floor never meet theta.
    return tuple(
        Fraction(count * target - theta, denominator)
        if count * short > theta
        else Fraction(low, unit)
        for target, low, short in zip(chi, floor, shortfall, strict=True)
    )


def drain(
    targets: Sequence[Decimal | Fraction],
    caps: Sequence[Decimal | Fraction],
    total: Decimal | Fraction,
) -> tuple[Fraction, ...]:
    """The x nearest to `targets` that sums to `total` with no x_i above `caps[i]`, exactly.

    The mirror of `fill` for places that may only lose: x_i = min(caps_i, chi_i - theta), found as
    the negative of `fill` on negated amounts. Caps are dollars of any sign. An answer may be below
    zero when a target is; callers that cannot go short must give targets that keep it above.
    Raises InvalidValue when the lengths differ or when `total` is more than the sum of the caps.
    """
    room = sum((Fraction(cap) for cap in caps), Fraction(0))
    if total > room:
        raise InvalidValue(
            f"the total {_text(total)} is more than the sum of the caps "
            f"{_text(room)}: the caps cannot all be kept"
        )
    kept = fill([-target for target in targets], [-cap for cap in caps], -total)
    return tuple(-amount for amount in kept)


def kkt_residuals(
    targets: Sequence[Decimal | Fraction],
    floors: Sequence[Decimal | Fraction],
    total: Decimal | Fraction,
    answer: Sequence[Fraction],
) -> KktResiduals:
    """How far `answer` is from being the minimum, from the conditions alone.

    Shares no arithmetic with `fill`. A theta that satisfies (3)-(5) exists exactly when every place
    above its floor has the same chi_i - x_i and no place has a larger one.
    """
    gaps = [Fraction(chi) - x for chi, x in zip(targets, answer, strict=True)]
    loose = [gap for gap, low, x in zip(gaps, floors, answer, strict=True) if x > Fraction(low)]
    below = (Fraction(low) - x for low, x in zip(floors, answer, strict=True))
    return KktResiduals(
        budget=sum(answer, Fraction(0)) - Fraction(total),
        floor=max(max(below, default=Fraction(0)), Fraction(0)),
        stationarity=max(gaps) - min(loose) if loose else Fraction(0),
    )


def _level(shortfall: Sequence[int], spread: int) -> tuple[int, int]:
    """(k theta, k) for at least one place: theta is kept as a numerator over k, undivided."""
    prefix = 0
    best = (0, 1)
    for count, short in enumerate(sorted(shortfall, reverse=True), start=1):
        prefix += short
        if count * short - prefix + spread < 0:
            break
        best = (prefix - spread, count)
    return best


def _in_integers(
    targets: Sequence[Decimal | Fraction],
    floors: Sequence[Decimal | Fraction],
    total: Decimal | Fraction,
) -> tuple[int, list[int], list[int], int]:
    """(unit, targets, floors, total), the last three as whole multiples of 1/unit dollar."""
    if len(targets) != len(floors):
        raise InvalidValue(f"{len(targets)} targets but {len(floors)} floors: they go in pairs")
    chi = [target.as_integer_ratio() for target in targets]
    low = [floor.as_integer_ratio() for floor in floors]
    whole, part = total.as_integer_ratio()
    unit = lcm(part, *{bottom for _, bottom in chi}, *{bottom for _, bottom in low})
    return (
        unit,
        [top * (unit // bottom) for top, bottom in chi],
        [top * (unit // bottom) for top, bottom in low],
        whole * (unit // part),
    )


def _text(amount: Decimal | Fraction) -> str:
    """Dollars for a message: whole cents where the amount has them, else the exact fraction."""
    cents = Fraction(amount) * 100
    return f"{cents_text(to_cents(amount))}" if cents.denominator == 1 else str(Fraction(amount))
