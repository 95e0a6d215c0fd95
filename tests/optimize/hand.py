"""A household of $100,000 small enough to work out by hand."""

from dataclasses import replace

import numpy as np

from trimtab.optimize.problem import Accounts, Classes, Limits, Lots, Places, Problem, Trades
from trimtab.optimize.tax_curve import TaxCurve

# Places: AAA of Stocks at $100, BBB of Bonds at $50, BB2 of Bonds at $25, not held.
# Lots: 200 AAA (gain $4,000, long), 400 AAA (loss $2,000, short), 760.5 BBB (gain 0, long).


def hand_problem(**limits: object) -> Problem:
    """The household; `limits` replace fields of `Limits`."""
    base = Limits(
        raise_total=0.0,
        commission=5.0,
        min_trade=100.0,
        max_orders=0,
        max_turnover=np.inf,
        max_gain=np.inf,
        exclusive=np.ones(3, dtype=np.bool_),
        both_ways=False,
    )
    return Problem(
        value=100_000.0,
        drift_aversion=0.02,
        accounts=Accounts(ids=("A",), cash=np.array([1_975.0]), floor=np.array([500.0])),
        places=Places(
            symbols=("AAA", "BBB", "BB2"),
            account=np.zeros(3, dtype=np.intp),
            asset_class=np.array([0, 1, 1]),
            group=np.array([0, 1, 2]),
            price=np.array([100.0, 50.0, 25.0]),
            step=np.ones(3),
            half_spread=np.full(3, 0.001),
            holding_cost=np.array([0.0002, 0.0, 0.0]),
            held=np.array([60_000.0, 38_025.0, 0.0]),
            can_buy=np.array([True, True, False]),
        ),
        lots=Lots(
            ids=("gain", "loss", "flat"),
            place=np.array([0, 0, 1]),
            shares=np.array([200.0, 400.0, 760.5]),
            value=np.array([20_000.0, 40_000.0, 38_025.0]),
            gain=np.array([4_000.0, -2_000.0, 0.0]),
            long=np.array([True, False, True]),
            taxed=np.ones(3, dtype=np.bool_),
            loss=np.array([False, True, False]),
        ),
        classes=Classes(
            names=("Stocks", "Bonds", "Cash"),
            target=np.array([0.5, 0.48, 0.02]),
            held=np.array([60_000.0, 38_025.0, 1_975.0]),
            below=np.array([0.05, 0.05, 0.01]),
            above=np.array([0.05, 0.1, 0.01]),
            low=np.full(3, -np.inf),
            high=np.full(3, np.inf),
            cash=2,
        ),
        limits=replace(base, **limits),  # type: ignore[arg-type]  # fields by name
        tax=TaxCurve(
            short0=1_000.0,
            long0=0.0,
            rate_short=0.4,
            rate_long=0.2,
            rate_deduction=0.35,
            rate_carried=0.12,
            loss_limit=3_000.0,
            rate_later=0.1,
        ),
    )


def shares(
    *,
    gain: float = 0.0,
    loss: float = 0.0,
    flat: float = 0.0,
    bought: tuple[float, ...] = (0, 0, 0),
) -> Trades:
    """Shares sold of each lot and bought at each place."""
    return Trades(sold=np.array([gain, loss, flat]), bought=np.array(bought, dtype=np.float64))
