"""The same problem with one thing forced or forbidden, to find what that thing is worth.

Solving again is the only honest price of a trade-off: the rest of the plan arranges itself anew
around what was forced.
"""

from dataclasses import replace

import numpy as np

from trimtab.optimize.problem import Flags, Lots, Problem, Tracking


def without_sale(problem: Problem, place: int) -> Problem:
    """`problem` with nothing to be sold at `place`."""
    return replace(problem, lots=_some(problem.lots, problem.lots.place != place))


def without_purchase(problem: Problem, place: int) -> Problem:
    """`problem` with nothing to be bought at `place`."""
    can_buy = problem.places.can_buy.copy()
    can_buy[place] = False
    return replace(problem, places=replace(problem.places, can_buy=can_buy))


def with_lot_sold(problem: Problem, lot: int) -> tuple[Problem, float]:
    """`problem` after all of `lot` was sold, and what that sale adds to J, dollars.

    What the sale does to drift and to what is held is in the new problem's own J; the number
    returned is the rest: tax, half-spread and commission. A loss that counts for wash sales bars
    purchases of its group, as it would in one plan.
    """
    lots, places, tax = problem.lots, problem.places, problem.tax
    place, value = int(lots.place[lot]), float(lots.value[lot])
    cost = float(places.half_spread[place]) * value + problem.limits.commission
    cash = problem.accounts.cash.copy()
    cash[places.account[place]] += value - cost
    held = places.held.copy()
    held[place] -= value
    in_class = problem.classes.held.copy()
    in_class[places.asset_class[place]] -= value
    in_class[problem.classes.cash] += value - cost
    can_buy = places.can_buy.copy()
    group = places.group[place]
    if lots.loss[lot] and problem.limits.exclusive[group]:
        can_buy[places.group == group] = False
    constant = cost
    if tax is not None and lots.taxed[lot]:
        gain = float(lots.gain[lot])
        short, long = (0.0, gain) if lots.long[lot] else (gain, 0.0)
        after = replace(tax, short0=tax.short0 + short, long0=tax.long0 + long)
        rise = float(tax.tau(after.short0, after.long0) - tax.tau(tax.short0, tax.long0))
        constant += rise - tax.rate_later * gain
        tax = after
    rest = np.arange(len(lots.ids)) != lot
    # What needs this lot to leave has it gone.
    needs = {one: tuple(n for n in needed if n != lot) for one, needed in lots.needs.items()}
    follows = {one: before for one, before in lots.follows.items() if before != lot}
    lots = replace(
        lots, needs={one: needed for one, needed in needs.items() if needed}, follows=follows
    )
    return (
        replace(
            problem,
            tax=tax,
            accounts=replace(problem.accounts, cash=cash),
            places=replace(places, held=held, can_buy=can_buy),
            classes=replace(problem.classes, held=in_class),
            tracking=_held_less(problem.tracking, place, value),
            lots=_some(lots, rest),
        ),
        constant,
    )


def _held_less(tracking: Tracking | None, place: int, value: float) -> Tracking | None:
    """`tracking` with `value` dollars less of what is held at `place`."""
    if tracking is None or tracking.security[place] < 0:
        return tracking
    held = tracking.held.copy()
    held[tracking.security[place]] -= value
    return replace(tracking, held=held)


def _some(lots: Lots, kept: Flags) -> Lots:
    """The lots marked in `kept`; one whose needs cannot be met any more goes too."""
    while True:
        lost = [
            lot
            for lot, needs in lots.entire_first.items()
            if kept[lot] and not all(kept[needed] for needed in needs)
        ]
        if not lost:
            break
        kept = kept.copy()
        kept[lost] = False
    index = np.cumsum(kept) - 1
    return Lots(
        ids=tuple(one for one, keep in zip(lots.ids, kept, strict=True) if keep),
        place=lots.place[kept],
        shares=lots.shares[kept],
        value=lots.value[kept],
        gain=lots.gain[kept],
        long=lots.long[kept],
        taxed=lots.taxed[kept],
        loss=lots.loss[kept],
        needs={
            int(index[lot]): tuple(int(index[needed]) for needed in needs)
            for lot, needs in lots.needs.items()
            if kept[lot]
        },
        follows={
            int(index[lot]): int(index[before]) for lot, before in lots.follows.items() if kept[lot]
        },
    )
