"""A household as arrays: what an optimal plan may choose, what it costs, and what limits it.

Notation of this room, that of the optimizer page of the reference:

    A accounts, P places (one security in one account), L lots that may be sold, C classes,
    G groups of substantially identical securities.
    s_l  dollars sold from lot l, 0 <= s_l <= value_l       b_p  dollars bought at place p, >= 0
    y_p  dollars held at place p after trading              V    household value before trading

Everything is float64 in dollars at the plan's prices, unless it is called shares or a fraction. The
arrays are not to be written to. Lots that may not be sold are not among the lots: they are part of
what their place holds.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from trimtab.optimize.tax_curve import TaxCurve

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Accounts:
    """The accounts that trade, shape (A,).

    cash    before trading
    floor   what must be left after trading, costs and commissions included
    raised  the part of `floor` that was asked for as cash to be raised there
    aside   the part of it that payments soon due will take
    payees  what these payments are, in words, by account
    taxed   taxable; None where that does not matter
    """

    ids: tuple[str, ...]
    cash: Floats
    floor: Floats
    raised: Floats | None = None
    aside: Floats | None = None
    payees: tuple[str, ...] = ()
    taxed: Flags | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """One security in one account that trades, shape (P,): held there, or bought there perhaps.

    account, asset_class, group   indices
    price         dollars per share
    step          shares are traded in multiples of it
    half_spread   cost per dollar traded, fraction
    holding_cost  dollars of J per dollar held after trading: preference by rank, and location
    held          dollars held before trading
    can_buy       may be bought
    """

    symbols: tuple[str, ...]
    account: Indices
    asset_class: Indices
    group: Indices
    price: Floats
    step: Floats
    half_spread: Floats
    holding_cost: Floats
    held: Floats
    can_buy: Flags


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lots:
    """Lots that may be sold, shape (L,), by place.

    place   index
    shares  held in the lot
    value   shares times price
    gain    dollars realised by selling all of it, a loss negative; 0 in untaxed accounts
    long    long-term
    taxed   in a taxable account
    loss    counts as a loss for wash sales (a gain too small to trust included): taxable accounts
            only. Selling any of it and buying its group exclude each other where the group says so
    needs   for a lot, the lots that have to be sold entire before any of it may be sold (a loss
            that their staying would wash, P6); most lots are not in the mapping
    follows  for a lot, the lot of its place that the broker sells entire before it; nothing for
            lots that can be named (see `selling_order`)
    """

    ids: tuple[str, ...]
    place: Indices
    shares: Floats
    value: Floats
    gain: Floats
    long: Flags
    taxed: Flags
    loss: Flags
    needs: dict[int, tuple[int, ...]] = field(default_factory=dict)
    follows: dict[int, int] = field(default_factory=dict)

    @property
    def entire_first(self) -> dict[int, tuple[int, ...]]:
        """For a lot, what has to be sold entire before any of it: by `needs` and by `follows`."""
        if not self.follows:
            return self.needs
        both = dict(self.needs)
        for lot, before in self.follows.items():
            both[lot] = (*both.get(lot, ()), before)
        return both


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Classes:
    """Every class, cash and Other included, shape (C,).

    target  fraction of V
    held    dollars before trading, over every account, tracked only or not
    below   half-width of the band under the target, fraction of V, > 0; drift costs
            aversion V (w - t)^2 / below there
    above   the same over the target
    low     hard lower limit of the weight, fraction, the room of a cent included; -inf: none
    high    hard upper limit, likewise; inf: none
    buffer  the limits of the class Cash are those of the cash buffer
    cash    index of the class Cash
    """

    names: tuple[str, ...]
    target: Floats
    held: Floats
    below: Floats
    above: Floats
    low: Floats
    high: Floats
    cash: int
    buffer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Limits:
    """Limits over the whole plan.

    raise_total   dollars of cash above the sum of all floors, over all accounts that trade
    raise_taxed   the same over the taxable ones alone
    commission    dollars per order (one side of one security in one account)
    min_trade     dollars: a smaller order is made only when it sells the whole place
    max_orders    0: no limit
    max_turnover  dollars; the smaller of all sales and all purchases stays at or below it; inf
    max_gain      dollars, limit of S + L; inf
    exclusive     shape (G,): a purchase and a taxable loss sale of the group exclude each other
    both_ways     a place may be sold and bought in one plan (gains harvested on purpose)
    """

    raise_total: float
    commission: float
    min_trade: float
    max_orders: int
    max_turnover: float
    max_gain: float
    exclusive: Flags
    both_ways: bool
    raise_taxed: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tracking:
    """Indexes held directly: N securities of classes whose members carry weights, K factors.

    e_i = (y_i - m_i Y_c) / V with y_i the dollars of security i over every account and Y_c those of
    its class; the tracking error is the root of e'Qe, Q = F diag(variance) F' + diag(own).

    security      shape (P,): index among the N, -1 for a place outside of these classes
    asset_class   shape (N,)
    weight        shape (N,): m, 0 for what stands in for a member
    own           shape (N,): variance of its own, a year
    held          shape (N,): dollars before trading, over every account, tracked only or not
    exposure      shape (N, K): F less that of the security's whole index
    variance      shape (K,), a year
    aversion      J has aversion V e'Qe
    most          limit of e'Qe; inf
    """

    security: Indices
    asset_class: Indices
    weight: Floats
    own: Floats
    held: Floats
    exposure: Floats
    variance: Floats
    aversion: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassRisk:
    """How the classes move, where the household's tracking error has a limit.

    With d the classes' weights less their targets, the household's variance against its target is
    d'(root' root)d, and e'Qe of `Tracking` besides.

    root      shape (K, C)
    most      limit of that variance; inf
    loose     the same for a bound: wider by what rounding left below zero in the covariance
    aversion  J has aversion V d'(root' root)d; 0 but where the plan nearest to a limit is wanted
    """

    root: Floats
    most: float
    loose: float
    aversion: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """The whole of it.

    value           V, dollars
    drift_aversion  kappa
    tax             tau, with the year so far; None when nothing is taxed
    tracking        indexes held directly; None without one
    risk            how the classes move; None where nothing asks for it
    """

    value: float
    drift_aversion: float
    accounts: Accounts
    places: Places
    lots: Lots
    classes: Classes
    limits: Limits
    tax: TaxCurve | None
    tracking: Tracking | None = None
    risk: ClassRisk | None = None

    def raises(self) -> tuple[tuple[float, Flags], ...]:
        """Dollars > 0 of cash to raise above the floors, and over which accounts, shape (A,)."""
        every = np.ones(len(self.accounts.cash), dtype=np.bool_)
        taxed = every if self.accounts.taxed is None else self.accounts.taxed
        asked = ((self.limits.raise_total, every), (self.limits.raise_taxed, taxed))
        return tuple((amount, among) for amount, among in asked if amount > 0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trades:
    """A plan as shares.

    sold    shape (L,): shares out of each lot, 0 <= sold <= shares
    bought  shape (P,): shares at each place, >= 0
    """

    sold: Floats
    bought: Floats
