"""Rules N1 to N3, and the tax on what netting leaves."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.domain import FilingStatus, TaxProfile
from trimtab.tax import NetCapitalGain, net_capital_gain, tax_on_gains

OUTSIDE = Path(__file__).resolve().parents[2].parent / "shared/data/tax_cases/us_official"
CENTS = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)
LOSSES = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)


def profile(status: FilingStatus = FilingStatus.SINGLE, *, niit: bool = False) -> TaxProfile:
    return TaxProfile(
        filing_status=status,
        federal_ordinary=Decimal("0.24"),
        federal_long=Decimal("0.15"),
        niit=niit,
        state=Decimal("0.05") if niit else Decimal(0),
    )


def net(short: int, long: int, carried_short: int = 0, carried_long: int = 0) -> NetCapitalGain:
    return net_capital_gain(
        Decimal(short),
        Decimal(long),
        carried_short=Decimal(carried_short),
        carried_long=Decimal(carried_long),
    )


def tax(short: int, long: int) -> Decimal:
    return tax_on_gains(net(short, long), profile())


def test_carried_losses_meet_the_gains_of_their_own_term_first() -> None:
    result = net(1000, 1000, carried_short=400, carried_long=1500)
    assert result.short == 600
    assert result.long == -500
    assert result.deductible_loss == result.carryover_short == result.carryover_long == 0


@pytest.mark.parametrize(
    ("short", "long", "deducted", "carried"),
    [
        (-5000, -4000, 3000, (2000, 4000)),
        (-1000, -4000, 3000, (0, 2000)),
        (-1000, -500, 1500, (0, 0)),
        (-5000, 1000, 3000, (1000, 0)),
        (1000, -5000, 3000, (0, 1000)),
        (-1000, 1000, 0, (0, 0)),
        (-1000, 2000, 0, (0, 0)),
        (2000, -1000, 0, (0, 0)),
        (0, 0, 0, (0, 0)),
    ],
)
def test_short_losses_are_deducted_first_and_the_rest_keeps_its_character(
    short: int, long: int, deducted: int, carried: tuple[int, int]
) -> None:
    result = net(short, long)
    assert result.deductible_loss == deducted
    assert result.carryover_short == carried[0]
    assert result.carryover_long == carried[1]


def test_a_married_person_filing_separately_deducts_half() -> None:
    limit = profile(FilingStatus.MARRIED_SEPARATE).loss_limit
    result = net_capital_gain(Decimal(-2000), Decimal(0), limit=limit)
    assert result.deductible_loss == 1500
    assert result.carryover_short == 500


@given(CENTS, CENTS, LOSSES, LOSSES)
def test_no_dollar_of_gain_or_loss_is_made_or_lost(
    short: Decimal, long: Decimal, carried_short: Decimal, carried_long: Decimal
) -> None:
    result = net_capital_gain(short, long, carried_short=carried_short, carried_long=carried_long)
    total = short + long - carried_short - carried_long
    assert result.short + result.long == total
    kept = result.deductible_loss + result.carryover_short + result.carryover_long
    assert kept == max(Decimal(0), -total)
    assert 0 <= result.deductible_loss <= 3000
    assert result.carryover_short == 0 or result.short < 0
    assert result.carryover_long == 0 or result.long < 0


@pytest.mark.parametrize(
    ("short", "long", "owed"),
    [
        (1000, 1000, 390),
        (1000, -400, 144),
        (-400, 1000, 90),
        (-1000, 400, -144),
        (-9000, 0, -720),
        (-1000, 1000, 0),
    ],
)
def test_what_is_left_of_each_term_pays_its_own_rate(short: int, long: int, owed: int) -> None:
    assert tax(short, long) == owed


def test_state_and_the_surtax_come_on_top_of_both_rates_and_of_the_deduction() -> None:
    rates = profile(niit=True)
    assert tax_on_gains(net(1000, 1000), rates) == Decimal("566.00")
    assert tax_on_gains(net(-1000, 0), rates) == Decimal("-328.00")


@given(CENTS, CENTS, st.integers(0, 10**7))
def test_more_gain_never_lowers_the_tax(short: Decimal, long: Decimal, more: int) -> None:
    added = Decimal(more) / 100
    before = tax_on_gains(net_capital_gain(short, long), profile())
    assert tax_on_gains(net_capital_gain(short + added, long), profile()) >= before
    assert tax_on_gains(net_capital_gain(short, long + added), profile()) >= before


@pytest.mark.skipif(not OUTSIDE.exists(), reason="the outside tax cases are not on this machine")
def test_the_outside_cases_agree() -> None:
    checked = 0
    for case in json.loads((OUTSIDE / "netting_carryover.json").read_text())["cases"]:
        inputs, expected = case["inputs"], case["expected"]
        # Rule N4, the deduction of a low income, is not part of this function.
        if case["kind"] != "netting" or "taxable_income_unfloored" in inputs:
            continue
        result = net_capital_gain(
            Decimal(str(inputs["short_term"])),
            Decimal(str(inputs["long_term"])),
            carried_short=abs(Decimal(str(inputs["carryover_short"]))),
            carried_long=abs(Decimal(str(inputs["carryover_long"]))),
            limit=Decimal(1500 if case["filing_status"] in {"mfs", "married_separate"} else 3000),
        )
        found = {
            "net": result.short + result.long,
            "ordinary_deduction": result.deductible_loss,
            "carryover_short": result.carryover_short,
            "carryover_long": result.carryover_long,
            "carryover_total": result.carryover_short + result.carryover_long,
        }
        for name, value in expected.items():
            if name in found:
                assert found[name] == Decimal(str(value)), (case["id"], name)
                checked += 1
    assert checked > 0


def test_a_year_without_income_keeps_the_part_of_its_loss_that_it_cannot_use() -> None:
    # Pub. 550, Worksheet 4-1: 3,000 is deducted, of which 1,000 only makes income more negative.
    used = net_capital_gain(Decimal(-5000), Decimal(0), taxable_income=Decimal(-1000))
    assert used.deductible_loss == 3000
    assert used.carryover_short == 3000
