"""Marginal rates and the year so far."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from trimtab.domain import FilingStatus, TaxProfile
from trimtab.errors import InvalidValue

SINGLE = TaxProfile(
    filing_status=FilingStatus.SINGLE,
    federal_ordinary=Decimal("0.35"),
    federal_long=Decimal("0.15"),
)


def with_field(name: str, value: str) -> TaxProfile:
    fields: dict[str, Any] = {name: Decimal(value)}
    return replace(SINGLE, **fields)


@pytest.mark.parametrize("rate", ["federal_ordinary", "federal_long", "state"])
def test_a_rate_is_a_fraction_and_not_a_percentage(rate: str) -> None:
    with pytest.raises(InvalidValue, match=f"{rate} must be between 0 and 1, got 24"):
        with_field(rate, "24")


@pytest.mark.parametrize("loss", ["carryforward_short", "carryforward_long"])
def test_a_loss_carried_in_is_given_as_positive_dollars(loss: str) -> None:
    with pytest.raises(InvalidValue, match=f"{loss} must not be negative, got -1"):
        with_field(loss, "-1")


@pytest.mark.parametrize(
    "amount",
    ["realized_short", "realized_long", "carryforward_short", "carryforward_long", "gains_budget"],
)
def test_the_amounts_of_the_year_are_whole_cents(amount: str) -> None:
    with pytest.raises(InvalidValue, match=f"{amount} must be in whole cents, got 0.001"):
        with_field(amount, "0.001")


def test_a_loss_realised_this_year_is_a_negative_gain() -> None:
    assert with_field("realized_short", "-1200.50").realized_short == Decimal("-1200.50")


@pytest.mark.parametrize(
    ("niit", "short", "long", "deduction"),
    [(False, "0.40", "0.20", "0.40"), (True, "0.438", "0.238", "0.438")],
)
def test_state_and_net_investment_income_tax_come_on_top_of_each_rate(
    short: str, long: str, deduction: str, *, niit: bool
) -> None:
    taxed = replace(SINGLE, niit=niit, state=Decimal("0.05"))
    assert taxed.rate_short == Decimal(short)
    assert taxed.rate_long == Decimal(long)
    assert taxed.rate_deduction == Decimal(deduction)


@pytest.mark.parametrize("status", list(FilingStatus))
def test_a_separate_return_may_set_half_as_much_loss_against_other_income(
    status: FilingStatus,
) -> None:
    separate = status is FilingStatus.MARRIED_SEPARATE
    assert replace(SINGLE, filing_status=status).loss_limit == Decimal(1500 if separate else 3000)
