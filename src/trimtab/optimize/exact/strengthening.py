"""Rows that no plan breaks, and that a relaxation without whole switches would.

A switch half on lets a model sell half of a loss and buy half of it back. What stops that is what
trading cannot hide: a purchase beyond the target shows as drift over it or as sales of something
else, and a sale below it as drift under it or as purchases.
"""

import numpy as np

from trimtab.optimize.exact.model import INFINITY
from trimtab.optimize.exact.sheet import Sheet
from trimtab.optimize.problem import Floats, Indices


def strengthen_group_switches(sheet: Sheet) -> None:
    """Per group with a switch and class c: B bought, S its own losses sold there.

    B - other sales - over <= (target - held)+ (1 - losses on)
    S - other purchases - under <= (held - target)+ losses on
    """
    problem = sheet.problem
    places, lots = problem.places, problem.lots
    switched = sheet.buys[sheet.losses_on[places.group[sheet.buys]] >= 0]
    count = len(problem.classes.target)
    key = places.group * count + places.asset_class
    lot_key = key[lots.place]
    losing = np.flatnonzero(sheet.guarded & (sheet.sold >= 0))
    pairs = np.unique(np.concatenate([key[switched], lot_key[losing]]))
    group, asset_class = np.divmod(pairs, count)
    row_of = dict(zip(pairs.tolist(), range(len(pairs)), strict=True))
    for sign, side in ((1.0, sheet.over), (-1.0, sheet.under)):
        gap = np.maximum(0.0, sign * sheet.gap)[asset_class]
        rows = sheet.draft.add_rows(
            np.full(len(pairs), -INFINITY), gap if sign > 0 else np.zeros(len(pairs))
        )
        sheet.draft.put(rows, sheet.losses_on[group], sign * gap)
        sheet.draft.put(rows, side[asset_class], -1.0)
        _put_class_but_own(sheet, rows, row_of, sign)


def _put_class_but_own(
    sheet: Sheet,
    rows: Indices,
    row_of: dict[int, int],
    sign: float,
) -> None:
    """Purchases less sales of the row's class, in the row's sign, but not what its switch stops.

    In a row about purchases the group's own losses are left out: with them on nothing is bought.
    In a row about losses the group's own purchases are.
    """
    places, lots = sheet.problem.places, sheet.problem.lots
    count = len(sheet.problem.classes.target)
    lot_class, lot_group = places.asset_class[lots.place], places.group[lots.place]
    guarded = sheet.guarded
    for pair, at in row_of.items():
        group, asset_class = divmod(pair, count)
        buys = sheet.buys[places.asset_class[sheet.buys] == asset_class]
        sells = sheet.lots[lot_class[sheet.lots] == asset_class]
        own_buys, own_losses = (
            places.group[buys] == group,
            guarded[sells] & (lot_group[sells] == group),
        )
        if sign > 0:
            sheet.put_bought(rows[at], buys[own_buys])
            sheet.put_sold(rows[at], sells[~own_losses], -1.0)
        else:
            sheet.put_sold(rows[at], sells[own_losses])
            sheet.put_bought(rows[at], buys[~own_buys], -1.0)


def strengthen_purchase_switches(sheet: Sheet) -> None:
    """A purchase is at most what its class lacks and can sell, and what shows as drift over it."""
    problem, draft = sheet.problem, sheet.draft
    places = problem.places
    room = np.maximum(0.0, sheet.gap)[places.asset_class] + _others_to_sell(sheet)
    tighter = sheet.buys[(room < sheet.bought_most)[sheet.buys]]
    own = tighter[sheet.buys_on[tighter] >= 0]
    rows = draft.add_rows(np.full(len(own), -INFINITY), np.zeros(len(own)))
    sheet.put_bought(rows, own)
    draft.put(rows, sheet.over[places.asset_class[own]], -1.0)
    draft.put(rows, sheet.buys_on[own], -room[own])
    switch = sheet.losses_on[places.group]
    free = tighter[(sheet.buys_on[tighter] < 0) & (switch[tighter] >= 0)]
    rows = draft.add_rows(np.full(len(free), -INFINITY), room[free])
    sheet.put_bought(rows, free)
    draft.put(rows, sheet.over[places.asset_class[free]], -1.0)
    draft.put(rows, switch[free], room[free])


def _others_to_sell(sheet: Sheet) -> Floats:
    """(P,) percent that the class of each place can sell while the place is bought."""
    problem = sheet.problem
    places, lots = problem.places, problem.lots
    value = np.zeros(len(lots.value))
    value[sheet.lots] = lots.value[sheet.lots] / sheet.unit
    in_class = np.bincount(
        places.asset_class[lots.place], weights=value, minlength=len(problem.classes.target)
    )[places.asset_class]
    if problem.limits.both_ways:
        return np.asarray(in_class)
    return np.asarray(
        in_class - np.bincount(lots.place, weights=value, minlength=len(places.price))
    )


def strengthen_turnover(sheet: Sheet, most: float) -> None:
    """Both sides follow from the limited one: what is not spent is cash, off its target.

    Sales after costs <= limit + costs + what cash ends over its target + what it lacks now, and
    purchases likewise.
    """
    problem, draft = sheet.problem, sheet.draft
    places, lots = problem.places, problem.lots
    cash, half = problem.classes.cash, places.half_spread
    place = lots.place[sheet.lots]
    dearest = most * (1.0 + float(np.max(half, initial=0.0)))
    sells_cash = (places.asset_class[place] == cash).astype(np.float64)
    row = draft.add_rows(-INFINITY, dearest + max(0.0, float(sheet.gap[cash])))
    sheet.put_sold(row, sheet.lots, 1.0 - half[place] - sells_cash)
    draft.put(row, sheet.over[cash], -1.0)
    switches, _ = sheet.order_switches
    if sheet.has_orders and problem.limits.commission > 0:
        draft.put(row, switches, -problem.limits.commission / sheet.unit)
    row = draft.add_rows(-INFINITY, dearest + max(0.0, -float(sheet.gap[cash])))
    buys_cash = (places.asset_class[sheet.buys] == cash).astype(np.float64)
    sheet.put_bought(row, sheet.buys, 1.0 + half[sheet.buys] - buys_cash)
    draft.put(row, sheet.under[cash], -1.0)
