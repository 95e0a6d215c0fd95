"""Every single fault at every place of a whole run, and death at every moment of it."""

import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.execution.desk_of import (
    ACCOUNTS,
    IRA,
    JOINT,
    LEGS,
    Faulty,
    Hook,
    Killed,
    KillingJournal,
    TestClock,
    desk_of,
    faulty,
    value_at,
)
from trimtab.domain import LotId, OrderId, OrderStatus, Side, Symbol
from trimtab.domain.brokerage import BrokerAccount, ClientIds, OrderReport, Preview
from trimtab.errors import (
    Auth,
    BrokerError,
    Definite,
    RateLimited,
    Refused,
    Unavailable,
    Unknown,
)
from trimtab.execution.desk import Desk
from trimtab.execution.events import FoundAbsent, Intended
from trimtab.execution.journal import Journal
from trimtab.execution.lost import adopt_by_hand
from trimtab.execution.run import Ending, carry_out

IDS = pytest.mark.parametrize("ids", [ClientIds.READABLE, ClientIds.ACCEPTED])


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Death is told by exceptions here, and the page cache outlives those."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


VALUE = Decimal(40 * 100 + 40 * 50 + 50 * 20 + 600)


def nth(call: str, number: int, error: BaseException) -> Hook:
    """Fails at one call, by its name and how many of that name came before."""
    seen = 0

    def hook(name: str, _: int) -> None:
        nonlocal seen
        seen += name == call
        if name == call and seen == number:
            raise error

    return hook


def whole_run(journal: Journal, broker: Faulty, clock: TestClock) -> Ending:
    return carry_out(desk_of(broker, journal, clock))


def count_of_calls(tmp_path: Path, ids: ClientIds) -> Faulty:
    clock = TestClock()
    broker = faulty(clock, client_ids=ids)
    assert whole_run(Journal(tmp_path / "whole.jsonl"), broker, clock) is Ending.DONE
    return broker


def assert_nothing_is_wrong(broker: Faulty) -> None:
    """What must hold of the broker's own books, whatever failed."""
    legs = [report.client_order_id for report in broker.accepted]
    assert len(legs) == len(set(legs)), "an order was accepted twice"
    assert value_at(broker) == VALUE, "money or shares were made or lost"
    for account_id, account in ACCOUNTS.items():
        floor = 50 if account_id == JOINT else 0
        assert broker.paper.snapshot(account).cash >= floor


def until_it_ends(make: Callable[[], Ending], tries: int = 6) -> Ending:
    """As a person does: call again after each failure."""
    for _ in range(tries):
        try:
            ending = make()
        except (BrokerError, Killed):
            continue
        if ending not in {Ending.UNKNOWN, Ending.WORKING}:
            return ending
    return make()


def test_a_whole_run_fills_every_order_with_the_lots_of_the_plan(tmp_path: Path) -> None:
    clock = TestClock()
    broker = faulty(clock)
    journal = Journal(tmp_path / "journal.jsonl")
    assert whole_run(journal, broker, clock) is Ending.DONE
    assert_nothing_is_wrong(broker)
    sold = {report.client_order_id: report.lots for report in broker.accepted if report.lots}
    assert list(sold.values()) == [leg.lots for leg in LEGS if leg.lots]
    assert broker.calls.count("place") == len(LEGS)


@IDS
@pytest.mark.parametrize("accepted", [False, True])
def test_a_lost_answer_at_any_order_never_makes_a_second_one(
    tmp_path: Path, ids: ClientIds, *, accepted: bool
) -> None:
    for number in range(1, len(LEGS) + 1):
        clock = TestClock()
        broker = faulty(clock, client_ids=ids)
        hook = nth("place", number, Unknown("the line went dead"))
        if accepted:
            broker.after = hook
        else:
            broker.before = hook
        journal = Journal(tmp_path / f"{number}.jsonl")
        ending = whole_run(journal, broker, clock)
        assert_nothing_is_wrong(broker)
        # An order that never arrived is not sent again by itself: a person is asked.
        assert ending is (Ending.DONE if accepted else Ending.UNKNOWN)
        assert broker.calls.count("place") <= len(LEGS)


