"""The ideal amounts: to the cent or in steps of dollars, before any thought of whole shares.

Notation
    v_i   value of position i        X   the step        L   a level that several positions share
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from trimtab.planners.equalize.positions import EqualizeOptions, ValuedPosition
from trimtab.planners.water_filling import drain, fill

_NOTHING = Fraction(0)


def ideal_trades(
    positions: Sequence[ValuedPosition], options: EqualizeOptions
) -> tuple[Fraction, ...]:
    """Dollars to trade in each position, in order; a sale is negative.

    Without a step the amounts sum to what is invested, or to minus what is raised. With a step an
    investment is rounded down to whole steps and the rest stays in cash; money to raise is rounded
    up, for less than was asked for would not do. The raised money must not exceed the positions.
    """
    values = [Fraction(position.value) for position in positions]
    invest, raised = Fraction(options.invest), Fraction(options.raise_cash)
    if not values:
        return ()
    if options.step is not None:
        return _in_steps(positions, options, Fraction(options.step))
    if options.allow_sells:
        level = (sum(values) + invest - raised) / len(values)
        return tuple(level - value for value in values)
    level_of_all = [_NOTHING] * len(values)
    if raised > 0:
        after = drain(level_of_all, values, sum(values) - raised)
    else:
        after = fill(level_of_all, values, sum(values) + invest)
    return tuple(new - old for new, old in zip(after, values, strict=True))


def tie_order(positions: Sequence[ValuedPosition]) -> list[int]:
    """The place of each position among equals: smallest unrealized gain first, then file order."""
    ranking = sorted(range(len(positions)), key=lambda i: (positions[i].unrealized_gain, i))
    places = [0] * len(positions)
    for place, index in enumerate(ranking):
        places[index] = place
    return places


def _in_steps(
    positions: Sequence[ValuedPosition], options: EqualizeOptions, step: Fraction
) -> tuple[Fraction, ...]:
    values = [Fraction(position.value) for position in positions]
    ties = tie_order(positions)
    invest, raised = Fraction(options.invest), Fraction(options.raise_cash)
    to_sell = raised
    if options.allow_sells:
        level = (sum(values) + invest - raised) / len(values)
        surplus = sum((max(value - level, _NOTHING) for value in values), _NOTHING)
        to_sell = max(raised, surplus // step * step)
    sales = steps_down(values, ties, to_sell, step)
    kept = [i for i, sale in enumerate(sales) if sale == 0]
    to_buy = max(sum(sales) + invest - raised, _NOTHING)
    if not options.allow_sells:
        to_buy = invest
    buys = steps_up([values[i] for i in kept], [ties[i] for i in kept], to_buy // step, step)
    trades = [-sale for sale in sales]
    for index, amount in zip(kept, buys, strict=True):
        trades[index] = amount
    return tuple(trades)


def steps_up(
    values: Sequence[Fraction], ties: Sequence[int], count: int, step: Fraction
) -> tuple[Fraction, ...]:
    """Give `count` steps, each to the position that is lowest at that moment; dollars for each.

    Taken one by one this is a heap and O(count log n), without bound when the step is a cent. The
    steps are the `count` smallest of the numbers v_i + j X, j = 0, 1, ... With L the level to which
    count X dollars raise the lowest exactly, all those below L - X belong to them, at most `count`,
    and those from L - X up to L, which suffice for the rest, are at most one for each position.
    """
    if count <= 0 or not values:
        return (_NOTHING,) * len(values)
    filled = fill([_NOTHING] * len(values), values, sum(values) + count * step)
    level = min(filled)
    steps = [max(0, ceil((level - value) / step) - 1) for value in values]
    lowest_first = sorted(range(len(values)), key=lambda i: (values[i] + steps[i] * step, ties[i]))
    for index in lowest_first[: count - sum(steps)]:
        steps[index] += 1
    return tuple(number * step for number in steps)


def steps_down(
    values: Sequence[Fraction], ties: Sequence[int], amount: Fraction, step: Fraction
) -> tuple[Fraction, ...]:
    """Take steps, each from the position that is highest at that moment, until `amount` is there.

    A step takes no more than a position has. `amount` is at most the sum of the values (>= 0). With
    L the level to which taking `amount` lowers the highest exactly, every step that begins above
    L + X comes first, and after it one step from each position above L is enough.
    """
    if amount <= 0:
        return (_NOTHING,) * len(values)
    level = max(drain([_NOTHING] * len(values), values, sum(values) - amount))
    steps = [max(0, ceil((value - level) / step) - 1) for value in values]
    taken = [number * step for number in steps]
    left = amount - sum(taken)
    highest_first = sorted(range(len(values)), key=lambda i: (taken[i] - values[i], ties[i]))
    for index in highest_first:
        if left <= 0:
            break
        move = min(step, values[index] - taken[index])
        taken[index] += move
        left -= move
    return tuple(taken)
