"""What every broker adapter promises, as a suite to inherit: give `connected`, and each test runs.

The account that `connected` gives holds 15 VTI in two lots and 1,000 dollars; VTI trades at 100,
BND at 50, and orders that meet these prices fill. What a broker cannot do, its capabilities say,
and the suite then asks for what follows from that.
"""

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from trimtab.domain import AccountId, LotId, Order, OrderId, OrderStatus, OrderType, Side, Symbol
from trimtab.domain.account import LotMethod
from trimtab.domain.brokerage import (
    BrokerAccount,
    BrokerLot,
    ClientIds,
    Freshness,
    LotChoice,
    OrderReport,
)
from trimtab.errors import Definite
from trimtab.ports import Broker, FindsByName

VTI, BND = Symbol("VTI"), Symbol("BND")
OLD = BrokerLot(
    lot_id=LotId("L1"),
    symbol=VTI,
    quantity=Decimal(10),
    available=Decimal(10),
    acquired=date(2021, 2, 16),
    basis=Decimal("1200.00"),
)
NEW = replace(
    OLD,
    lot_id=LotId("L2"),
    quantity=Decimal(5),
    available=Decimal(5),
    acquired=date(2025, 10, 2),
    basis=Decimal("700.00"),
)
CASH = Decimal(1000)
LONG_AGO = date(2020, 1, 1)


def order(
    name: str,
    side: Side,
    symbol: Symbol,
    quantity: int,
    limit: str | None,
    *,
    lots: tuple[tuple[LotId, Decimal], ...] = (),
) -> Order:
    return Order(
        order_id=OrderId(name),
        account_id=AccountId("joint"),
        side=side,
        symbol=symbol,
        quantity=Decimal(quantity),
        order_type=OrderType.MARKET if limit is None else OrderType.LIMIT,
        limit_price=None if limit is None else Decimal(limit),
        lots=lots,
    )


