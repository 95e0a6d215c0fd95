"""What every planner promises, as a suite to inherit: give `planner`, and each test runs on it."""

from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from tests.planners.build import TODAY, account, asset_class, lot, made, situation
from trimtab.domain import Plan, PlannerName, Registration, Side, Situation


class PlannerContract:
    """Inherit it and set `planner`."""

    planner: ClassVar[PlannerName]

    def given(self) -> Situation:
        """A household with a loss, a gain, an IRA, and money to spend."""
        lots = (lot("L1", "OLD", 30, 4000), lot("L2", "AAA", 20, 1000), lot("L3", "ODD", 3, None))
        ira = account("ira", lot("L4", "BBB", 5, None), cash=60, kind=Registration.ROTH_IRA)
        classes = [asset_class("Stocks", 60, ["AAA", "OLD"]), asset_class("Bonds", 40, ["BBB"])]
        prices = {"AAA": 100, "OLD": 100, "BBB": 20, "ODD": 7}
        return situation(
            account("joint", *lots, cash=1000, min_cash=100), ira, classes=classes, prices=prices
        )

    def plan(self) -> Plan:
        return made(self.given(), self.planner)

    def test_the_plan_names_its_planner_and_its_day(self) -> None:
        plan = self.plan()
        assert plan.planner is self.planner
        assert plan.as_of == TODAY

    def test_what_it_is_given_stays_as_it_was(self) -> None:
        given = self.given()
        made(given, self.planner)
        assert given == self.given()

    def test_the_same_household_gives_the_same_plan(self) -> None:
        assert self.plan() == self.plan()

    def test_sales_come_before_purchases(self) -> None:
        sides = [intent.side for intent in self.plan().intents]
        assert sides == sorted(sides, key=lambda side: side is Side.BUY)

    def test_there_is_something_to_do_and_a_reason_for_all_of_it(self) -> None:
        plan = self.plan()
        assert plan.intents
        assert all(reason.code for intent in plan.intents for reason in intent.reasons)

    def test_every_class_has_an_outcome_cash_and_other_included(self) -> None:
        names = [outcome.name for outcome in self.plan().asset_classes]
        assert names == ["Stocks", "Bonds", "Cash", "Other"]

    def test_a_class_has_an_amount_exactly_when_it_has_something_to_buy(self) -> None:
        for outcome in self.plan().asset_classes:
            assert (outcome.buy_symbol is None) == (outcome.buy_target is None)

    def test_the_plan_says_what_it_rests_on(self) -> None:
        assert self.plan().assumptions["wash_lookback"] == "law"

    def test_every_dollar_raised_is_left_over(self) -> None:
        plan = made(replace(self.given(), raise_cash=Decimal(250)), self.planner)
        assert plan.estimate.cash_after >= 250 + 100
