"""Holding periods, netting, income tax and the rest, against the outside cases and the grid."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from tests.tax.outside_cases import ABSENT, FOLDER, Case, each_case
from trimtab.domain import FilingStatus
from trimtab.tax import (
    NetCapitalGain,
    YearIncome,
    federal_income_tax,
    fund_loss_split,
    is_long_term,
    is_qualified_dividend,
    net_capital_gain,
    net_gain,
    net_investment_income,
    net_investment_income_tax,
)
from trimtab.tax.parameters import capital_loss_limit
from trimtab.tax.qualified_dividend import days_held_around

STATUS = {
    "single": FilingStatus.SINGLE,
    "mfj": FilingStatus.MARRIED_JOINT,
    "qss": FilingStatus.MARRIED_JOINT,  # a surviving spouse has the joint amounts, sec. 2(a)
    "mfs": FilingStatus.MARRIED_SEPARATE,
    "hoh": FilingStatus.HEAD_OF_HOUSEHOLD,
}
NET_AMOUNTS = {
    "net": "total",
    "ordinary_deduction": "deductible_loss",
    "deduction_consumed": "deduction_consumed",
    "carryover_short": "carryover_short",
    "carryover_long": "carryover_long",
}


def netting_of(case: Case) -> NetCapitalGain:
    given = {name: Decimal(value) for name, value in case["inputs"].items()}
    zero = Decimal(0)
    gain = given.get("capital_gain", zero) - given.get("capital_loss", zero)
    limit = capital_loss_limit(2025, STATUS[case["filing_status"]])
    assert limit is not None
    return net_capital_gain(
        given.get("short_term", zero),
        given.get("long_term", gain),
        carried_short=given.get("carryover_short", zero),
        carried_long=given.get("carryover_long", given.get("carryover_total", zero)),
        limit=limit,
        taxable_income=given.get("taxable_income_unfloored"),
    )


@each_case("holding_period")
def test_an_outside_holding_period_has_the_term_of_its_source(case: Case) -> None:
    sold = date.fromisoformat(case["sold"])
    long = is_long_term(date.fromisoformat(case["acquired"]), sold)
    assert long is (case["expected"]["term"] == "long")
    assert sold.year == case.get("expected_tax_year", sold.year)


@each_case("netting")
def test_an_outside_year_nets_as_its_source_does(case: Case) -> None:
    net = netting_of(case)
    expected = case["expected"]
    for name, own in NET_AMOUNTS.items():
        if name in expected:
            assert getattr(net, own) == expected[name], name
    if "carryover_total" in expected:
        assert net.carryover_short + net.carryover_long == expected["carryover_total"]


@each_case("niit")
def test_an_outside_net_investment_income_tax_agrees(case: Case) -> None:
    given = {name: Decimal(value) for name, value in case["inputs"].items()}
    expected, status = case["expected"], STATUS[case["filing_status"]]
    net = netting_of(case)
    other = given.get("other_ordinary_property_gain", Decimal(0))
    if "net_gain" in expected:
        assert net_gain(net, other) == expected["net_gain"]
    if "carryover_total" in expected:
        assert net.carryover_short + net.carryover_long == expected["carryover_total"]
    if "nii" in expected:
        assert net_investment_income(given["interest"], net) == expected["nii"]
    if "niit" in expected:
        tax = net_investment_income_tax(
            given.get("nii", Decimal(expected.get("nii", 0))),
            modified_agi=given.get("magi", Decimal(expected.get("magi", 0))),
            status=status,
        )
        assert tax == Decimal(expected["niit"])


@each_case("income_tax")
def test_an_outside_income_tax_agrees(case: Case) -> None:
    income = YearIncome(**{name: Decimal(value) for name, value in case["inputs"].items()})
    tax = federal_income_tax(income, year=case["tax_year"], status=STATUS[case["filing_status"]])
    for name, value in case["expected"].items():
        assert getattr(tax, name) == Decimal(value), name


@each_case("qualified_dividend")
def test_an_outside_dividend_is_qualified_or_not(case: Case) -> None:
    bought, ex_date, sold = (
        date.fromisoformat(case[name]) for name in ("bought", "ex_date", "sold")
    )
    assert is_qualified_dividend(bought, ex_date, sold) is (case["expected"] == "qualified")
    assert days_held_around(bought, ex_date, sold) == case["days_held_in_window"]


@each_case("ric_short_hold_loss")
def test_an_outside_loss_on_a_fund_held_shortly_is_split(case: Case) -> None:
    split = fund_loss_split(
        Decimal(case["proceeds"]) - Decimal(case["cost"]),
        exempt_interest_dividends=Decimal(case["exempt_interest_dividends"]),
        capital_gain_distributions=Decimal(case["capital_gain_distributions"]),
    )
    expected = case["expected"]
    assert split.disallowed == Decimal(expected["loss_disallowed"])
    assert -split.long == Decimal(expected["loss_long"])
    assert -split.short == Decimal(expected["loss_short"])


def grid() -> list[dict[str, str]]:
    path = FOLDER / "taxcalc_oracle" / "federal_tax_grid.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not grid(), reason=ABSENT)
def test_the_grid_of_720_years_agrees_in_income_and_tax() -> None:
    rows = grid()
    assert len(rows) == 720
    wrong: list[tuple[str, dict[str, str]]] = []
    for row in rows:
        income = YearIncome(
            wages=Decimal(row["wages"]),
            interest=Decimal(row["taxable_interest"]),
            qualified_dividends=Decimal(row["qualified_dividends"]),
            short_term=Decimal(row["net_short_term"]),
            long_term=Decimal(row["net_long_term"]),
        )
        status = STATUS[row["filing_status"]]
        tax = federal_income_tax(income, year=int(row["year"]), status=status)
        found = {
            "capital_gain_in_agi": tax.capital_gain,
            "agi": tax.agi,
            "taxable_income": tax.taxable_income,
            "regular_tax": tax.income_tax,
            "niit": tax.niit,
            # The alternative minimum tax is out of scope (N10).
            "total_tax": tax.total + Decimal(row["amt"]),
        }
        wrong += [
            (name, row)
            for name, value in found.items()
            if abs(value - Decimal(row[name])) > Decimal("0.011")
        ]
    assert not wrong, (len(wrong), wrong[:3])
