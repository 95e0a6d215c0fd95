"""What plans of other programs were seen to do, on households of two or three lines."""

from dataclasses import replace

import numpy as np

from tests.optimize.hand_made import FREE, RATES, Holding, household
from trimtab.optimize.evaluate import evaluate, outcome_of
from trimtab.optimize.exact.rounds import solve_exact
from trimtab.optimize.problem import Problem, Trades


def _plan(problem: Problem, *, whole_shares: bool = True) -> Trades:
    answer = solve_exact(problem, seconds=20, gap=1e-7 * problem.value, whole_shares=whole_shares)
    assert answer.trades is not None
    return answer.trades


def test_a_long_gain_is_taken_because_a_short_loss_covers_it() -> None:
    # Class 0 is 10 points over its target: home is 100 shares, $6,000 of gain. $20,000 of short
    # losses are realised already; alone, each long dollar would pay 15 %.
    holdings = [Holding(shares=600, gain=36_000.0), Holding(asset_class=1, shares=400)]
    # Half-widths of 50 points: drift is worth less than the tax, more than nothing.
    problem = household(holdings, [0.5, 0.5], aversion=0.02)
    wide = replace(
        problem, classes=replace(problem.classes, below=np.full(3, 0.5), above=np.full(3, 0.5))
    )
    covered = replace(wide, tax=replace(RATES, short0=-20_000.0))
    assert _plan(wide).sold[0] == 0.0
    # -20,000 + 6,000 is a loss still carried: each dollar of gain costs 9 % less 7.5 % later.
    assert _plan(covered).sold[0] > 0.0


def test_harvesting_stops_where_a_carried_loss_is_worth_less_than_its_cost() -> None:
    # A dear swap: 1 % each way. A loss of 20 % of the value saves 37 - 7.5 % of it within the
    # limit, 5.9 % of value, and 9 - 7.5 % beyond, 0.3 % of value: less than the 2 % it costs.
    holdings = [
        Holding(shares=500, gain=-10_000.0, can_buy=False),
        Holding(asset_class=0, shares=0),
    ]
    problem = household(holdings, [1.0], half_spread=0.01)
    sold = _plan(problem).sold[0]
    # $20 of loss a share: 150 shares reach the limit of $3,000.
    assert sold == 150.0


def test_a_loss_is_not_taken_by_buying_back_what_is_sold() -> None:
    holdings = [Holding(shares=500, gain=-10_000.0)]
    problem = household(holdings, [1.0])
    plan = _plan(problem)
    assert plan.sold[0] == 0.0 or plan.bought[0] == 0.0
    # Leaving the market altogether costs more drift than the loss is worth.
    assert plan.sold[0] < 200.0


def test_a_loss_is_not_washed_by_the_same_group_in_another_account() -> None:
    holdings = [
        Holding(shares=500, gain=-10_000.0, group=0, can_buy=False),
        Holding(asset_class=0, group=0, account=1, taxed=False),
        Holding(asset_class=0, group=1, account=1, taxed=False, shares=10),
    ]
    problem = household(holdings, [0.9], cash=(0.0, 9_000.0))
    plan = _plan(problem)
    assert plan.sold[0] == 0.0 or plan.bought[1] == 0.0


def test_a_loss_is_swapped_into_another_security_of_its_class_and_the_class_stays_whole() -> None:
    holdings = [Holding(shares=100, gain=-3_000.0, can_buy=False), Holding(asset_class=0)]
    problem = household(holdings, [1.0])
    plan = _plan(problem)
    assert plan.sold.tolist() == [100.0]
    assert plan.bought.tolist() == [0.0, 99.0]


def test_no_cash_is_left_idle_while_something_can_be_bought() -> None:
    holdings = [Holding(shares=450), Holding(asset_class=1, shares=440)]
    problem = household(holdings, [0.5, 0.5], cash=(11_000.0,))
    after = outcome_of(problem, _plan(problem))
    # Less than one share of each is left.
    assert after.cash[0] < 100.0


def test_no_lot_is_oversold_and_no_fraction_of_a_share_is_left_behind() -> None:
    holdings = [
        Holding(shares=100.4, gain=-2_000.0, can_buy=False),
        Holding(asset_class=0, shares=7.25, gain=-200.0, can_buy=False),
        Holding(asset_class=0),
    ]
    problem = household(holdings, [1.0])
    plan = _plan(problem)
    assert plan.sold.tolist() == [100.4, 7.25]
    assert evaluate(problem, plan).violations == ()


def test_cash_that_is_missing_is_raised_with_costs_paid() -> None:
    holdings = [Holding(shares=500, gain=5_000.0), Holding(asset_class=1, shares=500, gain=900.0)]
    limits = replace(FREE, commission=7.5)
    problem = household(
        holdings, [0.5, 0.5], cash=(0.0,), floor=(1_000.0,), limits=limits, aversion=0.0
    )
    plan = _plan(problem)
    # $1,000 and the commission need eleven shares, of the cheaper gain, in one order.
    assert plan.sold.tolist() == [0.0, 11.0]
    assert outcome_of(problem, plan).cash[0] >= 1_000.0


def test_a_plan_that_costs_more_than_it_brings_is_not_made() -> None:
    holdings = [Holding(shares=505, gain=9_000.0), Holding(asset_class=1, shares=495)]
    problem = household(holdings, [0.5, 0.5], limits=replace(FREE, commission=1_000_000.0))
    plan = _plan(problem)
    assert not plan.sold.any()
    assert not plan.bought.any()


def test_a_small_order_is_made_only_when_it_sells_the_whole_place() -> None:
    holdings = [
        Holding(shares=2, gain=-100.0, can_buy=False),
        Holding(asset_class=0, shares=500, gain=-400.0, can_buy=False),
        Holding(asset_class=0, shares=500),
    ]
    limits = replace(FREE, min_trade=1_000.0)
    plan = _plan(household(holdings, [1.0], limits=limits))
    assert plan.sold[0] in (0.0, 2.0)
    assert plan.sold[1] == 0.0 or plan.sold[1] >= 10.0
    assert plan.sold[0] == 2.0


def test_an_all_cash_household_is_invested() -> None:
    problem = household([Holding(), Holding(asset_class=1)], [0.6, 0.4], cash=(10_000.0,))
    assert _plan(problem).bought.tolist() in ([59.0, 40.0], [60.0, 39.0])


def test_nothing_to_trade_is_a_plan_of_nothing() -> None:
    problem = household([Holding(shares=10, can_buy=False)], [1.0], tax=None)
    plan = _plan(problem)
    assert not plan.bought.any()
    assert not plan.sold.any()
