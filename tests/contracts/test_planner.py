"""Every planner keeps the contract."""

from tests.contracts.planner import PlannerContract
from trimtab.domain import PlannerName
from trimtab.planners import PLANNERS


class TestOptimal(PlannerContract):
    planner = PlannerName.OPTIMAL


class TestRankedTlh(PlannerContract):
    planner = PlannerName.RANKED_TLH


class TestNeverSell(PlannerContract):
    planner = PlannerName.NEVER_SELL


class TestEqualWeight(PlannerContract):
    planner = PlannerName.EQUAL_WEIGHT


def test_no_planner_is_left_out() -> None:
    suites = (TestOptimal, TestRankedTlh, TestNeverSell, TestEqualWeight)
    assert {suite.planner for suite in suites} == set(PLANNERS)
