"""Sales sent while the market is closed: they wait, nothing else is sent, and the rest follows."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.execution.desk_of import LEGS, MORNING, TestClock, desk_of, faulty
from tests.execution.test_single_faults import assert_nothing_is_wrong, nth
from trimtab.domain import OrderType, Side
from trimtab.domain.brokerage import ClientIds
from trimtab.errors import Unknown
from trimtab.execution.journal import Journal
from trimtab.execution.run import Ending, carry_out
from trimtab.execution.sendable import SendingRules
from trimtab.execution.view import Session

SALES = [leg.number for leg in LEGS if leg.side is Side.SELL]
CLOSE = MORNING + timedelta(days=3)
CLOSED = Session(is_open=False, opens=MORNING + timedelta(days=3, hours=-6), closes=CLOSE)
QUEUE = SendingRules(queue=True)


def test_while_the_market_is_closed_sales_are_sent_once_and_nothing_else(tmp_path: Path) -> None:
    clock = TestClock()
    broker = faulty(clock)
    open_one = desk_of(broker, Journal(tmp_path / "j"), clock)
    closed = replace(open_one, rules=QUEUE, hours=lambda: CLOSED)
    for _ in range(2):
        assert carry_out(closed) is Ending.WORKING
        assert [number for number, leg in closed.state().legs.items() if leg.begun] == SALES
        assert broker.calls.count("place") == len(SALES)
    assert {closed.state().leg(number).waits_until for number in SALES} == {CLOSE}
    assert carry_out(open_one) is Ending.DONE
    assert broker.calls.count("place") == len(LEGS)
    assert_nothing_is_wrong(broker)


@pytest.mark.parametrize("ids", [ClientIds.READABLE, ClientIds.ACCEPTED])
def test_a_lost_answer_of_before_the_weekend_is_found_after_it(
    tmp_path: Path, ids: ClientIds
) -> None:
    clock = TestClock()
    broker = faulty(clock, client_ids=ids, hides=10_000)
    broker.after = nth("place", 1, Unknown("502"))
    desk = desk_of(broker, Journal(tmp_path / "j"), clock)
    closed = replace(desk, rules=QUEUE, hours=lambda: CLOSED)
    assert carry_out(closed) is Ending.UNKNOWN
    broker.lists = dict.fromkeys(broker.lists, 0)
    clock.sleep(timedelta(days=3).total_seconds())
    assert carry_out(desk) is Ending.DONE
    assert broker.calls.count("place") == len(LEGS)
    assert_nothing_is_wrong(broker)


@pytest.mark.parametrize("fills", [1, 2])
def test_nothing_that_may_not_wait_is_sent_from_the_close_on(tmp_path: Path, fills: int) -> None:
    """The market closes while sales are waited for, or while they are being sent."""
    clock, told = TestClock(), list[str]()
    broker = faulty(clock)
    open_one = desk_of(broker, Journal(tmp_path / "j"), clock)

    def hours() -> Session:
        sent = broker.calls.count("place")
        return CLOSED if sent >= len(SALES) // fills else Session(is_open=True)

    closing = replace(open_one, hours=hours, told=told.append)
    assert carry_out(closing) is Ending.WORKING
    assert broker.calls.count("place") == len(SALES) // fills
    assert "the market is closed until Thu 18 Jun" in told[-1]
    assert carry_out(open_one) is Ending.DONE
    assert_nothing_is_wrong(broker)


def test_an_order_at_the_market_does_not_wait_for_it(tmp_path: Path) -> None:
    clock = TestClock()
    broker = faulty(clock)
    rules = replace(QUEUE, order_type=OrderType.MARKET)
    desk = replace(
        desk_of(broker, Journal(tmp_path / "j"), clock), rules=rules, hours=lambda: CLOSED
    )
    assert carry_out(desk) is Ending.WORKING
    assert "place" not in broker.calls


def test_an_order_whose_preview_outlasts_the_session_is_not_sent(tmp_path: Path) -> None:
    clock = TestClock()
    broker = faulty(clock)
    desk = desk_of(broker, Journal(tmp_path / "j"), clock)
    seen = lambda: CLOSED if "preview" in broker.calls else Session(is_open=True)  # noqa: E731 - one line
    assert carry_out(replace(desk, hours=seen)) is Ending.WORKING
    assert broker.calls.count("preview") == 1
    assert "place" not in broker.calls
