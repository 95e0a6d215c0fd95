"""Each guard refuses what it is for, at its edge, and is silent otherwise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.execution.desk_of import (
    ACCOUNTS,
    IRA,
    JOINT,
    MORNING,
    PRICES,
    SHA,
    TestClock,
    faulty,
    quote,
    sendable,
)
from tests.execution.tickets_of import written_events
from trimtab.domain import (
    AccountId,
    LotMethod,
    Order,
    OrderId,
    OrderStatus,
    OrderType,
    Side,
    Symbol,
)
from trimtab.domain.brokerage import Capabilities, ClientIds, Freshness, LotChoice, Snapshot
from trimtab.errors import InvalidValue
from trimtab.execution import events as happened
from trimtab.execution.book import Book, LegState, Run, book_of
from trimtab.execution.guards import (
    GUARDS,
    REHEARSAL,
    IsApproved,
    LogInLasts,
    MarketIsOpen,
    WarningsRead,
    expected_shares,
    stops,
)
from trimtab.execution.sendable import SendingRules
from trimtab.execution.view import Session, Stop, View

APPROVED = happened.Approved(at=MORNING, plan="7K3F", sha256=SHA, who="Ana")
NOW = MORNING + timedelta(minutes=5)


def snapshots() -> dict[AccountId, Snapshot]:
    paper = faulty(TestClock()).paper
    return {name: paper.snapshot(account) for name, account in ACCOUNTS.items()}


def view(*more: happened.Event) -> View:
    return View(
        sendable=sendable(),
        rules=SendingRules(),
        book=book_of([APPROVED, *more]),
        now=NOW,
        snapshots=snapshots(),
        quotes={Symbol(symbol): quote(symbol, price) for symbol, price in PRICES.items()},
        session=Session(is_open=True),
    )


def codes(given: View) -> list[str]:
    return [stop.code for stop in stops(given)]


def test_a_plan_that_is_approved_fresh_and_fits_may_be_sent() -> None:
    assert stops(view()) == ()


def test_a_plan_that_nobody_approved_is_not_sent_but_may_be_rehearsed() -> None:
    given = replace(view(), book=Book())
    assert codes(given) == ["STOP.NOT_APPROVED"]
    assert stops(given, REHEARSAL) == ()


def test_a_rehearsal_asks_all_but_the_approval_the_warnings_and_the_hour() -> None:
    later = {IsApproved, WarningsRead, MarketIsOpen, LogInLasts}
    assert [type(one) for one in REHEARSAL] == [
        type(one) for one in GUARDS if type(one) not in later
    ]


def test_a_rejection_takes_the_approval_back() -> None:
    rejected = happened.Rejected(at=NOW, plan="7K3F", sha256=SHA, who="Luis")
    assert codes(view(rejected)) == ["STOP.NOT_APPROVED"]


def test_an_approval_is_of_one_content_alone() -> None:
    given = view()
    other = replace(given.sendable, sha256="f" * 64)
    assert codes(replace(given, sendable=other)) == ["STOP.NOT_APPROVED"]


def test_an_edited_plan_is_not_sent() -> None:
    given = view()
    assert codes(replace(given, sendable=replace(given.sendable, intact=False))) == ["STOP.EDITED"]


def test_a_warning_has_to_be_read_first() -> None:
    given = replace(view(), sendable=replace(sendable(), open_acks=("W1", "W2")))
    assert codes(given) == ["STOP.WARNING_OPEN"]
    read = [
        happened.Acknowledged(at=NOW, plan="7K3F", sha256=SHA, warning=one, who="Ana")
        for one in ("W1", "W2")
    ]
    assert codes(replace(given, book=book_of([APPROVED, read[0]]))) == ["STOP.WARNING_OPEN"]
    assert codes(replace(given, book=book_of([APPROVED, *read]))) == []


def test_a_halt_stops_everything_until_somebody_resumes() -> None:
    halt = happened.Halted(at=NOW, who="Ana", why="phone call")
    assert codes(view(halt)) == ["STOP.HALTED"]
    assert "phone call" in stops(view(halt))[0].text
    assert codes(view(halt, happened.Resumed(at=NOW, who="Ana"))) == []


@pytest.mark.parametrize(
    ("age", "found"),
    [
        (timedelta(hours=24), []),
        (timedelta(hours=24, seconds=1), ["STOP.STALE_PLAN"]),
        (timedelta(seconds=-1), ["STOP.CLOCK"]),
    ],
)
def test_a_plan_expires(age: timedelta, found: list[str]) -> None:
    assert codes(replace(view(), now=MORNING + age)) == found


@pytest.mark.parametrize(
    ("price", "found"), [("101", []), ("99", []), ("101.01", ["STOP.PRICE_MOVED"])]
)
def test_a_price_may_move_by_a_percent_and_no_more(price: str, found: list[str]) -> None:
    given = view()
    assert (
        codes(replace(given, quotes={**given.quotes, Symbol("AAA"): quote("AAA", price)})) == found
    )


def test_a_quote_that_is_old_or_missing_prices_nothing() -> None:
    given = view()
    old = quote("DDD", "10", Freshness.DELAYED)
    assert codes(replace(given, quotes={**given.quotes, Symbol("DDD"): old})) == [
        "STOP.STALE_PRICE"
    ]
    assert codes(replace(given, quotes={})) == ["STOP.NO_QUOTE"]


def test_a_closed_market_says_when_it_opens() -> None:
    closed = Session(is_open=False, opens=MORNING + timedelta(days=1))
    (stop,) = stops(replace(view(), session=closed))
    assert stop.code == "STOP.MARKET_CLOSED"
    assert "16 Jun" in stop.text
    assert stops(replace(view(), session=None)) == ()


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (SendingRules(max_order=Decimal(2000)), []),
        (SendingRules(max_order=Decimal("1999.99")), ["STOP.OVER_LIMIT"]),
        (SendingRules(max_daily=Decimal(6850)), []),
        (SendingRules(max_daily=Decimal("6849.99")), ["STOP.OVER_LIMIT"]),
    ],
)
def test_limits_of_an_order_and_of_a_day(rules: SendingRules, found: list[str]) -> None:
    # 2,000 + 500 + 500 sold, 1,900 + 900 + 550 bought, and 500 more of another plan today.
    given = view(*other_run(filled="5"))
    given = replace(given, rules=rules)
    assert codes(given) == found


def other_run(filled: str) -> list[happened.Event]:
    """Another plan's run of today with one fill at 100."""
    order = happened.RunStarted(
        at=MORNING, run="AAAA-1", plan="AAAA", sha256="a" * 64, broker="b", live=True
    )
    progress = happened.Progress(
        at=MORNING,
        run="AAAA-1",
        leg=1,
        status=OrderStatus.FILLED,
        filled=Decimal(filled),
        average_price=Decimal(100),
    )
    return [order, progress, happened.RunEnded(at=MORNING, run="AAAA-1", outcome="done")]


