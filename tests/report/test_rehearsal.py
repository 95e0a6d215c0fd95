"""A rehearsal and the question before sending: what is left, and what of it goes out now."""

from dataclasses import replace

import pytest

from tests.execution.desk_of import LEGS, TestClock, faulty, sendable
from trimtab.domain import Side
from trimtab.execution.pricing import order_for
from trimtab.execution.sendable import SendingRules
from trimtab.execution.view import Session
from trimtab.report.trading import RehearsalView, confirmation, rehearsal_text


@pytest.fixture
def view() -> RehearsalView:
    """Orders 2 to 6 of a plan of six are left."""
    broker, rules = faulty(TestClock()), SendingRules()
    able = broker.capabilities(broker.accounts()[0])
    quotes = broker.quotes({leg.symbol for leg in LEGS})
    return RehearsalView(
        plan="7K3F",
        broker="E*TRADE",
        live=True,
        before=1,
        orders=tuple(
            (
                leg,
                order_for(
                    leg, leg.quantity, quotes[leg.symbol], sendable(), rules=rules, able=able
                ),
            )
            for leg in LEGS[1:]
        ),
        previews={},
        refused={},
        stops=(),
    )


def test_what_was_sent_before_is_counted_apart(view: RehearsalView) -> None:
    first = rehearsal_text(view).splitlines()[0]
    assert first == (
        "REHEARSAL of plan 7K3F: 5 orders to E*TRADE; 1 of the plan was sent or given up before"
    )
    assert " before" not in rehearsal_text(replace(view, before=0)).splitlines()[0]


def test_the_question_counts_what_goes_out_now(view: RehearsalView) -> None:
    assert "to send 5 orders to E*TRADE (joint, ira): sell " in confirmation(view)
    closed = replace(view, session=Session(is_open=False), queue=True)
    sales = sum(leg.value for leg in LEGS[1:] if leg.side is Side.SELL)
    assert confirmation(closed) == (
        f"Type 7K3F to send 2 orders to E*TRADE (joint, ira): sell ${sales:,}, buy $0"
    )
    open_again = replace(closed, session=Session(is_open=True))
    assert confirmation(open_again) == confirmation(view)


def test_where_nothing_is_left_to_send_the_question_says_so(view: RehearsalView) -> None:
    assert confirmation(replace(view, orders=())) == (
        "Type 7K3F to go on; no order is left to send to E*TRADE"
    )


def test_orders_of_other_accounts_are_named_with_them(view: RehearsalView) -> None:
    apart = "orders 1-2, 4-5 in joint; orders 3, 6 in ira"
    part = replace(view, left_out=LEGS)
    assert confirmation(part) == f"{confirmation(view)}; not sent now: {apart}"
    assert f"Not meant now: {apart}.\n" in rehearsal_text(part)
    one = replace(view, left_out=LEGS[2:3])
    assert "Not meant now: order 3 in ira.\n" in rehearsal_text(one)
