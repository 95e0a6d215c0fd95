"""Last touches on a plan that is good enough: fewer orders, and less gain where J is the same."""

from collections.abc import Iterable

import numpy as np

from trimtab.optimize.evaluate import evaluate, outcome_of
from trimtab.optimize.moves.closings import close, closing_moves
from trimtab.optimize.moves.plan_state import PlanState
from trimtab.optimize.problem import Problem, Trades

# An order worth less than this many dollars of J is not worth placing; plans that differ by less
# are equals.
LEAST_WORTH = 1.0

# Of equals another is taken where each dollar of J that it costs spares this much gain.
_SPARED = 10.0
_CENT = 0.01

# Dropping one order changes what others are worth: looked at again this often at most.
_ROUNDS = 5


def drop_small_orders(
    problem: Problem, trades: Trades, *, allowance: float, worth: float = LEAST_WORTH
) -> Trades:
    """`trades` without orders worth less than `worth` dollars of J, the least first.

    J rises by `allowance` dollars at most over all of them: what the gap still has to give. Where
    cash would be missing or idle, another order of the account makes it up. Of orders worth the
    same to a cent, the one that realises more gain goes first. No limit is broken that `trades`
    keeps.
    """
    state = PlanState(problem, trades)
    most = state.objective + allowance
    for _ in range(_ROUNDS):
        small = sorted(
            (round(effect.objective, 2), effect.short + effect.long, move)
            for move in closing_moves(state)
            if (effect := state.effect(move)).objective < worth
        )
        dropped = [
            close(state, move, below=min(worth, most - state.objective)) for *_, move in small
        ]
        if not any(dropped):
            break
    return state.trades


def least_gain_of_equals(
    problem: Problem, best: Trades, rivals: Iterable[tuple[Trades, float]], *, within: float
) -> Trades:
    """Of `best` and its equals, the plan that realises the least gain.

    rivals  other plans, with J of each
    within  dollars of J by which an equal may be dearer

    An equal keeps every limit, has no more orders, and spares `_SPARED` dollars of gain for each
    dollar of J. Losses are not counted against gains: to realise more of them is no less gain. A
    `best` that breaks a limit is the answer as it is: another in its place would hide what went
    wrong.
    """
    value = evaluate(problem, best)
    if not value.feasible or problem.tax is None:
        return best
    gain, orders = _gain(problem, best), outcome_of(problem, best).orders
    chosen, least = best, gain
    for rival, objective in rivals:
        dearer, less = objective - value.objective, _gain(problem, rival)
        if dearer > within or less > least - _CENT or gain - less < _SPARED * dearer:
            continue
        if outcome_of(problem, rival).orders <= orders and evaluate(problem, rival).feasible:
            chosen, least = rival, less
    return chosen


def _gain(problem: Problem, plan: Trades) -> float:
    """Dollars of gain that taxable lots realise, those sold at a gain alone."""
    lots = problem.lots
    part = np.divide(plan.sold, lots.shares, out=np.zeros_like(plan.sold), where=lots.shares > 0)
    return float(np.sum(np.maximum(lots.gain, 0.0) * lots.taxed * part))
