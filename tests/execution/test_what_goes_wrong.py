"""What brokers are known to do in the middle of a run, each by itself, and what has to follow."""

import os
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.execution.desk_of import (
    ACCOUNTS,
    IRA,
    JOINT,
    LEGS,
    PRICES,
    Faulty,
    TestClock,
    desk_of,
    faulty,
    value_at,
)
from tests.execution.test_single_faults import VALUE, assert_nothing_is_wrong, nth
from trimtab.domain import Order, OrderId, OrderStatus, OrderType, Side, Symbol
from trimtab.domain.brokerage import BrokerAccount, OrderReport, Preview, Snapshot
from trimtab.errors import Definite, Unavailable
from trimtab.execution.desk import Desk
from trimtab.execution.journal import Journal
from trimtab.execution.run import Ending, carry_out


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)


def desk_at(broker: Faulty, tmp_path: Path, clock: TestClock) -> tuple[Desk, list[str]]:
    """A desk, and what it tells people."""
    told = list[str]()
    desk = desk_of(broker, Journal(tmp_path / "journal.jsonl"), clock)
    return replace(desk, told=told.append), told


@pytest.mark.parametrize(("cents", "is_sent"), [(0, True), (1, False)])
def test_an_order_is_not_sent_when_its_second_estimate_moved_by_more_than_a_price_may(
    tmp_path: Path, cents: int, *, is_sent: bool
) -> None:
    @dataclass
    class Dearer(Faulty):
        """Estimates that the first sale brings a percent and some cents less, the second time."""

        def preview(self, account: BrokerAccount, order: object) -> Preview:
            found = super().preview(account, order)
            if self.calls.count("preview") == 2:
                moved = found.total * Decimal("0.99") + Decimal(cents) / 100
                return replace(found, total=moved.quantize(Decimal("0.01")))
            return found

    clock = TestClock()
    broker = Dearer(faulty(clock).paper, before=nth("place", 1, Definite("1033", kind="preview")))
    desk, told = desk_at(broker, tmp_path, clock)
    carry_out(desk)
    assert desk.state().leg(1).skipped is not is_sent
    assert ("its estimate went from -1998.00 to -1978.01 dollars" in "".join(told)) is not is_sent
    assert_nothing_is_wrong(broker)


def test_nothing_is_bought_with_the_money_of_sales_that_the_positions_do_not_show(
    tmp_path: Path,
) -> None:
    @dataclass
    class Stale(Faulty):
        """Lists fills, and shows the positions of before them, for as long as `stale` lasts."""

        stale: int = 10_000

        def snapshot(self, account: BrokerAccount) -> Snapshot:
            found = super().snapshot(account)
            self.stale -= 1
            return found if self.stale < 0 else faulty(TestClock()).paper.snapshot(account)

    clock = TestClock()
    never = Stale(faulty(clock).paper)
    desk, told = desk_at(never, tmp_path, clock)
    assert carry_out(desk) is Ending.WORKING
    assert [one.side for one in never.accepted] == [Side.SELL] * 3
    assert "its positions do not show the sales yet" in "".join(told)
    assert not any(leg.skipped for leg in desk.state().legs.values()), "what waits is not given up"
    never.stale = 3
    assert carry_out(desk) is Ending.DONE
    assert_nothing_is_wrong(never)


@pytest.mark.parametrize("end", [OrderStatus.CANCELLED, OrderStatus.EXPIRED])
def test_purchases_are_sized_by_what_a_sale_brought_before_it_was_cancelled(
    tmp_path: Path, end: OrderStatus
) -> None:
    @dataclass
    class Halved(Faulty):
        """Trades half of the first sale; the rest is cancelled there, or expires."""

        def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
            if self.accepted:
                return super().place(account, preview)
            half = replace(
                preview.order,
                quantity=preview.order.quantity / 2,
                lots=((preview.order.lots[0][0], preview.order.quantity / 2),),
            )
            report = super().place(account, replace(preview, order=half))
            return replace(report, status=OrderStatus.SUBMITTED, filled=Decimal(0))

        def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
            found = super().order(account, broker_order_id)
            if broker_order_id != self.accepted[0].broker_order_id:
                return found
            return replace(found, status=end, quantity=Decimal(20))

    clock = TestClock()
    broker = Halved(faulty(clock).paper)
    desk, _ = desk_at(broker, tmp_path, clock)
    assert carry_out(desk) is Ending.SOME
    states = desk.state().legs
    assert (states[1].status, states[1].filled) == (end, Decimal(10))
    bought = [one for one in broker.accepted if one.side is Side.BUY]
    in_joint = broker.paper.snapshot(ACCOUNTS[JOINT])
    assert in_joint.cash >= 50, "the floor of the account"
    assert sum(one.quantity * Decimal(PRICES[one.symbol]) for one in bought) < 95 * 20 + 145 * 10
    assert states[6].status is OrderStatus.FILLED, "the other account goes on"
    assert value_at(broker) == VALUE
    assert broker.paper.snapshot(ACCOUNTS[IRA]).cash == 100 + 500 - 550
    ended = desk.journal.events()[-1]
    assert getattr(ended, "left", Decimal(0)) > 0, "what was not traded is told"


def test_a_burst_of_failures_near_the_bell_is_waited_out_and_is_no_missing_fill(
    tmp_path: Path,
) -> None:
    failures = 0

    def burst(call: str, _: int) -> None:
        nonlocal failures
        if call == "order" and failures < 12:
            failures += 1
            raise Unavailable("500 code 100")

    @dataclass
    class Late(Faulty):
        """Fills at once, and says so only when it is asked."""

        def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
            report = super().place(account, preview)
            return replace(
                report, status=OrderStatus.SUBMITTED, filled=Decimal(0), average_price=None
            )

    clock = TestClock()
    broker = Late(faulty(clock).paper, before=burst)
    desk, _ = desk_at(broker, tmp_path, clock)
    ending = Ending.WORKING
    for _ in range(6):
        try:
            ending = carry_out(desk)
        except Unavailable:
            continue
        break
    assert failures == 12
    assert ending is Ending.DONE
    assert broker.calls.count("place") == len(LEGS)
    assert_nothing_is_wrong(broker)


@pytest.mark.parametrize("call", ["preview", "place"])
def test_a_sale_that_another_order_stands_in_the_way_of_names_that_order(
    tmp_path: Path, call: str
) -> None:
    clock = TestClock()
    broker = faulty(clock)
    account = ACCOUNTS[JOINT]
    by_hand = Order(
        order_id=OrderId("by-hand"),
        account_id=JOINT,
        side=Side.SELL,
        symbol=Symbol("AAA"),
        quantity=Decimal(3),
        order_type=OrderType.LIMIT,
        limit_price=Decimal(150),
    )
    theirs = broker.place(account, broker.preview(account, by_hand))
    broker.before = nth(call, 1, Definite("not enough available shares", kind="shares"))
    desk, told = desk_at(broker, tmp_path, clock)
    carry_out(desk)
    said = f"not enough available shares; open there: order {theirs.broker_order_id} (sell 3)"
    assert desk.state().leg(1).message == said
    assert f"order 1: not taken ({said})" in told
    assert "open there" not in desk.state().leg(2).message
