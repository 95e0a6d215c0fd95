"""What is left alone is told of what stays, from the day that the plan itself makes true."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import TAX, TODAY, account, ago, asset_class, lot, row, situation
from tests.planners.optimal.told import outcome
from trimtab.domain import CashFlow, LotId, NotDone, Policy, Registration, Situation
from trimtab.planners.optimal.left import Left
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.optimal.reasons import OrderReasons

PRICES = {"VTI": 100, "BND": 80, "ITOT": 50}
CLASSES = [asset_class("Stocks", 20, ["VTI", "ITOT"]), asset_class("Bonds", 80, ["BND"])]


def left(made: Outcome, name: str) -> NotDone:
    return next(one for one in Left(made).not_done() if one.lot_id == LotId(name))


def gaining(**tax: object) -> Situation:
    """100 VTI with a gain of $40 a share, far over target."""
    return situation(
        account("joint", lot("g", "VTI", 100, 6000), lot("b", "BND", 10, 800)),
        classes=CLASSES,
        prices=PRICES,
        tax=replace(TAX, **tax),  # type: ignore[arg-type]  # fields by name
    )


def test_of_a_lot_sold_in_part_the_rest_is_told_with_its_own_tax() -> None:
    rest = left(outcome(gaining(), {"g": 75}), "g")
    assert (rest.quantity, rest.gain) == (Decimal(25), Decimal(1000))
    assert rest.reason.code == "KEEP.GAIN_TOO_COSTLY"
    assert Decimal(rest.reason.params["tax"]) == 150


@pytest.mark.parametrize(
    ("budget", "hard", "code"),
    [
        (3020, True, "GAINS_BUDGET"),
        (3100, True, "GAIN_TOO_COSTLY"),
        (3020, False, "GAIN_TOO_COSTLY"),
    ],
)
def test_a_hard_budget_without_room_for_a_share_is_why_a_gain_stays(
    budget: int, code: str, *, hard: bool
) -> None:
    given = gaining(gains_budget=Decimal(budget), gains_budget_hard=hard)
    assert left(outcome(given, {"g": 75}), "g").reason.code == f"KEEP.{code}"


def losing() -> Situation:
    """A loss in VTI that a purchase in the IRA ten days ago would wash."""
    return situation(
        account("joint", lot("l", "VTI", 10, 2000), cash=5000),
        account("ira", lot("n", "VTI", 4, 400, ago(10)), kind=Registration.ROTH_IRA, cash=5000),
        classes=CLASSES,
        prices=PRICES,
        rows=[row("buy", "VTI", ago(10), shares=4, where="ira", of="n")],
    )


def test_a_loss_is_clear_30_days_after_what_the_plan_buys_of_it() -> None:
    before = left(outcome(losing(), {}, [("ira", "ITOT")]), "l").reason
    after = left(outcome(losing(), {}, [("ira", "VTI")]), "l").reason
    assert (before.code, before.params["clear"]) == ("SKIP.WASH_RECENT_BUY", "2026-07-06")
    assert (after.code, after.params["clear"]) == ("SKIP.WASH_RECENT_BUY", "2026-07-16")
    assert after.params["how"] == "for good, and this plan buys VTI"


def test_a_class_over_its_target_that_cannot_be_bought_is_no_news() -> None:
    kept_out = replace(gaining(), policy=Policy(never_buy=frozenset({"VTI", "ITOT"})))
    assert all(one.lot_id for one in Left(outcome(kept_out, {})).not_done())
    under = Left(outcome(kept_out, {"g": 100})).not_done()
    assert [one.asset_class for one in under if not one.lot_id] == ["Stocks"]


def codes_of(made: Outcome) -> list[list[str]]:
    told = OrderReasons(made)
    return [[one.code for one in told.of_sale(sell)] for sell in made.orders.sells]


def test_a_gain_is_covered_by_losses_and_not_by_a_rate_of_nothing() -> None:
    (untaxed,) = codes_of(outcome(gaining(federal_long=Decimal(0)), {"g": 75}))
    (covered,) = codes_of(outcome(gaining(realized_long=Decimal(-5000)), {"g": 75}))
    (taxed,) = codes_of(outcome(gaining(), {"g": 75}))
    assert ("SELL.GAIN_OFFSET" in untaxed, "SELL.GAIN_IN_ZERO_RATE" in untaxed) == (False, True)
    assert ("SELL.GAIN_OFFSET" in covered, "SELL.GAIN_IN_ZERO_RATE" in covered) == (True, False)
    assert not {"SELL.GAIN_OFFSET", "SELL.GAIN_IN_ZERO_RATE"} & {*taxed}


def test_only_the_sales_that_a_withdrawal_takes_are_told_as_made_for_it() -> None:
    leaving = CashFlow(due=TODAY, amount=Decimal(-3000), name="Tuition")
    paying = account("joint", lot("g", "VTI", 100, 6000), lot("b", "BND", 50, 4000), cash=500)
    given = replace(
        gaining(),
        household=replace(gaining().household, accounts=(replace(paying, cash_flows=(leaving,)),)),
    )
    both = codes_of(outcome(given, {"g": 20, "b": 20}))
    assert ["SELL.FOR_WITHDRAWAL" in codes for codes in both] == [True, True]
    first = codes_of(outcome(given, {"g": 40, "b": 20}))
    assert ["SELL.FOR_WITHDRAWAL" in codes for codes in first] == [True, False]
