"""Everything a planner looks at, in one value."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.domain.factor_model import FactorModel
from trimtab.domain.household import Household
from trimtab.domain.identifiers import AccountId
from trimtab.domain.market import Market
from trimtab.domain.policy import Policy
from trimtab.domain.target import TargetPortfolio
from trimtab.domain.tax_profile import TaxProfile
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One household on one day, with its goal, prices, taxes and wishes.

    tax         None when the household's rates are not known: tax amounts are then left out
    raise_cash  dollars that must be left over on top of every `min_cash`, >= 0
    raise_in    the account in which `raise_cash` is wanted; None: anywhere
    factors     how the members of an index that is held directly move
    """

    household: Household
    target: TargetPortfolio
    market: Market
    tax: TaxProfile | None
    policy: Policy
    as_of: date
    raise_cash: Decimal = ZERO
    raise_in: AccountId | None = None
    factors: FactorModel = field(default_factory=FactorModel)

    @property
    def earmarked(self) -> Decimal:
        """Dollars of cash that are about to leave: to be raised, or set aside in any account."""
        kept = (account.set_aside for account in self.household.accounts)
        return self.raise_cash + sum(kept, ZERO)

    def cash_limits(self, value: Decimal) -> tuple[Decimal, Decimal] | None:
        """Least and most dollars of cash in a household of `value` dollars; None without a buffer.

        The buffer is a share of what stays: what is earmarked leaves, and lies on top of it.
        """
        return self.policy.cash_limits(value, self.earmarked)
