"""Households written by hand: one account, one lot a security unless said otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.optimize.problem import Accounts, Classes, Limits, Lots, Places, Problem
from trimtab.optimize.tax_curve import TaxCurve

RATES = TaxCurve(
    short0=0.0,
    long0=0.0,
    rate_short=0.37,
    rate_long=0.15,
    rate_deduction=0.37,
    rate_carried=0.09,
    loss_limit=3000.0,
    rate_later=0.075,
)

FREE = Limits(
    raise_total=0.0,
    commission=0.0,
    min_trade=0.0,
    max_orders=0,
    max_turnover=float("inf"),
    max_gain=float("inf"),
    exclusive=np.ones(0, dtype=np.bool_),
    both_ways=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A security at $100: `shares` held with `gain` dollars, in class `asset_class`."""

    asset_class: int = 0
    shares: float = 0.0
    gain: float = 0.0
    long: bool = True
    can_buy: bool = True
    group: int | None = None
    account: int = 0
    taxed: bool = True


def household(
    holdings: Sequence[Holding],
    targets: Sequence[float],
    *,
    cash: Sequence[float] = (0.0,),
    floor: Sequence[float] | None = None,
    tax: TaxCurve | None = RATES,
    limits: Limits = FREE,
    aversion: float = 0.02,
    half_spread: float = 0.0002,
) -> Problem:
    """`holdings` against `targets` by class; what the targets leave is for cash."""
    count, lots = len(holdings), [one for one in holdings if one.shares > 0]
    groups = [index if one.group is None else one.group for index, one in enumerate(holdings)]
    held = np.array([one.shares * 100.0 for one in holdings])
    weights = np.array([*targets, 1.0 - sum(targets)])
    classes = np.zeros(len(weights))
    np.add.at(classes, [one.asset_class for one in holdings], held)
    classes[-1] += sum(cash)
    infinite = np.full(len(weights), np.inf)
    return Problem(
        value=float(classes.sum()),
        drift_aversion=aversion,
        accounts=Accounts(
            ids=tuple(f"account {index}" for index in range(len(cash))),
            cash=np.array(cash),
            floor=np.array(floor if floor is not None else [0.0] * len(cash)),
        ),
        places=Places(
            symbols=tuple(f"S{index}" for index in range(count)),
            account=np.array([one.account for one in holdings]),
            asset_class=np.array([one.asset_class for one in holdings]),
            group=np.array(groups),
            price=np.full(count, 100.0),
            step=np.ones(count),
            half_spread=np.full(count, half_spread),
            holding_cost=np.zeros(count),
            held=held,
            can_buy=np.array([one.can_buy for one in holdings]),
        ),
        lots=Lots(
            ids=tuple(f"L{index}" for index in range(len(lots))),
            place=np.array(
                [index for index, one in enumerate(holdings) if one.shares > 0], dtype=np.intp
            ),
            shares=np.array([one.shares for one in lots], dtype=np.float64),
            value=np.array([one.shares * 100.0 for one in lots], dtype=np.float64),
            gain=np.array([one.gain for one in lots], dtype=np.float64),
            long=np.array([one.long for one in lots], dtype=np.bool_),
            taxed=np.array([one.taxed for one in lots], dtype=np.bool_),
            loss=np.array([one.gain < 0 for one in lots], dtype=np.bool_),
        ),
        classes=Classes(
            names=(*(f"C{index}" for index in range(len(targets))), "Cash"),
            target=weights,
            held=classes,
            below=np.array([*[0.05] * len(targets), 0.01]),
            above=np.array([*[0.05] * len(targets), 0.01]),
            low=-infinite,
            high=infinite,
            cash=len(targets),
        ),
        limits=Limits(
            raise_total=limits.raise_total,
            commission=limits.commission,
            min_trade=limits.min_trade,
            max_orders=limits.max_orders,
            max_turnover=limits.max_turnover,
            max_gain=limits.max_gain,
            exclusive=np.ones(max(groups) + 1, dtype=np.bool_),
            both_ways=limits.both_ways,
        ),
        tax=tax,
    )
