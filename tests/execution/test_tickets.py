"""Tickets in the journal and before the guards: open orders that nobody can be asked about."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.execution.desk_of import LEGS, MORNING, SHA, sendable
from tests.execution.tickets_of import (
    ACCOUNTS,
    NUMBERS,
    QUOTES,
    begun_events,
    run_of,
    written_events,
)
from trimtab.domain import AccountId, LotMethod, OrderStatus, Symbol
from trimtab.domain.brokerage import Freshness
from trimtab.execution import events as happened
from trimtab.execution.book import book_of
from trimtab.execution.guards import (
    TICKETS,
    TICKETS_AGAIN,
    stops,
)
from trimtab.execution.sendable import SendingRules
from trimtab.execution.sent_before import NotSentBefore
from trimtab.execution.surroundings import NothingUnknown, NoTicketsOpen
from trimtab.execution.tickets import intended, orders_of, written
from trimtab.execution.view import View

APPROVED = happened.Approved(at=MORNING, plan="7K3F", sha256=SHA, who="Ana")
OTHER = "f" * 64


def view(*more: happened.Event, sha256: str = SHA, run: str = "7K3F-1") -> View:
    closing = {symbol: replace(one, freshness=Freshness.CLOSING) for symbol, one in QUOTES.items()}
    return View(
        sendable=replace(sendable(), sha256=sha256),
        rules=SendingRules(),
        book=book_of([APPROVED, *more]),
        now=MORNING + timedelta(minutes=5),
        snapshots={},
        quotes=closing,
        run=run,
    )


def test_written_tickets_are_open_orders_of_the_plans_shares_and_lots() -> None:
    run = run_of()
    assert tuple(run.open_legs()) == NUMBERS
    assert run.unknown() == ()
    for leg in LEGS:
        order = run.leg(leg.number).order
        assert order is not None
        assert (order.side, order.symbol, order.quantity) == (leg.side, leg.symbol, leg.quantity)
        assert order.lots == leg.lots


def test_a_ticket_whose_paper_may_be_missing_is_written_again_as_it_was() -> None:
    run = book_of(begun_events()).runs["7K3F-1"]
    assert run.unknown() == NUMBERS
    moved = {symbol: replace(one, last=one.last * 2) for symbol, one in QUOTES.items()}
    orders = orders_of(sendable(), run, moved, SendingRules(), ACCOUNTS)
    assert orders == {number: run.leg(number).order for number in NUMBERS}
    assert intended("7K3F-1", run, orders, sendable(), MORNING) == ()
    assert len(written(run, MORNING)) == len(NUMBERS)
    assert written(run_of(), MORNING) == ()


def test_where_an_account_sells_by_a_method_no_lots_are_named() -> None:
    accounts = {
        name: replace(account, lot_method=LotMethod.FIFO) for name, account in ACCOUNTS.items()
    }
    orders = orders_of(sendable(), None, QUOTES, SendingRules(), accounts)
    assert all(order.lots == () for order in orders.values())


def test_prices_of_a_file_and_a_closed_market_stop_no_ticket() -> None:
    assert stops(view(), TICKETS) == ()
    moved = {Symbol("AAA"): replace(QUOTES[Symbol("AAA")], last=Decimal(150), bid=None, ask=None)}
    found = stops(replace(view(), quotes={**view().quotes, **moved}), TICKETS)
    assert [stop.code for stop in found] == ["STOP.PRICE_MOVED"]


def test_open_tickets_keep_the_same_plan_from_going_out_another_way() -> None:
    given = view(*written_events(), run="7K3F-2")
    (stop,) = stops(given, (NotSentBefore(),))
    assert stop.code == "STOP.ALREADY_SENT"
    assert "tickets" in stop.text
    assert stops(replace(given, run="7K3F-1"), TICKETS_AGAIN) == ()


def test_tickets_of_which_nothing_was_traded_may_be_written_anew() -> None:
    def told(shares: int) -> list[happened.Event]:
        none = [
            happened.Progress(
                at=MORNING, run="7K3F-1", leg=n, status=OrderStatus.CANCELLED, filled=Decimal(0)
            )
            for n in NUMBERS
        ]
        none[0] = replace(none[0], filled=Decimal(shares))
        return [*none, happened.RunEnded(at=MORNING, run="7K3F-1", outcome="some")]

    assert stops(view(*written_events(), *told(0), run="7K3F-2"), TICKETS) == ()
    (stop,) = stops(view(*written_events(), *told(1), run="7K3F-2"), TICKETS)
    assert stop.code == "STOP.ALREADY_SENT"


def test_tickets_whose_writing_was_cut_off_come_before_another_plan() -> None:
    given = view(*begun_events(), sha256=OTHER, run="AAAA-1")
    (stop,) = stops(given, (NothingUnknown(),))
    assert stop.code == "STOP.ORDER_UNKNOWN"
    assert "trimtab execute 7K3F --export-csv FOLDER --force" in stop.text
    assert "trimtab orders 7K3F --filled 1, or --cancelled 1" in stop.text


def test_open_tickets_keep_another_plan_out_of_their_accounts() -> None:
    given = view(*written_events(), sha256=OTHER, run="AAAA-1")
    (stop,) = stops(given, (NoTicketsOpen(),))
    assert stop.code == "STOP.TICKETS_OPEN"
    assert "trimtab orders 7K3F" in stop.text
    elsewhere = replace(LEGS[0], account_id=AccountId("other"), lots=())
    apart = replace(given, sendable=replace(sendable(elsewhere), sha256=OTHER))
    assert stops(apart, (NoTicketsOpen(),)) == ()
    done = [
        happened.Progress(
            at=MORNING, run="7K3F-1", leg=n, status=OrderStatus.CANCELLED, filled=Decimal(0)
        )
        for n in NUMBERS
    ]
    over = view(*written_events(), *done, sha256=OTHER, run="AAAA-1")
    assert stops(over, (NoTicketsOpen(),)) == ()
