"""The page of tickets in a real browser: it fits a phone and a sheet of paper."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.browser.test_report_in_chromium import CHROMIUM, PAPER, overflow
from tests.execution.desk_of import LEGS, MORNING
from tests.execution.tickets_of import run_of
from trimtab.domain import AccountId, LotId, LotMethod, OrderStatus, Term
from trimtab.execution.tickets import AccountTickets, Packet, Ticket, TicketLot, Untouchable
from trimtab.report.tickets.page import tickets_html

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


def packet() -> Packet:
    run, tickets = run_of(), []
    for leg in LEGS:
        state = run.leg(leg.number)
        assert state.order is not None
        lots = tuple(
            TicketLot(
                lot_id=LotId(f"a-lot-with-a-rather-long-name-{name}"),
                acquired=date(2021, 2, 16),
                quantity=shares,
                basis=Decimal("1234567.89"),
                term=Term.LONG,
            )
            for name, shares in leg.lots
        )
        tickets.append(Ticket(leg=leg, order=state.order, state=state, lots=lots, depends=(1, 2)))
    part = replace(
        tickets[0].state,
        status=OrderStatus.PARTLY_FILLED,
        filled=Decimal(7),
        average_price=Decimal("99.9333"),
    )
    account = AccountTickets(
        account_id=AccountId("joint-with-the-longest-name-that-anybody-gave-it"),
        name="Ana and Luis, jointly, with right of survivorship",
        broker="Vanguard",
        taxable=True,
        lot_method=LotMethod.SPECIFIC,
        cash=Decimal("1234567.89"),
        min_cash=Decimal("3000.00"),
        tickets=(replace(tickets[0], state=part), *tickets[1:]),
    )
    return Packet(
        plan="7K3F",
        household="Rivera",
        as_of=date(2026, 6, 15),
        written_at=MORNING,
        good_until=MORNING,
        prices_of=date(2026, 6, 15),
        max_price_move=Decimal("0.01"),
        accounts=(account,),
        untouchable=(Untouchable(symbols=("VTI", "VOO"), until=date(2026, 7, 16)),),
        reinvesting=(("Roth IRA", "VTI"),),
        unseen=("Dana 401(k)",),
    )


def test_nothing_runs_over_the_side_of_a_phone_or_of_a_sheet(tmp_path: Path) -> None:
    page = tickets_html(packet())
    assert overflow(tmp_path, page, 360) == (0, 0)
    printed = page.replace("@media print", "@media all")
    assert overflow(tmp_path, printed, PAPER) == (0, 0)
