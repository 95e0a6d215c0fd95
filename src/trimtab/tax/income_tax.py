"""Federal income tax of a year with capital gains, 26 U.S.C. 1(h), 1(j), rules N5, N9.

Long-term gain and qualified dividends stack on top of ordinary income and are taxed at 0, 15 and 20
percent; net short-term gain is ordinary. Out of scope: the alternative minimum tax, the 25 % and 28
% rates, section 1256, credits and state taxes (N10).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import FilingStatus
from trimtab.money import ZERO, to_cents
from trimtab.tax.investment_income import net_investment_income_tax
from trimtab.tax.netting import NetCapitalGain, net_capital_gain
from trimtab.tax.parameters import Bracket, capital_loss_limit, year_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class YearIncome:
    """What a year's return starts from, dollars; a loss is negative.

    wages                earned income, which no net investment income tax touches
    interest             and ordinary dividends, besides the qualified ones
    short_term, long_term  the year's own net gains
    carried_short, carried_long  losses carried in, positive dollars of loss
    standard_deduction   None: that of the year
    """

    wages: Decimal = ZERO
    interest: Decimal = ZERO
    qualified_dividends: Decimal = ZERO
    short_term: Decimal = ZERO
    long_term: Decimal = ZERO
    carried_short: Decimal = ZERO
    carried_long: Decimal = ZERO
    standard_deduction: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeTax:
    """A year's federal tax, dollars to the cent.

    capital_gain      what gains add to, or losses take from, adjusted gross income
    ordinary_tax      on income outside of long-term gain and qualified dividends
    preferential_tax  on those, at 0, 15 and 20 percent
    income_tax        the two together, never above the tax without the special rates
    """

    netting: NetCapitalGain
    capital_gain: Decimal
    agi: Decimal
    taxable_income: Decimal
    ordinary_tax: Decimal
    preferential_tax: Decimal
    income_tax: Decimal
    niit: Decimal

    @property
    def total(self) -> Decimal:
        """Income tax and net investment income tax."""
        return self.income_tax + self.niit


def federal_income_tax(income: YearIncome, *, year: int, status: FilingStatus) -> IncomeTax:
    """The tax of `year`; InvalidValue names the years known when it is not one of them."""
    rules = year_rules(year, status)
    deduction = rules.standard_deduction
    if income.standard_deduction is not None:
        deduction = income.standard_deduction
    net = net_capital_gain(
        income.short_term,
        income.long_term,
        carried_short=income.carried_short,
        carried_long=income.carried_long,
        limit=capital_loss_limit(year, status) or ZERO,
    )
    gain = max(net.total, ZERO) - net.deductible_loss
    agi = income.wages + income.interest + income.qualified_dividends + gain
    taxable = max(ZERO, agi - deduction)
    preferred = min(taxable, income.qualified_dividends + max(ZERO, min(net.long, net.total)))
    ordinary = tax_by_brackets(taxable - preferred, rules.ordinary)
    preferential = _stacked(taxable - preferred, taxable, rules.long_term)
    investment = income.interest + income.qualified_dividends + gain
    return IncomeTax(
        netting=net,
        capital_gain=gain,
        agi=agi,
        taxable_income=taxable,
        ordinary_tax=ordinary,
        preferential_tax=preferential,
        income_tax=min(ordinary + preferential, tax_by_brackets(taxable, rules.ordinary)),
        niit=net_investment_income_tax(investment, modified_agi=agi, status=status),
    )


def tax_by_brackets(amount: Decimal, brackets: Sequence[Bracket]) -> Decimal:
    """Tax on `amount` dollars (>= 0) from the first dollar, to the cent."""
    return _stacked(ZERO, amount, brackets)


def _stacked(bottom: Decimal, top: Decimal, brackets: Sequence[Bracket]) -> Decimal:
    """Tax on the dollars from `bottom` to `top` of an income, 1(h)(1)."""
    tax, floor = ZERO, ZERO
    for bracket in brackets:
        ceiling = top if bracket.top is None else min(top, bracket.top)
        tax += bracket.rate * max(ZERO, ceiling - max(floor, bottom))
        floor = floor if bracket.top is None else bracket.top
    return to_cents(tax)
