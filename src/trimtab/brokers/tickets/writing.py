"""One account's tickets as CSV, as RFC 4180 has it: CRLF, quotes where they are needed.

The file goes through spreadsheets. A cell of text that one would take for a formula begins with an
apostrophe, and a plan's id never stands alone, because `7E30` would become a number.
"""

import csv
import io
from decimal import Decimal

from trimtab.brokers.tickets.columns import HEADERS, WORDS
from trimtab.domain.order import OrderType, Side
from trimtab.execution.tickets import AccountTickets, Ticket, TicketLot
from trimtab.money import cents_text, exact_text, is_whole_cents

# What begins a formula: https://owasp.org/www-community/attacks/CSV_Injection, and the wide forms.
_FORMULA = (
    *("=", "+", "-", "@", "|", "%", "\t", "\r", "\n"),
    *("\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}"),
    *("\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}"),
)

_STEPS = {Side.SELL: "1 sell", Side.BUY: "2 buy when the sales are filled"}


def tickets_csv(plan: str, account: AccountTickets) -> str:
    """The whole file: sales first, one row for each order, the cells for the result at the right.

    What was told before stands in these; otherwise they are empty.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADERS.values())
    for ticket in account.tickets:
        cells = _cells(plan, account, ticket)
        writer.writerow([cells.get(name, "") for name in HEADERS])
    return out.getvalue()


def _cells(plan: str, account: AccountTickets, ticket: Ticket) -> dict[str, str]:
    order, state = ticket.order, ticket.state
    limited = order.order_type is OrderType.LIMIT and order.limit_price is not None
    cells = {
        "plan": f"plan {plan}",
        "order": str(ticket.leg.number),
        "step": _STEPS[order.side],
        "account": _text(account.account_id),
        "name": _text(account.name),
        "side": order.side.value,
        "symbol": _text(order.symbol),
        "shares": exact_text(order.quantity),
        "type": order.order_type.value,
        "limit": _dollars(order.limit_price) if limited and order.limit_price else "",
        "force": "day",
        "lots": _text("; ".join(map(_lot, ticket.lots))),
    }
    if state.status in WORDS:
        cells["result"] = WORDS[state.status]
        cells["filled"] = exact_text(state.filled)
        if state.average_price is not None:
            cells["price"] = exact_text(state.average_price)
        if state.commission:
            cells["fees"] = exact_text(state.commission)
    return cells


def _dollars(amount: Decimal) -> str:
    """With two decimals, or with more where a price has them."""
    return cents_text(amount) if is_whole_cents(amount) else exact_text(amount)


def _lot(lot: TicketLot) -> str:
    return (
        f"{exact_text(lot.quantity)} bought {lot.acquired.isoformat()}, "
        f"cost {cents_text(lot.basis)}, lot {lot.lot_id}"
    )


def _text(words: str) -> str:
    return f"'{words}" if words.lstrip(" ").startswith(_FORMULA) else words
