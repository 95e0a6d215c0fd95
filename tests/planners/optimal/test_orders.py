"""From the optimiser's floats to orders in exact shares."""

from decimal import Decimal

import numpy as np
import pytest

from tests.planners.build import account, ago, asset_class, lot, row, situation
from trimtab.domain import Situation
from trimtab.optimize.alternatives import with_lot_sold
from trimtab.optimize.assembly.assemble import problem_of
from trimtab.optimize.problem import Problem, Trades
from trimtab.planners.optimal.orders import Orders, orders_of, trading_cost
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.screening import screen_of
from trimtab.planners.valuation import Valuation

PRICES = {"VTI": 100, "BND": 80}
CLASSES = [asset_class("Stocks", 60, ["VTI"]), asset_class("Bonds", 40, ["BND"])]


def household(step: str = "1") -> Situation:
    lots = (lot("a", "VTI", "10.123456789", 100), lot("b", "VTI", 7, 100))
    return situation(account("joint", *lots, cash=5000, step=step), classes=CLASSES, prices=PRICES)


def problem(given: Situation) -> Problem:
    return problem_of(given, Rules(Valuation(given), screen_of(given)).permissions)


def orders(given: Situation, sold: dict[str, float], bought: dict[str, float]) -> Orders:
    asked = problem(given)
    trades = Trades(
        sold=np.array([sold.get(one, 0.0) for one in asked.lots.ids]),
        bought=np.array([bought.get(one, 0.0) for one in asked.places.symbols]),
    )
    return orders_of(Valuation(given), asked, trades)


@pytest.mark.parametrize("shares", [10.123456789, 10.12345678899999, 10.1234567891])
def test_a_lot_sold_entire_is_sold_to_its_last_digit(shares: float) -> None:
    (sell,) = orders(household(), {"a": shares}, {}).sells
    assert sell.quantity == Decimal("10.123456789")


@pytest.mark.parametrize("shares", [5.0, 4.9999999999, 5.0000000001])
def test_the_noise_of_a_solver_leaves_whole_shares(shares: float) -> None:
    found = orders(household(), {"b": shares}, {"BND": shares})
    assert [sell.quantity for sell in found.sells] == [5]
    assert [buy.quantity for buy in found.buys] == [5]


def test_lots_of_one_security_are_one_order() -> None:
    found = orders(household(), {"a": 10.123456789, "b": 2.0}, {})
    assert [len(sell.lots) for sell in found.sells] == [2]
    assert found.proposed_sales[0].quantity + found.proposed_sales[1].quantity == (
        found.sells[0].quantity
    )


def test_dust_is_no_order() -> None:
    found = orders(household("0.001"), {"b": 1e-12}, {"BND": 1e-7})
    assert (found.sells, found.buys) == ((), ())


def test_an_order_without_quotes_costs_two_basis_points() -> None:
    assert trading_cost(household(), CLASSES[0].securities[0].symbol, Decimal(50)) == 1


def test_a_lot_that_another_needs_to_leave_frees_it_when_it_is_gone() -> None:
    given = situation(
        account(
            "joint",
            lot("old", "VTI", 100, 20_000),
            lot("new", "VTI", 50, 6000, ago(10)),
            cash=5000,
        ),
        classes=CLASSES,
        prices=PRICES,
        rows=[
            row("buy", "BND", ago(400), shares=1, of="first"),
            row("buy", "VTI", ago(10), shares=50, of="new"),
        ],
    )
    asked = problem(given)
    new = asked.lots.ids.index("new")
    assert list(asked.lots.needs.values()) == [(new,)]
    after, _ = with_lot_sold(asked, new)
    assert after.lots.ids == ("old",)
    assert after.lots.needs == {}
