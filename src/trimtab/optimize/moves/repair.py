"""Bringing a plan back inside its hard limits, dearest limit first, at the least cost in J.

Each limit that is missed names what a share of every leg does for it; the legs that do most for a
dollar of J are moved, some steps at a time, until it is met. Moves keep every other limit: what was
whole stays whole, no order gets too small, no loss is washed.
"""

from itertools import islice

import numpy as np

from trimtab.optimize.evaluate import DUST
from trimtab.optimize.legs import whole_steps
from trimtab.optimize.moves.closings import closing_moves
from trimtab.optimize.moves.neighbours import plausible
from trimtab.optimize.moves.plan_state import PlanState
from trimtab.optimize.moves.scoring import single_changes
from trimtab.optimize.moves.swaps import swap_closer
from trimtab.optimize.problem import Floats, Indices

_ROUNDS = 6
_MOVES = 200

# How much of what is missing one move may close, and the least that is worth dividing, of V.
_PORTION = 4.0
_UNDIVIDED = 1e-4

# Orders over their number from which on two are closed before the rest are priced again: a closed
# sale makes purchases dearer to keep, so one at a time is best, and slow where there are thousands.
_TOO_MANY = 200

# Legs tried, the cheapest first, before a limit is given up.
_TRIES = 400


def repair(state: PlanState) -> None:
    """Move `state` towards meeting every limit in dollars and orders; it may not get there."""
    for _ in range(_ROUNDS):
        moved = _close_orders(state)
        moved |= _trade_less(state)
        moved |= _realise_less(state)
        moved |= _respect_bands(state)
        moved |= _track_closer(state)
        moved |= _find_cash(state)
        if not moved:
            return


def _find_cash(state: PlanState) -> bool:
    """Cash up to every account's floor, and to what is to be raised over all of them."""
    legs, accounts = state.legs, state.problem.accounts
    moved = False
    for account, floor in enumerate(accounts.floor.tolist()):
        missing = floor + 2.0 * state.margin - state.cash[account]
        # An account that is left alone on its floor needs no sale, whatever digits say.
        if missing > state.margin * 2.5:
            rate = np.where(legs.account == account, legs.cash, 0.0)
            moved |= _make_up(state, rate, missing)
    for amount, among in state.problem.raises():
        missing = amount - float((np.array(state.cash) - accounts.floor)[among].sum())
        if missing > 0.0:
            rate = np.where(among[legs.account], legs.cash, 0.0)
            moved |= _make_up(state, rate, missing + 2.0 * state.margin)
    return moved


def _respect_bands(state: PlanState) -> bool:
    """Hard bands: a class above its band is sold or bought less of, one below it bought."""
    legs, classes, value = state.legs, state.problem.classes, state.problem.value
    moved = False
    for index in range(len(classes.names)):
        cash = legs.cash if index == classes.cash else 0.0
        rate = np.where(legs.asset_class == index, legs.value, 0.0) + cash
        now = state.classes[index]
        over = now - classes.high[index] * value
        under = classes.low[index] * value - now
        if over > 0.0:
            moved |= _make_up(state, -rate, float(over) + 2.0 * state.margin)
        if under > 0.0:
            moved |= _make_up(state, rate, float(under) + 2.0 * state.margin, cash_may_lack=True)
    return moved


def _trade_less(state: PlanState) -> bool:
    """The smaller of both sides down to the limit of turnover."""
    over = min(state.sales, state.purchases) - state.problem.limits.max_turnover
    if over <= 0.0:
        return False
    sells = np.arange(len(state.quantities)) < state.legs.lots
    smaller = sells if state.sales < state.purchases else ~sells
    rate = np.where(smaller, -state.legs.price, 0.0)
    return _make_up(state, rate, over + 2.0 * state.margin, cash_may_lack=True)


