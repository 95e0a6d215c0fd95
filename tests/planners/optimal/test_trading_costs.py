"""Costs of trading by security: in the plan, and once more in its certificate."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import account, asset_class, lot, made, situation, warned
from tests.planners.optimal.checking import certificate_of
from trimtab.domain import Market, PlannerName, Policy, Quote, Registration, Situation, Symbol
from trimtab.money import to_cents
from trimtab.optimize.certificate.book import Book

VTI, ITOT, BND = Symbol("VTI"), Symbol("ITOT"), Symbol("BND")


def household(**costs: str) -> Situation:
    """Cash for stocks of one rank; ITOT has a bid and an ask 20 basis points apart."""
    given = situation(
        account("ira", lot("B", "BND", 500, 40_000), cash=50_000, kind=Registration.ROTH_IRA),
        classes=[asset_class("Stocks", 50, [["VTI", "ITOT"]]), asset_class("Bonds", 50, ["BND"])],
        prices={"VTI": 100, "ITOT": 100, "BND": 100},
    )
    quotes = {
        **given.market.quotes,
        ITOT: Quote(symbol=ITOT, price=Decimal(100), bid=Decimal("99.9"), ask=Decimal("100.1")),
    }
    named = {Symbol(name): Decimal(cost) / 10_000 for name, cost in costs.items()}
    unquoted = named.pop(Symbol("default"), Policy().unquoted_cost)
    policy = Policy(trading_costs=named, unquoted_cost=unquoted)
    return replace(given, market=Market(quotes=quotes), policy=policy)


@pytest.mark.parametrize(
    ("costs", "vti", "itot", "bnd"),
    [
        ({}, "2", "10", "2"),
        ({"default": "5"}, "5", "10", "5"),
        ({"VTI": "30"}, "30", "10", "2"),
        ({"ITOT": "1", "default": "0"}, "0", "1", "0"),
    ],
)
def test_a_name_wins_over_bid_and_ask_and_the_default_over_nothing(
    costs: dict[str, str], vti: str, itot: str, bnd: str
) -> None:
    given = household(**costs)
    book = Book(given, (), ())
    for symbol, points in ((VTI, vti), (ITOT, itot), (BND, bnd)):
        cost = Decimal(points) / 10_000
        assert given.half_spread(symbol) == cost
        assert book.half_spread(symbol) == cost * 100


def test_of_equal_securities_the_cheaper_to_trade_is_bought() -> None:
    assert {one.symbol for one in made(household(), PlannerName.OPTIMAL).buys()} == {VTI}
    dear = made(household(VTI="30"), PlannerName.OPTIMAL)
    assert {one.symbol for one in dear.buys()} == {ITOT}
    assert "VTI 30 bp" in dear.assumptions["trading_costs"]


def test_the_plan_states_the_cost_that_the_certificate_finds() -> None:
    given = household(ITOT="7.5", default="40")
    plan = made(given, PlannerName.OPTIMAL)
    found = certificate_of(given, plan)
    assert found.holds
    bought = sum(one.value for one in plan.buys())
    assert found.cost == bought * Decimal("0.00075")
    assert plan.estimate.cost == to_cents(found.cost)


def test_a_rule_says_that_it_did_not_count_them() -> None:
    given = household(VTI="30")
    policy = replace(given.policy, given=frozenset({"policy.trading_costs"}))
    plan = made(replace(given, policy=policy), PlannerName.EQUAL_WEIGHT)
    assert "WARN.SETTINGS_NOT_USED" in warned(plan)
    assert plan.estimate.cost == 0
