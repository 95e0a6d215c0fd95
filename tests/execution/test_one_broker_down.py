"""Accounts at several brokers, of which one stops to answer: the others go on, nothing is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest

from tests.execution.desk_of import (
    ACCOUNTS,
    IRA,
    JOINT,
    Faulty,
    TestClock,
    desk_of,
    faulty,
    nothing,
    value_at,
)
from trimtab.domain import AccountId
from trimtab.domain.brokerage import BrokerAccount, OrderReport, Preview, Snapshot
from trimtab.domain.order import Order, OrderStatus, Side
from trimtab.errors import Auth, BrokerError, RateLimited, Unavailable, Unknown
from trimtab.execution.desk import Desk
from trimtab.execution.journal import Journal
from trimtab.execution.lost import settle_lost
from trimtab.execution.run import Ending, carry_out, look
from trimtab.execution.sendable import SendingRules

T = TypeVar("T")

DOWN = Unavailable("it is down")
# The account's calls from which on there is no answer: previews, looks at orders, its snapshot.
CASES = [
    *((JOINT, since, DOWN) for since in range(9)),
    *((IRA, since, DOWN) for since in range(5)),
    *((JOINT, since, error) for since in (0, 2, 4) for error in (RateLimited("wait"), Auth("no"))),
]


@dataclass
class Silent:
    """A broker that does not answer for the accounts in `to`, from its call number `since` on."""

    real: Faulty
    error: BrokerError
    to: AccountId
    since: int = 0
    over: bool = False
    calls: dict[AccountId, int] = field(default_factory=dict)
    name: str = "silent"

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)

    def _asked(self, account: BrokerAccount, ask: Callable[[], T]) -> T:
        (name,) = (one for one, known in ACCOUNTS.items() if known == account)
        self.calls[name] = self.calls.get(name, 0) + 1
        if name == self.to and not self.over and self.calls[name] > self.since:
            raise self.error
        return ask()

    def snapshot(self, account: BrokerAccount) -> Snapshot:
        return self._asked(account, lambda: self.real.snapshot(account))

    def preview(self, account: BrokerAccount, order: Order) -> Preview:
        return self._asked(account, lambda: self.real.preview(account, order))

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        report = self.real.place(account, preview)
        # As a real broker: taken, and what was filled is for the next look to say.
        return replace(report, status=OrderStatus.SUBMITTED, filled=Decimal(0), average_price=None)

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        return self._asked(account, lambda: self.real.order(account, broker_order_id))


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


def begun(silent: Silent, tmp_path: Path, clock: TestClock, told: list[str]) -> Desk:
    desk = desk_of(silent, Journal(tmp_path / "journal.jsonl"), clock)  # type: ignore[arg-type]  # the rest is the real one's
    return replace(desk, told=told.append)


@pytest.mark.parametrize(("down", "since", "error"), CASES)
def test_what_is_at_the_other_is_done_and_the_rest_when_it_is_back(
    tmp_path: Path, clock: TestClock, down: AccountId, since: int, error: BrokerError
) -> None:
    silent = Silent(faulty(clock), error, down, since)
    before, told = value_at(silent.real), list[str]()
    desk = begun(silent, tmp_path, clock, told)
    with pytest.raises(type(error)):
        carry_out(desk)
    there = {leg.number for leg in desk.sendable.legs if leg.account_id != down}
    states = desk.state().legs
    assert {states[number].status for number in there} == {OrderStatus.FILLED}
    assert any(text.startswith(f"{down}: nothing more is sent there for now") for text in told)
    silent.over = True
    assert carry_out(desk) is Ending.DONE
    assert len(silent.real.accepted) == len(desk.sendable.legs), "nothing was sent twice"
    assert value_at(silent.real) == before


def test_nothing_is_bought_by_sales_that_nobody_has_seen(tmp_path: Path, clock: TestClock) -> None:
    silent = Silent(faulty(clock), DOWN, JOINT, since=1)
    desk = begun(silent, tmp_path, clock, [])
    with pytest.raises(Unavailable):
        carry_out(desk)
    placed = silent.real.paper.orders(ACCOUNTS[JOINT], since=clock.now().date())
    assert {one.side for one in placed} == {Side.SELL}


def test_a_look_asks_the_others_before_it_says_who_is_silent(
    tmp_path: Path, clock: TestClock
) -> None:
    silent = Silent(faulty(clock), DOWN, JOINT, since=1)
    desk = begun(silent, tmp_path, clock, [])
    desk = replace(desk, rules=SendingRules(patience=timedelta(0), quiet=timedelta(0)))
    with pytest.raises(Unavailable):
        carry_out(desk)
    with pytest.raises(Unavailable, match="it is down"):
        look(desk)
    silent.over = True
    assert look(desk) is Ending.WORKING, "what was not sent is not sent by looking"
    assert desk.state().leg(1).status is OrderStatus.FILLED


def test_who_was_not_answered_does_not_say_that_an_order_is_not_there(
    tmp_path: Path, clock: TestClock
) -> None:
    told, placed = list[str](), list[int]()

    def lost(call: str, number: int) -> None:
        if call == "place" and not placed:
            placed.append(number)
            raise Unknown("its answer was lost")

    def silent(call: str, _: int) -> None:
        if call == "orders" and placed:
            raise Unavailable("no answer")

    broker = faulty(clock, before=silent, after=lost)
    desk = desk_of(broker, Journal(tmp_path / "journal.jsonl"), clock)
    desk = replace(desk, told=told.append)
    assert carry_out(desk) is Ending.UNKNOWN
    (said,) = (one for one in told if "could not be asked whether it has it (no answer)" in one)
    assert said.startswith("order 1: ")
    assert not any("--absent" in one for one in told)
    broker.before = nothing
    assert settle_lost(desk) == ()
    assert carry_out(desk) is Ending.DONE
    assert len(broker.accepted) == len(desk.sendable.legs)
