"""Everything a plan may do, as segments: so many dollars at most, at so much a dollar.

The sale of a lot is one segment and the purchases of a place are another. What depends on the size
of an order alone (a commission, its place among so many orders) is spread over the segment's upper
limit, which is the lower convex envelope of it: never more than it costs.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.problem import Flags, Floats, Indices, Problem


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segments:
    """Sales of the lots first, in their order, then purchases, shape (N,).

    place     index
    lot       index, -1 for a purchase
    upper     dollars, >= 0
    sign      what a dollar of it adds to its class: -1 a sale, 1 a purchase
    cost      of a dollar, without taxes and drift: dollars of J
    cash      dollars that a dollar of it adds to the cash of its account
    short     dollars of short-term gain realised by a dollar of it
    long      dollars of long-term gain
    orders    orders per dollar
    loss      a sale that excludes purchases of its group
    """

    place: Indices
    lot: Indices
    upper: Floats
    sign: Floats
    cost: Floats
    cash: Floats
    short: Floats
    long: Floats
    orders: Floats
    loss: Flags

    @property
    def count(self) -> int:
        """N."""
        return len(self.place)


def segments_of(problem: Problem) -> Segments:
    """The segments of `problem`; purchases without room are left out."""
    places, lots, commission = problem.places, problem.lots, problem.limits.commission
    room = purchase_room(problem)[places.account]
    bought = np.flatnonzero(places.can_buy & (room > 0))
    sold = np.bincount(lots.place, weights=lots.value, minlength=len(places.price))
    place = np.concatenate((lots.place, bought))
    sign = np.repeat((-1.0, 1.0), (len(lots.place), len(bought)))
    upper = np.concatenate((lots.value, room[bought]))
    whole = np.concatenate((sold[lots.place], room[bought]))
    orders = np.divide(1.0, whole, out=np.zeros_like(whole), where=whole > 0)
    spread = places.half_spread[place]
    rate = np.divide(lots.gain, lots.value, out=np.zeros_like(lots.gain), where=lots.value > 0)
    rate = np.concatenate((np.where(lots.taxed, rate, 0.0), np.zeros(len(bought))))
    long = np.concatenate((lots.long, np.zeros(len(bought), dtype=np.bool_)))
    return Segments(
        place=place,
        lot=np.concatenate((np.arange(len(lots.place)), np.full(len(bought), -1))),
        upper=upper,
        sign=sign,
        cost=spread + sign * places.holding_cost[place] + commission * orders,
        cash=-sign - spread - commission * orders,
        short=np.where(long, 0.0, rate),
        long=np.where(long, rate, 0.0),
        orders=orders,
        loss=np.concatenate((lots.loss, np.zeros(len(bought), dtype=np.bool_))),
    )


def purchase_room(problem: Problem) -> Floats:
    """Dollars that an account can spend on purchases when it sells all it may, shape (A,), >= 0."""
    places, lots, accounts = problem.places, problem.lots, problem.accounts
    proceeds = np.bincount(
        places.account[lots.place],
        weights=lots.value * (1.0 - places.half_spread[lots.place]),
        minlength=len(accounts.cash),
    )
    return np.maximum(0.0, accounts.cash - accounts.floor + proceeds)
