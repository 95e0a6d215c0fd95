"""Everything a planner looks at, in one value."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.domain.class_covariance import ClassCovariance
from trimtab.domain.factor_model import FactorModel
from trimtab.domain.household import Household
from trimtab.domain.identifiers import AccountId, Symbol
from trimtab.domain.market import Market
from trimtab.domain.policy import Policy
from trimtab.domain.target import AssetClass, TargetPortfolio
from trimtab.domain.tax_profile import TaxProfile
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One household on one day, with its goal, prices, taxes and wishes.

    tax              None when the household's rates are not known: tax amounts are then left out
    raise_cash       dollars that must be left over on top of every `min_cash`, >= 0
    raise_in         the account in which `raise_cash` is wanted; None: in taxable accounts, since
                     money that leaves an IRA is taxed, or anywhere where no taxable one trades
    raise_sheltered  dollars of it, >= 0, that may be left in any account where none is named
    factors          how the members of an index that is held directly move
    covariance       how the classes move together; None: not known
    """

    household: Household
    target: TargetPortfolio
    market: Market
    tax: TaxProfile | None
    policy: Policy
    as_of: date
    raise_cash: Decimal = ZERO
    raise_in: AccountId | None = None
    raise_sheltered: Decimal = ZERO
    factors: FactorModel = field(default_factory=FactorModel)
    covariance: ClassCovariance | None = None

    @property
    def earmarked(self) -> Decimal:
        """Dollars of cash that are about to leave: to be raised, or set aside in any account."""
        kept = (account.set_aside for account in self.household.accounts)
        return self.raise_cash + sum(kept, ZERO)

    def buyable(self) -> Iterator[tuple[AssetClass, Symbol]]:
        """Every security that the targets let a plan buy, with its class, in the file's order.

        What a class only counts is bought where `forced_buys` names it: a name is said on purpose.
        """
        forced = self.policy.forced_buys
        return (
            (asset_class, security.symbol)
            for asset_class in self.target.asset_classes
            for security in asset_class.securities
            if security.buyable or forced.get(asset_class.name) == security.symbol
        )

    def half_spread(self, symbol: Symbol) -> Decimal:
        """Cost of trading `symbol`, as a fraction of the dollars traded, >= 0.

        What the policy names for the security; else half its spread, or what the policy has for
        securities without bid and ask.
        """
        quote = self.market.quotes[symbol]
        if symbol in self.policy.trading_costs:
            return self.policy.trading_costs[symbol]
        if quote.bid is None or quote.ask is None:
            return self.policy.unquoted_cost
        return (quote.ask - quote.bid) / 2 / quote.price

    def cash_limits(self, value: Decimal) -> tuple[Decimal, Decimal] | None:
        """Least and most dollars of cash in a household of `value` dollars; None without a buffer.

        The buffer is a share of what stays: what is earmarked leaves, and lies on top of it.
        """
        return self.policy.cash_limits(value, self.earmarked)
