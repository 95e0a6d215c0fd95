"""Terms 1 and 2 of J: tax this year and tax later.

S, L     the year's net short and long gain, each with its carryover, before they meet
r_S, r_L rates of a short and of a long gain      r_O  of the loss set against other income
K        most dollars of such a loss a year       r_C  worth of a dollar of loss carried on
r_F      rate of a gain not realised now          phi  `future_tax_weight`
"""

from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import Policy, TaxProfile
from trimtab.money import ZERO

# 26 U.S.C. 1(h)(1)(C): the rate of a long-term gain above the bracket that pays nothing.
_RATE_ABOVE_ZERO_BRACKET = Decimal("0.15")

# Of r_L, where `carryover_value` is not given.
_DEFAULT_OF_LONG_RATE = Decimal("0.5")

# How much of the way from phi r_F to r_F a carried dollar is worth at least.
_LEAST_STEP = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class YearTax:
    """tau of one household in one year, exact."""

    profile: TaxProfile
    policy: Policy

    @property
    def short_before(self) -> Decimal:
        """S without the plan."""
        return (self.profile.realized_short or ZERO) - self.profile.carryforward_short

    @property
    def long_before(self) -> Decimal:
        """L without the plan."""
        return (self.profile.realized_long or ZERO) - self.profile.carryforward_long

    @property
    def harvests_gains(self) -> bool:
        """True in the 0 % bracket with a budget: gains are taken up to it, and no further."""
        return self.profile.federal_long == 0 and self.profile.gains_budget is not None

    @property
    def later_rate(self) -> Decimal:
        """r_F: r_L, or 15 % and the state's where gains are harvested in the 0 % bracket."""
        if self.harvests_gains:
            return _RATE_ABOVE_ZERO_BRACKET + self.profile.state
        return self.profile.rate_long

    @property
    def least_carried_rate(self) -> Decimal:
        """r_F (phi + (1 - phi) / 10): below it gains would be realised merely to use losses up."""
        phi = self.policy.future_tax_weight
        return self.later_rate * (phi + (1 - phi) * _LEAST_STEP)

    @property
    def carried_rate(self) -> Decimal:
        """r_C: `carryover_value`, half of r_L when left out, never under `least_carried_rate`."""
        given = self.policy.carryover_value
        worth = self.profile.rate_long * _DEFAULT_OF_LONG_RATE if given is None else given
        return max(worth, self.least_carried_rate)

    def tau(self, short: Decimal, long: Decimal) -> Decimal:
        """Tax of a year that ends with S = `short`, L = `long`, dollars; negative is saved.

        26 U.S.C. 1222, 1211(b), 1212(b). Continuous, piecewise linear, not convex.
        """
        net = short + long
        if net < 0:
            deducted = min(-net, self.profile.loss_limit)
            saved = self.profile.rate_deduction * deducted
            return -saved - self.carried_rate * (-net - deducted)
        if short >= 0 and long >= 0:
            return self.profile.rate_short * short + self._long_tax(long)
        return self.profile.rate_short * net if short > 0 else self._long_tax(net)

    def this_year(self, short: Decimal, long: Decimal) -> Decimal:
        """Term 1 for a plan that adds `short` and `long` to the year: the change of tau."""
        before = self.tau(self.short_before, self.long_before)
        return self.tau(self.short_before + short, self.long_before + long) - before

    def later(self, net_gain: Decimal) -> Decimal:
        """Term 2 for a plan that takes `net_gain` dollars of gain off the future."""
        return -self.policy.future_tax_weight * self.later_rate * net_gain

    def _long_tax(self, left: Decimal) -> Decimal:
        """Tax on the long gain `left` after netting: the sixth piece begins at the budget."""
        budget = self.profile.gains_budget
        if not self.harvests_gains or budget is None:
            return self.profile.rate_long * left
        over = max(ZERO, left - budget)
        return self.profile.rate_long * (left - over) + self.later_rate * over
