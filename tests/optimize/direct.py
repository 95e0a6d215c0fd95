"""Households that hold an index of many members in one taxable account, as people start them."""

import numpy as np

from trimtab.optimize.problem import (
    Accounts,
    Classes,
    Floats,
    Limits,
    Lots,
    Places,
    Problem,
    Tracking,
)
from trimtab.optimize.tax_curve import TaxCurve


def direct_index(
    members: int, seed: int, *, lots: int = 3, value: float = 1_000_000.0, most: float = np.inf
) -> Problem:
    """An index of `members`, held for some years with `lots` of each, and 2 % of cash to invest.

    Weights are those of a market, prices moved apart, so that there are losses and gains.
    """
    rng = np.random.default_rng(seed)
    weight = np.sort(rng.lognormal(0.0, 1.1, members))[::-1]
    weight = weight / weight.sum()
    price: Floats = np.asarray(
        np.round(np.exp(rng.normal(np.log(120.0), 0.7, members)), 2), dtype=np.float64
    )
    wanted = weight * value * 0.98 * np.exp(rng.normal(0.0, 0.1, members))
    shares = np.maximum(1.0, np.round(wanted / price / lots))
    of_lot = np.repeat(np.arange(members), lots)
    held_lots = shares[of_lot]
    worth = held_lots * price[of_lot]
    # Bought at prices of the last years: most lots gained, some lost.
    cost = np.exp(rng.normal(-0.12, 0.28, len(of_lot)))
    gain = worth * (1.0 - cost)
    cash = 0.02 * value
    held: Floats = np.zeros(members)
    np.add.at(held, of_lot, worth)
    total = float(held.sum() + cash)
    return Problem(
        value=total,
        drift_aversion=0.02,
        accounts=Accounts(ids=("joint",), cash=np.array([cash]), floor=np.array([0.0])),
        places=Places(
            symbols=tuple(f"S{number}" for number in range(members)),
            account=np.zeros(members, dtype=np.intp),
            asset_class=np.zeros(members, dtype=np.intp),
            group=np.arange(members),
            price=price,
            step=np.ones(members),
            half_spread=np.full(members, 0.0002),
            holding_cost=np.zeros(members),
            held=held,
            can_buy=rng.random(members) < 0.95,
        ),
        lots=Lots(
            ids=tuple(f"L{number}" for number in range(len(of_lot))),
            place=of_lot,
            shares=held_lots,
            value=worth,
            gain=gain,
            long=rng.random(len(of_lot)) < 0.6,
            taxed=np.ones(len(of_lot), dtype=np.bool_),
            loss=gain < 0.003 * worth,
        ),
        classes=Classes(
            names=("Index", "Cash", "Other"),
            target=np.array([1.0, 0.0, 0.0]),
            held=np.array([float(held.sum()), cash, 0.0]),
            below=np.array([0.05, 0.01, 0.05]),
            above=np.array([0.05, 0.01, 0.05]),
            low=np.full(3, -np.inf),
            high=np.full(3, np.inf),
            cash=1,
        ),
        limits=Limits(
            raise_total=0.0,
            commission=0.0,
            min_trade=0.0,
            max_orders=0,
            max_turnover=np.inf,
            max_gain=np.inf,
            exclusive=np.ones(members, dtype=np.bool_),
            both_ways=False,
        ),
        tax=TaxCurve(
            short0=0.0,
            long0=20_000.0,
            rate_short=0.408,
            rate_long=0.238,
            rate_deduction=0.408,
            rate_carried=0.1309,
            loss_limit=3000.0,
            rate_later=0.119,
        ),
        tracking=Tracking(
            security=np.arange(members),
            asset_class=np.zeros(members, dtype=np.intp),
            weight=weight,
            own=np.full(members, 0.0625),
            held=held,
            exposure=np.zeros((members, 1)),
            variance=np.array([0.0256]),
            aversion=10.0,
            most=most,
        ),
    )
