from decimal import Decimal

import pytest

from tests.workspace.folder import Folder
from trimtab.domain import GainRule, PlannerName, Policy, WashLookback

_EVERY_KEY = """\
[policy]
planner = "never-sell"
wash_lookback = "strict"
same_day_dispositions = "batch"
fragment_selection = "highest"
rank_cost = 3
carryover_value = 5.5
band_mode = "hard"
min_harvest = { dollars = "250", percent = 2.5 }
min_trade = "0.1%"
max_turnover = 20
max_tracking_error = 2
forced_buys = { "US stocks" = false, Bonds = "BND" }
gap = 0.5
[planner.ranked-tlh]
max_gain_to_sell = "1,000"
gain_rule = "lots"
[taxes]
"""


def test_without_a_policy_the_defaults_are_those_of_the_domain(folder: Folder) -> None:
    assert folder.load().policy == Policy()


def test_percent_and_basis_points_become_fractions(folder: Folder) -> None:
    folder.change("[taxes]\n", _EVERY_KEY)
    policy = folder.load().policy
    assert policy.planner is PlannerName.NEVER_SELL
    assert policy.wash_lookback is WashLookback.STRICT
    assert policy.same_day_batch
    assert policy.fragments_highest
    assert policy.band_hard
    assert policy.rank_cost == Decimal("0.0003")
    assert policy.carryover_value == Decimal("0.055")
    assert policy.min_harvest_dollars == Decimal(250)
    assert policy.min_harvest_fraction == Decimal("0.025")
    assert policy.min_trade_dollars == 0
    assert policy.min_trade_fraction == Decimal("0.001")
    assert policy.max_turnover == Decimal("0.2")
    assert policy.max_tracking_error == Decimal("0.02")
    assert policy.forced_buys == {"US stocks": None, "Bonds": "BND"}
    assert policy.gap == Decimal("0.00005")
    assert policy.ranked_tlh.max_gain_to_sell == Decimal(1000)
    assert policy.ranked_tlh.gain_rule is GainRule.LOTS


def test_the_keys_that_the_file_sets_are_known_by_their_dotted_names(folder: Folder) -> None:
    folder.change("[taxes]\n", "[policy]\nmax_orders = 5\n[taxes]\n")
    assert folder.load().policy.given == {"policy.max_orders"}


def test_a_limit_of_zero_is_not_an_absent_limit(folder: Folder) -> None:
    folder.change("[taxes]\n", "[policy]\nmax_tracking_error = 0\n[taxes]\n")
    assert folder.load().policy.max_tracking_error == 0


def test_costs_of_trading_are_given_by_security_in_basis_points(folder: Folder) -> None:
    folder.change("[taxes]\n", "[policy]\ntrading_costs = { default = 5, VTI = 10.5 }\n[taxes]\n")
    policy = folder.load().policy
    assert policy.trading_costs == {"VTI": Decimal("0.00105")}
    assert policy.unquoted_cost == Decimal("0.0005")


@pytest.mark.parametrize(
    ("cost", "said"), [("-1", "trading_costs"), ("10000", "too much"), ('"dear"', "not a number")]
)
def test_a_cost_of_trading_is_a_part_of_what_is_traded(
    folder: Folder, cost: str, said: str
) -> None:
    folder.change("[taxes]\n", f"[policy]\ntrading_costs = {{ VTI = {cost} }}\n[taxes]\n")
    assert said in str(folder.problem())


def test_a_cost_of_trading_of_a_security_that_is_not_there_is_noted(folder: Folder) -> None:
    folder.change("[taxes]\n", "[policy]\ntrading_costs = { VTl = 10 }\n[taxes]\n")
    notes = [one.what for one in folder.load().notes]
    assert 'trading_costs names "VTl", but there is no security "VTl"' in notes
