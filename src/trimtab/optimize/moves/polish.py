"""A whole-share plan made better, move by move, until moves gain nothing or the budget is spent.

Each round scores every neighbour at once (see `neighbours`) and makes the moves that lower J, the
best first, each looked at again as the plan then stands: a move is made only when J falls and no
hard limit is broken. So J never rises and a feasible plan stays feasible.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.moves.closings import close, closing_moves
from trimtab.optimize.moves.neighbours import pairs, singles
from trimtab.optimize.moves.plan_state import Move, PlanState
from trimtab.optimize.moves.scoring import changes, single_changes
from trimtab.optimize.problem import Floats, Problem, Trades

# A move is worth making from this change of J on, as a share of V: a tenth of a cent per million.
_WORTH = 1e-9

# Another round is worth it from this gain of the last one on: ten cents per million, 0.001 bp of V.
_ROUND_WORTH = 1e-7

# How often orders are looked through for those not worth their commission.
_CLOSING_ROUNDS = 2

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
    _improve(state, budget, worth)
    if problem.limits.commission > 0.0:
        for _ in range(_CLOSING_ROUNDS):
            before = state.objective
            _close_orders(state, budget, worth)
            if before - state.objective < _ROUND_WORTH * problem.value:
                break
            _improve(state, budget, worth)
    return state.trades


def _improve(state: PlanState, budget: _Budget, worth: float) -> None:
    """Single moves and pairs until a round of them gains too little."""
    while budget.left > 0:
        before = state.objective
        # Single moves alone would go zigzag where two legs want to move together.
        if _move_singles(state, budget, worth):
            _move_singles(state, budget, worth)
        _move_pairs(state, budget, worth)
        if before - state.objective < _ROUND_WORTH * state.problem.value:
            break


def _close_orders(state: PlanState, budget: _Budget, worth: float) -> None:
    """Take back orders that are not worth their commission, the least worth first."""
    for _, move in sorted((state.change(move), move) for move in closing_moves(state)):
        if budget.left > 0:
            budget.left -= 1
            close(state, move, below=-worth)


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
        before = [state.quantity(leg) for leg, _ in move]
        if state.try_move(move, below=-worth):
            strides = tuple(
                (leg, after - was) for (leg, after), was in zip(move, before, strict=True)
            )
            _run_on(state, strides, budget, worth)
            made = True
    return made


def _run_on(
    state: PlanState, strides: tuple[tuple[int, float], ...], budget: _Budget, worth: float
) -> None:
    """Go on the way a move went, in strides twice as long each time, then shorter to the end.

    A thousandth of a share at a time would take for ever to where a limit or a kink lies, which the
    slope where the move began does not know of.
    """
    length, growing = 1.0, True
    while length >= 1.0 and budget.left > 0:
        budget.left -= 1
        further = tuple(
            (leg, state.on_step(leg, state.quantity(leg) + length * stride))
            for leg, stride in strides
        )
        if state.try_move(further, below=-worth):
            length = length * 2.0 if growing else length / 2.0
        else:
            growing, length = False, length / 2.0
