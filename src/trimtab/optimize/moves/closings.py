"""Taking orders back: alone, or with the cash made up by another order of the same account."""

from collections.abc import Iterator

import numpy as np

from trimtab.optimize.moves.plan_state import Move, PlanState

# Open legs tried with an order that is taken back, one by one: those of its class first.
_TRIES = 3


def closing_moves(state: PlanState) -> Iterator[Move]:
    """For every order the move that takes it back."""
    lots = state.legs.lots
    for place, count in enumerate(state.open_lots):
        if count:
            yield tuple((lot, 0.0) for lot in state.lots_at(place) if state.quantity(lot) > 0.0)
    for leg in np.flatnonzero(state.quantities[lots:] > 0.0).tolist():
        yield ((lots + leg, 0.0),)


def close(state: PlanState, move: Move, *, below: float) -> bool:
    """Take the order of `move` back when J then changes by less than `below`; whether it was.

    Alone, or with another open leg of the account moved by as much cash as is missing or freed.
    """
    if all(state.quantity(leg) <= 0.0 for leg, _ in move):
        return False
    effect = state.effect(move)
    if state.try_move(move, below=below, effect=effect):
        return True
    account = int(state.legs.account[move[0][0]])
    return any(
        state.try_move((*move, other), below=below)
        for other in _made_up(state, move, effect.cash[account])
    )


def _made_up(state: PlanState, move: Move, freed: float) -> Iterator[tuple[int, float]]:
    """An open leg more of the account of `move`, which makes up for the `freed` cash."""
    step = state.legs.step
    for leg, shares in _others(state, move, freed):
        near = state.on_step(leg, shares)
        yield leg, near
        # A step that leaves the account more cash, where the nearest leaves too little.
        safer = shares + float(step[leg]) * (0.5 if leg < state.legs.lots else -0.5)
        if (other := state.on_step(leg, safer)) != near:
            yield leg, other


def _others(state: PlanState, move: Move, freed: float) -> list[tuple[int, float]]:
    """The first few open legs that can take up `freed`, and their shares then."""
    columns, found = state.legs, list[tuple[int, float]]()
    for legs in state.open_beside(move[0][0]):
        quantity = state.quantities[legs]
        there = quantity - freed / columns.cash[legs]
        dollars = quantity * columns.price[legs]
        dollars[(there < 0.0) | (there > columns.most[legs])] = 0.0
        for leg, _ in move:
            dollars[legs == leg] = 0.0
        while len(found) < _TRIES and len(legs):
            largest = int(dollars.argmax())
            if dollars[largest] <= 0.0:
                break
            found.append((int(legs[largest]), float(there[largest])))
            dollars[largest] = 0.0
        if len(found) == _TRIES:
            break
    return found
