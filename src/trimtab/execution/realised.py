"""What a run has really come to, beside what its plan expected: gain, prices, drift, what is left.

Gains are before wash sales, as the gains of a plan's orders are. Of a sale that was filled in part
the gain is the plan's in proportion: which of its lots went first is for the broker to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain.order import Side
from trimtab.execution.book import LegState, Run
from trimtab.execution.sendable import ClassAim, Leg, Sendable
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Realised:
    """Dollars, unrounded, and drifts as fractions.

    gain, planned_gain    of the sales; a loss is below zero
    worse                 what the prices of the fills cost against the plan's; below zero: brought
    left                  orders of the plan that were not traded, at its prices
    drift, planned_drift  half the sum of absolute weight gaps; None where the plan has no classes
    """

    gain: Decimal
    planned_gain: Decimal
    worse: Decimal
    left: Decimal
    drift: Decimal | None = None
    planned_drift: Decimal | None = None


def realised(sendable: Sendable, run: Run) -> Realised:
    """What `run` has come to so far."""
    pairs = [(leg, run.leg(leg.number)) for leg in sendable.legs]
    return Realised(
        gain=sum((_gain(leg, state) for leg, state in pairs), ZERO),
        planned_gain=sum((leg.gain or ZERO for leg in sendable.legs), ZERO),
        worse=sum((_worse(leg, state) for leg, state in pairs), ZERO),
        left=sum(((leg.quantity - state.filled) * leg.price for leg, state in pairs), ZERO),
        drift=_drift(sendable.classes, pairs),
        planned_drift=sendable.planned_drift,
    )


def _gain(leg: Leg, state: LegState) -> Decimal:
    """Multiplied before it is divided: nothing is rounded where all of it was filled."""
    if leg.gain is None:
        return ZERO
    return leg.gain * state.filled / leg.quantity - _worse(leg, state)


def _worse(leg: Leg, state: LegState) -> Decimal:
    """Dollars that price and commission cost against the price of the plan."""
    paid = state.average_price or ZERO
    apart = (paid - leg.price) if leg.side is Side.BUY else (leg.price - paid)
    return state.filled * apart + state.commission


def _drift(classes: Sequence[ClassAim], pairs: Iterable[tuple[Leg, LegState]]) -> Decimal | None:
    """Of the household after the fills: securities at the plan's prices, cash as it really is."""
    worth = {one.name: one.value for one in classes}
    cash = next((one.name for one in classes if one.is_cash), None)
    if cash is None:
        return None
    for leg, state in pairs:
        sign = 1 if leg.side is Side.BUY else -1
        moved = sign * state.filled * leg.price
        worth[leg.asset_class] = worth.get(leg.asset_class, ZERO) + moved
        worth[cash] -= moved + _worse(leg, state)
    return _half_of_gaps(classes, worth)


def _half_of_gaps(classes: Sequence[ClassAim], worth: Mapping[str, Decimal]) -> Decimal | None:
    total = sum(worth.values(), ZERO)
    if total <= ZERO:
        return None
    gaps = (abs(worth[one.name] / total - one.target) for one in classes)
    return sum(gaps, ZERO) / 2
