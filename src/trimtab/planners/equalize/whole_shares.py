"""From ideal amounts to whole shares: never more than is held, never more than there is to spend.

Both directions round down first and then trade one share more in the order of the largest unfilled
fraction of a share (among equals: smallest unrealized gain, then file order). Buying adds a share
wherever the money left pays for one; selling adds shares only until the money asked for is there.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from trimtab.money import CENT
from trimtab.planners.equalize.ideal import tie_order
from trimtab.planners.equalize.positions import ValuedPosition
from trimtab.planners.water_filling import fill

_NOTHING = Fraction(0)
# Files state values in cents, so three shares at 33.3367 arrive as 100.01 and not as 100.0101.
_ROUNDING_OF_VALUES = Fraction(CENT) / 2


def shares_held(position: ValuedPosition) -> int:
    """Whole shares in the position: value over price, rounded down; a fraction stays unsold."""
    return (Fraction(position.value) + _ROUNDING_OF_VALUES) // Fraction(position.price)


def sell_whole(
    positions: Sequence[ValuedPosition], ideals: Sequence[Fraction], needed: Fraction
) -> tuple[int, ...]:
    """Whole shares to sell of each position for `ideals` dollars (>= 0), bringing `needed` or more.

    Where fractions of shares stand in the way, the largest positions give the rest. `needed` is at
    most what all whole shares bring.
    """
    prices = [Fraction(position.price) for position in positions]
    held = [shares_held(position) for position in positions]
    shares = [
        min(ideal // price, most) for ideal, price, most in zip(ideals, prices, held, strict=True)
    ]
    short = needed - _worth(shares, prices)
    for index in _largest_fraction_first(positions, ideals):
        if short <= 0:
            break
        if shares[index] < held[index]:
            shares[index] += 1
            short -= prices[index]
    remaining = [(held[i] - shares[i]) * price for i, price in enumerate(prices)]
    for index in sorted(range(len(positions)), key=lambda i: (-remaining[i], i)):
        if short <= 0:
            break
        more = min(ceil(short / prices[index]), held[index] - shares[index])
        shares[index] += more
        short -= more * prices[index]
    return tuple(shares)


def buy_whole(
    positions: Sequence[ValuedPosition], ideals: Sequence[Fraction], cash: Fraction
) -> tuple[int, ...]:
    """Whole shares to buy of each position for `ideals` dollars (>= 0), for at most `cash` in all.

    No more than the sum of the ideals is spent, so money that was to stay in cash stays there.
    When `cash` is less than that sum, the ideals come down together by water-filling first.
    """
    wanted = [index for index, ideal in enumerate(ideals) if ideal > 0]
    spend = min(cash, sum(ideals, _NOTHING))
    bought = [0] * len(positions)
    if not wanted or spend <= 0:
        return tuple(bought)
    values = [Fraction(positions[index].value) for index in wanted]
    goals = [value + ideals[index] for index, value in zip(wanted, values, strict=True)]
    amounts = [_NOTHING] * len(positions)
    filled = fill(goals, values, sum(values) + spend)
    for index, after, value in zip(wanted, filled, values, strict=True):
        amounts[index] = after - value
        bought[index] = amounts[index] // Fraction(positions[index].price)
    spend -= _worth(bought, [Fraction(position.price) for position in positions])
    for index in _largest_fraction_first(positions, amounts):
        price = Fraction(positions[index].price)
        if price <= spend:
            bought[index] += 1
            spend -= price
    return tuple(bought)


def _largest_fraction_first(
    positions: Sequence[ValuedPosition], amounts: Sequence[Fraction]
) -> list[int]:
    """The positions whose amount is no whole number of shares, largest fraction of one first."""
    fractions = [
        amount / Fraction(position.price) % 1
        for amount, position in zip(amounts, positions, strict=True)
    ]
    ties = tie_order(positions)
    return sorted(
        (index for index, fraction in enumerate(fractions) if fraction > 0),
        key=lambda i: (-fractions[i], ties[i]),
    )


def _worth(shares: Sequence[int], prices: Sequence[Fraction]) -> Fraction:
    return sum((number * price for number, price in zip(shares, prices, strict=True)), _NOTHING)
