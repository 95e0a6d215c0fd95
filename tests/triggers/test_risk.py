"""Risk of the holdings against that of the target."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.triggers.views import stocks_and_bonds
from trimtab.errors import InvalidValue
from trimtab.report import render
from trimtab.triggers import Fired, RiskDeviation, RiskFigures


def asked(holdings: str, target: str = "0.1", *, limit: str = "0.1") -> Fired | None:
    figures = RiskFigures(holdings=Decimal(holdings), target=Decimal(target))
    given = replace(stocks_and_bonds(60, 40), risk=figures)
    return RiskDeviation(limit=Decimal(limit)).check(given)


def test_more_risk_than_the_target_fires() -> None:
    fired = asked("0.125")
    assert fired is not None
    assert (fired.value, fired.limit) == (Decimal("0.25"), Decimal("0.1"))
    assert render(fired.reason) == (
        "The value at risk of your holdings is 25% above the target's; limit 10%."
    )


def test_less_risk_than_the_target_fires_too() -> None:
    fired = asked("0.05")
    assert fired is not None
    assert fired.reason.params["direction"] == "below"


@pytest.mark.parametrize(("holdings", "fires"), [
    ("0.11", False), ("0.1101", True), ("0.09", False), ("0.0899", True), ("0.1", False),
])  # fmt: skip
def test_a_difference_of_exactly_the_limit_is_still_in_order(holdings: str, *, fires: bool) -> None:
    assert (asked(holdings) is not None) is fires


def test_it_rests_without_figures() -> None:
    assert RiskDeviation().check(stocks_and_bonds(60, 40)) is None


def test_eased_it_fires_earlier() -> None:
    figures = RiskFigures(holdings=Decimal("0.1081"), target=Decimal("0.1"))
    given = replace(stocks_and_bonds(60, 40), risk=figures)
    assert RiskDeviation().check(given) is None
    assert RiskDeviation().eased(Decimal("0.2")).check(given) is not None


@pytest.mark.parametrize(("holdings", "target"), [("0.1", "0"), ("-0.1", "0.1"), ("NaN", "0.1")])
def test_figures_that_cannot_be_compared_are_refused(holdings: str, target: str) -> None:
    with pytest.raises(InvalidValue, match="value at risk"):
        RiskFigures(holdings=Decimal(holdings), target=Decimal(target))
