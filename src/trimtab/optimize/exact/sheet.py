"""The columns of the model: what a plan may choose, and where each choice stands.

Amounts are in percent of the household, so that figures of very different households look alike to
a solver. Rows are in `limits`, costs in `objective_terms`.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.optimize.exact.model import INFINITY, Draft
from trimtab.optimize.exact.tangents import Parabolas
from trimtab.optimize.problem import Flags, Floats, Indices, Problem

# A step worth less than this part of the household is no integer in the model: rounding it
# afterwards costs cents, and counts in the millions are hard on a solver.
_FINE_STEP = 1e-6

# Shares closer than this part of a step to a multiple of it are that multiple.
_STEP_NOISE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BuildOptions:
    """How the model is built.

    whole_shares  orders in multiples of the step; otherwise continuous
    points        (C, K) percent of the household off target where drift has its tangents
    off           (K, C) fraction of the household off target where the limit of the tracking error
                  has tangents
    hold_limits   purchases are bounded by what cash floors leave; False leaves that to their rows
    """

    whole_shares: bool = True
    points: Floats | None = None
    off: Floats | None = None
    hold_limits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """A draft with its columns; an index of -1 stands for no column.

    unit        dollars in one percent of the household
    lots        (M,) the lots that may be sold       buys  (N,) the places that may be bought
    sold        (L,) columns; sold_size (L,) percent of the household in one unit of each
    bought      (P,) columns; bought_size (P,); bought_most (P,) percent, at most
    count       (P,) whole steps sold in one order   entire  (L,) residual of the lot sold with it
    sells_on    (P,) switch: an order sells there    buys_on (P,) switch: something is bought there
    losses_on   (G,) switch: loss lots of the group may be sold, else the group may be bought
    over, under (C,) percent of the household by which a class ends over and under its target
    drift       its cost
    """

    problem: Problem
    options: BuildOptions
    draft: Draft
    unit: float
    lots: Indices
    buys: Indices
    sold: Indices
    sold_size: Floats
    bought: Indices
    bought_size: Floats
    bought_most: Floats
    count: Indices
    entire: Indices
    sells_on: Indices
    buys_on: Indices
    losses_on: Indices
    over: Indices
    under: Indices
    drift: Parabolas

    @property
    def has_orders(self) -> bool:
        """Orders are counted, charged or limited from below."""
        return counts_orders(self.problem)

    def put_sold(self, rows: Indices | int, lots: Indices, factor: Floats | float = 1.0) -> None:
        """Add `factor` times what is sold of `lots`, in percent, to `rows`."""
        self.draft.put(rows, self.sold[lots], factor * self.sold_size[lots])

    def put_bought(
        self, rows: Indices | int, places: Indices, factor: Floats | float = 1.0
    ) -> None:
        """Add `factor` times what is bought at `places`, in percent, to `rows`."""
        self.draft.put(rows, self.bought[places], factor * self.bought_size[places])

    def charge_sold(self, lots: Indices, cost: Floats) -> None:
        """Charge `cost` for each dollar sold of `lots`."""
        self.draft.charge(self.sold[lots], cost * self.sold_size[lots])

    def charge_bought(self, places: Indices, cost: Floats) -> None:
        """Charge `cost` for each dollar bought at `places`."""
        self.draft.charge(self.bought[places], cost * self.bought_size[places])

    def put_into_cash(self, rows: Indices, factor: float, among: Flags | None = None) -> None:
        """Add `factor` times what trading adds to the cash of each account a to rows[a], (A,).

        among  (A,): only these accounts
        """
        places, accounts = self.problem.places, self.problem.accounts
        half, account = places.half_spread, places.account
        counts = (np.ones(len(accounts.cash), dtype=np.bool_) if among is None else among)[account]
        sold = self.lots[counts[self.problem.lots.place[self.lots]]]
        bought, place = self.buys[counts[self.buys]], self.problem.lots.place[sold]
        self.put_sold(rows[account[place]], sold, factor * (1.0 - half[place]))
        self.put_bought(rows[account[bought]], bought, -factor * (1.0 + half[bought]))
        if self.has_orders and self.problem.limits.commission > 0:
            switches, at = self.order_switches
            switches, at = switches[counts[at]], at[counts[at]]
            commission = self.problem.limits.commission / self.unit
            self.draft.put(rows[account[at]], switches, -factor * commission)

    @property
    def order_switches(self) -> tuple[Indices, Indices]:
        """Columns of every order's switch, and the places they stand for."""
        selling, buying = np.flatnonzero(self.sells_on >= 0), np.flatnonzero(self.buys_on >= 0)
        columns = np.concatenate([self.sells_on[selling], self.buys_on[buying]])
        return columns, np.concatenate([selling, buying])

    @property
    def gap(self) -> Floats:
        """(C,) percent of the household that a class is under its target now; negative: over."""
        classes = self.problem.classes
        return np.asarray(100.0 * (classes.target - classes.held / self.problem.value))

    @property
    def guarded(self) -> Flags:
        """(L,) lots which the switch of their group holds."""
        places, lots = self.problem.places, self.problem.lots
        return np.asarray(lots.loss & (self.losses_on[places.group[lots.place]] >= 0))


