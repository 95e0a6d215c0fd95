"""Last touches on a plan that is good enough: fewer orders, and less gain where J is the same."""

from collections.abc import Iterable

from trimtab.optimize.evaluate import evaluate, outcome_of
from trimtab.optimize.moves.closings import close, closing_moves
from trimtab.optimize.moves.plan_state import PlanState
from trimtab.optimize.problem import Problem, Trades

# An order worth less than this many dollars of J is not worth placing; plans that differ by less
# are equals.
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


def least_gain_of_equals(
    problem: Problem, best: Trades, rivals: Iterable[Trades], *, within: float
) -> Trades:
    """Of `best` and `rivals` whose J is at most `within` dollars above, that with the least S + L.

    Rivals that break a limit are passed over. A `best` that breaks one is the answer as it is: to
    take another in its place would hide what went wrong.
    """
    reference = evaluate(problem, best)
    if not reference.feasible:
        return best
    equals = [best]
    for rival in rivals:
        value = evaluate(problem, rival)
        if value.feasible and value.objective <= reference.objective + within:
            equals.append(rival)
    return min(equals, key=lambda plan: _gain(problem, plan))


def _gain(problem: Problem, plan: Trades) -> float:
    outcome = outcome_of(problem, plan)
    return outcome.short + outcome.long
