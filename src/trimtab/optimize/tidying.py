"""Last touches on a plan that is good enough: fewer orders, and less gain where J is the same."""

from collections.abc import Iterator, Sequence

import numpy as np

from trimtab.optimize.evaluate import evaluate, outcome_of
from trimtab.optimize.legs import whole_steps
from trimtab.optimize.plan_state import Move, PlanState
from trimtab.optimize.problem import Problem, Trades
from trimtab.optimize.repair import closing_moves

# An order worth less than this many dollars of J is not worth placing.
LEAST_WORTH = 1.0

# Dropping one order changes what others are worth: looked at again this often at most.
_ROUNDS = 5

# Purchases tried, one by one, to do without the cash of a sale that is dropped.
_TRIES = 12


def drop_small_orders(
    problem: Problem, trades: Trades, *, allowance: float, worth: float = LEAST_WORTH
) -> Trades:
    """`trades` without orders worth less than `worth` dollars of J, the least first.

    J rises by `allowance` dollars at most over all of them: what the gap still has to give. A sale
    whose cash a purchase needs goes together with that much of a purchase. Of orders worth the same
    to a cent, the one that realises more gain goes first. No limit is broken that `trades` keeps.
    """
    state = PlanState(problem, trades)
    most = state.objective + allowance
    for _ in range(_ROUNDS):
        small = sorted(
            (round(effect.objective, 2), effect.short + effect.long, move)
            for move in closing_moves(state)
            if (effect := state.effect(move)).objective < worth
        )
        dropped = [_drop(state, move, min(worth, most - state.objective)) for *_, move in small]
        if not any(dropped):
            break
    return state.trades


def least_gain_of_equals(problem: Problem, plans: Sequence[Trades], *, within: float) -> Trades:
    """Of `plans` whose J is at most `within` dollars above the least, that with the least S + L.

    Plans that break a limit are left out unless all do. Raises ValueError when there are no plans.
    """
    evaluations = [evaluate(problem, plan) for plan in plans]
    sound = [one for one in range(len(plans)) if evaluations[one].feasible] or range(len(plans))
    least = min(evaluations[one].objective for one in sound)
    equals = [plans[one] for one in sound if evaluations[one].objective <= least + within]
    return min(equals, key=lambda plan: _gain(problem, plan))


def _gain(problem: Problem, plan: Trades) -> float:
    outcome = outcome_of(problem, plan)
    return outcome.short + outcome.long


def _drop(state: PlanState, move: Move, below: float) -> bool:
    """Take an order back, alone or with part of a purchase, when J rises by less than `below`."""
    if all(state.quantity(leg) <= 0.0 for leg, _ in move):
        return False
    return any(state.try_move(whole, below=below) for whole in (move, *_funded(state, move)))


def _funded(state: PlanState, move: Move) -> Iterator[Move]:
    """`move` with one purchase of its account smaller by the cash that would be missing."""
    legs, account = state.legs, state.legs.account[move[0][0]]
    spare = state.cash[account] - state.problem.accounts.floor[account] - 2.0 * state.margin
    missing = -state.effect(move).cash[int(account)] - spare
    if missing <= 0.0 or move[0][0] >= legs.lots:
        return
    open_here = (legs.account == account) & (state.quantities > 0.0)
    purchases = np.flatnonzero(open_here & (np.arange(len(open_here)) >= legs.lots))
    before, step = state.quantities[purchases], legs.step[purchases]
    steps = np.floor((before + missing / legs.cash[purchases]) / step)
    there = whole_steps(steps, step)
    same = legs.asset_class[purchases] == legs.asset_class[move[0][0]]
    order = np.lexsort((-before * legs.price[purchases], ~same))
    for one in [int(one) for one in order if there[one] >= 0.0][:_TRIES]:
        yield (*move, (int(purchases[one]), float(there[one])))