class BrokerContract(ABC):
    """Inherit it and give `connected`."""

    @abstractmethod
    def connected(self) -> tuple[Broker, BrokerAccount]:
        """A broker that is logged in, fresh, and its account with the holdings above."""

    def sent(self, broker: Broker, account: BrokerAccount, wanted: Order) -> OrderReport:
        return broker.place(account, broker.preview(account, wanted))

    def test_it_lists_the_account_and_shows_its_number_masked(self) -> None:
        broker, account = self.connected()
        assert account in broker.accounts()
        assert account.masked.startswith("****")
        assert len(account.masked) <= 8

    def test_a_snapshot_has_positions_lots_and_cash_and_lots_add_up(self) -> None:
        broker, account = self.connected()
        seen = broker.snapshot(account)
        assert seen.shares(VTI) == 15
        assert seen.cash == CASH
        assert seen.as_of.tzinfo is not None
        (position,) = (one for one in seen.positions if one.symbol == VTI)
        if position.lots is not None:
            assert sum(lot.quantity for lot in position.lots) == position.quantity
            assert {(lot.acquired, lot.basis) for lot in position.lots} == {
                (OLD.acquired, OLD.basis),
                (NEW.acquired, NEW.basis),
            }

    def test_quotes_are_of_the_symbols_known_and_say_how_fresh_they_are(self) -> None:
        broker, _ = self.connected()
        quotes = broker.quotes([VTI, BND, Symbol("ZZZZQ")])
        assert set(quotes) == {VTI, BND}
        assert quotes[VTI].last == 100
        assert quotes[VTI].freshness is Freshness.REAL_TIME

    def test_a_preview_changes_nothing(self) -> None:
        broker, account = self.connected()
        before = broker.snapshot(account)
        broker.preview(account, order("t1", Side.BUY, BND, 2, "51"))
        after = broker.snapshot(account)
        assert (after.positions, after.cash) == (before.positions, before.cash)
        assert broker.orders(account, since=LONG_AGO) == ()

    def test_a_purchase_that_the_market_meets_fills_and_costs_what_it_says(self) -> None:
        broker, account = self.connected()
        report = self.sent(broker, account, order("t1", Side.BUY, BND, 2, "51"))
        report = broker.order(account, report.broker_order_id)
        assert report.status is OrderStatus.FILLED
        assert report.filled == 2
        assert report.average_price is not None
        assert report.average_price <= 51
        after = broker.snapshot(account)
        assert after.shares(BND) == 2
        assert after.cash == CASH - 2 * report.average_price - report.commission

    def test_a_sale_takes_the_lots_it_names_where_lots_can_be_named(self) -> None:
        broker, account = self.connected()
        if broker.capabilities(account).lot_choice is not LotChoice.EXACT_LOTS:
            return
        named = ((self._lot(broker, account, NEW), Decimal(3)),)
        self.sent(broker, account, order("t1", Side.SELL, VTI, 3, "99", lots=named))
        lots = self._lots(broker, account)
        assert {lot.acquired: lot.quantity for lot in lots} == {
            OLD.acquired: Decimal(10),
            NEW.acquired: Decimal(2),
        }

    def test_a_sale_takes_the_oldest_lots_where_the_broker_does_so(self) -> None:
        broker, account = self.connected()
        able = broker.capabilities(account)
        if able.lot_choice is LotChoice.EXACT_LOTS:
            return
        if able.sells_by is None:
            assert able.lot_choice is LotChoice.ACCOUNT_DEFAULT, "nobody says by what method"
            return
        if able.sells_by is not LotMethod.FIFO or not self._lots(broker, account):
            return
        self.sent(broker, account, order("t1", Side.SELL, VTI, 12, "99"))
        (lot,) = self._lots(broker, account)
        assert (lot.acquired, lot.quantity) == (NEW.acquired, Decimal(3))
        assert lot.basis == NEW.basis * 3 / 5 if NEW.basis else None

    def test_shares_and_cash_that_open_orders_hold_are_not_free(self) -> None:
        broker, account = self.connected()
        self.sent(broker, account, order("t1", Side.SELL, VTI, 12, "150"))
        self.sent(broker, account, order("t2", Side.BUY, BND, 2, "40"))
        seen = broker.snapshot(account)
        assert (seen.cash, seen.reserved) == (CASH, Decimal(80))
        lots = self._lots(broker, account)
        assert sum(lot.available for lot in lots) == (3 if lots else 0)

    def test_cash_and_shares_are_conserved_by_a_sale(self) -> None:
        broker, account = self.connected()
        report = self.sent(broker, account, order("t1", Side.SELL, VTI, 15, "99"))
        report = broker.order(account, report.broker_order_id)
        assert report.average_price is not None
        after = broker.snapshot(account)
        assert after.shares(VTI) == 0
        assert after.cash == CASH + 15 * report.average_price - report.commission

    def test_an_order_away_from_the_market_stays_open_and_can_be_cancelled(self) -> None:
        broker, account = self.connected()
        report = self.sent(broker, account, order("t1", Side.SELL, VTI, 4, "150"))
        assert report.status is OrderStatus.SUBMITTED
        assert report.filled == 0
        broker.cancel(account, report.broker_order_id)
        assert broker.order(account, report.broker_order_id).status is OrderStatus.CANCELLED
        assert broker.snapshot(account).shares(VTI) == 15
        self.sent(broker, account, order("t2", Side.SELL, VTI, 15, "99"))
        assert broker.snapshot(account).shares(VTI) == 0

    def test_shares_held_by_an_open_order_cannot_be_sold_again(self) -> None:
        broker, account = self.connected()
        self.sent(broker, account, order("t1", Side.SELL, VTI, 12, "150"))
        with pytest.raises(Definite):
            self.sent(broker, account, order("t2", Side.SELL, VTI, 4, "99"))

    def test_more_than_there_is_money_for_is_refused_and_nothing_has_happened(self) -> None:
        broker, account = self.connected()
        with pytest.raises(Definite):
            self.sent(broker, account, order("t1", Side.BUY, BND, 21, "51"))
        assert broker.orders(account, since=LONG_AGO) == ()
        assert broker.snapshot(account).cash == CASH

    def test_a_security_nobody_knows_is_refused(self) -> None:
        broker, account = self.connected()
        with pytest.raises(Definite):
            self.sent(broker, account, order("t1", Side.BUY, Symbol("ZZZZQ"), 1, "51"))

    def test_the_list_of_orders_has_open_and_done_ones(self) -> None:
        broker, account = self.connected()
        done = self.sent(broker, account, order("t1", Side.BUY, BND, 1, "51"))
        waiting = self.sent(broker, account, order("t2", Side.BUY, BND, 1, "40"))
        listed = broker.orders(account, since=LONG_AGO)
        assert [one.broker_order_id for one in listed] == [
            done.broker_order_id,
            waiting.broker_order_id,
        ]
        if broker.capabilities(account).client_ids is ClientIds.READABLE:
            assert [one.client_order_id for one in listed] == ["t1", "t2"]

    def test_an_order_nobody_placed_is_refused_by_name(self) -> None:
        broker, account = self.connected()
        with pytest.raises(Definite):
            broker.order(account, "999999")

    def test_a_name_of_ours_is_used_once_where_the_broker_keeps_it(self) -> None:
        broker, account = self.connected()
        if broker.capabilities(account).client_ids is not ClientIds.READABLE:
            return
        self.sent(broker, account, order("t1", Side.BUY, BND, 1, "51"))
        with pytest.raises(Definite) as refused:
            self.sent(broker, account, order("t1", Side.BUY, BND, 1, "51"))
        assert refused.value.kind == "duplicate", "whoever sent it looks for the first one"
        (first,) = broker.orders(account, since=LONG_AGO)
        if isinstance(broker, FindsByName):
            assert broker.order_named(account, OrderId("t1")) == first
            assert broker.order_named(account, OrderId("t2")) is None

    def test_what_was_traded_is_in_the_activity(self) -> None:
        broker, account = self.connected()
        self.sent(broker, account, order("t1", Side.BUY, BND, 2, "51"))
        today = broker.snapshot(account).as_of.date()
        rows = broker.activity(account, since=today, until=today).transactions
        assert [(row.symbol, row.quantity) for row in rows] == [(BND, Decimal(2))]

    def _lots(self, broker: Broker, account: BrokerAccount) -> tuple[BrokerLot, ...]:
        positions = broker.snapshot(account).positions
        return next(one.lots or () for one in positions if one.symbol == VTI)

    def _lot(self, broker: Broker, account: BrokerAccount, like: BrokerLot) -> LotId:
        lots = self._lots(broker, account)
        return next(lot.lot_id for lot in lots if lot.acquired == like.acquired)
