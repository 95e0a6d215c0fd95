"""Parts of one plan beside each other: what each guard sees of the other part's run."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.execution.desk_of import IRA, JOINT, MORNING, SHA, sendable
from trimtab.domain import Order, OrderStatus, OrderType
from trimtab.execution import events as happened
from trimtab.execution.book import book_of
from trimtab.execution.records import from_record, to_record
from trimtab.execution.sendable import SendingRules
from trimtab.execution.sent_before import NotOvertaken, never_sent
from trimtab.execution.view import View

PLAN = sendable()
LEG = PLAN.legs[0]
ORDER = Order(
    order_id=PLAN.name_of(LEG),
    account_id=JOINT,
    side=LEG.side,
    symbol=LEG.symbol,
    quantity=LEG.quantity,
    order_type=OrderType.MARKET,
)
BEGUN = happened.RunStarted(
    at=MORNING, run="7K3F-1", plan="7K3F", sha256=SHA, broker="b", live=True, accounts=(JOINT,)
)


def filled(run: str) -> list[happened.Event]:
    return [
        happened.Intended(at=MORNING, run=run, leg=1, attempt=1, order=ORDER, known=()),
        happened.Progress(
            at=MORNING,
            run=run,
            leg=1,
            status=OrderStatus.FILLED,
            filled=Decimal(20),
            average_price=Decimal(100),
        ),
    ]


def test_what_is_left_of_a_plan_is_overtaken_by_another_plan() -> None:
    other = replace(BEGUN, run="OTHR-1", plan="OTHR", sha256="f" * 64, at=MORNING + timedelta(1))
    events = [BEGUN, *filled("7K3F-1"), other]

    def check(*more: happened.Event, run: str = "7K3F-2") -> str:
        view = View(
            sendable=PLAN.only([IRA]),
            rules=SendingRules(),
            book=book_of([*events, *more]),
            now=MORNING,
            snapshots={},
            quotes={},
            run=run,
        )
        stop = NotOvertaken().check(view)
        return "" if stop is None else stop.code

    assert check() == "", "nothing of it has traded, or may"
    assert check(*filled("OTHR-1")) == "STOP.OVERTAKEN"
    assert check(*filled("OTHR-1"), run="7K3F-1") == ""


def test_what_one_part_traded_is_not_on_file_because_another_begins() -> None:
    second = replace(BEGUN, run="7K3F-2", accounts=(IRA,))
    book = book_of([BEGUN, *filled("7K3F-1"), second])
    assert book.runs["7K3F-1"].leg(1).shown == 0
    assert never_sent(book, PLAN.only([IRA])) == ()
    assert never_sent(book_of([BEGUN]), PLAN) == (IRA,)


def test_a_run_of_before_there_were_parts_is_for_all_of_its_plan() -> None:
    record = to_record(BEGUN)
    assert from_record(record) == BEGUN
    del record["accounts"]
    assert from_record(record) == replace(BEGUN, accounts=())