def test_what_is_traded_in_a_day_is_counted_by_the_brokers_clock() -> None:
    """Fills are dated by it: a clock here that is a day ahead must not open the day's limit."""
    rules = SendingRules(max_daily=Decimal(6849))
    given = replace(view(*other_run(filled="5")), rules=rules)
    assert codes(given) == ["STOP.OVER_LIMIT"]
    ahead = replace(given, now=MORNING + timedelta(hours=23))
    assert codes(ahead) == []
    assert codes(replace(ahead, there=MORNING)) == ["STOP.OVER_LIMIT"]


def test_the_open_orders_that_count_are_named() -> None:
    started = other_run(filled="5")[0]
    open_one = happened.Intended(
        at=MORNING, run="AAAA-1", leg=1, attempt=1, order=market_order(), known=(), price=Decimal(9)
    )
    placed = happened.Placed(at=MORNING, run="AAAA-1", leg=1, broker_order_id="9")
    rules = SendingRules(max_daily=Decimal(6400))
    given = replace(view(started, open_one, placed), rules=rules)
    working, over = stops(given)
    assert working.code == "STOP.ORDERS_WORKING"
    assert over.text.startswith(
        "What is traded today, with the open orders of plan AAAA, is $6,458.00, limit $6,400.00"
    )


def market_order() -> Order:
    """Twelve shares at whatever they cost."""
    return Order(
        order_id=OrderId("AAAA001"),
        account_id=AccountId("other"),
        side=Side.BUY,
        symbol=Symbol("BBB"),
        quantity=Decimal(12),
        order_type=OrderType.MARKET,
    )


