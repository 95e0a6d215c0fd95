"""From a household, a goal, prices and wishes to the arrays of `Problem`: the way into floats."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    DriftBand,
    IdenticalGroups,
    Lot,
    RankedSecurity,
    Situation,
    Symbol,
    Term,
)
from trimtab.money import ONE, ZERO, to_float
from trimtab.optimize.assembly.indexes import Indexes
from trimtab.optimize.assembly.permissions import Permissions
from trimtab.optimize.assembly.rates import curve_of
from trimtab.optimize.class_risk import class_risk_of
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
from trimtab.tax import term_of

# Half-widths of a band where the user gives none: the 5/25 rule; 5 points for a target so small
# that a quarter of it would be no width at all; 1 point for cash.
_FIVE_POINTS = Decimal("0.05")
_NO_TARGET = Decimal("0.00001")
_CASH_WIDTH = Decimal("0.01")

# Dollars by which a class may end outside of a hard band. The certificate grants what rounds to a
# cent, because accounts are kept in cents; a little less than a cent and a half here, for what
# float64 and a solver's tolerance lose.
_BAND_ROOM = Decimal("0.0145")


def problem_of(situation: Situation, permissions: Permissions) -> Problem:
    """The problem of `situation`, with what `permissions` leaves open."""
    return _Assembly(situation, permissions).problem()


def half_widths(asset_class: AssetClass, *, is_cash: bool) -> tuple[Decimal, Decimal]:
    """Half-widths under and over the target, fractions of the household, > 0.

    Those of the class's band, each side its own; a side without width takes the other's. Without a
    band, or with the 5/25 rule's for a target that it leaves no width: the smaller of 5 points and
    a quarter of the target, 5 points for a target below 0.001 point, 1 point for cash.
    """
    band, target = asset_class.band, asset_class.weight
    tiny = target < _NO_TARGET
    # The workspace writes the 5/25 rule out as a band, which ends at 0 and 1: as if none was given.
    by_rule = not is_cash and band == DriftBand.five_25(target)
    if band is not None and not by_rule:
        below, above = max(ZERO, target - band.low), max(ZERO, band.high - target)
        if below > 0 or above > 0:
            return below or above, above or below
    if is_cash:
        return _CASH_WIDTH, _CASH_WIDTH
    width = _FIVE_POINTS if tiny else min(_FIVE_POINTS, target / 4)
    return width, width


@dataclass(frozen=True)
class _Assembly:
    situation: Situation
    permissions: Permissions

    def problem(self) -> Problem:
        situation = self.situation
        return Problem(
            value=to_float(self._value),
            drift_aversion=to_float(situation.policy.drift_aversion),
            accounts=self._accounts(),
            places=self._places(),
            lots=self._lots(),
            classes=self._classes(),
            limits=self._limits(),
            tax=None if situation.tax is None else curve_of(situation.tax, situation.policy),
            tracking=Indexes(situation).tracking(symbol for _, symbol in self._pairs),
            risk=class_risk_of(situation),
        )

    @cached_property
    def _trading(self) -> tuple[Account, ...]:
        return tuple(
            account
            for account in self.situation.household.accounts
            if account.tradable and account.tracked
        )

    @cached_property
    def _held(self) -> dict[str, Decimal]:
        """Dollars in every class before trading."""
        target = self.situation.target
        held = dict.fromkeys((one.name for one in target.classes), ZERO)
        for account in self.situation.household.accounts:
            held[target.cash.name] += account.cash
            for position in account.positions:
                price = self.situation.market.price(position.symbol)
                held[target.class_of(position.symbol).name] += position.quantity * price
        return held

    @cached_property
    def _value(self) -> Decimal:
        return sum(self._held.values(), ZERO)

    @cached_property
    def _pairs(self) -> dict[tuple[AccountId, Symbol], int]:
        """Every place with its index: held or buyable, by account, held ones first."""
        pairs: dict[tuple[AccountId, Symbol], int] = {}
        buyable = [symbol for _, symbol in self.situation.buyable()]
        for account in self._trading:
            held = [position.symbol for position in account.positions]
            open_here = [
                symbol
                for symbol in buyable
                if (account.account_id, symbol) in self.permissions.buyable
            ]
            for symbol in dict.fromkeys((*held, *open_here)):
                pairs[account.account_id, symbol] = len(pairs)
        return pairs

    @cached_property
    def _groups(self) -> dict[frozenset[Symbol], int]:
        identical: IdenticalGroups = self.situation.household.identical
        groups = dict.fromkeys(identical.of(symbol) for _, symbol in self._pairs)
        return {group: index for index, group in enumerate(groups)}

    def _accounts(self) -> Accounts:
        raising, amount = self.situation.raise_in, self.situation.raise_cash
        raised = [amount if account.account_id == raising else ZERO for account in self._trading]
        return Accounts(
            ids=tuple(account.account_id for account in self._trading),
            cash=_floats(account.cash for account in self._trading),
            floor=_floats(
                account.floor + asked for account, asked in zip(self._trading, raised, strict=True)
            ),
            raised=_floats(raised),
            taxed=np.array([account.taxable for account in self._trading], dtype=np.bool_),
            aside=_floats(account.set_aside for account in self._trading),
            payees=tuple(_payees(account) for account in self._trading),
        )

    def _to_raise(self) -> tuple[Decimal, Decimal]:
        """Dollars to raise over all accounts, and over the taxable ones, where none is named."""
        situation = self.situation
        if situation.raise_in is not None:
            return ZERO, ZERO
        if not any(account.taxable for account in self._trading):
            return situation.raise_cash, ZERO
        sheltered = min(situation.raise_sheltered, situation.raise_cash)
        everywhere = situation.raise_cash if sheltered > 0 else ZERO
        return everywhere, situation.raise_cash - sheltered

    def _places(self) -> Places:
        situation, target = self.situation, self.situation.target
        household = situation.household
        accounts = {account.account_id: account for account in self._trading}
        account_index = {account_id: index for index, account_id in enumerate(accounts)}
        class_index = {one.name: index for index, one in enumerate(target.classes)}
        pairs = list(self._pairs)
        prices = {symbol: situation.market.price(symbol) for _, symbol in pairs}
        spreads = {symbol: situation.half_spread(symbol) for symbol in prices}
        costs = _HoldingCosts(situation, self._trading)
        shares = {
            (account.account_id, position.symbol): position.quantity
            for account in self._trading
            for position in account.positions
        }
        return Places(
            symbols=tuple(symbol for _, symbol in pairs),
            account=_indices(account_index[account_id] for account_id, _ in pairs),
            asset_class=_indices(class_index[target.class_of(symbol).name] for _, symbol in pairs),
            group=_indices(self._groups[household.identical.of(symbol)] for _, symbol in pairs),
            price=_floats(prices[symbol] for _, symbol in pairs),
            step=_floats(accounts[account_id].quantity_step for account_id, _ in pairs),
            half_spread=_floats(spreads[symbol] for _, symbol in pairs),
            holding_cost=_floats(
                costs.of(accounts[account_id], symbol) for account_id, symbol in pairs
            ),
            held=_floats(shares.get(pair, ZERO) * prices[pair[1]] for pair in pairs),
            can_buy=np.array([pair in self.permissions.buyable for pair in pairs], dtype=np.bool_),
        )

    def _lots(self) -> Lots:
        market, as_of = self.situation.market, self.situation.as_of
        sellable = [
            (account, lot)
            for account in self._trading
            for lot in account.lots
            if lot.lot_id in self.permissions.sellable
        ]
        values = [lot.quantity * market.price(lot.symbol) for _, lot in sellable]
        index = {lot.lot_id: number for number, (_, lot) in enumerate(sellable)}
        return Lots(
            ids=tuple(index),
            place=_indices(
                self._pairs[account.account_id, lot.symbol] for account, lot in sellable
            ),
            shares=_floats(lot.quantity for _, lot in sellable),
            value=_floats(values),
            gain=_floats(
                _gain(account, lot, value)
                for (account, lot), value in zip(sellable, values, strict=True)
            ),
            long=np.array(
                [
                    lot.holding_period_start is not None
                    and term_of(lot.holding_period_start, as_of) is Term.LONG
                    for _, lot in sellable
                ],
                dtype=np.bool_,
            ),
            taxed=np.array([account.taxable for account, _ in sellable], dtype=np.bool_),
            loss=np.array(
                [lot.lot_id in self.permissions.losses for _, lot in sellable], dtype=np.bool_
            ),
            needs={
                index[lot_id]: tuple(index[needed] for needed in needed_ids)
                for lot_id, needed_ids in self.permissions.needs.items()
                if lot_id in index
            },
            follows={
                index[lot_id]: index[before] for lot_id, before in self.permissions.follows.items()
            },
        )

    def _classes(self) -> Classes:
        target, hard = self.situation.target, self.situation.policy.band_hard
        widths = [half_widths(one, is_cash=one == target.cash) for one in target.classes]
        bands = [one.band if hard else None for one in target.classes]
        room = _BAND_ROOM / self._value if self._value > 0 else ZERO
        low = np.array([-np.inf if band is None else to_float(band.low - room) for band in bands])
        high = np.array([np.inf if band is None else to_float(band.high + room) for band in bands])
        cash, limits = target.classes.index(target.cash), self.situation.cash_limits(self._value)
        if limits is not None and self._value > 0:
            low[cash] = to_float(limits[0] / self._value - room)
            high[cash] = to_float(limits[1] / self._value + room)
        return Classes(
            names=tuple(one.name for one in target.classes),
            target=_floats(one.weight for one in target.classes),
            held=_floats(self._held[one.name] for one in target.classes),
            below=_floats(below for below, _ in widths),
            above=_floats(above for _, above in widths),
            low=low,
            high=high,
            cash=cash,
            buffer=limits is not None,
        )

    def _limits(self) -> Limits:
        situation, policy = self.situation, self.situation.policy
        everywhere, taxed = self._to_raise()
        turnover = policy.max_turnover
        return Limits(
            raise_total=to_float(everywhere),
            raise_taxed=to_float(taxed),
            commission=to_float(policy.commission),
            min_trade=to_float(
                max(policy.min_trade_dollars, policy.min_trade_fraction * self._value)
            ),
            max_orders=policy.max_orders,
            max_turnover=np.inf if turnover >= ONE else to_float(turnover * self._value),
            max_gain=_max_gain(situation),
            exclusive=np.full(len(self._groups), self.permissions.exclusive, dtype=np.bool_),
            both_ways=_harvests_gains(situation),
        )


@dataclass(frozen=True)
class _HoldingCosts:
    """Preference by rank and location: dollars of J per dollar held after trading."""

    situation: Situation
    trading: tuple[Account, ...]

    def of(self, account: Account, symbol: Symbol) -> Decimal:
        """Of holding `symbol` in `account`."""
        asset_class = self.situation.target.class_of(symbol)
        return self._rank(asset_class, symbol) + self._location(asset_class, account)

    def _rank(self, asset_class: AssetClass, symbol: Symbol) -> Decimal:
        return self.situation.policy.rank_cost * rank_steps(asset_class.securities, symbol)

    def _location(self, asset_class: AssetClass, account: Account) -> Decimal:
        """Tax on a year's yield, less that of the class's cheapest type of account here."""
        sheltered = any(not one.taxable for one in self.trading)
        tax = self.situation.tax
        if tax is None or not sheltered or not account.taxable:
            return ZERO
        return (
            asset_class.yield_ordinary * tax.rate_short
            + asset_class.yield_qualified * tax.rate_long
        )


def _payees(account: Account) -> str:
    """What the payments soon due are for: `Property tax on 2026-12-01, a withdrawal on ...`."""
    leaving = (flow for flow in account.cash_flows if flow.amount < 0)
    return ", ".join(f"{flow.label} on {flow.due}" for flow in leaving)


def rank_steps(securities: tuple[RankedSecurity, ...], symbol: Symbol) -> int:
    """Steps of rank below the first choice; `count` is one step below the last; 0 outside."""
    ranks = sorted({one.rank for one in securities if one.buyable})
    for one in securities:
        if one.symbol == symbol:
            return ranks.index(one.rank) if one.buyable else len(ranks)
    return 0


def _gain(account: Account, lot: Lot, value: Decimal) -> Decimal:
    return ZERO if lot.basis is None or not account.taxable else value - lot.basis


def _harvests_gains(situation: Situation) -> bool:
    tax = situation.tax
    return tax is not None and tax.federal_long == 0 and tax.gains_budget is not None


def _max_gain(situation: Situation) -> float:
    """The hard gains budget, or what is realised already where that is more."""
    tax = situation.tax
    if tax is None or tax.gains_budget is None or not tax.gains_budget_hard:
        return float("inf")
    curve = curve_of(tax, situation.policy)
    return max(to_float(tax.gains_budget), curve.short0 + curve.long0)


def _floats(amounts: Iterable[Decimal]) -> Floats:
    return np.array([to_float(amount) for amount in amounts], dtype=np.float64)


def _indices(numbers: Iterable[int]) -> Indices:
    return np.array(list(numbers), dtype=np.intp)
