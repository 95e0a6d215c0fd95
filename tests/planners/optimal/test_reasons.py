"""Reasons of orders say what the rest of the plan bears out."""

from collections.abc import Sequence
from decimal import Decimal

from tests.planners.build import account, asset_class, lot, situation
from trimtab.domain import AccountId, LotId, Registration, Situation, Symbol
from trimtab.planners.optimal.left import Left
from trimtab.planners.optimal.orders import Orders
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.optimal.reasons import OrderReasons
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.screening import screen_of
from trimtab.planners.trades import Buy, Take, group_sales
from trimtab.planners.valuation import Valuation

PRICES = {"VTI": 100, "ITOT": 50, "BND": 80, "AGG": 90}
CLASSES = [
    asset_class("Stocks", 60, ["VTI", "ITOT"]),
    asset_class("Bonds", 40, ["BND", "AGG"]),
]


def household() -> Situation:
    return situation(
        account("joint", lot("s", "VTI", 60, 3000), cash=2000),
        account("ira", lot("b", "BND", 50, 4000), kind=Registration.TRADITIONAL_IRA, cash=2000),
        classes=CLASSES,
        prices=PRICES,
    )


def reasons(sold: Sequence[str], bought: Sequence[tuple[str, str]]) -> OrderReasons:
    """Five shares of each lot sold and of each (account, security) bought."""
    given = household()
    valuation = Valuation(given)
    takes = [
        Take(account=own, lot=one, quantity=Decimal(5))
        for own, one in given.household.lots
        if one.lot_id in sold
    ]
    buys = tuple(
        Buy(
            account=given.household.account(AccountId(where)),
            symbol=Symbol(what),
            class_name=given.target.class_of(Symbol(what)).name,
            quantity=Decimal(5),
            value=Decimal(5) * PRICES[what],
        )
        for where, what in bought
    )
    orders = Orders(sells=group_sales(valuation, takes), buys=buys)
    return OrderReasons(Outcome(Rules(valuation, screen_of(given)), orders))


def first_sale(told: OrderReasons) -> str:
    return told.of_sale(told.outcome.orders.sells[0])[0].code


def test_a_class_moves_only_from_an_account_in_which_it_is_not_bought_as_well() -> None:
    moved = reasons(["b"], [("joint", "AGG")])
    stays = reasons(["b"], [("joint", "AGG"), ("ira", "AGG"), ("ira", "VTI")])

    assert first_sale(moved) == "SELL.MOVES"
    (pays_for, *_) = stays.of_sale(stays.outcome.orders.sells[0])
    assert (pays_for.code, pays_for.params["class"]) == ("SELL.PAYS_FOR", "Stocks")


def test_a_first_choice_that_is_bought_beside_it_is_not_told_as_passed_over_for_its_cost() -> None:
    told = reasons([], [("joint", "VTI"), ("joint", "ITOT"), ("ira", "ITOT")])
    beside, alone = (told.of_purchase(buy) for buy in told.outcome.orders.buys[1:])

    assert "BUY.BESIDE_PREFERRED" in [one.code for one in beside]
    (second,) = (one for one in alone if one.code == "BUY.SECOND_CHOICE")
    # One step of rank at 2 basis points of $250.
    assert second.params["why"] == "its rank counts for $0.05 here"


def test_a_class_that_ends_past_its_target_is_bought_with_idle_cash_not_for_its_lack() -> None:
    nearer = reasons([], [("joint", "VTI")])
    past = reasons([], [("joint", "VTI")] * 9)

    assert nearer.of_purchase(nearer.outcome.orders.buys[0])[0].code == "BUY.UNDER_TARGET"
    assert past.of_purchase(past.outcome.orders.buys[0])[0].code == "BUY.IDLE_CASH"


def test_a_lot_of_a_class_that_ends_under_its_target_is_not_kept_because_that_is_met() -> None:
    outcome = reasons(["b"], [("ira", "VTI")]).outcome
    told = {item.lot_id: item.reason for item in Left(outcome).not_done() if item.lot_id}

    assert told[LotId("s")].code == "KEEP.UNDER_TARGET"
    assert told[LotId("s")].params["class"] == "Stocks"
