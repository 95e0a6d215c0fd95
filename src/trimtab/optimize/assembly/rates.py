"""The household's marginal rates, as the curve of the year's tax."""

from decimal import Decimal

from trimtab.domain import Policy, TaxProfile
from trimtab.money import ZERO, to_float
from trimtab.optimize.tax_curve import TaxCurve

# 26 U.S.C. 1(h)(1)(C): what a long-term gain pays above the bracket that pays nothing.
_NEXT_LONG_RATE = Decimal("0.15")


def later_rate(tax: TaxProfile) -> Decimal:
    """r_F: what a dollar of gain not realised now will pay, a fraction.

    r_L, except in the 0 % bracket with a gains budget: gains are harvested there up to the budget
    because the next bracket waits.
    """
    if in_zero_bracket(tax):
        return _NEXT_LONG_RATE + tax.state
    return tax.rate_long


def in_zero_bracket(tax: TaxProfile) -> bool:
    """True where long gains pay nothing federally and the user gave a budget for them."""
    return tax.federal_long == 0 and tax.gains_budget is not None


def carried_rate(tax: TaxProfile, policy: Policy) -> Decimal:
    """r_C: what a dollar of loss carried into later years is worth, a fraction.

    Half of r_L unless the user says otherwise, and never less than r_F (phi + (1 - phi) / 10): at
    or under phi r_F gains would be realised merely to use losses up.
    """
    given = policy.carryover_value
    weight, rate = policy.future_tax_weight, later_rate(tax)
    floor = rate * (weight + (1 - weight) / 10)
    return max(floor, tax.rate_long / 2 if given is None else given)


def curve_of(tax: TaxProfile, policy: Policy) -> TaxCurve:
    """Tau for this household and year."""
    short = (tax.realized_short or ZERO) - tax.carryforward_short
    long = (tax.realized_long or ZERO) - tax.carryforward_long
    zero_bracket = in_zero_bracket(tax)
    return TaxCurve(
        short0=to_float(short),
        long0=to_float(long),
        rate_short=to_float(tax.rate_short),
        rate_long=to_float(tax.rate_long),
        rate_deduction=to_float(tax.rate_deduction),
        rate_carried=to_float(carried_rate(tax, policy)),
        loss_limit=to_float(tax.loss_limit),
        rate_later=to_float(policy.future_tax_weight * later_rate(tax)),
        budget=to_float(tax.gains_budget)
        if zero_bracket and tax.gains_budget is not None
        else float("inf"),
        rate_over=to_float(later_rate(tax)),
    )
