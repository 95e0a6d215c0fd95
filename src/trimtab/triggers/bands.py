"""Widths around a weight: what a drift trigger tolerates."""

from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import AssetClass, DriftBand
from trimtab.domain.checks import require_fraction
from trimtab.errors import InvalidValue
from trimtab.money import ONE

# A target this small has no width of its own under a relative rule.
_TINY = Decimal("0.00001")
_FIVE_POINTS = Decimal("0.05")


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRule:
    """How far a weight may drift from its target; the narrower of both where both are given.

    absolute  fraction of the household, such as 0.05 for five points
    relative  fraction of the target, such as 0.25 for a quarter of it

    Both 0.05 and 0.25 are the 5/25 rule (Larry Swedroe, as the Bogleheads wiki states it).
    """

    absolute: Decimal | None = None
    relative: Decimal | None = None

    def __post_init__(self) -> None:
        if self.absolute is None and self.relative is None:
            raise InvalidValue("a drift rule needs a width: absolute, relative, or both")
        for name, share in (("absolute", self.absolute), ("relative", self.relative)):
            if share is not None:
                require_fraction(f"{name} drift", share)

    def band(self, target: Decimal) -> DriftBand:
        """The weights around `target` that need no trade, both ends included.

        A target below a thousandth of a point has no width of its own under a relative rule: five
        points, or the absolute width where there is one.
        """
        absolute = self.absolute
        if target < _TINY or self.relative is None:
            width = _FIVE_POINTS if absolute is None else absolute
        else:
            relative = self.relative * target
            width = relative if absolute is None else min(absolute, relative)
        return DriftBand.around(target, width, width)


FIVE_25 = DriftRule(absolute=_FIVE_POINTS, relative=Decimal("0.25"))


def narrowed(band: DriftBand, middle: Decimal, share: Decimal) -> DriftBand:
    """`band` with both ends nearer to `middle` by `share` (0-1) of their distance from it."""
    require_fraction("the margin of a trigger", share)
    left = ONE - share
    return DriftBand(
        low=middle - left * (middle - band.low), high=middle + left * (band.high - middle)
    )


def middle_of(asset_class: AssetClass, band: DriftBand) -> Decimal:
    """The weight to come back to: the target, or the nearer end where the band leaves it out."""
    return min(max(asset_class.weight, band.low), band.high)
