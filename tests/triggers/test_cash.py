"""Cash outside its buffer, and cash that came in."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.planners.build import TODAY, account, ago, asset_class, lot
from tests.triggers.views import band, stocks_and_bonds, view
from trimtab.domain import Account, AccountId, CashFlow, Registration, Transaction, TransactionType
from trimtab.report import render
from trimtab.triggers import CashIn, CashOutside, Fired, View

BUFFER = CashOutside(buffer=band("0.02", "0.05"))


def with_cash(dollars: int) -> View:
    return stocks_and_bonds(6000, 4000 - dollars, dollars)


def test_too_little_cash_fires_and_says_how_much_is_missing() -> None:
    fired = BUFFER.check(with_cash(100))
    assert fired is not None
    assert (fired.value, fired.limit) == (Decimal("0.01"), Decimal("0.02"))
    assert render(fired.reason) == "Cash is 1% of the household, under 2%: $100 short."
    assert fired.reason.setting == "triggers.cash.min"


def test_too_much_cash_fires_and_says_how_much_is_idle() -> None:
    fired = BUFFER.check(with_cash(900))
    assert fired is not None
    assert fired.reason.setting == "triggers.cash.max"
    assert "over 5%: $400 could be invested" in render(fired.reason)


@pytest.mark.parametrize(("dollars", "fires"), [
    (199, True), (200, False), (350, False), (500, False), (501, True),
])  # fmt: skip
def test_both_ends_of_the_buffer_are_inside(dollars: int, *, fires: bool) -> None:
    assert (BUFFER.check(with_cash(dollars)) is not None) is fires


@pytest.mark.parametrize(("dollars", "fires"), [(229, True), (230, False), (471, True)])
def test_an_eased_buffer_is_narrower_on_both_sides(dollars: int, *, fires: bool) -> None:
    assert (BUFFER.eased(Decimal("0.2")).check(with_cash(dollars)) is not None) is fires


def test_money_set_aside_for_a_withdrawal_is_no_cash_of_the_buffer() -> None:
    # 10,000 with 300 of cash is 3 %; with 200 of it about to leave, 100 of 9,800 is left.
    given = with_cash(300)
    household = given.situation.household
    flow = CashFlow(due=TODAY, amount=Decimal(-200))
    accounts = tuple(replace(one, cash_flows=(flow,)) for one in household.accounts)
    leaving = replace(given.situation, household=replace(household, accounts=accounts))
    assert BUFFER.check(given) is None
    fired = BUFFER.check(View(situation=leaving))
    assert fired is not None
    assert fired.value == Decimal(100) / Decimal(9800)


def test_nothing_left_beside_what_leaves_never_fires() -> None:
    given = stocks_and_bonds(0, 0, 100)
    assert BUFFER.check(View(situation=replace(given.situation, raise_cash=Decimal(100)))) is None


def paid(kind: str, dollars: str, day: date, where: str = "joint") -> Transaction:
    return Transaction(
        trade_date=day,
        account_id=AccountId(where),
        type=TransactionType(kind),
        amount=Decimal(dollars),
    )


def came_in(*rows: Transaction, cash: int = 5000, days: int = 30, **more: object) -> Fired | None:
    accounts = more.get("accounts") or (account("joint", lot("l", "VTI", 1, 1), cash=cash),)
    assert isinstance(accounts, tuple)
    given = view(
        *accounts,
        classes=[asset_class("Stocks", 100, ["VTI"])],
        prices={"VTI": 1},
        rows=rows,
    )
    return CashIn(dollars=Decimal(1000), days=days).check(given)


def test_dividends_and_deposits_add_up() -> None:
    fired = came_in(
        paid("dividend", "400.25", ago(3)),
        paid("capital_gain_distribution", "200", ago(3)),
        paid("exempt_dividend", "100", ago(2)),
        paid("deposit", "500", ago(0)),
        paid("withdrawal", "300", ago(1)),
    )
    assert fired is not None
    assert (fired.value, fired.limit) == (Decimal("1200.25"), Decimal(1000))
    assert render(fired.reason) == "$1,200 came in since 17 May 2026."


@pytest.mark.parametrize(("dollars", "fires"), [("999.99", False), ("1000", True)])
def test_the_least_amount_is_included(dollars: str, *, fires: bool) -> None:
    assert (came_in(paid("deposit", dollars, TODAY)) is not None) is fires


@pytest.mark.parametrize(("back", "fires"), [(29, True), (30, False)])
def test_only_so_many_days_count_today_included(back: int, *, fires: bool) -> None:
    assert (came_in(paid("deposit", "1000", ago(back))) is not None) is fires


def test_a_row_of_a_later_day_does_not_count() -> None:
    assert came_in(paid("deposit", "1000", TODAY + timedelta(days=1))) is None


def test_cash_that_was_spent_again_is_not_there_to_invest() -> None:
    assert came_in(paid("deposit", "5000", ago(3)), cash=999) is None
    fired = came_in(paid("deposit", "5000", ago(3)), cash=1000)
    assert fired is not None
    assert fired.value == 1000


def test_an_account_held_away_does_not_count() -> None:
    away: Account = account("away", cash=9000, kind=Registration.HELD_AWAY)
    assert came_in(paid("deposit", "5000", ago(3), "away"), accounts=(away,)) is None


def test_cash_of_one_account_does_not_stand_for_what_came_into_another() -> None:
    two = (account("joint", cash=100), account("ira", cash=9000))
    assert came_in(paid("deposit", "5000", ago(3)), accounts=two) is None


def test_eased_it_fires_from_less_on() -> None:
    given = view(
        account("joint", cash=800),
        classes=[asset_class("Stocks", 100, ["VTI"])],
        prices={"VTI": 1},
        rows=[paid("deposit", "800", TODAY)],
    )
    trigger = CashIn(dollars=Decimal(1000))
    assert trigger.check(given) is None
    assert trigger.eased(Decimal("0.2")).check(given) is not None
