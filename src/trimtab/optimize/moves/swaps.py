"""Two orders of one account at once, so that its cash stays: what brings the tracking error down.

A sale alone leaves cash idle and a purchase alone lacks it, and where the limit of the tracking
error is near, what would make up for either may pass it again.
"""

import numpy as np

from trimtab.optimize.moves.neighbours import Pairs, pairs
from trimtab.optimize.moves.plan_state import Move, PlanState
from trimtab.optimize.moves.scoring import changes

# Pairs tried, the cheapest first, before it is given up.
_TRIES = 60

# A pair that brings down less than this part of what is above the limit is not worth its time.
_WORTH = 0.02


def swap_closer(state: PlanState, excess: float) -> bool:
    """Make the cheapest pair of trades that lowers the variance by `excess`, or as far as it does.

    False where none is allowed.
    """
    near = pairs(state)
    if not len(near.user):
        return False
    one = near.user_there - state.quantities[near.user]
    other = near.raiser_there - state.quantities[near.raiser]
    slopes = state.variance_slopes()
    lowered = -(slopes[near.user] * one + slopes[near.raiser] * other)
    useful = lowered > 0.0
    price = changes(state, near.user, one, near.raiser, other)
    price = np.where(useful, price / np.where(useful, lowered, 1.0), np.inf)
    for at in np.argsort(price, kind="stable")[:_TRIES].tolist():
        if not useful[at]:
            break
        for times in (excess / lowered[at], 1.0):
            move = _scaled(state, near, at, times)
            effect = state.effect(move)
            change = effect.variance + effect.of_classes
            if change < -_WORTH * excess and state.allowed(move, effect):
                state.apply(move, effect)
                return True
    return False


def _scaled(state: PlanState, near: Pairs, at: int, times: float) -> Move:
    """The pair `at`, `times` as large, on whole steps."""
    legs = ((near.user[at], near.user_there[at]), (near.raiser[at], near.raiser_there[at]))
    return tuple((int(leg), _part(state, int(leg), float(there), times)) for leg, there in legs)


def _part(state: PlanState, leg: int, there: float, times: float) -> float:
    before = state.quantity(leg)
    return state.on_step(leg, before + times * (there - before))
