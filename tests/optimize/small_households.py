"""Households small enough to try every plan: few lots of few, dear shares."""

import numpy as np
from numpy.random import Generator

from trimtab.optimize.problem import (
    Accounts,
    Classes,
    Flags,
    Floats,
    Indices,
    Limits,
    Lots,
    Places,
    Problem,
)
from trimtab.optimize.tax_curve import TaxCurve


def small_household(seed: int, *, one_lot_a_place: bool = False) -> Problem:
    """Two or three securities, one or two accounts, up to four lots of one to three shares."""
    return _Drawn(np.random.default_rng(seed), one_lot_a_place).problem()


class _Drawn:
    def __init__(self, rng: Generator, one_lot_a_place: bool) -> None:  # noqa: FBT001 - one caller
        self.rng = rng
        securities, accounts = int(rng.integers(2, 4)), int(rng.integers(1, 3))
        account, security = np.divmod(np.arange(accounts * securities), securities)
        kept = np.sort(rng.permutation(len(account))[:3])
        self.account, security = account[kept], security[kept]
        self.count = len(kept)
        self.accounts = int(self.account.max()) + 1
        self.taxable = np.array([True, *(rng.random(self.accounts - 1) < 0.5)])
        self.asset_class = rng.integers(0, 2, securities)[security]
        merged = rng.random() < 0.4
        self.group = np.where(merged, np.minimum(security, 1), security)
        self.price = np.round(rng.uniform(80, 400, securities), 2)[security]
        count = int(rng.integers(1, 5))
        places = rng.permutation(self.count)
        if not one_lot_a_place:
            places = rng.integers(0, self.count, count)
        self.lot_place = np.sort(places[:count])
        self.shares = rng.integers(1, 4, len(self.lot_place)).astype(np.float64)
        odd = rng.random(len(self.shares)) < 0.2
        self.shares = self.shares + odd * rng.choice([0.25, 0.5, 0.125], len(self.shares))
        self.securities = security

    def problem(self) -> Problem:
        rng = self.rng
        lots = self._lots()
        held = np.bincount(lots.place, lots.value, minlength=self.count).astype(np.float64)
        cash = np.round(rng.uniform(0, 600, self.accounts), 2)
        floor = np.round(cash * rng.choice([0.0, 0.5, 1.0, 1.3], self.accounts), 2)
        value = float(held.sum() + cash.sum())
        tax = self._tax(value) if rng.random() < 0.9 else None
        return Problem(
            value=value,
            drift_aversion=float(rng.choice([0.0, 0.02, 0.1])),
            accounts=Accounts(
                ids=tuple(f"A{one}" for one in range(self.accounts)), cash=cash, floor=floor
            ),
            places=self._places(held),
            lots=lots,
            classes=self._classes(held, float(cash.sum()), value),
            limits=self._limits(value, tax),
            tax=tax,
        )

    def _lots(self) -> Lots:
        rng, count = self.rng, len(self.lot_place)
        value = self.shares * self.price[self.lot_place]
        taxed = self.taxable[self.account[self.lot_place]]
        gain = np.where(taxed, value * rng.uniform(-0.5, 0.4, count), 0.0)
        loss = taxed & (gain < 0.003 * value)
        losers = np.flatnonzero(loss)
        needs: dict[int, tuple[int, ...]] = {}
        if len(losers) and count > 1 and rng.random() < 0.3:
            lot = int(losers[0])
            needs[lot] = (int((lot + 1) % count),)
        return Lots(
            ids=tuple(f"L{one}" for one in range(count)),
            place=self.lot_place.astype(np.intp),
            shares=self.shares,
            value=value,
            gain=gain,
            long=rng.random(count) < 0.5,
            taxed=taxed,
            loss=loss,
            needs=needs,
        )

    def _places(self, held: Floats) -> Places:
        rng = self.rng
        return Places(
            symbols=tuple(f"S{one}" for one in self.securities),
            account=_index(self.account),
            asset_class=_index(self.asset_class),
            group=_index(self.group),
            price=self.price,
            step=np.ones(self.count),
            half_spread=rng.choice([0.0, 0.0005, 0.01], self.count),
            holding_cost=rng.choice([0.0, 0.0002, 0.004], self.count),
            held=held,
            can_buy=rng.random(self.count) < 0.8,
        )

    def _classes(self, held: Floats, cash: float, value: float) -> Classes:
        rng = self.rng
        weight = np.bincount(self.asset_class, held, minlength=3).astype(np.float64)
        weight[2] += cash
        target = rng.dirichlet([3.0, 3.0, 0.5])
        hard = rng.random() < 0.15
        return Classes(
            names=("C0", "C1", "Cash"),
            target=target,
            held=weight,
            below=np.array([0.05, 0.04, 0.01]),
            above=np.array([0.05, 0.08, 0.02]),
            low=np.where(hard, np.minimum(target, weight / value) - 0.1, -np.inf),
            high=np.where(hard, np.maximum(target, weight / value) + 0.1, np.inf),
            cash=2,
        )

    def _limits(self, value: float, tax: TaxCurve | None) -> Limits:
        rng = self.rng
        so_far = 0.0 if tax is None else tax.short0 + tax.long0
        budget = max(so_far, 0.02 * value)
        exclusive: Flags = np.full(3, rng.random() < 0.85)
        return Limits(
            raise_total=float(rng.choice([0.0, 0.0, 0.0, 0.1])) * value,
            commission=float(rng.choice([0.0, 0.0, 1.0])),
            min_trade=float(rng.choice([0.0, 0.0, 250.0])),
            max_orders=int(rng.choice([0, 0, 1, 2])),
            max_turnover=float(rng.choice([np.inf, np.inf, 0.3 * value])),
            max_gain=float(rng.choice([np.inf, np.inf, budget])),
            exclusive=exclusive,
            both_ways=bool(rng.random() < 0.2),
        )

    def _tax(self, value: float) -> TaxCurve:
        """Gains and losses of the year so far around zero, so that every piece of tau is met."""
        rng = self.rng
        budget = float(rng.choice([np.inf, 0.03 * value]))
        return TaxCurve(
            short0=float(rng.uniform(-0.15, 0.1)) * value,
            long0=float(rng.uniform(-0.1, 0.1)) * value,
            rate_short=0.35,
            rate_long=0.15,
            rate_deduction=0.32,
            rate_carried=0.09,
            loss_limit=0.05 * value,
            rate_later=0.075,
            budget=budget,
            rate_over=0.2,
        )


def _index(numbers: Indices) -> Indices:
    return np.asarray(numbers, dtype=np.intp)
