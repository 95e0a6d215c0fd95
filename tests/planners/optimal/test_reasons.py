"""Reasons of orders say what the rest of the plan bears out."""

from collections.abc import Sequence

from tests.planners.build import account, asset_class, lot, situation
from tests.planners.optimal.told import outcome
from trimtab.domain import LotId, Registration, Situation
from trimtab.planners.optimal.left import Left
from trimtab.planners.optimal.reasons import OrderReasons

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
    return OrderReasons(outcome(household(), dict.fromkeys(sold, 5), bought))


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
    moved = reasons(["b"], [("ira", "VTI")]).outcome
    told = {item.lot_id: item.reason for item in Left(moved).not_done() if item.lot_id}

    assert told[LotId("s")].code == "KEEP.UNDER_TARGET"
    assert told[LotId("s")].params["class"] == "Stocks"
