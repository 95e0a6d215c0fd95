"""Tracking error of the household's classes to their targets: d'Sd, exact.

d_c  weight of class c less its target, fractions of the household
S    the covariance of the classes' annual returns

Uninvested cash that has no row does not move. Securities of no class that have no row move with
the target's classes, in proportion to their targets and cash left out, and have a variance of their
own besides. Any other class without a row cannot be measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product

from trimtab.domain import ClassCovariance, TargetPortfolio
from trimtab.errors import InvalidValue
from trimtab.money import ZERO

# A volatility of 25 % a year, of what no class explains in securities of no class.
_OWN_VARIANCE = Decimal("0.0625")


@dataclass(frozen=True)
class ClassTracking:
    """How far the classes of `target` may end from it, by `covariance`."""

    target: TargetPortfolio
    covariance: ClassCovariance

    def variance(self, weights: Mapping[str, Decimal]) -> Decimal:
        """D'Sd a year at `weights` by class name, >= 0. Raises InvalidValue for a missing row."""
        self.require_every_class()
        off = {one.name: weights[one.name] - one.weight for one in self.target.classes}
        loose = off.pop(self.target.other.name) if self._other_is_loose else ZERO
        # What moves with the classes is so much more of each of them.
        total = {name: amount + loose * self._mix.get(name, ZERO) for name, amount in off.items()}
        moving = [item for item in total.items() if item[0] in self.covariance.names]
        square = sum(
            (
                here * there * self._between(one, other)
                for (one, here), (other, there) in product(moving, moving)
            ),
            ZERO,
        )
        return max(ZERO, square + loose * loose * _OWN_VARIANCE)

    def require_every_class(self) -> None:
        """Raises InvalidValue where a class that moves has no row."""
        implicit = {self.target.cash.name, self.target.other.name}
        missing = [
            one.name
            for one in self.target.classes
            if one.name not in self.covariance.names and one.name not in implicit
        ]
        if missing:
            raise InvalidValue(
                f"the covariance of classes has no row for {', '.join(missing)}, so that the "
                "tracking error cannot be measured: give the returns of every class of the target"
            )

    @property
    def _other_is_loose(self) -> bool:
        return self.target.other.name not in self.covariance.names

    @cached_property
    def _mix(self) -> dict[str, Decimal]:
        """The target without cash, as parts of 1."""
        invested = {one.name: one.weight for one in self.target.classes if one != self.target.cash}
        whole = sum(invested.values(), ZERO)
        return {name: weight / whole for name, weight in invested.items() if weight and whole}

    def _between(self, one: str, other: str) -> Decimal:
        found = self.covariance.between(one, other)
        return ZERO if found is None else found