def test_an_account_that_changed_since_the_plan_is_not_traded_in() -> None:
    given = view()
    holdings = {**given.sendable.holdings, IRA: {Symbol("CCC"): Decimal(51)}}
    (stop,) = stops(replace(given, sendable=replace(given.sendable, holdings=holdings)))
    assert stop.code == "STOP.LOTS_CHANGED"
    assert "50 CCC, not 51" in stop.text


QUEUE = SendingRules(queue=True)
CLOSED = Session(is_open=False, opens=MORNING + timedelta(hours=1))


def closed(*more: happened.Event, rules: SendingRules = QUEUE) -> View:
    return replace(view(*more), rules=rules, session=CLOSED)


def test_sales_at_a_limit_may_wait_for_the_market_where_the_settings_say_so() -> None:
    assert codes(closed()) == []
    assert codes(closed(rules=SendingRules())) == ["STOP.MARKET_CLOSED"]
    market = SendingRules(queue=True, order_type=OrderType.MARKET)
    (stop,) = stops(closed(rules=market))
    assert stop.code == "STOP.MARKET_CLOSED"
    assert 'set execution.order_type = "limit"' in stop.text


def test_nothing_waits_for_the_market_but_sales_that_were_not_sent() -> None:
    bought = tuple(leg for leg in sendable().legs if leg.side is Side.BUY)
    (stop,) = stops(replace(closed(), sendable=sendable(*bought)))
    assert "Only sales wait for it" in stop.text
    given = replace(closed(*written_events()), run="7K3F-1")
    assert codes(given) == ["STOP.MARKET_CLOSED"]


def test_the_price_of_the_close_will_do_while_the_market_is_closed() -> None:
    close = {
        symbol: replace(one, freshness=Freshness.CLOSING) for symbol, one in view().quotes.items()
    }
    assert codes(replace(closed(), quotes=close)) == []
    assert codes(replace(closed(), quotes=close, session=Session(is_open=True))) == [
        "STOP.STALE_PRICE"
    ]
    moved = {**close, Symbol("AAA"): quote("AAA", "101.01")}
    assert codes(replace(closed(), quotes=moved)) == ["STOP.PRICE_MOVED"]


def part_of(events: list[happened.Event]) -> happened.Progress:
    """A part of the first order of a run that is traded."""
    run = next(one.run for one in events if isinstance(one, happened.Intended))
    status = OrderStatus.PARTLY_FILLED
    return happened.Progress(at=MORNING, run=run, leg=1, status=status, filled=Decimal(1))


def test_a_plan_whose_sales_wait_stays_good_until_the_session_that_they_wait_for_closes() -> None:
    until = MORNING + timedelta(days=3)
    events = [
        replace(one, waits_until=until) if isinstance(one, happened.Intended) else one
        for one in written_events()
    ]
    given = replace(view(*events), run="7K3F-1", session=Session(is_open=True))
    assert codes(replace(given, now=until)) == []
    (stale,) = stops(replace(given, now=until + timedelta(seconds=1)))
    assert stale.code == "STOP.STALE_PLAN"
    assert "Sync first." not in stale.text
    traded = view(*events, part_of(events))
    late = stops(replace(traded, run="7K3F-1", now=until + timedelta(seconds=1)))
    assert "Sync first. Make a fresh one" in late[0].text, "the files do not show it"
    # The session is the broker's: a clock here that is days ahead closes none of it.
    ahead = replace(given, now=until + timedelta(days=9), there=until)
    assert codes(ahead) == []
    ended = happened.RunEnded(at=MORNING, run="7K3F-1", outcome="some")
    over = replace(view(*events, ended), run="7K3F-1", now=until)
    assert "STOP.STALE_PLAN" in codes(over)


def test_a_sync_in_the_middle_of_a_run_does_not_count_what_it_traded_twice() -> None:
    events = written_events()
    filled = happened.Progress(
        at=MORNING,
        run="7K3F-1",
        leg=1,
        status=OrderStatus.FILLED,
        filled=Decimal(20),
        average_price=Decimal(100),
    )
    run = book_of([*events, filled]).runs["7K3F-1"]
    before = expected_shares(sendable(), [run], JOINT)
    assert before == {**sendable().holdings[JOINT], Symbol("AAA"): Decimal(20)}
    synced = replace(sendable(), holdings={**sendable().holdings, JOINT: before})
    assert expected_shares(synced, [run], JOINT) == before


