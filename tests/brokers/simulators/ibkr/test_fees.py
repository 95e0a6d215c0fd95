"""Commission at the simulated gateway: the schedule, and that fills in parts cost the same."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brokers.local import quote
from tests.brokers.simulators.ibkr.gateway import held, wanted
from trimtab.brokers.simulators.clock import SimClock
from trimtab.brokers.simulators.exchange import Manners
from trimtab.brokers.simulators.ibkr.fees import commission
from trimtab.brokers.simulators.ibkr.rules import IbkrExchange
from trimtab.brokers.simulators.invariants import Watchman

START = datetime(2026, 6, 15, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shares", "value", "dollars"),
    [
        ("0", "0", "0"),
        ("10", "1000", "1.00"),  # at least a dollar
        ("200", "20000", "1.00"),
        ("1000", "25000", "5.00"),  # half a cent each
        ("1000", "250", "2.50"),  # and at most one per cent
        ("1", "10", "0.10"),
    ],
)
def test_half_a_cent_a_share_between_a_dollar_and_one_per_cent(
    shares: str, value: str, dollars: str
) -> None:
    assert commission(Decimal(shares), Decimal(value)) == Decimal(dollars)


@given(
    quantity=st.integers(1, 3000),
    parts=st.integers(1, 9),
    cents=st.integers(1, 30_000),
    side=st.sampled_from(["BUY", "SELL"]),
)
def test_an_order_in_parts_costs_what_it_costs_at_once_and_cents_are_conserved(
    quantity: int, parts: int, cents: int, side: str
) -> None:
    price = Decimal(cents) / 100
    account = held(cash=Decimal(2_000_000))
    account.lots[0].quantity = Decimal(3000)
    exchange = IbkrExchange(
        clock=SimClock(START),
        accounts=[account],
        quotes={"VTI": quote(str(price))},
        manners=Manners(fills=f"partial:{parts}"),
    )
    watchman = Watchman(exchange.accounts)
    body = {"orders": [wanted(side=side, quantity=quantity, orderType="MKT", price=None)]}
    order = exchange.accept(account, exchange.asked(account, body))
    while order.is_open:
        exchange.poll(account)
    paid = sum(fill.fee for fill in order.fills)
    assert paid == commission(Decimal(quantity), quantity * price)
    assert watchman.violations(exchange) == []
    value = sum((fill.quantity * fill.price for fill in order.fills), Decimal(0))
    assert account.cash == 2_000_000 + (-value if side == "BUY" else value) - paid
