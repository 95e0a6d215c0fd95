"""Two processes that ask about one order: an older answer is not written over a newer one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.execution.desk_of import LEGS, TestClock, desk_of, faulty
from trimtab.domain import OrderStatus
from trimtab.domain.brokerage import OrderReport
from trimtab.execution.book import Book
from trimtab.execution.desk import Desk
from trimtab.execution.events import Event, Placed, Progress
from trimtab.execution.hearing import hear, take
from trimtab.execution.journal import Journal
from trimtab.execution.sending import send
from trimtab.execution.sizing import Size

LEG = LEGS[0]


class Racing(Journal):
    """Another process writes down, behind each `Placed`, that the order is filled."""

    def append(self, event: Event, *, where: Callable[[Book], bool] | None = None) -> bool:
        written = super().append(event, where=where)
        if isinstance(event, Placed):
            Journal(self.path).append(all_traded(event))
        return written


def all_traded(of: Placed) -> Progress:
    return Progress(
        at=of.at,
        run=of.run,
        leg=of.leg,
        status=OrderStatus.FILLED,
        filled=LEG.quantity,
        average_price=LEG.price,
    )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk that has sent order 1; it was filled at once."""
    clock = TestClock()
    broker = faulty(clock)
    made = desk_of(broker, Journal(tmp_path / "j"), clock)
    send(made, LEG, Size(quantity=LEG.quantity), broker.quotes([LEG.symbol])[LEG.symbol])
    return made


def report_of(desk: Desk, filled: int, status: OrderStatus) -> OrderReport:
    name = desk.state().leg(1).broker_order_id
    assert name is not None
    found = desk.broker.order(desk.accounts[LEG.account_id], name)
    return replace(found, filled=Decimal(filled), status=status)


def test_an_answer_that_another_process_has_overtaken_is_asked_for_again(desk: Desk) -> None:
    part = report_of(desk, 1, OrderStatus.PARTLY_FILLED)
    more = report_of(desk, 7, OrderStatus.PARTLY_FILLED)
    done = report_of(desk, 20, OrderStatus.FILLED)
    hear(desk, 1, lambda: part)

    def answers() -> Iterator[OrderReport]:
        # While this one is on its way, another process asks, and is told of all shares.
        hear(replace(desk, journal=Journal(desk.journal.path)), 1, lambda: done)
        yield more
        yield done

    given = answers()
    hear(desk, 1, lambda: next(given))
    assert desk.state().leg(1).status is OrderStatus.FILLED
    assert desk.state().leg(1).filled == LEG.quantity
    assert next(given, None) is None, "it was asked again"
    heard = [one.filled for one in desk.journal.events() if isinstance(one, Progress)]
    assert heard == [20, 1, 20], "what was overtaken is in no line of the journal"


def test_what_was_said_with_the_order_is_not_written_over_what_came_of_it(tmp_path: Path) -> None:
    clock = TestClock()
    broker = faulty(clock)
    desk = desk_of(broker, Racing(tmp_path / "j"), clock)
    send(desk, LEG, Size(quantity=LEG.quantity), broker.quotes([LEG.symbol])[LEG.symbol])
    part = report_of(desk, 1, OrderStatus.PARTLY_FILLED)
    placed = Placed(at=clock.now(), run=desk.run, leg=1, broker_order_id=part.broker_order_id)
    take(desk, placed, part)
    assert desk.state().leg(1).status is OrderStatus.FILLED
    assert desk.state().leg(1).filled == LEG.quantity
