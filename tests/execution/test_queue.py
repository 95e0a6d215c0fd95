"""Sales sent while the market is closed: they wait, nothing else is sent, and the rest follows."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.execution.desk_of import LEGS, MORNING, TestClock, desk_of, faulty
from tests.execution.test_single_faults import assert_nothing_is_wrong, nth
from trimtab.domain import Side
from trimtab.domain.brokerage import ClientIds
from trimtab.errors import Unknown
from trimtab.execution.journal import Journal
from trimtab.execution.run import Ending, carry_out

SALES = [leg.number for leg in LEGS if leg.side is Side.SELL]
CLOSE = MORNING + timedelta(days=3)


def test_while_the_market_is_closed_sales_are_sent_once_and_nothing_else(tmp_path: Path) -> None:
    clock = TestClock()
    broker = faulty(clock)
    open_one = desk_of(broker, Journal(tmp_path / "j"), clock)
    closed = replace(open_one, waits_until=CLOSE)
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
    closed = replace(desk, waits_until=CLOSE)
    assert carry_out(closed) is Ending.UNKNOWN
    broker.lists = dict.fromkeys(broker.lists, 0)
    clock.sleep(timedelta(days=3).total_seconds())
    assert carry_out(desk) is Ending.DONE
    assert broker.calls.count("place") == len(LEGS)
    assert_nothing_is_wrong(broker)
