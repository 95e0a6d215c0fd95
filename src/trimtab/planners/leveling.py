"""Amounts as near to their targets as bounds allow, when selling is allowed too."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """One amount to find, dollars: near `target`, at least `low`, at most `high` (None: no end)."""

    target: Fraction
    low: Fraction
    high: Fraction | None = None

    def at(self, shift: Fraction) -> Fraction:
        """The amount when every target is lowered by `shift`."""
        above = max(self.low, self.target - shift)
        return above if self.high is None else max(self.low, min(self.high, above))


def level(parts: Sequence[Bounded], total: Fraction) -> tuple[Fraction, ...]:
    """Minimise sum (x_i - t_i)^2 subject to sum x_i = `total` and l_i <= x_i <= h_i, exactly.

    Stationarity gives x_i = t_i - lambda between the bounds, so x_i(lambda) is t_i - lambda cut off
    at l_i and h_i. Their sum falls in lambda and is linear between the points t_i - l_i and
    t_i - h_i: the right lambda is found between two of them. A `total` below sum l_i gives the
    lower bounds. At least one part needs to have no upper bound.
    """
    if total <= sum((part.low for part in parts), Fraction(0)):
        return tuple(part.low for part in parts)
    shift = _shift(parts, total)
    return tuple(part.at(shift) for part in parts)


def _shift(parts: Sequence[Bounded], total: Fraction) -> Fraction:
    """The lambda at which the amounts add up to `total`, which is above the sum of the l_i."""
    ends = [(part.target, end) for part in parts for end in (part.low, part.high)]
    points = sorted({target - end for target, end in ends if end is not None})
    enough = [point for point in points if _sum_at(parts, point) >= total]
    if not enough:
        # Every h_i is reached; the parts without one share what is left.
        free = sum(part.high is None for part in parts)
        return points[0] - (total - _sum_at(parts, points[0])) / free
    # At the largest point every part is at l_i, so there is a point after the last with enough.
    left, right = enough[-1], points[len(enough)]
    above, below = _sum_at(parts, left), _sum_at(parts, right)
    return left + (above - total) * (right - left) / (above - below)


def _sum_at(parts: Sequence[Bounded], shift: Fraction) -> Fraction:
    return sum((part.at(shift) for part in parts), Fraction(0))
