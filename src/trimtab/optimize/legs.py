"""Every quantity that a plan chooses, in one list: sales of lots, then purchases at places.

A leg is one lot's sale or one place's purchase, so that what moves shares need not ask which of the
two it moves. Legs 0 to L - 1 are the lots in their order, legs L to L + P - 1 the places.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.problem import Flags, Floats, Indices, Problem, Trades

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Legs:
    """What one share of each leg does, shape (L + P,); dollars per share unless said otherwise.

    lots               L, how many legs are sales
    place, account, asset_class, group   indices
    price, step        of the place; step in shares
    most               shares: all of the lot; what a purchase may be, inf or 0
    cash               into the account, half-spread paid; negative for a purchase
    value              into the class; negative for a sale
    cost               of J that is linear: half-spread, holding, and less tax later
    short, long        into S and into L
    loss               a taxable loss sale, for wash sales
    """

    lots: int
    place: Indices
    account: Indices
    asset_class: Indices
    group: Indices
    price: Floats
    step: Floats
    most: Floats
    cash: Floats
    value: Floats
    cost: Floats
    short: Floats
    long: Floats
    loss: Flags


def legs_of(problem: Problem) -> Legs:
    """The legs of `problem`."""
    places, lots, tax = problem.places, problem.lots, problem.tax
    place = np.concatenate([lots.place, np.arange(len(places.held))])
    sells = np.arange(len(place)) < len(lots.ids)
    price, spread = places.price[place], places.price[place] * places.half_spread[place]
    sign = np.where(sells, -1.0, 1.0)
    gain = np.zeros(len(place))
    gain[sells] = lots.gain / lots.shares * lots.taxed
    long = np.zeros(len(place), dtype=np.bool_)
    long[sells] = lots.long
    loss = np.zeros(len(place), dtype=np.bool_)
    loss[sells] = lots.loss
    later = 0.0 if tax is None else tax.rate_later
    return Legs(
        lots=len(lots.ids),
        place=place,
        account=places.account[place],
        asset_class=places.asset_class[place],
        group=places.group[place],
        price=price,
        step=places.step[place],
        most=np.concatenate([lots.shares, np.where(places.can_buy, np.inf, 0.0)]),
        cash=-sign * price - spread,
        value=sign * price,
        cost=spread + sign * price * places.holding_cost[place] - later * gain,
        short=np.where(long, 0.0, gain),
        long=np.where(long, gain, 0.0),
        loss=loss,
    )


def quantities(trades: Trades) -> Floats:
    """`trades` in the order of the legs, shares."""
    return np.concatenate([trades.sold, trades.bought])


def trades_of(legs: Legs, quantity: Floats) -> Trades:
    """`quantity`, shares in the order of the legs, as a plan."""
    return Trades(sold=quantity[: legs.lots].copy(), bought=quantity[legs.lots :].copy())


def whole_steps(count: Floats, step: Floats) -> Floats:
    """`count` steps in shares, each the float64 nearest to the decimal number that is meant."""
    per_share = steps_per_share(step)
    exact = per_share > 0.0
    return np.asarray(np.where(exact, count / np.where(exact, per_share, 1.0), count * step))


def steps_per_share(step: Floats) -> Floats:
    """How many of each step make a share, where that is a whole number, as of 0.001; else 0."""
    each = np.round(1.0 / step)
    return np.asarray(np.where(np.abs(each * step - 1.0) < _ROUNDING, each, 0.0))
