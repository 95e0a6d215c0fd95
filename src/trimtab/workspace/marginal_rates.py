"""Federal marginal rates by taxable income, for `trimtab init`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import FilingStatus
from trimtab.errors import InvalidValue
from trimtab.money import ZERO
from trimtab.tax.parameters import Bracket, known_years, niit_rules, year_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalRates:
    """The rates of the bracket that a taxable income falls into.

    year       the year whose brackets were used; not always the one asked for
    ordinary   percent on wages, interest and short-term gains
    long_term  percent on long-term gains and qualified dividends
    niit       True when the income alone is above the threshold of 26 U.S.C. 1411(b); below it the
               tax may still apply, because the law looks at modified adjusted gross income
    source     where the figures were published
    """

    year: int
    ordinary: Decimal
    long_term: Decimal
    niit: bool
    source: str


def marginal_rates(year: int, status: FilingStatus, taxable_income: Decimal) -> MarginalRates:
    """The rates on the last dollar of `taxable_income` (dollars, >= 0, gains included).

    Uses the brackets of `year`, else those of the latest published year before it, else the first
    year known. The top of a bracket belongs to it ("not over"). Raises InvalidValue for an income
    below zero.
    """
    if taxable_income < ZERO:
        raise InvalidValue(f"a taxable income cannot be below zero, got {taxable_income}")
    known = known_years()
    used = max((earlier for earlier in known if earlier <= year), default=min(known))
    rules = year_rules(used, status)
    return MarginalRates(
        year=used,
        ordinary=_percent(rules.ordinary, taxable_income),
        long_term=_percent(rules.long_term, taxable_income),
        niit=taxable_income > niit_rules(status).threshold,
        source=rules.source,
    )


def _percent(brackets: Sequence[Bracket], income: Decimal) -> Decimal:
    """Percent of the first bracket whose top is not below `income`; the last one has no top."""
    reached = (bracket.rate for bracket in brackets if bracket.top is None or income <= bracket.top)
    return next(reached) * 100
