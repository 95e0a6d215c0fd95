"""Last touches on a plan that is good enough: fewer orders, and less gain where J is the same."""

from collections.abc import Sequence

from trimtab.optimize.closings import close, closing_moves
from trimtab.optimize.evaluate import evaluate, outcome_of
from trimtab.optimize.plan_state import PlanState
from trimtab.optimize.problem import Problem, Trades

# An order worth less than this many dollars of J is not worth placing.
LEAST_WORTH = 1.0

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
