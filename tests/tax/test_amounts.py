"""Netting, rates and small rules at their edges."""

from datetime import date
from decimal import Decimal

import pytest

from tests.tax.records import exactly
from trimtab.domain import FilingStatus, TaxProfile
from trimtab.errors import InvalidValue
from trimtab.tax import (
    YearIncome,
    days_held_around,
    federal_income_tax,
    fund_loss_split,
    is_qualified_dividend,
    known_years,
    net_capital_gain,
    net_gain,
    net_investment_income,
    tax_on_gains,
)
from trimtab.tax.fund_loss import held_six_months_or_less
from trimtab.tax.parameters import capital_loss_limit

PROFILE = TaxProfile(
    filing_status=FilingStatus.SINGLE,
    federal_ordinary=Decimal("0.24"),
    federal_long=Decimal("0.15"),
)


def test_an_unknown_year_is_refused_with_the_years_known() -> None:
    with pytest.raises(InvalidValue, match="rates of 1999 are not known; years known: 2018, 2024"):
        federal_income_tax(YearIncome(), year=1999, status=FilingStatus.SINGLE)


@pytest.mark.parametrize(
    ("year", "limit"), [(1977, None), (1978, 3000), (2026, 3000), (2027, None)]
)
def test_the_limit_on_losses_is_known_for_the_years_of_its_law(
    year: int, limit: int | None
) -> None:
    assert capital_loss_limit(year, FilingStatus.SINGLE) == limit
    assert max(known_years()) == 2026


@pytest.mark.parametrize(
    ("short", "long", "tax"),
    [
        (100, 100, "39.00"),
        (100, -40, "14.40"),
        (-40, 100, "9.00"),
        (-100, -100, "-48.00"),
        (-100, 100, "0.00"),
        (0, 0, "0.00"),
    ],
)
def test_the_tax_on_gains_is_that_of_what_is_left_of_each_term(
    short: int, long: int, tax: str
) -> None:
    net = net_capital_gain(Decimal(short), Decimal(long))
    assert tax_on_gains(net, PROFILE) == Decimal(tax)


def test_dollars_exactly_at_a_top_are_taxed_below_it() -> None:
    at_top = YearIncome(wages=Decimal(12400), standard_deduction=Decimal(0))
    assert federal_income_tax(at_top, year=2026, status=FilingStatus.SINGLE).income_tax == 1240


def test_a_dividend_on_shares_still_held_counts_to_the_end_of_its_window() -> None:
    assert days_held_around(date(2020, 1, 2), date(2025, 7, 14), None) == 121
    assert not is_qualified_dividend(date(2025, 7, 14), date(2025, 7, 14))
    assert days_held_around(date(2025, 7, 1), date(2025, 7, 14), date(2025, 3, 1)) == 0


def test_a_gain_on_fund_shares_is_left_alone() -> None:
    split = fund_loss_split(Decimal(5), capital_gain_distributions=Decimal(2))
    assert exactly(split.disallowed, split.long, split.short) == (0, 0, 0)


@pytest.mark.parametrize(
    ("start", "sold", "within"),
    [
        (date(2025, 1, 10), date(2025, 7, 10), True),
        (date(2025, 1, 10), date(2025, 7, 11), False),
        (date(2025, 2, 28), date(2025, 8, 31), True),
        (date(2025, 2, 28), date(2025, 9, 1), False),
        (date(2024, 8, 30), date(2025, 2, 28), True),
        (date(2024, 8, 30), date(2025, 3, 1), False),
    ],
)
def test_six_months_are_counted_by_the_calendar(start: date, sold: date, *, within: bool) -> None:
    assert held_six_months_or_less(start, sold) is within


def test_wages_alone_are_taxed_by_the_brackets_of_rev_proc_2024_40() -> None:
    tax = federal_income_tax(
        YearIncome(wages=Decimal(100_000)), year=2025, status=FilingStatus.SINGLE
    )
    # 15,750 is deducted (Public Law 119-21): 10 % of 11,925, 12 % of 36,550, 22 % of 35,775.
    assert exactly(tax.taxable_income, tax.income_tax, tax.niit) == (84_250, 13_449, 0)
    assert tax.total == 13_449


def test_the_loss_that_is_allowed_reduces_investment_income_and_net_gain() -> None:
    # Reg. 1.1411-4(d)(3)(ii), Example 1: 40,000 lost, 10,000 gained, 5,000 of interest ...
    first = net_capital_gain(Decimal(0), Decimal(-30_000))
    assert exactly(net_gain(first), net_investment_income(Decimal(5000), first)) == (0, 2000)
    # ... and the next year a gain of 30,000 meets the 27,000 carried.
    second = net_capital_gain(Decimal(0), Decimal(30_000), carried_long=Decimal(27_000))
    assert net_gain(second) == 3000
