"""Tickets for the terminal."""

from trimtab.domain import Side
from trimtab.execution.tickets import AccountTickets, Packet, Ticket
from trimtab.report.terminal.page import Page
from trimtab.report.tickets import words

_RULE = "----"


def tickets_text(packet: Packet, *, width: int, plain: bool = False, color: bool = False) -> str:
    """Every ticket, account by account, sales first, with what to choose and what to leave."""
    page = Page(width=width, plain=plain, color=color)
    page.heading(words.heading(packet))
    for sentence in words.opening(packet):
        page.wrapped(sentence)
    for account in packet.accounts:
        _write_account(page, account)
    refusals = tuple(words.untouchable(packet))
    if refusals:
        page.heading("DO NOT BUY")
        for sentence in refusals:
            page.warning(sentence, first="  ! ", rest="    ")
    page.heading("AFTERWARDS")
    for sentence in words.afterwards(packet):
        page.wrapped(sentence, first="  ", rest="    ")
    return page.text()


def _write_account(page: Page, account: AccountTickets) -> None:
    page.heading(words.title_of(account))
    choosing = words.choosing(account)
    if choosing:
        page.wrapped(choosing, first="  ", rest="  ")
    for ticket in account.of(Side.SELL):
        _write_ticket(page, ticket)
    for place, sentence in enumerate(words.between(account)):
        lead = f"{_RULE} " if place == 0 else " " * (len(_RULE) + 1)
        page.warning(sentence, first=lead, rest=" " * (len(_RULE) + 1))
    for ticket in account.of(Side.BUY):
        _write_ticket(page, ticket)


def _write_ticket(page: Page, ticket: Ticket) -> None:
    head = f"{ticket.leg.number:>3}  "
    indent = " " * len(head)
    page.wrapped(
        f"{words.order_words(ticket)} · {words.about(ticket)}", first=head, rest=indent + "  "
    )
    for lot in ticket.lots:
        page.wrapped(words.lot_words(lot), first=f"{indent}- ", rest=f"{indent}  ")
    for sentence in (words.depending(ticket), words.so_far(ticket)):
        if sentence:
            page.wrapped(sentence, first=indent, rest=indent)
