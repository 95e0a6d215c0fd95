from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import account, asset_class, situation
from trimtab.domain import PlannerName, Policy, Symbol
from trimtab.errors import InvalidValue
from trimtab.planners import plan


@pytest.mark.parametrize(
    "planner", [PlannerName.RANKED_TLH, PlannerName.NEVER_SELL, PlannerName.EQUAL_WEIGHT]
)
def test_a_planner_by_rule_does_not_hold_an_index(planner: PlannerName) -> None:
    index = replace(asset_class("Stocks", 100, ["AAA"]), members={Symbol("AAA"): Decimal(1)})
    given = situation(account("joint", cash=1000), classes=[index], prices={"AAA": 10})
    with pytest.raises(InvalidValue, match=f"which {planner.value} cannot"):
        plan(
            given.household,
            given.target,
            given.market,
            given.tax,
            Policy(planner=planner),
            as_of=given.as_of,
        )
