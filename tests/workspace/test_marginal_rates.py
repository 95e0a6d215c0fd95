"""The brackets of `trimtab init`, against the revenue procedures that publish them."""

from decimal import Decimal

import pytest

from trimtab.domain import FilingStatus
from trimtab.errors import InvalidValue
from trimtab.workspace.marginal_rates import marginal_rates

SINGLE = FilingStatus.SINGLE
JOINT = FilingStatus.MARRIED_JOINT
SEPARATE = FilingStatus.MARRIED_SEPARATE
HEAD = FilingStatus.HEAD_OF_HOUSEHOLD


@pytest.mark.parametrize(
    ("year", "status", "income", "ordinary", "long_term"),
    [
        (2025, SINGLE, "103350", "22", "15"),
        (2025, SINGLE, "103350.01", "24", "15"),
        (2025, JOINT, "96700", "12", "0"),
        (2025, JOINT, "96700.01", "12", "15"),
        (2025, SEPARATE, "375800.01", "37", "20"),
        (2025, HEAD, "250500.01", "35", "15"),
        (2026, SINGLE, "0", "10", "0"),
        (2026, SINGLE, "49450", "12", "0"),
        (2026, SINGLE, "201775", "24", "15"),
        (2026, SINGLE, "545500.01", "35", "20"),
        (2026, JOINT, "211400.01", "24", "15"),
        (2026, JOINT, "768700.01", "37", "20"),
        (2026, SEPARATE, "384350", "35", "20"),
        (2026, HEAD, "17700.01", "12", "0"),
        (2026, HEAD, "201750.01", "32", "15"),
    ],
)
def test_a_bracket_reaches_to_its_top_included(
    year: int, status: FilingStatus, income: str, ordinary: str, long_term: str
) -> None:
    rates = marginal_rates(year, status, Decimal(income))
    assert (rates.ordinary, rates.long_term) == (Decimal(ordinary), Decimal(long_term))


def test_rates_never_fall_as_income_rises() -> None:
    for year in (2025, 2026):
        for status in FilingStatus:
            found = [
                marginal_rates(year, status, Decimal(income)) for income in range(0, 900_000, 2_500)
            ]
            assert [rates.ordinary for rates in found] == sorted(rates.ordinary for rates in found)
            assert [rates.long_term for rates in found] == sorted(
                rates.long_term for rates in found
            )
            assert found[-1].ordinary == 37
            assert found[-1].long_term == 20


def test_the_separate_brackets_are_half_of_the_joint_ones() -> None:
    # 26 U.S.C. 1(j)(2): the tables for separate returns have half the thresholds of joint returns.
    for year in (2025, 2026):
        for income in range(0, 500_000, 1_225):
            half = marginal_rates(year, SEPARATE, Decimal(income))
            whole = marginal_rates(year, JOINT, Decimal(2 * income))
            assert half.ordinary == whole.ordinary


def test_the_surtax_is_suggested_only_above_its_threshold() -> None:
    assert not marginal_rates(2026, JOINT, Decimal(250_000)).niit
    assert marginal_rates(2026, JOINT, Decimal("250000.01")).niit


def test_a_year_without_brackets_uses_the_latest_one_before_it_and_says_so() -> None:
    assert marginal_rates(2031, SINGLE, Decimal(1)).year == 2026
    assert marginal_rates(2019, SINGLE, Decimal(1)).year == 2018
    assert marginal_rates(1999, SINGLE, Decimal(1)).year == 2018


def test_the_source_is_named() -> None:
    assert "Rev. Proc. 2025-32" in marginal_rates(2026, SINGLE, Decimal(1)).source
    assert "Rev. Proc. 2024-40" in marginal_rates(2025, SINGLE, Decimal(1)).source


def test_an_income_below_zero_is_refused() -> None:
    with pytest.raises(InvalidValue, match="below zero"):
        marginal_rates(2026, SINGLE, Decimal(-1))
