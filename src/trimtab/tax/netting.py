"""Netting a year's capital gains: 26 U.S.C. 1211(b), 1212(b), 1222, rules N1-N4.

Short-term and long-term results are netted each with its own carried-in loss, then against each
other. A net loss offsets other income up to a limit, short-term losses first, and the rest is
carried into the next year with its character (Pub. 550, "Capital Losses").
"""

from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import TaxProfile
from trimtab.money import ZERO, to_cents

LOSS_LIMIT = Decimal(3000)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetCapitalGain:
    """A year's capital gains after netting, in dollars.

    short, long       net result of each term with its carried-in loss, before they meet; a loss is
                      negative
    deductible_loss   net loss set against other income this year, >= 0
    carryover_short, carryover_long   losses carried into the next year, positive dollars of loss
    deduction_consumed  the part of the deduction that uses up a loss; less than the deduction when
                        there is too little income to set it against (N4)
    """

    short: Decimal
    long: Decimal
    deductible_loss: Decimal
    carryover_short: Decimal
    carryover_long: Decimal
    deduction_consumed: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Net result of both terms; a loss is negative."""
        return self.short + self.long


def net_capital_gain(
    short: Decimal,
    long: Decimal,
    *,
    carried_short: Decimal = ZERO,
    carried_long: Decimal = ZERO,
    limit: Decimal = LOSS_LIMIT,
    taxable_income: Decimal | None = None,
) -> NetCapitalGain:
    """Net a year's gains, 26 U.S.C. 1222, 1211(b), 1212(b).

    short, long      the year's own net gains, a loss negative
    carried_*        losses carried in, positive dollars of loss
    limit            the most net loss that may offset other income: $3,000, or $1,500 for a married
                     person filing separately (1211(b))
    taxable_income   dollars after the deduction, below zero where income is too low for it; None:
                     there is enough. Less is then used up: Pub. 550, Worksheet 4-1 (N4)
    """
    net_short, net_long = short - carried_short, long - carried_long
    loss_short, loss_long = _losses_left(net_short, net_long)
    deduction = min(loss_short + loss_long, limit)
    consumed = deduction
    if taxable_income is not None:
        consumed = min(deduction, max(ZERO, taxable_income + deduction))
    # 1212(b)(2)(A): what is used up comes out of short-term losses first.
    used_short = min(loss_short, consumed)
    used_long = consumed - used_short
    return NetCapitalGain(
        short=net_short,
        long=net_long,
        deductible_loss=deduction,
        carryover_short=loss_short - used_short,
        carryover_long=loss_long - used_long,
        deduction_consumed=consumed,
    )


def tax_on_gains(net: NetCapitalGain, profile: TaxProfile) -> Decimal:
    """Tax of the year on these gains at the household's marginal rates, dollars to the cent.

    Positive is owed; negative is what a net loss saves on other income. A net gain of one term,
    after the other term's loss, pays the rate of its own term.
    """
    if net.deductible_loss > 0:
        return to_cents(-profile.rate_deduction * net.deductible_loss)
    total = net.short + net.long
    if net.short >= 0 and net.long >= 0:
        return to_cents(profile.rate_short * net.short + profile.rate_long * net.long)
    return to_cents((profile.rate_short if net.short > 0 else profile.rate_long) * total)


def _losses_left(short: Decimal, long: Decimal) -> tuple[Decimal, Decimal]:
    """Losses of each term, positive dollars, after a gain of the other term used them up."""
    if short < 0 < long:
        return max(ZERO, -(short + long)), ZERO
    if long < 0 < short:
        return ZERO, max(ZERO, -(short + long))
    return max(ZERO, -short), max(ZERO, -long)
