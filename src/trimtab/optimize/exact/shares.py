"""From a solution's columns to shares that can be ordered: whole steps, lots sold entire."""

import numpy as np

from trimtab.optimize.exact.sheet import Sheet, residuals
from trimtab.optimize.problem import Floats, Indices, Trades
from trimtab.optimize.selling_order import in_turn

# A lot nearer than this part of its value to nothing, or to all of it, is that.
_NOISE = 1e-7


def continuous_trades(sheet: Sheet, values: Floats) -> Trades:
    """The trades of `values` in shares, quantities free; what a switch turns off is nothing."""
    problem = sheet.problem
    lots, places = problem.lots, problem.places
    sold, bought = np.zeros(len(lots.value)), np.zeros(len(places.price))
    part = values[sheet.sold[sheet.lots]] * sheet.sold_size[sheet.lots] * sheet.unit
    part = part / lots.value[sheet.lots]
    part = np.where(part < _NOISE, 0.0, np.where(part > 1.0 - _NOISE, 1.0, part))
    sold[sheet.lots] = np.where(
        part == 1.0, lots.shares[sheet.lots], part * lots.shares[sheet.lots]
    )
    spent = values[sheet.bought[sheet.buys]] * sheet.bought_size[sheet.buys]
    spent = np.where(spent < _NOISE, 0.0, spent) * sheet.unit
    bought[sheet.buys] = spent / places.price[sheet.buys]
    off = _off(sheet, values)
    return Trades(sold=np.where(off[0], 0.0, sold), bought=np.where(off[1], 0.0, bought))


def _off(sheet: Sheet, values: Floats) -> tuple[np.ndarray, np.ndarray]:
    """(L,) lots and (P,) places whose switch says no."""
    places, lots = sheet.problem.places, sheet.problem.lots
    on = np.append(np.round(values), np.nan)
    group, place = sheet.losses_on[places.group], lots.place
    sold_off = sheet.guarded & (on[group[place]] == 0.0)
    sold_off |= on[sheet.sells_on[place]] == 0.0
    both_ways = sheet.problem.limits.both_ways
    sold_off |= (on[sheet.buys_on[place]] == 1.0) & ~sheet.guarded & (not both_ways)
    return sold_off, (on[sheet.buys_on] == 0.0) | (on[group] == 1.0)


def whole_trades(sheet: Sheet, values: Floats) -> Trades:
    """The trades of `values` with every order in whole steps.

    An order's quantity is its count of steps and the residuals of the lots sold entire, exactly;
    its lots are moved to whole steps where that is possible without changing the quantity. Orders
    in steps too small to be integers in the model are cut to whole steps.
    """
    near = continuous_trades(sheet, values)
    places = sheet.problem.places
    counted = sheet.bought >= 0
    bought = np.where(counted, _to_steps(near.bought, places.step), 0.0)
    sold = near.sold.copy()
    for place in np.unique(sheet.problem.lots.place[sheet.lots]):
        own = sheet.lots[sheet.problem.lots.place[sheet.lots] == place]
        if np.any(near.sold[own] > 0.0):
            sold[own] = _lots_in_steps(sheet, values, place, own)
    return Trades(sold=in_turn(sheet.problem.lots, sold), bought=bought)


def _to_steps(quantity: Floats, step: Floats | float) -> Floats:
    """Down to a multiple of `step`, up where it is nearer than a thousandth of one."""
    return np.asarray(np.floor(quantity / step + 1e-3) * step)


def _lots_in_steps(sheet: Sheet, values: Floats, place: int, own: Indices) -> Floats:
    """Shares out of the lots `own` of one order."""
    problem = sheet.problem
    step = float(problem.places.step[place])
    shares = problem.lots.shares[own]
    part = values[sheet.sold[own]] * sheet.sold_size[own] * sheet.unit / problem.lots.value[own]
    wanted = np.clip(part, 0.0, 1.0) * shares
    entire = wanted >= shares * (1.0 - _NOISE)
    if sheet.count[place] < 0:
        return np.where(entire, shares, _to_steps(wanted, step))
    residual = residuals(problem)[own]
    switch = sheet.entire[own]
    whole = (switch >= 0) & (np.round(values[switch]) == 1.0)
    room = np.round((shares - residual) / step)
    steps = np.where(whole, room, np.minimum(room, np.floor(wanted / step + 1e-6)))
    left = round(float(values[sheet.count[place]]) - float(np.sum(steps)))
    for lot in np.argsort(-(wanted - steps * step), kind="stable"):
        more = int(np.clip(left, 0, room[lot] - steps[lot]))
        steps[lot], left = steps[lot] + more, left - more
    # What is still left has no whole step to go to: residuals that add up to one.
    over = np.where(whole, residual, 0.0)
    for lot in np.flatnonzero(~whole & (residual > 0.0)) if left > 0 else ():
        over[lot] = residual[lot]
    return np.where((steps == room) & (over == residual), shares, steps * step + over)
