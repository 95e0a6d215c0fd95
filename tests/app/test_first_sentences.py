"""What the first sentence of a real plan says: the price of what it makes worse, and the wish."""

import re
from dataclasses import replace
from decimal import Decimal

from tests.planners.build import TAX, account, asset_class, lot, situation
from trimtab import planners
from trimtab.app.plan import Plan
from trimtab.domain import Situation
from trimtab.report import view

CLASSES = [asset_class("Stocks", 80, ["VTI"]), asset_class("REIT", 20, ["VNQ"])]
PRICES = {"VTI": 300, "VNQ": 80}


def household() -> Situation:
    """On target, with a large loss in a class of one security, so that nothing replaces it."""
    earning = replace(TAX, realized_short=Decimal(9000))
    joint = account("joint", lot("a", "VTI", 533, 60000), lot("b", "VNQ", 500, 60000), cash=100)
    return situation(joint, classes=CLASSES, prices=PRICES, tax=earning)


def planned(given: Situation) -> Plan:
    return Plan.of(planners.plan_for(given), given)


def test_where_drift_grows_for_a_harvest_the_first_sentence_says_what_that_earns() -> None:
    plan = planned(household())
    before, after = (
        Decimal(plan.document["summary"][f"drift_{when}"]) for when in ("before", "after")
    )
    saved = Decimal(plan.document["summary"]["tax_before"]) - Decimal(
        plan.document["summary"]["tax_after"]
    )

    said = re.match(
        r"Drift grows from (\S+) pp to (\S+) pp while harvesting losses of \$([\d,]+) cuts this "
        r"year's estimated tax by \$([\d,]+)\.",
        view(plan.document).headline,
    )

    assert after > before
    assert said
    assert abs(Decimal(said[1]) - before * 100) < Decimal("0.06")
    assert abs(Decimal(said[2]) - after * 100) < Decimal("0.06")
    assert abs(Decimal(said[4].replace(",", "")) - saved) <= Decimal("0.5")


def test_where_cash_is_raised_the_first_sentence_names_it_and_not_the_harvest() -> None:
    plan = planned(replace(household(), raise_cash=Decimal(20000)))

    assert view(plan.document).headline.startswith(
        "This plan leaves the $20,000 in cash that you asked for. "
    )
    assert "while harvesting" not in view(plan.document).headline