def test_shares_of_a_lot_that_an_open_order_holds_are_not_there() -> None:
    given = view()
    seen = given.snapshots[JOINT]
    held = tuple(
        replace(
            position,
            lots=tuple(replace(lot, available=Decimal(4)) for lot in position.lots or ()),
        )
        for position in seen.positions
    )
    changed = {**given.snapshots, JOINT: replace(seen, positions=held)}
    (stop,) = stops(replace(given, snapshots=changed))
    assert "lot J1" in stop.text


def test_a_broker_without_lots_is_asked_for_shares_alone() -> None:
    given = view()
    without = {
        name: replace(
            seen, positions=tuple(replace(position, lots=None) for position in seen.positions)
        )
        for name, seen in given.snapshots.items()
    }
    assert stops(replace(given, snapshots=without)) == ()


def test_a_position_whose_lots_do_not_add_up_stops_its_own_sale_alone() -> None:
    given = view()
    seen = given.snapshots[JOINT]
    held = tuple(
        replace(position, lots=None) if position.symbol == "BBB" else position
        for position in seen.positions
    )
    changed = {**given.snapshots, JOINT: replace(seen, positions=held)}
    (stop,) = stops(replace(given, snapshots=changed))
    assert "0 shares of lot J3 free, not 10" in stop.text


FIFO, HIFO, SPECIFIC = LotMethod.FIFO, LotMethod.HIFO, LotMethod.SPECIFIC


@pytest.mark.parametrize(
    ("choice", "sells_by", "said", "agreeing", "found"),
    [
        (LotChoice.EXACT_LOTS, FIFO, SPECIFIC, {HIFO}, []),
        (LotChoice.NONE, FIFO, SPECIFIC, {HIFO}, ["STOP.LOT_METHOD"]),
        # What trimtab.toml says is of no account where the broker is known to do otherwise, nor is
        # it evidence of which lots the plan has chosen.
        (LotChoice.NONE, FIFO, HIFO, {HIFO}, ["STOP.LOT_METHOD"]),
        (LotChoice.NONE, FIFO, FIFO, {HIFO}, ["STOP.LOT_METHOD"]),
        (LotChoice.NONE, FIFO, SPECIFIC, {FIFO, HIFO}, []),
        (LotChoice.ACCOUNT_DEFAULT, None, SPECIFIC, {FIFO, HIFO}, ["STOP.LOT_METHOD"]),
        (LotChoice.ACCOUNT_DEFAULT, None, HIFO, {HIFO}, []),
        (LotChoice.ACCOUNT_DEFAULT, None, FIFO, {HIFO}, ["STOP.LOT_METHOD"]),
        (LotChoice.NONE, FIFO, SPECIFIC, None, []),  # no tax
    ],
)
def test_lots_that_the_broker_will_not_sell_are_not_counted_with(
    choice: LotChoice,
    sells_by: LotMethod | None,
    said: LotMethod,
    agreeing: set[LotMethod] | None,
    found: list[str],
) -> None:
    able = Capabilities(
        lot_choice=choice,
        client_ids=ClientIds.READABLE,
        preview=True,
        quantity_step=Decimal(1),
        sells_by=sells_by,
    )
    given = view()
    numbers = [one.number for one in given.sendable.sells() if one.account_id == JOINT]
    methods = {} if agreeing is None else dict.fromkeys(numbers, frozenset(agreeing))
    plan = replace(given.sendable, lot_methods={JOINT: said}, agreeing=methods)
    assert codes(replace(given, sendable=plan, able={JOINT: able, IRA: able})) == found


def test_a_log_in_that_ends_too_soon_is_told_in_its_own_words() -> None:
    (stop,) = stops(replace(view(), log_in_ends="The log-in ends at noon."))
    assert (stop.code, stop.text) == ("STOP.LOG_IN_ENDS", "The log-in ends at noon.")


def test_in_an_account_of_one_position_lots_that_do_not_add_up_stop_its_sale() -> None:
    given = view()
    seen = given.snapshots[IRA]
    (position,) = seen.positions
    changed = {**given.snapshots, IRA: replace(seen, positions=(replace(position, lots=()),))}
    (stop,) = stops(replace(given, snapshots=changed))
    assert "0 shares of lot I1 free, not 25" in stop.text


