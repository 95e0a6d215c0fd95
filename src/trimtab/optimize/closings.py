"""Taking orders back: alone, or with the cash made up by another order of the same account."""

from collections.abc import Iterator

import numpy as np

from trimtab.optimize.plan_state import Move, PlanState

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
    return any(state.try_move(whole, below=below) for whole in (move, *_made_up(state, move)))


def _made_up(state: PlanState, move: Move) -> Iterator[Move]:
    """`move` with one more open leg of its account, which makes up for the cash."""
    legs, closed = state.legs, [leg for leg, _ in move]
    account, asset_class = legs.account[closed[0]], legs.asset_class[closed[0]]
    freed = state.effect(move).cash[int(account)]
    open_here = (legs.account == account) & (state.quantities > 0.0)
    open_here[closed] = False
    others = np.flatnonzero(open_here)
    there = state.quantities[others] - freed / legs.cash[others]
    possible = (there >= 0.0) & (there <= legs.most[others])
    others, there = others[possible], there[possible]
    dollars = state.quantities[others] * legs.price[others]
    order = np.lexsort((-dollars, legs.asset_class[others] != asset_class))[:_TRIES]
    step = legs.step
    for at in order.tolist():
        leg, shares = int(others[at]), float(there[at])
        near = state.on_step(leg, shares)
        yield (*move, (leg, near))
        # A step that leaves the account more cash, where the nearest leaves too little.
        safer = shares + float(step[leg]) * (0.5 if leg < legs.lots else -0.5)
        if (other := state.on_step(leg, safer)) != near:
            yield (*move, (leg, other))
