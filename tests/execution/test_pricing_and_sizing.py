"""Limits of orders, and how much is bought once the sales are done."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.execution.desk_of import ACCOUNTS, JOINT, LEGS, MORNING, PRICES, TestClock, faulty, quote
from trimtab.domain import OrderStatus, OrderType, Side, Symbol
from trimtab.execution.book import LegState, Run
from trimtab.execution.pricing import limit_price, middle
from trimtab.execution.sendable import SendingRules
from trimtab.execution.sizing import Size, shortage, sizes, spendable

QUOTES = {Symbol(symbol): quote(symbol, price) for symbol, price in PRICES.items()}
MINE = [leg for leg in LEGS if leg.account_id == JOINT]
ABLE = faulty(TestClock()).capabilities(ACCOUNTS[JOINT])
RULES = SendingRules()


def run_of(**filled: str) -> Run:
    """A run in which the sales filled so many shares: `run_of(leg1="20")`."""
    return Run(
        run="r",
        plan="7K3F",
        sha256="s",
        broker="b",
        live=True,
        started_at=MORNING,
        legs={
            int(name[3:]): LegState(status=OrderStatus.FILLED, filled=Decimal(shares), attempt=1)
            for name, shares in filled.items()
        },
    )


SOLD = run_of(leg1="20", leg2="10")


@pytest.mark.parametrize(
    ("side", "price", "offset", "limit"),
    [
        (Side.BUY, "100", "0.001", "100.1"),
        (Side.SELL, "100", "0.001", "99.9"),
        (Side.BUY, "33.333", "0.001", "33.37"),
        (Side.SELL, "33.333", "0.001", "33.29"),
        (Side.BUY, "0.5001", "0", "0.5001"),
        (Side.SELL, "0.00001", "0.001", "0.0001"),
    ],
)
def test_a_limit_gives_way_by_the_offset_and_ends_on_a_tick(
    side: Side, price: str, offset: str, limit: str
) -> None:
    assert limit_price(side, quote("AAA", price), Decimal(offset)) == Decimal(limit)


def test_bid_and_ask_are_taken_where_there_are_any() -> None:
    wide = replace(quote("AAA", "100"), bid=Decimal(98), ask=Decimal(104))
    assert limit_price(Side.BUY, wide, Decimal(0)) == 104
    assert limit_price(Side.SELL, wide, Decimal(0)) == 98
    assert middle(wide) == 101
    bare = replace(wide, bid=None, ask=None)
    assert limit_price(Side.BUY, bare, Decimal(0)) == 100
    assert middle(bare) == 100


def bought(run: Run, cash: str, rules: SendingRules = RULES) -> dict[int, Size]:
    return dict(sizes(MINE, run, Decimal(cash), QUOTES, rules=rules, able=ABLE))


def test_with_the_cash_of_the_plan_everything_is_bought() -> None:
    assert {number: size.quantity for number, size in bought(SOLD, "2950").items()} == {
        4: 95,
        5: 90,
    }


def test_less_cash_cuts_the_last_purchase_first() -> None:
    # 95 CCC at up to 20.02 take 1,901.90; 598.10 are left for DDD at up to 10.01.
    found = bought(SOLD, "2500")
    assert found[4].quantity == 95
    assert found[5].quantity == 59
    assert "cash" in found[5].why


def test_without_cash_nothing_is_bought() -> None:
    assert [size.quantity for size in bought(SOLD, "0").values()] == [0, 0]


def test_what_was_not_sold_is_not_replaced_in_its_class() -> None:
    # 10 of 20 AAA were sold: 1,000 dollars of Stocks stay, so 50 CCC fewer are bought.
    found = bought(run_of(leg1="10", leg2="10"), "2950")
    assert found[4].quantity == 45
    assert "Stocks was not sold" in found[4].why
    assert found[5].quantity == 90


def test_a_purchase_that_was_sent_is_not_sized_again() -> None:
    assert set(bought(run_of(leg1="20", leg2="10", leg4="95"), "2950")) == {5}


def test_a_market_order_keeps_a_percent_for_the_way() -> None:
    market = SendingRules(order_type=OrderType.MARKET)
    assert bought(SOLD, "1900", market)[4].quantity == 94


@given(
    cash=st.decimals("0", "5000", places=2),
    first=st.integers(0, 20),
    second=st.integers(0, 10),
)
def test_purchases_never_cost_more_than_the_cash_nor_exceed_the_plan(
    cash: Decimal, first: int, second: int
) -> None:
    found = bought(run_of(leg1=str(first), leg2=str(second)), str(cash))
    planned = {leg.number: leg for leg in MINE}
    spent = sum(
        (
            size.quantity
            * limit_price(Side.BUY, QUOTES[planned[number].symbol], RULES.limit_offset)
            for number, size in found.items()
        ),
        start=Decimal(0),
    )
    assert spent <= cash
    for number, size in found.items():
        assert 0 <= size.quantity <= planned[number].quantity
        assert size.quantity == planned[number].quantity or size.why


def test_only_settled_cash_counts_where_the_account_needs_it() -> None:
    seen = faulty(TestClock()).paper.snapshot(ACCOUNTS[JOINT])
    assert spendable(seen, Decimal(50)) == 450
    assert spendable(replace(seen, reserved=Decimal(100)), Decimal(50)) == 350
    unsettled = replace(seen, settled=Decimal(200))
    assert spendable(unsettled, Decimal(50)) == 450
    careful = replace(unsettled, account=replace(unsettled.account, settles=True))
    assert spendable(careful, Decimal(50)) == 150
    assert spendable(careful, Decimal(300)) == 0
    assert shortage(seen) == shortage(unsettled) == "the cash that is there pays for no more"
    assert "$300.00 of it is not settled" in shortage(careful)
