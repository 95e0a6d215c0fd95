"""Money that is known to move."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.planners.build import account, asset_class, situation
from trimtab.domain import CashFlow, DriftBand, Policy, Situation
from trimtab.errors import InvalidValue

DAY = date(2026, 12, 1)


def flow(amount: str, name: str = "") -> CashFlow:
    return CashFlow(due=DAY, amount=Decimal(amount), name=name)


def test_a_cash_flow_without_a_name_says_what_it_is() -> None:
    assert flow("-5").label == "a withdrawal"
    assert flow("5").label == "a deposit"
    assert flow("5", "Salary").label == "Salary"


@pytest.mark.parametrize(("amount", "words"), [("0", "moves no money"), ("0.001", "whole cents")])
def test_a_cash_flow_moves_whole_cents(amount: str, words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        flow(amount)


def test_only_what_goes_out_is_set_aside_on_top_of_min_cash() -> None:
    joint = replace(
        account(cash=900, min_cash=100), cash_flows=(flow("-30"), flow("500"), flow("-0.50"))
    )
    assert joint.set_aside == Decimal("30.50")
    assert joint.floor == Decimal("130.50")
    assert account(min_cash=100).floor == 100


def household(*, buffer: bool = True, raised: str = "0") -> Situation:
    band = DriftBand(low=Decimal("0.02"), high=Decimal("0.05"))
    given = situation(
        replace(account(cash=5000), cash_flows=(flow("-1000"), flow("70"))),
        classes=[asset_class("Stocks", 100, ["VTI"])],
        prices={"VTI": 1},
        policy=Policy(cash_buffer=band if buffer else None),
    )
    return replace(given, raise_cash=Decimal(raised))


def test_earmarked_is_what_is_raised_and_what_is_set_aside() -> None:
    assert household().earmarked == 1000
    assert household(raised="250").earmarked == 1250


def test_the_limits_of_cash_are_shares_of_what_stays_beside_what_leaves() -> None:
    assert household(buffer=False).cash_limits(Decimal(10_000)) is None
    limits = household().cash_limits(Decimal(11_000))
    assert limits == (Decimal(1200), Decimal(1500))
    # Nothing stays: all that there may be is what leaves.
    assert household().cash_limits(Decimal(800)) == (Decimal(1000), Decimal(1000))


def test_the_band_of_cash_is_that_of_its_buffer_with_what_leaves_on_top() -> None:
    policy = household().policy
    found = policy.cash_band(Decimal(11_000), Decimal(1000))
    assert found is not None
    assert round(found.low * 11_000, 9) == 1200
    assert round(found.high * 11_000, 9) == 1500
    assert policy.cash_band(Decimal(800), Decimal(1000)) == DriftBand(
        low=Decimal(1), high=Decimal(1)
    )
    assert policy.cash_band(Decimal(0), Decimal(0)) is None
    assert Policy().cash_band(Decimal(1000), Decimal(0)) is None