def test_what_the_plan_itself_sold_before_is_not_a_change() -> None:
    sold = Run(
        run="7K3F-1",
        plan="7K3F",
        sha256=SHA,
        broker="b",
        live=True,
        started_at=MORNING,
        legs={3: LegState(status=OrderStatus.FILLED, filled=Decimal(25), attempt=1)},
    )
    given = view()
    book = replace(given.book, runs={"7K3F-1": sold})
    assert [stop.code for stop in stops(replace(given, book=book))] == ["STOP.LOTS_CHANGED"]
    seen = given.snapshots[IRA]
    (position,) = seen.positions
    (lot,) = position.lots or ()
    less = replace(
        position,
        quantity=Decimal(25),
        lots=(replace(lot, quantity=Decimal(25), available=Decimal(25)),),
    )
    after = {**given.snapshots, IRA: replace(seen, positions=(less,))}
    assert stops(replace(given, book=book, snapshots=after)) == ()


def test_a_plan_is_sent_once() -> None:
    again = [
        happened.RunStarted(
            at=MORNING, run="7K3F-1", plan="7K3F", sha256=SHA, broker="b", live=True
        ),
        happened.RunEnded(at=MORNING, run="7K3F-1", outcome="done"),
    ]
    (nothing,) = stops(view(*again))
    assert nothing.code == "STOP.ALREADY_SENT"
    assert nothing.text.endswith("where that is the same one again: trimtab edit 7K3F --note AGAIN")
    assert codes(view(again[0])) == [], "a run that did not end may go on"
    filled = happened.Progress(
        at=MORNING, run="7K3F-1", leg=4, status=OrderStatus.FILLED, filled=Decimal(5)
    )
    sent = stops(view(*again, filled))[0]
    assert sent.text.endswith("Make a new one: trimtab plan")


@pytest.mark.parametrize(
    ("plan", "edits", "sent"),
    [
        ("7K3F", [("BBBB", "AAAA")], False),
        ("7K3F", [("7K3F", "AAAA")], True),
        ("7K3F", [("AAAA", "7K3F")], True),
        ("7K3F", [("AAAA", "BBBB"), ("7K3F", "BBBB")], True),
        ("7K3F", [("CCCC", "BBBB"), ("7K3F", "CCCC"), ("AAAA", "BBBB")], True),
    ],
)
def test_of_plans_that_were_edited_from_one_another_one_is_sent(
    plan: str, edits: list[tuple[str, str]], *, sent: bool
) -> None:
    drafted = [
        happened.Drafted(at=MORNING, plan=made, sha256=made if made != plan else SHA, edited=of)
        for made, of in edits
    ]
    # An order that is done: nothing else of that run speaks against this one.
    run = other_run("0")
    done = happened.Progress(
        at=MORNING, run="AAAA-1", leg=4, status=OrderStatus.FILLED, filled=Decimal(5)
    )
    found = codes(view(*drafted, run[0], done))
    assert ("STOP.ALREADY_SENT" in found) is sent


def test_a_plan_knows_by_itself_what_it_was_edited_from() -> None:
    run = other_run("0")
    done = happened.Progress(
        at=MORNING, run="AAAA-1", leg=4, status=OrderStatus.FILLED, filled=Decimal(5)
    )
    given = view(run[0], done)
    edited = replace(given, sendable=replace(given.sendable, edited=("AAAA",)))
    assert "STOP.ALREADY_SENT" in codes(edited)


def test_a_lost_order_of_another_plan_comes_first() -> None:
    other = other_run("5")
    lost = [
        other[0],
        happened.Progress(
            at=MORNING, run="AAAA-1", leg=4, status=OrderStatus.UNKNOWN, filled=Decimal(0)
        ),
    ]
    (stop,) = stops(view(*lost))
    assert stop.code == "STOP.ORDER_UNKNOWN"
    assert "order 4 of plan AAAA" in stop.text


def test_every_reason_is_given_at_once_in_a_fixed_order() -> None:
    given = replace(view(), book=Book(), now=MORNING + timedelta(days=2), quotes={})
    assert codes(given) == ["STOP.NOT_APPROVED", "STOP.STALE_PLAN", "STOP.NO_QUOTE"]


def test_guards_are_of_one_shape() -> None:
    for guard in GUARDS:
        check: Callable[[View], Stop | None] = guard.check
        assert check(view()) is None


def test_orders_that_look_alike_are_refused() -> None:
    one = sendable().legs[0]
    with pytest.raises(InvalidValue, match="orders 1 and 9"):
        sendable(one, replace(one, number=9))