@IDS
def test_an_order_that_shows_only_after_some_lists_is_found(tmp_path: Path, ids: ClientIds) -> None:
    clock = TestClock()
    broker = faulty(clock, client_ids=ids, hides=4)
    broker.after = nth("place", 2, Unknown("502"))
    assert whole_run(Journal(tmp_path / "j"), broker, clock) is Ending.DONE
    assert_nothing_is_wrong(broker)


def test_a_purchase_that_stays_too_dear_is_given_up_in_the_words_of_the_broker(
    tmp_path: Path,
) -> None:
    def poor(call: str, _: int) -> None:
        if call == "preview" and broker.calls.count("preview") > len(LEGS) - 1:
            raise Definite("too little buying power", kind="funds")

    clock = TestClock()
    broker = faulty(clock, before=poor)
    desk = desk_of(broker, Journal(tmp_path / "j"), clock)
    assert carry_out(desk) is Ending.SOME
    state = desk.state().leg(6)
    assert (state.status, state.message) == (OrderStatus.REJECTED, "too little buying power")
    assert broker.calls.count("preview") == len(LEGS) - 1 + 3
    assert_nothing_is_wrong(broker)


@IDS
def test_an_order_held_to_be_absent_that_is_there_after_all_is_found_when_sent_again(
    tmp_path: Path, ids: ClientIds
) -> None:
    clock = TestClock()
    broker = faulty(clock, client_ids=ids, hides=10_000)
    broker.after = nth("place", 1, Unknown("502"))
    desk = desk_of(broker, Journal(tmp_path / "j"), clock)
    assert carry_out(desk) is Ending.UNKNOWN
    (lost,) = desk.state().unknown()
    desk.journal.append(FoundAbsent(at=clock.now(), run=desk.run, leg=lost, who="somebody"))
    broker.lists, broker.hides = dict.fromkeys(broker.lists, 0), 0
    assert carry_out(desk) is Ending.DONE
    assert desk.state().leg(lost).attempt == 2
    assert_nothing_is_wrong(broker)


class Muttering(Faulty):
    """Says of the first order something that nobody understands, `mutters` times."""

    mutters = 3

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        return self._muttered(super().place(account, preview))

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        return self._muttered(super().order(account, broker_order_id))

    def _muttered(self, report: OrderReport) -> OrderReport:
        if report.broker_order_id != self.accepted[0].broker_order_id or not self.mutters:
            return report
        self.mutters -= 1
        return replace(report, status=OrderStatus.UNKNOWN, filled=Decimal(0), average_price=None)


@IDS
def test_an_order_that_the_broker_has_is_followed_whatever_it_says_of_it(
    tmp_path: Path, ids: ClientIds
) -> None:
    clock = TestClock()
    broker = Muttering(faulty(clock).paper, client_ids=ids)
    desk = desk_of(broker, Journal(tmp_path / "j"), clock)
    assert carry_out(desk) is Ending.DONE
    assert_nothing_is_wrong(broker)
    assert broker.calls.count("place") == len(LEGS)
    never = Muttering(faulty(clock).paper, client_ids=ids)
    never.mutters = 10_000
    desk = desk_of(never, Journal(tmp_path / "never"), clock)
    assert carry_out(desk) is Ending.WORKING
    assert desk.state().unknown() == (), "nobody may say that it is not there, and send it again"
    assert [leg.number for leg in LEGS if not desk.state().leg(leg.number).begun] == [4, 5]


@IDS
@pytest.mark.parametrize(
    "error",
    [
        Auth("token_rejected"),
        RateLimited("429", retry_after=7),
        Unavailable("500 code 100"),
        Definite("no"),
        Definite("preview expired", kind="preview"),
    ],
    ids=lambda error: f"{type(error).__name__}-{error}",
)
def test_any_refusal_at_any_request_leaves_at_most_one_order_a_leg(
    tmp_path: Path, ids: ClientIds, error: BrokerError
) -> None:
    runs = 0
    calls = count_of_calls(tmp_path, ids).calls
    for number in range(1, len(calls) + 1):
        if isinstance(error, Unavailable) and calls[number - 1] == "place":
            continue  # a place never raises it
        if isinstance(error, Definite) and calls[number - 1] not in {"place", "preview"}:
            continue
        clock = TestClock()
        broker = faulty(clock, client_ids=ids)
        broker.before = at(number, error)
        journal = Journal(tmp_path / f"{number}.jsonl")
        ending = until_it_ends(lambda j=journal, b=broker, c=clock: whole_run(j, b, c))  # type: ignore[misc]  # bound now
        assert ending in {Ending.DONE, Ending.SOME}
        assert_nothing_is_wrong(broker)
        runs += 1
    assert runs >= len(LEGS)


