"""Sales by least tax in a record: what the year has come to decides (L4)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.tax.records import account, household
from trimtab.domain import FilingStatus, LotMethod, TaxProfile
from trimtab.tax import rebuild

RATES = TaxProfile(
    filing_status=FilingStatus.SINGLE,
    federal_ordinary=Decimal("0.35"),
    federal_long=Decimal("0.15"),
)


def sold_last(text: str, profile: TaxProfile, as_of: date) -> str:
    given = household(text, account("joint", method=LotMethod.MIN_TAX), account("other"))
    return str(rebuild(given, as_of=as_of, profile=profile).sales[-1].lot.lot_id)


LOTS = """
    2024-01-02 joint buy VTI 10 amount=100 lot=OLD
    2025-06-01 joint buy VTI 10 amount=110 lot=NEW
    2025-08-03 joint sell VTI 10 amount=200 id=S
"""


@pytest.mark.parametrize(
    ("as_of", "lot"), [(date(2025, 12, 31), "NEW"), (date(2026, 12, 31), "OLD")]
)
def test_losses_carried_in_count_in_the_year_into_which_they_are_carried(
    as_of: date, lot: str
) -> None:
    # With a loss that frees either gain the smaller one is taken.
    profile = replace(RATES, carryforward_short=Decimal(10000))
    assert sold_last(LOTS, profile, as_of) == lot


@pytest.mark.parametrize(
    ("replaced", "lot"), [("", "NEW"), ("2025-07-02 other buy BND 10 amount=9", "OLD")]
)
def test_a_loss_that_is_denied_frees_no_gain(replaced: str, lot: str) -> None:
    text = f"""
        {LOTS}
        2025-01-02 other buy BND 10 amount=20000 lot=B
        2025-07-01 other sell BND 10 amount=10000 lot=B
        {replaced}
    """
    assert sold_last(text, RATES, date(2025, 12, 31)) == lot


def test_a_loss_that_was_denied_in_another_year_is_none_of_this_years() -> None:
    text = f"""
        {LOTS}
        2024-01-02 other buy BND 10 amount=20000 lot=B
        2024-07-01 other sell BND 10 amount=10000 lot=B
        2024-07-02 other buy BND 10 amount=9
    """
    assert sold_last(text, RATES, date(2025, 12, 31)) == "OLD"
