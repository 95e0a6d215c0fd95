"""Hard bands without any width are kept to the cent, whatever the shares cost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import account, ago, asset_class, lot, made, situation
from tests.planners.optimal.checking import certificate_of
from trimtab.domain import (
    AssetClass,
    DriftBand,
    Lot,
    Plan,
    PlannerName,
    Policy,
    Quote,
    Situation,
    Symbol,
)
from trimtab.errors import NoPlan
from trimtab.planners.optimal import planning
from trimtab.planners.optimal.pricing import Prices

NO_CASH = AssetClass(
    name="Cash",
    weight=Decimal(0),
    securities=(),
    band=DriftBand(low=Decimal(0), high=Decimal(0)),
)
HARD = Policy(band_hard=True, gap=Decimal("0.0005"), time_limit=Decimal(60))


@pytest.fixture(autouse=True)
def _no_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    """What orders are worth is told by solving again, and is not asked here."""
    monkeypatch.setattr(planning, "_prices", lambda *_: Prices())


def spending_all(
    *lots: Lot,
    stocks: Sequence[Sequence[str]],
    prices: Mapping[str, int | str],
    spreads: Mapping[str, str],
    cash: int | str = 25_000,
) -> Situation:
    """No cash may be left; PNY, of a class with target 0, costs a thousandth of a cent.

    `spreads` are ask less bid in dollars; the other prices have none.
    """
    empty = asset_class("Empty", 0, [["AAA", "PNY"]], ["CNT"])
    given = situation(
        account("joint", *lots, cash=cash),
        classes=(empty, NO_CASH, asset_class("Stocks", 100, stocks)),
        prices=prices,
        identical=[["AAA", "PNY"]],
        policy=HARD,
        tax=None,
    )
    quotes = {
        symbol: _quote(symbol, quote.price, Decimal(spreads.get(symbol, "0")))
        for symbol, quote in given.market.quotes.items()
    }
    return replace(given, market=replace(given.market, quotes=quotes))


def _quote(symbol: Symbol, price: Decimal, spread: Decimal) -> Quote:
    return Quote(symbol=symbol, price=price, bid=price - spread / 2, ask=price + spread / 2)


def held(given: Situation) -> Plan:
    """The plan, after its check."""
    plan = made(given, PlannerName.OPTIMAL)
    assert certificate_of(given, plan).violations == ()
    return plan


def left_over(given: Situation) -> Decimal:
    """Cash after the plan, not rounded order by order."""
    return sum(certificate_of(given, held(given)).cash_after.values(), Decimal(0))


def test_a_share_of_a_thousandth_of_a_cent_takes_up_what_the_others_leave() -> None:
    # In floats no cash was left, in exact arithmetic a part of a cent: it passed for a fault.
    given = spending_all(
        lot("L0", "CNT", 10, 650, ago(0)),
        lot("L1", "ODD", 77, 1000, ago(0)),
        lot("L2", "AAA", 10, None, ago(0)),
        stocks=[["SSS"], ["TTT"]],
        prices={"AAA": 50, "PNY": "0.00001", "CNT": 50, "SSS": "47.5", "TTT": 50, "ODD": "9.99"},
        spreads={"PNY": "0.00000001", "CNT": "0.05"},
    )
    assert abs(left_over(given)) <= Decimal("0.015")


def test_money_that_comes_out_even_is_invested_to_the_last_cent() -> None:
    # The plan that buys 500 shares and sells nothing was not found: no plan, said the planner.
    given = spending_all(
        lot("L0", "AAA", 10, None, ago(0)),
        lot("L2", "AAA", 10, None, ago(0)),
        lot("L1", "ODD", 10, 650, ago(0)),
        stocks=[["SSS", "TTT"]],
        prices={"AAA": 50, "PNY": "0.00001", "CNT": 50, "SSS": 50, "TTT": 50, "ODD": 50},
        spreads={"PNY": "0.00000001", "ODD": "0.05"},
    )
    assert abs(left_over(given)) <= Decimal("0.015")


def test_a_plan_that_leaves_two_cents_over_does_not_pass() -> None:
    given = spending_all(
        stocks=[["SSS"]], prices={"AAA": 50, "PNY": 50, "CNT": 50, "SSS": 50}, spreads={}
    )
    plan = held(given)
    for cash, limits in (("25000.01", []), ("25000.02", ["class_outside_its_band"])):
        joint = replace(given.household.accounts[0], cash=Decimal(cash))
        richer = replace(given, household=replace(given.household, accounts=(joint,)))
        found = certificate_of(richer, plan).violations
        assert [violation.limit for violation in found] == limits


def test_a_household_of_a_cent_keeps_it() -> None:
    # All of it is outside of the band, and it is a cent.
    given = spending_all(
        stocks=[["SSS"]],
        prices={"AAA": 50, "PNY": 50, "CNT": 50, "SSS": 50},
        spreads={},
        cash="0.01",
    )
    assert held(given).intents == ()


def test_a_band_that_whole_shares_cannot_meet_is_named() -> None:
    only = asset_class("Stocks", 100, ["SSS"])
    given = situation(
        account(cash=500), classes=(NO_CASH, only), prices={"SSS": "947.3"}, policy=HARD
    )
    with pytest.raises(NoPlan, match=r"Cash between 0.0% and 0.0% \(band_mode\)"):
        made(given, PlannerName.OPTIMAL)


def test_a_plan_is_found_in_no_time_at_all() -> None:
    given = spending_all(
        lot("L1", "ODD", 10, 650, ago(0)),
        stocks=[["SSS", "TTT"]],
        prices={"AAA": 50, "PNY": "0.00001", "CNT": 50, "SSS": 50, "TTT": 50, "ODD": 50},
        spreads={},
    )
    hurried = replace(given, policy=replace(given.policy, time_limit=Decimal("0.000001")))
    assert abs(left_over(hurried)) <= Decimal("0.015")