def counts_orders(problem: Problem) -> bool:
    """Orders need switches."""
    limits = problem.limits
    return limits.commission > 0 or limits.min_trade > 0 or limits.max_orders > 0


def sellable(problem: Problem) -> Flags:
    """(L,) lots that are worth something."""
    return np.asarray(problem.lots.value > 0)


def purchase_limits(problem: Problem, options: BuildOptions) -> Floats:
    """(P,) dollars that can be bought at most: the account's cash and what its sales bring.

    Loss lots that a purchase rules out bring nothing, nor do lots of the place itself unless both
    ways are open.
    """
    places, lots, limits = problem.places, problem.lots, problem.limits
    floor = (
        problem.accounts.floor if options.hold_limits else np.minimum(0.0, problem.accounts.cash)
    )
    may_sell = sellable(problem)
    proceeds = np.where(may_sell, lots.value * (1.0 - places.half_spread[lots.place]), 0.0)
    by_account = np.bincount(
        places.account[lots.place], weights=proceeds, minlength=len(problem.accounts.cash)
    )
    ruled_out = lots.loss & limits.exclusive[places.group[lots.place]]
    key = places.group * len(problem.accounts.cash) + places.account
    keys = int(key.max(initial=-1)) + 1
    own_losses = np.bincount(key[lots.place], weights=proceeds * ruled_out, minlength=keys)
    available = (problem.accounts.cash - floor + by_account)[places.account]
    available = available - own_losses[key]
    if not limits.both_ways:
        available = available - np.bincount(
            lots.place, weights=proceeds * ~ruled_out, minlength=len(places.price)
        )
    return np.where(places.can_buy, np.maximum(0.0, available) / (1.0 + places.half_spread), 0.0)


def sheet_for(problem: Problem, options: BuildOptions) -> Sheet:
    """A draft with every column a plan needs, and the rows that tie orders to whole steps."""
    draft, unit = Draft(), problem.value / 100.0
    lots = np.flatnonzero(sellable(problem))
    limit = purchase_limits(problem, options)
    step_value = problem.places.price * problem.places.step
    whole = (step_value > _FINE_STEP * problem.value) & options.whole_shares
    buys = np.flatnonzero((limit > 0) & (~whole | (limit >= step_value * (1 - 1e-9))))
    bought_size = np.where(whole, step_value / unit, 1.0)
    sales = _sold_columns(draft, problem, lots, whole)
    switches = _switches(draft, problem, lots, buys)
    drift = parabolas_of(problem, options)
    sheet = Sheet(
        problem=problem,
        options=options,
        draft=draft,
        unit=unit,
        lots=lots,
        buys=buys,
        sold=sales.sold,
        sold_size=sales.size,
        bought=_bought_columns(draft, limit / unit / bought_size, buys, whole),
        bought_size=bought_size,
        bought_most=limit / unit,
        count=sales.count,
        entire=sales.entire,
        sells_on=switches.sells_on,
        buys_on=switches.buys_on,
        losses_on=switches.losses_on,
        over=draft.add_columns(np.zeros(len(drift.high)), drift.high),
        under=draft.add_columns(np.zeros(len(drift.low)), -drift.low),
        drift=drift,
    )
    _tie_orders_to_steps(sheet)
    return sheet


def parabolas_of(problem: Problem, options: BuildOptions) -> Parabolas:
    """Drift of every class, over all that trading can reach."""
    classes, places, lots = problem.classes, problem.places, problem.lots
    size = len(classes.target)
    sold = np.where(sellable(problem), lots.value, 0.0)
    bought = purchase_limits(problem, options)
    out = np.bincount(places.asset_class[lots.place], weights=sold, minlength=size)
    into = np.bincount(places.asset_class, weights=bought, minlength=size)
    spent = _cash_at_most(problem, float(np.sum(sold)))
    commissions = 2.0 * problem.limits.commission * len(places.price)
    out[classes.cash] += spent + commissions
    into[classes.cash] += np.sum(sold)
    into = np.minimum(into, spent + np.sum(sold))
    now = classes.held - classes.target * problem.value
    unit = problem.value / 100.0
    # A whole percent beyond: ranges as narrow as its tolerances mislead a solver.
    low, high = (now - out) / unit - 1.0, (now + into) / unit + 1.0
    return Parabolas.of(classes, problem.drift_aversion, low, high)


def _cash_at_most(problem: Problem, sold: float) -> float:
    """Dollars that purchases can spend in all."""
    return float(np.sum(np.maximum(0.0, problem.accounts.cash))) + sold


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sold:
    sold: Indices
    size: Floats
    count: Indices
    entire: Indices


