"""A whole-share plan made better, move by move, until no move helps or the budget is spent.

Each round scores every neighbour at once (see `neighbours`) and makes the moves that lower J, the
best first, each looked at again as the plan then stands: a move is made only when J falls and no
hard limit is broken. So J never rises and a feasible plan stays feasible.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.neighbours import pairs, singles
from trimtab.optimize.plan_state import Move, PlanState
from trimtab.optimize.problem import Floats, Problem, Trades
from trimtab.optimize.scoring import changes, single_changes

# A move is worth making from this change of J on, as a share of V: a tenth of a cent per million.
_WORTH = 1e-9

# Moves looked at one by one after each scoring; the rest wait for the next.
_TRIES = 400


@dataclass(slots=True)
class _Budget:
    left: int


def polish(problem: Problem, trades: Trades, *, evaluations: int = 20_000) -> Trades:
    """`trades`, or a plan better by J that breaks no limit which `trades` keeps.

    `evaluations` is how many moves may be looked at one by one; scoring them as arrays is free.
    """
    state = PlanState(problem, trades)
    budget, worth = _Budget(evaluations), _WORTH * problem.value
    while budget.left > 0:
        moved = False
        while budget.left > 0 and _move_singles(state, budget, worth):
            moved = True
        if not (_move_pairs(state, budget, worth) or moved):
            break
    return state.trades


def _move_singles(state: PlanState, budget: _Budget, worth: float) -> bool:
    near = singles(state)
    if not len(near.leg):
        return False
    scores = single_changes(state, near.leg, near.there - state.quantities[near.leg])
    moves: list[Move] = [
        ((int(near.leg[i]), float(near.there[i])),) for i in _promising(scores, worth)
    ]
    return _make(state, moves, budget, worth)


def _move_pairs(state: PlanState, budget: _Budget, worth: float) -> bool:
    near = pairs(state)
    if not len(near.user):
        return False
    shares = near.user_there - state.quantities[near.user]
    others = near.raiser_there - state.quantities[near.raiser]
    scores = changes(state, near.user, shares, near.raiser, others)
    moves: list[Move] = [
        (
            (int(near.user[i]), float(near.user_there[i])),
            (int(near.raiser[i]), float(near.raiser_there[i])),
        )
        for i in _promising(scores, worth)
    ]
    return _make(state, moves, budget, worth)


def _promising(scores: Floats, worth: float) -> list[int]:
    """The best moves by their scores, best first."""
    good = np.flatnonzero(scores < -worth)
    best: list[int] = good[np.argsort(scores[good], kind="stable")][:_TRIES].tolist()
    return best


def _make(state: PlanState, moves: list[Move], budget: _Budget, worth: float) -> bool:
    """Make those of `moves` that still help; whether any did."""
    made = False
    for move in moves:
        if budget.left <= 0:
            break
        budget.left -= 1
        made |= state.try_move(move, below=-worth)
    return made
