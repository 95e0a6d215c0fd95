"""From shares of any size, as a continuous solve gives them, to orders that can be placed.

Integer repair is where others break: lots oversold, cash below zero, residues of a thousandth of a
share. Here every quantity is first put on its step by itself, what then exclude each other is
separated, orders too small are filled up or dropped, and only then the limits in dollars are
repaired (see `repair`), by moves that cannot undo any of it. The result is checked as a whole.
"""

from operator import itemgetter

import numpy as np

from trimtab.optimize.evaluate import DUST, evaluate, no_trades, sums, without_dust
from trimtab.optimize.legs import whole_steps
from trimtab.optimize.moves.plan_state import PlanState
from trimtab.optimize.moves.repair import repair
from trimtab.optimize.problem import Floats, Problem, Trades
from trimtab.optimize.selling_order import chains_of, in_turn

# A lot sold to within this share of it was meant to be sold entire.
_ENTIRE = 1e-6


def round_trades(problem: Problem, trades: Trades) -> Trades | None:
    """A plan near `trades` that can be placed and breaks no hard limit; None when none is found.

    There always is one when doing nothing breaks no limit; the result is then no worse than that.
    """
    separated = _separated(problem, trades)
    nearest = _feasible(problem, _whole(problem, separated))
    if nearest is not None:
        found = [nearest]
    else:
        # Nearer to doing nothing: easier to repair, and rarely needed.
        cautious = _whole(problem, _cautious(problem, separated))
        sales_only = Trades(sold=cautious.sold, bought=np.zeros_like(cautious.bought))
        starts = (cautious, sales_only, no_trades(problem))
        found = [plan for start in starts if (plan := _feasible(problem, start)) is not None]
    if (idle := _checked(problem, no_trades(problem))) is not None:
        found.append(idle)
    return min(found, key=itemgetter(0), default=(np.inf, None))[1]


def _feasible(problem: Problem, start: Trades) -> tuple[float, Trades] | None:
    return _checked(problem, _repaired(problem, start))


def _checked(problem: Problem, plan: Trades) -> tuple[float, Trades] | None:
    """J of `plan`, and `plan`; None where it breaks a limit."""
    value = evaluate(problem, plan)
    return (value.objective, plan) if value.feasible else None


def _cautious(problem: Problem, trades: Trades) -> Trades:
    """Purchases a step less than the nearest, sales of parts of lots a step more."""
    places, lots = problem.places, problem.lots
    sold = np.minimum(trades.sold + 0.5 * places.step[lots.place], lots.shares)
    return Trades(
        sold=np.where(trades.sold > 0.0, sold, 0.0),
        bought=np.maximum(trades.bought - 0.5 * places.step, 0.0),
    )


def _repaired(problem: Problem, start: Trades) -> Trades:
    state = PlanState(problem, start)
    repair(state)
    return state.trades


def _separated(problem: Problem, trades: Trades) -> Trades:
    """Without what excludes each other: the smaller side goes; without oversold lots and noise."""
    places, lots, limits = problem.places, problem.lots, problem.limits
    trades = without_dust(trades)
    sold = np.clip(trades.sold, 0.0, lots.shares)
    bought = np.where(places.can_buy, np.maximum(trades.bought, 0.0), 0.0)
    if not limits.both_ways:
        both = np.minimum(sums(lots.place, sold, len(bought)), bought)
        sale = sums(lots.place, sold, len(bought))
        bought = np.where(sale > bought, 0.0, bought)
        sold = np.where((both > 0.0)[lots.place] & (bought > 0.0)[lots.place], 0.0, sold)
    count = len(limits.exclusive)
    group = places.group[lots.place]
    purchases = sums(places.group, bought * places.price, count)
    losses = sums(group, sold * lots.loss * places.price[lots.place], count)
    clash = limits.exclusive & (purchases > 0.0) & (losses > 0.0)
    bought = np.where((clash & (losses >= purchases))[places.group], 0.0, bought)
    sold = np.where(lots.loss & (clash & (losses < purchases))[group], 0.0, sold)
    return Trades(sold=sold, bought=bought)


def _whole(problem: Problem, trades: Trades) -> Trades:
    """Every quantity at the nearest step, or the whole lot, and no order smaller than allowed."""
    places, lots = problem.places, problem.lots
    step = places.step[lots.place]
    sold = whole_steps(np.round(trades.sold / step), step)
    entire = (trades.sold >= lots.shares * (1.0 - _ENTIRE)) | (sold > lots.shares - DUST)
    sold = _chains_whole(problem, trades.sold, np.where(entire, lots.shares, sold))
    bought = whole_steps(np.round(trades.bought / places.step), places.step)
    bought = _filled_up(problem, bought)
    while True:
        kept = _without_small_sales(problem, _without_dependent(problem, sold))
        if np.array_equal(kept, sold):
            return Trades(sold=sold, bought=bought)
        sold = kept


def _filled_up(problem: Problem, bought: Floats) -> Floats:
    """Purchases under the least trade: up to it from half of it on, else none."""
    places, least = problem.places, problem.limits.min_trade
    dollars = bought * places.price
    full = whole_steps(np.ceil(least / places.price / places.step - DUST), places.step)
    small = np.where(dollars >= 0.5 * least, full, 0.0)
    return np.asarray(np.where((dollars > 0.0) & (dollars < least), small, bought))


def _chains_whole(problem: Problem, wanted: Floats, sold: Floats) -> Floats:
    """`sold` with the sale of every chain as a whole at the nearest step, or all of it."""
    if not problem.lots.follows:
        return sold
    sold, lots = sold.copy(), problem.lots
    for chain in chains_of(lots):
        own = np.array(chain, dtype=np.intp)
        step, total = problem.places.step[lots.place[own[:1]]], wanted[own].sum()
        whole = whole_steps(np.round(total / step), step)[0]
        all_of_it = max(whole, total) >= lots.shares[own].sum() * (1.0 - _ENTIRE)
        sold[own] = 0.0
        sold[own[0]] = lots.shares[own].sum() if all_of_it else whole
    return in_turn(lots, sold)


def _without_dependent(problem: Problem, sold: Floats) -> Floats:
    """Without sales of lots that need others gone, by law or by the broker's order, which stay."""
    kept = sold.copy()
    for lot, needed in problem.lots.entire_first.items():
        if any(sold[one] < problem.lots.shares[one] - DUST for one in needed):
            kept[lot] = 0.0
    return kept


def _without_small_sales(problem: Problem, sold: Floats) -> Floats:
    """Without sales under the least trade that leave something at their place."""
    places, lots = problem.places, problem.lots
    dollars = sums(lots.place, sold * places.price[lots.place], len(places.held))
    small = (dollars < problem.limits.min_trade) & (dollars < places.held - 1e-6)
    return np.asarray(np.where(small[lots.place], 0.0, sold))