def _bought_columns(draft: Draft, most: Floats, buys: Indices, whole: Flags) -> Indices:
    """A column per place that may be bought: whole steps, or percent of the household."""
    bought = np.full(len(most), -1)
    most = np.where(whole, np.floor(most + _STEP_NOISE), most)[buys]
    bought[buys] = draft.add_columns(np.zeros(len(buys)), most, integer=whole[buys])
    return bought


def _sold_columns(draft: Draft, problem: Problem, lots: Indices, whole: Flags) -> _Sold:
    """A column per lot; whole steps where the lot alone is the order, else percent and a count."""
    places, every = problem.places, problem.lots
    unit = problem.value / 100.0
    place = every.place[lots]
    count_of = np.bincount(place, minlength=len(places.price))
    residual = residuals(problem)[lots]
    alone = whole[place] & (count_of[place] == 1) & (residual == 0.0)
    size = np.where(alone, places.price[place] * places.step[place] / unit, 1.0)
    most = np.where(
        alone, np.round(every.shares[lots] / places.step[place]), every.value[lots] / unit
    )
    sold, sold_size = np.full(len(every.value), -1), np.ones(len(every.value))
    sold[lots] = draft.add_columns(np.zeros(len(lots)), most, integer=alone)
    sold_size[lots] = size
    entire = np.full(len(every.value), -1)
    odd = lots[whole[place] & (residual > 0.0)]
    entire[odd] = draft.add_switches(len(odd))
    count = np.full(len(places.price), -1)
    counted = np.unique(place[whole[place] & ~alone])
    steps = np.bincount(place, weights=every.shares[lots], minlength=len(places.price))
    counted = counted[steps[counted] > 0]
    most = np.floor(steps[counted] / places.step[counted] + _STEP_NOISE)
    count[counted] = draft.add_columns(np.zeros(len(counted)), most, integer=np.True_)
    return _Sold(sold=sold, size=sold_size, count=count, entire=entire)


def residuals(problem: Problem) -> Floats:
    """(L,) shares of each lot over whole steps; 0 where it is whole within rounding."""
    shares, step = problem.lots.shares, problem.places.step[problem.lots.place]
    over = shares - np.floor(shares / step + _STEP_NOISE) * step
    return np.asarray(np.where(over <= _STEP_NOISE * step, 0.0, over))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Switches:
    sells_on: Indices
    buys_on: Indices
    losses_on: Indices


def _switches(draft: Draft, problem: Problem, lots: Indices, buys: Indices) -> _Switches:
    """The binaries that are needed, and no others."""
    places, every, limits = problem.places, problem.lots, problem.limits
    count, orders = len(places.price), counts_orders(problem)
    group_of = places.group[every.place[lots]]
    losing = every.loss[lots] & limits.exclusive[group_of]
    in_conflict = np.intersect1d(group_of[losing], places.group[buys])
    losses_on = np.full(len(limits.exclusive), -1)
    losses_on[in_conflict] = draft.add_switches(len(in_conflict))
    selling = np.unique(every.place[lots])
    sells_on = np.full(count, -1)
    if orders:
        sells_on[selling] = draft.add_switches(len(selling))
    # Where the group's switch already parts sales and purchases, the place needs none of its own.
    open_sales = every.place[lots][~losing]
    both = np.zeros(0, dtype=np.intp) if limits.both_ways else np.intersect1d(open_sales, buys)
    switched = buys if orders else both
    buys_on = np.full(count, -1)
    buys_on[switched] = draft.add_switches(len(switched))
    return _Switches(sells_on=sells_on, buys_on=buys_on, losses_on=losses_on)


def _tie_orders_to_steps(sheet: Sheet) -> None:
    """An order sells whole steps, and the residuals of the lots it sells entire."""
    problem, draft = sheet.problem, sheet.draft
    places, lots = problem.places, problem.lots
    counted = np.flatnonzero(sheet.count >= 0)
    row_of = np.full(len(places.price), -1)
    row_of[counted] = draft.add_rows(np.zeros(len(counted)), np.zeros(len(counted)))
    members = sheet.lots[row_of[lots.place[sheet.lots]] >= 0]
    sheet.put_sold(row_of[lots.place[members]], members)
    share_value = places.price / sheet.unit
    draft.put(row_of[counted], sheet.count[counted], -(share_value * places.step)[counted])
    odd = np.flatnonzero(sheet.entire >= 0)
    over = residuals(problem)[odd] * share_value[lots.place[odd]]
    draft.put(row_of[lots.place[odd]], sheet.entire[odd], -over)
    whole = draft.add_rows(np.zeros(len(odd)), np.full(len(odd), INFINITY))
    sheet.put_sold(whole, odd)
    draft.put(whole, sheet.entire[odd], -lots.value[odd] / sheet.unit)