def _realise_less(state: PlanState) -> bool:
    """S + L down to the limit of gains, by selling less of gains or more of losses."""
    over = state.short + state.long - state.problem.limits.max_gain
    if over <= 0.0:
        return False
    rate = -(state.legs.short + state.legs.long)
    return _make_up(state, rate, over + 2.0 * state.margin, cash_may_lack=True)


def _track_closer(state: PlanState) -> bool:
    """The tracking error down to its limit, by what lowers it most for a dollar of J."""
    moved = False
    for _ in range(_MOVES):
        if (excess := state.excess_variance) <= 0.0:
            break
        # With what keeps the cash first: where the limit is near, cash is not made up later.
        if swap_closer(state, excess):
            moved = True
            continue
        ways = (
            _best_step(state, -state.variance_slopes(), excess, cash_may_lack=lacks)
            for lacks in (False, True)
        )
        if not any(made > 0.0 for made in ways):
            break
        moved = True
    return moved


def _close_orders(state: PlanState) -> bool:
    """Orders down to their number, those that J misses least first."""
    limit, moved = state.problem.limits.max_orders, False
    while 0 < limit < state.orders:
        wanted = 1 + (state.orders - limit) // _TOO_MANY
        closings = sorted((state.change(move), move) for move in closing_moves(state))
        allowed = (move for _, move in closings if state.allowed(move, cash_may_lack=True))
        closed = list(islice(allowed, wanted))
        for move in closed:
            state.apply(move)
        if not closed:
            return moved
        moved = True
    return moved


def _make_up(state: PlanState, rate: Floats, amount: float, *, cash_may_lack: bool = False) -> bool:
    """Move legs until `amount` is made up; `rate` is what a share more of each leg makes up."""
    moved = False
    for _ in range(_MOVES):
        if amount <= 0.0:
            break
        made = _best_step(state, rate, amount, cash_may_lack=cash_may_lack)
        if made <= 0.0:
            break
        amount -= made
        moved = True
    return moved


def _best_step(state: PlanState, rate: Floats, amount: float, *, cash_may_lack: bool) -> float:
    """Make the allowed move that makes up most for a dollar of J; what it made up, 0 for none."""
    portion = max(amount / _PORTION, min(amount, _UNDIVIDED * state.problem.value))
    useful = np.flatnonzero(rate)
    legs, after = [], []
    for part in (portion, amount):
        there = _quantity_for(state, useful, rate[useful], part)
        legs.append(useful)
        after.append(there)
    leg, there = np.concatenate(legs), np.concatenate(after)
    more = there - state.quantities[leg]
    made = rate[leg] * more
    kept = np.flatnonzero((made > 0.0) & plausible(state, leg, there))
    leg, there, more, made = leg[kept], there[kept], more[kept], made[kept]
    # More than is missing is worth no more than what is missing.
    price = single_changes(state, leg, more) / np.minimum(made, amount)
    for best in np.argsort(price, kind="stable")[:_TRIES].tolist():
        move = ((int(leg[best]), float(there[best])),)
        effect = state.effect(move)
        if state.allowed(move, effect, cash_may_lack=cash_may_lack):
            state.apply(move, effect)
            return float(made[best])
    return 0.0


def _quantity_for(state: PlanState, legs: Indices, rate: Floats, amount: float) -> Floats:
    """The tradable quantity of each leg that makes up `amount`, or as near as the leg comes."""
    columns, limits = state.legs, state.problem.limits
    before, step, most = state.quantities[legs], columns.step[legs], columns.most[legs]
    wanted = before + amount / rate
    up = rate > 0.0
    count = np.where(up, np.ceil(wanted / step - DUST), np.floor(wanted / step + DUST))
    there = np.clip(whole_steps(count, step), 0.0, most)
    least = np.ceil(limits.min_trade / columns.price[legs] / step - DUST)
    small = (there > 0.0) & (there * columns.price[legs] < limits.min_trade)
    there = np.where(small & up, np.minimum(whole_steps(least, step), most), there)
    purchase = legs >= columns.lots
    return np.asarray(np.where(small & ~up & purchase, 0.0, there))
