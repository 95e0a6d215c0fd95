"""Random households as arrays, from two securities to three thousand, the same for a seed anywhere.

Lognormal prices, lots with gains and losses of both terms, gains and losses of the year so far on
every piece of tau, purchases a few days old, locked and merged groups, ranks, location, fractional
residues in accounts that trade whole shares, orphans, floors above the cash, and now and then each
of the hard limits. `random_problem(seed)` is tiny; the sizes of the numbers to reach are constants.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from trimtab.optimize.problem import (
    Accounts,
    Classes,
    Floats,
    Indices,
    Limits,
    Lots,
    Places,
    Problem,
)
from trimtab.optimize.tax_curve import TaxCurve

Numbers: TypeAlias = NDArray[np.float64]

# A loss this small, or a gain this small, counts as a loss: fraction of the lot's value.
NARROW = 0.003


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of a random household; `limits` is how likely each rare hard limit is, 0 to 1."""

    classes: int
    securities: int
    accounts: int
    lots: int
    value: float = 1_000_000.0
    limits: float = 0.15


TINY = Shape(classes=2, securities=3, accounts=2, lots=5, value=20_000.0)
HOUSEHOLD = Shape(classes=8, securities=30, accounts=3, lots=100)
HUNDRED = Shape(classes=20, securities=100, accounts=2, lots=500)
FIVE_HUNDRED = Shape(classes=50, securities=500, accounts=2, lots=1_500)
# Ten times the money: a lot of less than a share is not a lot.
THREE_THOUSAND = Shape(classes=100, securities=3_000, accounts=2, lots=15_000, value=10_000_000.0)
SHAPES = {
    "tiny": TINY,
    "household": HOUSEHOLD,
    "100/500": HUNDRED,
    "500/1500": FIVE_HUNDRED,
    "3000/15000": THREE_THOUSAND,
}


def random_problem(seed: int, shape: Shape | None = None) -> Problem:
    """The household of `seed`: of `shape`, or a tiny one whose sizes vary too."""
    rng = np.random.default_rng(seed)
    if shape is None:
        shape = Shape(
            classes=int(rng.integers(1, 4)),
            securities=int(rng.integers(2, 5)),
            accounts=int(rng.integers(1, 3)),
            lots=int(rng.integers(2, 7)),
            value=float(rng.choice([2_000.0, 20_000.0, 1_000_000.0])),
        )
    return _Draw(rng, shape).problem()


