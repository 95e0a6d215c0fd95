"""What many moves of one or two legs would change, all at once, as arrays.

The exact change of J for each, as `PlanState.change` gives it: drift with both its sides, tau over
its pieces, commissions. Only two lots of one place that open or close an order together are counted
as two orders. Limits are not looked at here.
"""

import numpy as np

from trimtab.optimize.evaluate import DUST
from trimtab.optimize.moves.plan_state import PlanState
from trimtab.optimize.problem import Floats, Indices


def changes(
    state: PlanState, first: Indices, shares: Floats, second: Indices, others: Floats
) -> Floats:
    """Change of J, dollars, of trading `shares` more of each `first` and `others` of `second`."""
    legs, problem = state.legs, state.problem
    orders = opened(state, first, shares) + opened(state, second, others)
    into_cash = legs.cash[first] * shares + legs.cash[second] * others
    into_cash = into_cash - problem.limits.commission * orders
    total = legs.cost[first] * shares + legs.cost[second] * others
    total = total + problem.limits.commission * orders
    one, other = legs.asset_class[first], legs.asset_class[second]
    value, value2 = legs.value[first] * shares, legs.value[second] * others
    value, value2 = value + np.where(one == other, value2, 0.0), np.where(one == other, 0.0, value2)
    cash = problem.classes.cash
    into_cash = into_cash + np.where(one == cash, value, 0.0) + np.where(other == cash, value2, 0.0)
    total = total + _drift_change(state, one, np.where(one == cash, 0.0, value))
    total = total + _drift_change(state, other, np.where(other == cash, 0.0, value2))
    total = total + _drift_change(state, np.full(1, cash), into_cash)
    if state.risk is not None and state.risk.cost > 0.0:
        moved = np.stack(np.broadcast_arrays(one, other, np.intp(cash)), axis=1)
        dollars = np.stack(np.broadcast_arrays(value, value2, into_cash), axis=1)
        # What a leg does to the class Cash itself is in `into_cash` already.
        dollars = np.where((moved == cash) & np.array([True, True, False]), 0.0, dollars)
        total = total + state.risk.cost * state.risk.changes(moved, dollars)
    if state.tracking is not None:
        value, value2 = legs.value[first] * shares, legs.value[second] * others
        total = total + state.tracking.cost * state.tracking.changes(first, value, second, value2)
    return np.asarray(total + _tau_change(state, first, shares, second, others))


def single_changes(state: PlanState, legs: Indices, shares: Floats) -> Floats:
    """Change of J of trading `shares` more of each of `legs`."""
    return changes(state, legs, shares, legs[:1], np.zeros(1)) if len(legs) else np.zeros(0)


def opened(state: PlanState, legs: Indices, shares: Floats) -> Floats:
    """Orders more, or fewer, by trading `shares` more of each of `legs`."""
    before = state.quantities[legs]
    opens = np.subtract(before + shares > DUST, before > 0.0, dtype=np.float64)
    sells = legs < state.legs.lots
    places = state.legs.place[legs]
    others_open = np.array(state.open_lots)[places] - (before > 0.0) > 0
    return np.asarray(np.where(sells & others_open, 0.0, opens))


def drift_slope(state: PlanState) -> tuple[Floats, Floats]:
    """First and second derivative of the drift term by a dollar in each class, shape (C,)."""
    problem = state.problem
    off = np.array(state.classes) - problem.classes.target * problem.value
    width = np.where(off < 0.0, problem.classes.below, problem.classes.above)
    second = 2.0 * problem.drift_aversion / (problem.value * width)
    return second * off, second


def _drift_change(state: PlanState, classes: Indices, dollars: Floats) -> Floats:
    problem = state.problem
    before = (np.array(state.classes) - problem.classes.target * problem.value)[classes]
    after = before + dollars
    scale = problem.drift_aversion / problem.value
    below, above = problem.classes.below[classes], problem.classes.above[classes]
    change = after * after / np.where(after < 0.0, below, above)
    change -= before * before / np.where(before < 0.0, below, above)
    return np.asarray(scale * change)


def _tau_change(
    state: PlanState, first: Indices, shares: Floats, second: Indices, others: Floats
) -> Floats:
    legs, tax = state.legs, state.problem.tax
    if tax is None:
        return np.zeros(1)
    short = legs.short[first] * shares + legs.short[second] * others
    long = legs.long[first] * shares + legs.long[second] * others
    change = np.zeros(short.shape)
    realises = (short != 0.0) | (long != 0.0)
    now = tax.tau_at(state.short, state.long)
    change[realises] = tax.tau(state.short + short[realises], state.long + long[realises]) - now
    return change