def test_names_of_orders_are_unique_and_short_enough_for_every_broker() -> None:
    plan = sendable()
    names = {plan.name_of(leg) for leg in plan.legs}
    assert len(names) == len(plan.legs)
    assert all(len(name) <= 20 and name.isalnum() for name in names)


def working_elsewhere(*more: happened.Event, live: bool = True, sha256: str = "a" * 64) -> View:
    """An order of another plan, in an account that this one does not trade in, at its broker."""
    started = happened.RunStarted(
        at=MORNING, run="AAAA-1", plan="AAAA", sha256=sha256, broker="etrade", live=live
    )
    intended = happened.Intended(
        at=MORNING, run="AAAA-1", leg=1, attempt=1, order=market_order(), known=(), price=Decimal(9)
    )
    placed = happened.Placed(at=MORNING, run="AAAA-1", leg=1, broker_order_id="9")
    return view(started, intended, placed, *more)


def test_nothing_is_sent_beside_an_order_of_another_plan_that_may_still_trade() -> None:
    (stop,) = stops(working_elsewhere())
    assert stop.code == "STOP.ORDERS_WORKING"
    assert "Order 1 of plan AAAA may still buy 12 BBB in other" in stop.text
    assert "trimtab cancel AAAA-1:1" in stop.text


@pytest.mark.parametrize("status", [OrderStatus.CANCELLED, OrderStatus.REJECTED])
def test_an_order_that_is_over_stops_nothing(status: OrderStatus) -> None:
    over = happened.Progress(
        at=MORNING, run="AAAA-1", leg=1, status=status, filled=Decimal(0), average_price=None
    )
    assert stops(working_elsewhere(over)) == ()


def test_an_order_on_paper_or_of_the_plan_itself_stops_nothing() -> None:
    assert stops(working_elsewhere(live=False)) == ()
    assert "STOP.ORDERS_WORKING" not in codes(working_elsewhere(sha256=SHA))


def test_securities_that_the_files_do_not_have_and_cash_that_is_gone_are_changes() -> None:
    given = view()
    without = {**given.sendable.holdings, IRA: {}}
    (stop,) = stops(replace(given, sendable=replace(given.sendable, holdings=without)))
    assert (stop.code, "CCC, not 0" in stop.text) == ("STOP.LOTS_CHANGED", True)
    there = given.snapshots[JOINT].cash
    for counted, found in ((there + 1, []), (there + Decimal("1.01"), ["STOP.LOTS_CHANGED"])):
        counts = replace(given.sendable, cash={JOINT: counted})
        assert codes(replace(given, sendable=counts)) == found


def test_a_plan_goes_to_the_accounts_for_which_it_was_approved() -> None:
    approved = replace(APPROVED, sources=(f"{JOINT}=broker:etrade:****1111", f"{IRA}="))
    given = view(approved)
    same = replace(given.sendable, sources={JOINT: "broker:etrade:****1111", IRA: ""})
    other = replace(given.sendable, sources={JOINT: "broker:etrade:****2222", IRA: ""})
    assert stops(replace(given, sendable=same)) == ()
    (stop,) = stops(replace(given, sendable=other))
    assert stop.code == "STOP.NOT_APPROVED"
    assert "was broker:etrade:****1111 when" in stop.text


@pytest.mark.parametrize(
    ("as_of", "live", "found"),
    [
        (MORNING.date(), True, []),
        (MORNING.date() - timedelta(days=7), True, []),
        (MORNING.date() - timedelta(days=8), True, ["STOP.STALE_PLAN"]),
        (MORNING.date() - timedelta(days=8), False, []),
    ],
)
def test_a_plan_is_sent_near_the_day_that_it_counts_from(
    as_of: date, found: list[str], *, live: bool
) -> None:
    given = view()
    assert codes(replace(given, live=live, sendable=replace(given.sendable, as_of=as_of))) == found


def test_sales_that_would_wait_into_another_year_are_not_sent() -> None:
    last = datetime(2026, 12, 31, 22, tzinfo=UTC)
    closed = Session(is_open=False, opens=datetime(2027, 1, 4, 14, 30, tzinfo=UTC))
    sendable_ = replace(sendable(), as_of=last.date(), made_at=last)
    given = replace(view(), now=last, live=True, session=closed, sendable=sendable_)
    (stop,) = stops(replace(given, rules=SendingRules(queue=True)))
    assert "its taxes are of another year" in stop.text