class _Draw:
    """One household being drawn; the order of the draws is part of what a seed means."""

    def __init__(self, rng: Generator, shape: Shape) -> None:
        self.rng, self.shape = rng, shape
        n, self.cash, self.other = shape.securities, shape.classes, shape.classes + 1
        self.price = np.maximum(0.5, np.round(np.exp(rng.normal(np.log(80.0), 0.9, n)), 2))
        first = np.arange(n) % shape.classes
        self.asset_class = np.where(rng.random(n) < 0.05, self.other, rng.permutation(first))
        self.half_spread = np.where(rng.random(n) < 0.6, 0.0002, rng.uniform(5e-5, 1e-3, n))
        # Ranks 0 to 2; rank 3 counts towards the class and is never bought.
        self.rank = rng.choice(4, n, p=[0.45, 0.3, 0.15, 0.1])
        self.group = self._groups()
        self.taxable = np.arange(shape.accounts) == 0
        self.taxable |= rng.random(shape.accounts) < 0.25
        self.step = rng.choice([1.0, 1.0, 0.001], shape.accounts)
        self.target = self._targets()
        self.taxed_at_all = bool(rng.random() < 0.95) or n > 4
        self._draw_lots()

    def problem(self) -> Problem:
        self._draw_places()
        accounts = self._accounts()
        away = np.zeros(self.shape.classes + 2)
        if self.rng.random() < 0.3:
            away[: self.shape.classes] = 0.1 * self.shape.value * self.target[:-2]
        classes = self._classes(away, float(accounts.cash.sum()))
        value = float(classes.held.sum())
        return Problem(
            value=value,
            drift_aversion=0.02,
            accounts=accounts,
            places=self.places,
            lots=self.lots,
            classes=classes,
            limits=self._limits(value),
            tax=self._tax() if self.taxed_at_all else None,
        )

    def _rarely(self) -> bool:
        return bool(self.rng.random() < self.shape.limits)

    def _groups(self) -> Indices:
        """Every security its own group, but one in eight joins an earlier one, of any class."""
        n = self.shape.securities
        group = np.arange(n)
        for i in np.flatnonzero(self.rng.random(n) < 0.125):
            same = np.flatnonzero(self.asset_class[:i] == self.asset_class[i])
            pool = same if len(same) and self.rng.random() < 0.9 else np.arange(i)
            if len(pool):
                group[i] = group[self.rng.choice(pool)]
        return np.asarray(np.unique(group, return_inverse=True)[1], dtype=np.intp)

    def _targets(self) -> Floats:
        weights = self.rng.dirichlet(np.full(self.shape.classes, 2.0))
        cash = float(self.rng.choice([0.0, 0.01, 0.03]))
        return np.append(weights * (1.0 - cash), [cash, 0.0])

    def _draw_lots(self) -> None:
        rng, shape = self.rng, self.shape
        security = np.append(
            np.arange(shape.securities) % shape.lots,
            rng.integers(0, shape.securities, shape.lots),
        )[: shape.lots]
        security = np.sort(rng.permutation(security % shape.securities))
        account = rng.integers(0, shape.accounts, shape.lots)
        members = np.bincount(self.asset_class[security], minlength=shape.classes + 2)
        weight = np.append(self.target[:-2], [0.0, 0.03])[self.asset_class[security]]
        dollars = (0.002 + weight) / members[self.asset_class[security]]
        dollars *= np.exp(rng.normal(0.0, 0.5, shape.lots))
        dollars *= 0.97 * shape.value / dollars.sum()
        self.lot_security, self.lot_account = security, account
        self.lot_shares = self._shares(dollars, security, account)
        self.age = np.where(
            rng.random(shape.lots) < 0.08,
            rng.integers(1, 31, shape.lots),
            rng.integers(31, 1500, shape.lots),
        )
        moved = np.exp(rng.normal(-0.08, 0.25, shape.lots) * np.sqrt(self.age / 400.0))
        self.lot_basis = np.round(self.lot_shares * self.price[security] * moved, 2)

    def _shares(self, dollars: Numbers, security: Indices, account: Indices) -> Floats:
        """Whole steps, at least one; one lot in five with thousandths left by reinvestments."""
        step = self.step[account]
        steps = np.maximum(1.0, np.round(dollars / self.price[security] / step))
        thousandths = np.round(steps * step * 1000.0)
        odd = (step == 1.0) & (self.rng.random(len(dollars)) < 0.2)
        thousandths += np.where(odd, self.rng.integers(1, 1000, len(dollars)), 0)
        return np.asarray(thousandths / 1000.0, dtype=np.float64)

    def _draw_places(self) -> None:
        rng, shape = self.rng, self.shape
        n = shape.securities
        held = np.zeros((shape.accounts, n))
        value = self.lot_shares * self.price[self.lot_security]
        np.add.at(held, (self.lot_account, self.lot_security), value)
        locked = rng.random(int(self.group.max()) + 1) < 0.05
        open_to = (self.rank < 3) & (self.asset_class != self.other) & ~locked[self.group]
        buyable = np.broadcast_to(open_to, held.shape)
        account, security = np.nonzero((held > 0.0) | buyable)
        number = np.full(held.shape, -1, dtype=np.intp)
        number[account, security] = np.arange(len(account))
        self.places = Places(
            symbols=tuple(f"S{i}" for i in security),
            account=account,
            asset_class=self.asset_class[security],
            group=self.group[security],
            price=self.price[security],
            step=self.step[account],
            half_spread=self.half_spread[security],
            holding_cost=self._holding_cost(account, security),
            held=held[account, security],
            can_buy=buyable[account, security],
        )
        self.lots = self._lots(number, value)

    def _holding_cost(self, account: Indices, security: Indices) -> Floats:
        asset_class = self.asset_class[security]
        rank = np.where(asset_class == self.other, 0, self.rank[security]) * 0.0002
        drag = self.rng.choice([0.0, 0.002, 0.005, 0.012], self.shape.classes + 2)
        mixed = self.taxable.any() and not self.taxable.all() and self.taxed_at_all
        return np.asarray(rank + np.where(self.taxable[account], drag[asset_class], 0.0) * mixed)

    def _lots(self, number: Indices, value: Floats) -> Lots:
        taxed = self.taxable[self.lot_account] & self.taxed_at_all
        gain = np.where(taxed, value - self.lot_basis, 0.0)
        loss = taxed & (gain < NARROW * value)
        group = self.group[self.lot_security]
        recent = self.age <= 30
        unsellable = self.rng.random(len(value)) < 0.04
        # A loss cannot be taken where what was bought in the last 30 days has to stay.
        spoilt = np.isin(group, group[recent & (unsellable | ~self.taxable[self.lot_account])])
        kept = self.rng.permutation(np.flatnonzero(~unsellable & ~(loss & spoilt)))
        index = {int(lot): i for i, lot in enumerate(kept)}
        bought: dict[int, list[int]] = {}
        for lot in kept[recent[kept]]:
            bought.setdefault(int(group[lot]), []).append(index[int(lot)])
        needs = {
            i: tuple(other for other in bought.get(int(group[lot]), ()) if other != i)
            for i, lot in enumerate(kept)
            if loss[lot]
        }
        return Lots(
            ids=tuple(f"L{lot}" for lot in kept),
            place=number[self.lot_account, self.lot_security][kept],
            shares=self.lot_shares[kept],
            value=value[kept],
            gain=gain[kept],
            long=self.age[kept] > 365,
            taxed=taxed[kept],
            loss=loss[kept],
            needs={lot: needed for lot, needed in needs.items() if needed},
        )

    def _accounts(self) -> Accounts:
        rng, count = self.rng, self.shape.accounts
        cash = np.round(self.shape.value * rng.dirichlet(np.ones(count)) * rng.uniform(0, 0.06), 2)
        floor = np.round(cash * rng.choice([0.0, 0.0, 0.2, 1.0], count), 2)
        if self._rarely():
            floor[0] = np.round(cash[0] + 0.02 * self.shape.value, 2)
        return Accounts(ids=tuple(f"A{a}" for a in range(count)), cash=cash, floor=floor)

    def _classes(self, away: Floats, cash: float) -> Classes:
        rng, places, target = self.rng, self.places, self.target
        held = away + np.bincount(places.asset_class, places.held, minlength=len(away))
        held[self.cash] += cash
        below = np.where(target < 1e-5, 0.05, np.minimum(0.05, target / 4))
        below[self.cash] = 0.01
        above = np.where(rng.random(len(target)) < 0.2, 1.7 * below, below)
        low, high = np.full(len(target), -np.inf), np.full(len(target), np.inf)
        if self._rarely():
            low[: self.cash] = (target - 2 * below)[: self.cash].clip(0.0)
            high[: self.cash] = (target + 2 * above)[: self.cash]
        names = tuple(f"C{c}" for c in range(self.shape.classes))
        return Classes(
            names=(*names, "Cash", "Other"),
            target=target,
            held=held,
            below=below,
            above=above,
            low=low,
            high=high,
            cash=self.cash,
        )

    def _limits(self, value: float) -> Limits:
        rng = self.rng
        commission = float(rng.choice([0.0, 0.0, 1.0, 4.95]))
        min_trade = float(rng.choice([0.0, 0.0, 25.0, 250.0]))
        orders = int(rng.integers(1, max(3, self.shape.securities))) if self._rarely() else 0
        curve = self._tax_so_far
        budget = max(curve[0] + curve[1], 0.005 * value) if self._rarely() else np.inf
        groups = int(self.group.max()) + 1
        return Limits(
            raise_total=round(0.02 * value, 2) if self._rarely() else 0.0,
            commission=commission,
            min_trade=min_trade,
            max_orders=orders,
            max_turnover=round(0.1 * value, 2) if self._rarely() else np.inf,
            max_gain=budget if self.taxed_at_all else np.inf,
            exclusive=np.full(groups, rng.random() < 0.9),
            both_ways=self._zero_bracket and self.taxed_at_all,
        )

    @property
    def _tax_so_far(self) -> tuple[float, float]:
        """S0 and L0: none, gains or losses of up to some percent, in every combination."""
        mixed = np.random.default_rng(self.lot_basis.view(np.uint64) % 2**32)
        sign = mixed.choice([-1.0, 0.0, 1.0], 2)
        size = self.shape.value * mixed.choice([0.002, 0.01, 0.05], 2) * mixed.uniform(0.2, 1.0, 2)
        return float(round(sign[0] * size[0], 2)), float(round(sign[1] * size[1], 2))

    @property
    def _zero_bracket(self) -> bool:
        return bool(self.lot_basis.sum() % 1.0 < 0.12)

    def _tax(self) -> TaxCurve:
        short, long = self._tax_so_far
        ordinary, long_rate = self.rng.choice([0.24, 0.35, 0.41]), self.rng.choice([0.15, 0.238])
        later = 0.5 * float(long_rate)
        zero = self._zero_bracket
        return TaxCurve(
            short0=short,
            long0=long,
            rate_short=float(ordinary),
            rate_long=0.05 if zero else float(long_rate),
            rate_deduction=float(ordinary) - 0.01,
            rate_carried=max(float(long_rate) / 2, 1.1 * later),
            loss_limit=float(self.rng.choice([1_500.0, 3_000.0])),
            rate_later=later,
            budget=0.01 * self.shape.value if zero else float("inf"),
            rate_over=float(long_rate),
        )
