"""What the household holds, at today's prices."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from trimtab.domain import Lot, Position, Situation, Symbol, Term
from trimtab.money import ZERO, to_cents
from trimtab.tax import term_of


@dataclass(frozen=True)
class Valuation:
    """Dollars and whole cents throughout; a position's value is rounded once, as a whole."""

    situation: Situation

    def price(self, symbol: Symbol) -> Decimal:
        """Dollars per share."""
        return self.situation.market.price(symbol)

    def value(self, symbol: Symbol, quantity: Decimal) -> Decimal:
        """`quantity` shares at the price, rounded to the cent."""
        return to_cents(quantity * self.price(symbol))

    def position(self, position: Position) -> Decimal:
        """Value of a whole position."""
        return self.value(position.symbol, position.quantity)

    def gain(self, lot: Lot) -> Decimal | None:
        """Gain of selling the whole lot, a loss negative; None when basis or date is unknown."""
        if lot.basis is None or not lot.complete:
            return None
        return self.value(lot.symbol, lot.quantity) - lot.basis

    def term(self, lot: Lot) -> Term | None:
        """Term of a sale today; None when the date is unknown."""
        start = lot.holding_period_start
        return None if start is None else term_of(start, self.situation.as_of)

    def tax(self, gain: Decimal, term: Term | None) -> Decimal:
        """`gain` at the rate of its term, before netting; 0 when the rates are unknown."""
        profile = self.situation.tax
        if profile is None or term is None:
            return ZERO
        return to_cents(gain * (profile.rate_long if term is Term.LONG else profile.rate_short))

    @cached_property
    def by_class(self) -> dict[str, Decimal]:
        """Value of every class by name, cash and Other included."""
        target = self.situation.target
        values = {asset_class.name: ZERO for asset_class in target.classes}
        for account in self.situation.household.accounts:
            values[target.cash.name] += account.cash
            for held in account.positions:
                values[target.class_of(held.symbol).name] += self.position(held)
        return values

    @cached_property
    def household(self) -> Decimal:
        """Value of everything known."""
        return sum(self.by_class.values(), ZERO)

    def weight(self, amount: Decimal) -> Decimal:
        """`amount` as a fraction of the household's value; 0 when the household is empty."""
        return ZERO if self.household == 0 else amount / self.household

    @cached_property
    def smallest_trade(self) -> Decimal:
        """The smallest order allowed, dollars: the larger of the policy's amount and share."""
        policy = self.situation.policy
        return max(policy.min_trade_dollars, policy.min_trade_fraction * self.household)