def at(number: int, error: BaseException) -> Hook:
    def hook(_: str, count: int) -> None:
        if count == number:
            raise error

    return hook


@IDS
@pytest.mark.parametrize("when", ["before", "torn", "after"])
def test_death_at_every_write_of_the_journal_loses_nothing(
    tmp_path: Path, ids: ClientIds, when: str
) -> None:
    counting = KillingJournal(tmp_path / "count.jsonl")
    clock = TestClock()
    whole_run(counting, faulty(clock, client_ids=ids), clock)
    for number in range(1, counting.writes + 1):
        clock = TestClock()
        broker = faulty(clock, client_ids=ids)
        path = tmp_path / f"{number}.jsonl"
        with pytest.raises(Killed):
            whole_run(KillingJournal(path, at=number, when=when), broker, clock)
        again = until_it_ends(lambda p=path, b=broker, c=clock: whole_run(Journal(p), b, c))  # type: ignore[misc]  # bound now
        assert_nothing_is_wrong(broker)
        # Dead between the note that it is about to be sent and the sending: nobody knows, and the
        # broker does not have it. That is for a person to settle.
        assert again in {Ending.DONE, Ending.UNKNOWN}


@IDS
@pytest.mark.parametrize("moment", ["before", "after"])
def test_death_at_every_request_loses_nothing(tmp_path: Path, ids: ClientIds, moment: str) -> None:
    calls = count_of_calls(tmp_path, ids).calls
    for number in range(1, len(calls) + 1):
        clock = TestClock()
        broker = faulty(clock, client_ids=ids)
        setattr(broker, moment, at(number, Killed()))
        journal = Journal(tmp_path / f"{number}.jsonl")
        ending = until_it_ends(lambda j=journal, b=broker, c=clock: whole_run(j, b, c))  # type: ignore[misc]  # bound now
        assert_nothing_is_wrong(broker)
        sent_and_unknown = moment == "before" and calls[number - 1] == "place"
        assert ending is (Ending.UNKNOWN if sent_and_unknown else Ending.DONE)


def test_nothing_is_sent_after_a_halt_at_any_request(tmp_path: Path) -> None:
    for number in range(1, len(count_of_calls(tmp_path, ClientIds.READABLE).calls) + 1):
        clock = TestClock()
        broker = faulty(clock)
        halt: list[int] = []

        def hook(call: str, count: int, number: int = number, halt: list[int] = halt) -> None:
            # Whoever halts waits for an order that is on its way, so it comes after, not within.
            if count >= number and call != "place" and not halt:
                halt.append(count)

        broker.before = hook
        journal = Journal(tmp_path / f"{number}.jsonl")
        ending = carry_out(desk_of(broker, journal, clock, halted=lambda halt=halt: bool(halt)))  # type: ignore[misc]  # bound now
        late = [count for count, call in enumerate(broker.calls, 1) if call == "place"]
        assert not halt or all(count < halt[0] for count in late)
        assert_nothing_is_wrong(broker)
        assert ending in {Ending.HALTED, Ending.DONE}


