"""What a run has really come to, beside what its plan expected: gain, prices, drift, what is left.

Gains are before wash sales, as the gains of a plan's orders are. Of a sale that was filled in part
the gain is that of the lots that go first; in proportion, where which go first is for the broker to
say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain.order import Side
from trimtab.execution.book import LegState, Run
from trimtab.execution.sendable import ClassAim, Leg, Sendable
from trimtab.money import ZERO

_Worth = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class OffPlan:
    """How much more of the household a class is than it would be by the plan: a fraction."""

    name: str
    weight: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Realised:
    """Dollars, unrounded, and drifts as fractions.

    gain, planned_gain    of the sales; a loss is below zero
    worse                 what the prices of the fills cost against the plan's; below zero: brought
    left                  orders of the plan that were not traded, at its prices
    drift, planned_drift  half the sum of absolute weight gaps; None where the plan has no classes
    off                   classes that are not where the plan would have them, the furthest first
    """

    gain: Decimal
    planned_gain: Decimal
    worse: Decimal
    left: Decimal
    drift: Decimal | None = None
    planned_drift: Decimal | None = None
    off: tuple[OffPlan, ...] = ()


def realised(sendable: Sendable, run: Run) -> Realised:
    """What `run` has come to so far, beside what was planned of the orders that it is for."""
    pairs = [(leg, run.leg(leg.number)) for leg in sendable.legs]
    weights = _weights(_done(sendable.classes, pairs))
    planned = _weights(_planned(sendable.classes, sendable.legs))
    return Realised(
        gain=sum((_gain(leg, state) for leg, state in pairs), ZERO),
        planned_gain=sum((leg.gain or ZERO for leg in sendable.legs), ZERO),
        worse=sum((_worse(leg, state) for leg, state in pairs), ZERO),
        left=sum(((leg.quantity - state.filled) * leg.price for leg, state in pairs), ZERO),
        drift=_drift(sendable.classes, weights),
        # A part of a plan was never to bring about the drift of all of it.
        planned_drift=(
            _drift(sendable.classes, planned) if sendable.left_out else sendable.planned_drift
        ),
        off=_off(weights, planned),
    )


def _gain(leg: Leg, state: LegState) -> Decimal:
    """Multiplied before it is divided: nothing is rounded where all of it was filled."""
    if leg.gain is None:
        return ZERO
    return _of_shares(leg, leg.gain, state.filled) - _worse(leg, state)


def _of_shares(leg: Leg, gain: Decimal, filled: Decimal) -> Decimal:
    """What the plan expects of the first `filled` shares of a sale, of `gain` in all."""
    if not leg.lot_gains:
        return gain * filled / leg.quantity
    total, left = ZERO, filled
    for (_, shares), part in zip(leg.lots, leg.lot_gains, strict=True):
        sold = min(left, shares)
        total += part * sold / shares
        left -= sold
    return total


def _worse(leg: Leg, state: LegState) -> Decimal:
    """Dollars that price and commission cost against the price of the plan."""
    paid = state.average_price or ZERO
    apart = (paid - leg.price) if leg.side is Side.BUY else (leg.price - paid)
    return state.filled * apart + state.commission


def _done(classes: Sequence[ClassAim], pairs: Iterable[tuple[Leg, LegState]]) -> _Worth | None:
    """Dollars by class after the fills; None where there is no class of cash."""
    moves = [
        (leg, _signed(leg) * state.filled * leg.price, _worse(leg, state)) for leg, state in pairs
    ]
    return _after(classes, moves)


def _planned(classes: Sequence[ClassAim], legs: Iterable[Leg]) -> _Worth | None:
    """Dollars by class if every order had been filled at the price of the plan."""
    return _after(classes, [(leg, _signed(leg) * leg.value, ZERO) for leg in legs])


def _after(
    classes: Sequence[ClassAim], moves: Iterable[tuple[Leg, Decimal, Decimal]]
) -> _Worth | None:
    """Securities at the plan's prices, cash as it really is. `moves`: dollars bought, and lost."""
    worth = {one.name: one.value for one in classes}
    cash = next((one.name for one in classes if one.is_cash), None)
    if cash is None:
        return None
    for leg, moved, lost in moves:
        worth[leg.asset_class] = worth.get(leg.asset_class, ZERO) + moved
        worth[cash] -= moved + lost
    return worth


def _signed(leg: Leg) -> int:
    return 1 if leg.side is Side.BUY else -1


def _weights(worth: _Worth | None) -> _Worth | None:
    """Fractions of the whole; None where there is none."""
    total = ZERO if worth is None else sum(worth.values(), ZERO)
    if worth is None or total <= ZERO:
        return None
    return {name: value / total for name, value in worth.items()}


def _drift(classes: Sequence[ClassAim], weights: _Worth | None) -> Decimal | None:
    if weights is None:
        return None
    gaps = (abs(weights[one.name] - one.target) for one in classes)
    return sum(gaps, ZERO) / 2


def _off(weights: _Worth | None, planned: _Worth | None) -> tuple[OffPlan, ...]:
    if weights is None or planned is None:
        return ()
    apart = [OffPlan(name=name, weight=weights[name] - planned[name]) for name in planned]
    return tuple(sorted((one for one in apart if one.weight), key=lambda one: -abs(one.weight)))
