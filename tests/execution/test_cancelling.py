"""Cancelling: the broker's list decides, whatever the answer to asking was."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.execution.desk_of import ACCOUNTS, Faulty, TestClock, desk_of, faulty
from trimtab.domain import OrderStatus
from trimtab.domain.brokerage import BrokerAccount, OrderReport, Preview
from trimtab.errors import Auth, Definite, InvalidValue, RateLimited, Unavailable, Unknown
from trimtab.execution.cancelling import ask_for_all, ask_to_cancel, until_over
from trimtab.execution.desk import Desk
from trimtab.execution.events import CancelAnswered, CancelAsked
from trimtab.execution.journal import Journal
from trimtab.execution.run import carry_out

LATE = Definite("5001", kind="done")
PATIENCE = timedelta(seconds=60)


@dataclass
class Stubborn(Faulty):
    """Fills nothing, and lists as cancelled what it was asked for after `slow` looks.

    answers  raised one after the other when it is asked to cancel; None: it takes it
    """

    answers: list[Exception | None] = field(default_factory=list)
    unread: list[Exception] = field(default_factory=list)
    slow: int = 0
    fills: bool = False
    asked: set[str] = field(default_factory=set)

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        return self._still(super().place(account, preview))

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        if self.asked and self.unread:
            raise self.unread.pop(0)
        found = super().order(account, broker_order_id)
        if self.fills:
            return found
        if broker_order_id in self.asked:
            self.slow -= 1
            if self.slow < 0:
                return replace(self._still(found), status=OrderStatus.CANCELLED)
        return self._still(found)

    def cancel(self, account: BrokerAccount, broker_order_id: str) -> None:
        self.calls.append("cancel")
        assert account in ACCOUNTS.values()
        answer = self.answers.pop(0) if self.answers else None
        if answer is None or isinstance(answer, Unknown):
            self.asked.add(broker_order_id)
        if answer is not None:
            raise answer

    def _still(self, report: OrderReport) -> OrderReport:
        return replace(report, status=OrderStatus.SUBMITTED, filled=Decimal(0), average_price=None)


Cancel = Callable[..., dict[int, str]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose sales are at the broker, and work."""
    clock = TestClock()
    desk = desk_of(Stubborn(faulty(clock).paper), Journal(tmp_path / "journal.jsonl"), clock)
    carry_out(desk)
    assert all(desk.state().leg(number).working for number in (1, 2, 3))
    return desk


def cancelled(desk: Desk, *numbers: int, **behaviour: object) -> dict[int, str]:
    """Why by the number of each order that may still trade, of a broker that behaves like that."""
    for name, value in behaviour.items():
        setattr(desk.broker, name, value)
    asked = ask_for_all(desk, numbers or (1, 2, 3), who="Ana")
    return dict(until_over(desk, asked, who="Ana", patience=PATIENCE))


def times(desk: Desk) -> int:
    """How often the broker was asked to cancel."""
    assert isinstance(desk.broker, Stubborn)
    return desk.broker.calls.count("cancel")


def test_what_was_asked_for_and_what_was_answered_is_written_down(desk: Desk) -> None:
    assert cancelled(desk, answers=[None, LATE]) == {}
    told = [one for one in desk.journal.events() if isinstance(one, CancelAsked | CancelAnswered)]
    assert [(one.leg, getattr(one, "message", "asked")) for one in told] == [
        (1, "asked"),
        (1, ""),
        (2, "asked"),
        (2, "5001"),
        (3, "asked"),
        (3, ""),
        (2, "asked"),
        (2, ""),
    ]
    assert {desk.state().leg(number).status for number in (1, 2, 3)} == {OrderStatus.CANCELLED}


def test_a_broker_that_takes_its_time_is_waited_for_and_not_asked_again(desk: Desk) -> None:
    assert cancelled(desk, slow=4) == {}
    assert times(desk) == 3


def test_what_is_not_done_when_patience_is_over_may_still_trade(desk: Desk) -> None:
    left = cancelled(desk, slow=10_000)
    assert sorted(left) == [1, 2, 3]
    assert "has not done so yet" in left[1]


def test_what_was_filled_first_stays_filled(desk: Desk) -> None:
    assert cancelled(desk, answers=[LATE, LATE, LATE], fills=True) == {}
    assert times(desk) == 3, "what is done is not asked for again"
    assert {desk.state().leg(number).status for number in (1, 2, 3)} == {OrderStatus.FILLED}


@pytest.mark.parametrize(
    "answer",
    [LATE, Unknown("the line went dead"), RateLimited("too many requests", retry_after=1)],
    ids=lambda one: type(one).__name__,
)
def test_an_answer_that_says_nothing_for_certain_is_followed_by_a_look_and_another_try(
    desk: Desk, answer: Exception
) -> None:
    assert cancelled(desk, 1, answers=[answer]) == {}
    # One whose answer was lost may have been taken: then the look finds it cancelled.
    assert times(desk) == (1 if isinstance(answer, Unknown) else 2)


@pytest.mark.parametrize("answer", [Auth("logged out"), Definite("no such order", kind="order")])
def test_a_refusal_that_would_come_again_is_not_asked_for_again(
    desk: Desk, answer: Exception
) -> None:
    assert cancelled(desk, 1, answers=[answer]) == {1: str(answer)}
    assert times(desk) == 1


def test_a_list_that_cannot_be_read_is_looked_at_again(desk: Desk) -> None:
    assert cancelled(desk, 1, unread=[Unavailable("503"), RateLimited("429")]) == {}
    assert desk.state().leg(1).status is OrderStatus.CANCELLED


def test_a_log_in_that_ends_after_asking_is_told(desk: Desk) -> None:
    assert cancelled(desk, 1, unread=[Auth("logged out")]) == {1: "logged out"}


def test_only_what_the_broker_has_can_be_asked_for(desk: Desk) -> None:
    with pytest.raises(InvalidValue, match="not known to have order 4"):
        ask_to_cancel(desk, 4, who="Ana")
    assert times(desk) == 0