def test_a_sale_that_fails_stops_only_the_purchases_that_need_it(tmp_path: Path) -> None:
    clock = TestClock()
    broker = faulty(clock)
    broker.before = nth("place", 1, Definite("not settled"))
    journal = Journal(tmp_path / "j")
    desk = desk_of(broker, journal, clock)
    assert carry_out(desk) is Ending.SOME
    states = desk.state().legs
    assert states[1].status is OrderStatus.REJECTED
    assert states[4].skipped, "what would have replaced it in its class is not bought"
    assert "not sold" in states[4].message
    assert states[6].status is OrderStatus.FILLED, "the other account goes on"
    # 500 there + 500 from bonds - 50 that stay = 950; 90 DDD at up to 10.01 cost 900.90.
    assert states[5].filled == 90
    assert_nothing_is_wrong(broker)
    assert broker.paper.snapshot(ACCOUNTS[IRA]).cash == 100 + 500 - 550


class Slow(Faulty):
    """Its first order trades nothing before `trades` is set."""

    trades = False

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        return self._slowed(super().place(account, preview))

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        return self._slowed(super().order(account, broker_order_id))

    def _slowed(self, report: OrderReport) -> OrderReport:
        if self.trades or report.broker_order_id != self.accepted[0].broker_order_id:
            return report
        return replace(report, status=OrderStatus.SUBMITTED, filled=Decimal(0), average_price=None)


def test_a_sale_that_takes_long_holds_its_purchases_back_and_does_not_cancel_them(
    tmp_path: Path,
) -> None:
    clock = TestClock()
    broker = Slow(faulty(clock).paper)
    desk = desk_of(broker, Journal(tmp_path / "j"), clock)
    assert carry_out(desk) is Ending.WORKING
    left = [leg.number for leg in LEGS if not desk.state().leg(leg.number).begun]
    assert left == [4, 5], "the other account goes on"
    broker.trades = True
    assert carry_out(desk) is Ending.DONE
    assert_nothing_is_wrong(broker)


def lost_first(tmp_path: Path) -> tuple[Desk, Faulty]:
    """A run whose first order is at the broker, which lists none of them, and is lost here."""
    clock = TestClock()
    broker = faulty(clock, client_ids=ClientIds.ACCEPTED, hides=10_000)
    broker.after = nth("place", 1, Unknown("502"))
    desk = desk_of(broker, Journal(tmp_path / "j"), clock)
    assert carry_out(desk) is Ending.UNKNOWN
    assert desk.state().unknown() == (1,)
    return desk, broker


def test_a_person_can_say_which_order_of_the_broker_it_is(tmp_path: Path) -> None:
    desk, broker = lost_first(tmp_path)
    adopt_by_hand(desk, 1, broker.accepted[0].broker_order_id, who="Ana")
    assert desk.state().leg(1).status is OrderStatus.FILLED
    assert carry_out(desk) is Ending.DONE
    assert_nothing_is_wrong(broker)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"side": Side.BUY}, "it is to buy 20 AAA, not to sell 20 AAA"),
        ({"symbol": Symbol("BBB")}, "not to sell 20 AAA"),
        ({"quantity": Decimal(21)}, "it is to sell 21 AAA"),
        ({"lots": ((LotId("J1"), Decimal(20)),)}, "names other lots"),
        ({"client_order_id": OrderId("7K3F99999999001")}, "another name of ours"),
        ({"broker_order_id": "before"}, "before this order was sent"),
    ],
)
def test_an_order_that_is_not_the_one_is_not_adopted(
    tmp_path: Path, changes: dict[str, object], why: str
) -> None:
    desk, broker = lost_first(tmp_path)
    name = broker.accepted[0].broker_order_id
    changed = replace(broker.accepted[0], client_order_id=None)
    changed = replace(changed, **changes)  # type: ignore[arg-type]  # one field of it each time
    broker.order = lambda *_: changed  # type: ignore[method-assign]  # the broker's own word
    if changed.broker_order_id == "before":
        desk, name = known_before(desk, "before"), "before"
    with pytest.raises(Refused, match=why):
        adopt_by_hand(desk, 1, name, who="Ana")
    assert desk.state().unknown() == (1,)


def known_before(desk: Desk, name: str) -> Desk:
    """The same, but that the broker had listed `name` before the order was sent."""
    events = [
        replace(one, known=(name,)) if isinstance(one, Intended) else one
        for one in desk.journal.events()
    ]
    journal = Journal(desk.journal.path.with_name("before"))
    for one in events:
        journal.append(one)
    return replace(desk, journal=journal)
