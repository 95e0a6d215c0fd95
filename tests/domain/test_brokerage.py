"""What a broker says, and what cannot be said."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from trimtab.domain import LotId, OrderStatus, OrderType, Side, Symbol
from trimtab.domain.brokerage import (
    BrokerAccount,
    BrokerLot,
    BrokerPosition,
    Capabilities,
    ClientIds,
    LotChoice,
    OrderReport,
    Snapshot,
)
from trimtab.errors import InvalidValue

VTI = Symbol("VTI")
ACCOUNT = BrokerAccount(key="k", number="83550325")
REPORT = OrderReport(
    broker_order_id="7",
    side=Side.BUY,
    symbol=VTI,
    quantity=Decimal(3),
    order_type=OrderType.MARKET,
    status=OrderStatus.SUBMITTED,
)


def test_an_account_is_shown_by_its_last_four_digits() -> None:
    assert ACCOUNT.masked == "****0325"


def test_a_snapshot_needs_a_time_zone_and_counts_shares() -> None:
    lot = BrokerLot(
        lot_id=LotId("L1"),
        symbol=VTI,
        quantity=Decimal(2),
        available=Decimal(0),
        acquired=None,
        basis=None,
    )
    position = BrokerPosition(symbol=VTI, quantity=Decimal(2), lots=(lot,))
    noon = datetime(2026, 6, 15, 12, tzinfo=UTC)
    seen = Snapshot(
        account=ACCOUNT, positions=(position,), cash=Decimal(1), as_of=noon, source="test"
    )
    assert seen.shares(VTI) == 2
    assert seen.shares(Symbol("BND")) == 0
    with pytest.raises(InvalidValue, match="time zone"):
        replace(seen, as_of=noon.replace(tzinfo=None))


@pytest.mark.parametrize("filled", ["-1", "3.001"])
def test_no_more_is_filled_than_was_ordered(filled: str) -> None:
    assert replace(REPORT, filled=Decimal(3)).filled == 3
    with pytest.raises(InvalidValue, match="of 3 shares filled"):
        replace(REPORT, filled=Decimal(filled))


@pytest.mark.parametrize("step", ["0", "-1"])
def test_orders_are_multiples_of_something(step: str) -> None:
    with pytest.raises(InvalidValue, match="quantity_step of a broker"):
        Capabilities(
            lot_choice=LotChoice.EXACT_LOTS,
            client_ids=ClientIds.READABLE,
            preview=True,
            quantity_step=Decimal(step),
        )
