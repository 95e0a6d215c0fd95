"""What stands on the paper of a plan's tickets, in words; the terminal and the page share them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from trimtab.domain import OrderStatus, Side
from trimtab.domain.account import LotMethod
from trimtab.execution.tickets import AccountTickets, Packet, Ticket, TicketLot
from trimtab.money import cents_text, exact_text
from trimtab.report.numbers import count, day, money, percent, price, shares, weekday_and_day

SCHEMA = "trimtab.tickets/1"

# In the words of each site: Fidelity's help "Trading Specific Shares", Schwab's "Cost Basis
# Method", Vanguard's "Specific identification method"; IBKR matches after the trade.
_CHOOSE = {
    "fidelity": 'tick "Choose Specific Shares" on the trade page',
    "schwab": 'choose "Specified Lots" as the cost basis method of the order',
    "vanguard": 'choose "SpecID" (specific identification) as the cost basis method of the order',
    "ibkr": "match the lots in the Tax Optimizer, on the day of the sale",
    "interactive brokers": "match the lots in the Tax Optimizer, on the day of the sale",
}
_ANYWHERE = (
    "ask for specific identification, which sites also call specific shares, specified lots or "
    "SpecID"
)
_STATES = {
    OrderStatus.FILLED: "filled",
    OrderStatus.PARTLY_FILLED: "partly filled",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.EXPIRED: "expired",
    OrderStatus.REJECTED: "rejected",
}


def heading(packet: Packet) -> str:
    """The first line."""
    orders = count(len(packet.tickets()), "order")
    accounts = count(len(packet.accounts), "account")
    return f"TICKETS {packet.plan} · {orders} to type in {accounts} · trimtab has sent nothing"


def opening(packet: Packet) -> tuple[str, ...]:
    """What holds for all of them: until when, and at what prices."""
    until, zone = packet.good_until, packet.good_until.tzname() or ""
    prices = "" if packet.prices_of is None else f"Prices are of {day(packet.prices_of)}. "
    return (
        (
            f"Good until {weekday_and_day(until.date())} {until:%H:%M} {zone}; type none of them "
            "after that."
        ),
        (
            f"{prices}Where the market is more than {percent(packet.max_price_move)} away from the "
            "plan's price of an order, do not type it: make a new plan."
        ),
        "All are for the day alone; one that has not filled by the evening is over.",
    )


def title_of(account: AccountTickets) -> str:
    """`Joint (joint) · Fidelity`."""
    named = account.name if account.name == account.account_id else ""
    name = named or f"{account.name} ({account.account_id})"
    return f"{name} · {account.broker}" if account.broker else name


def choosing(account: AccountTickets) -> str:
    """How the lots of sales in this account are chosen; empty where nothing is sold."""
    if not account.of(Side.SELL):
        return ""
    if not account.taxable:
        return "No lots to choose: sales in this account are not taxed."
    if account.lot_method is not LotMethod.SPECIFIC:
        return (
            f"No lots to choose: the account sells by {account.lot_method.value}, and the plan "
            "counts with the lots below."
        )
    how = _CHOOSE.get(account.broker.strip().casefold(), _ANYWHERE)
    return (
        f"Choose the lots: {how}, and give each sale exactly the lots below it. Otherwise the "
        "broker sells others, and the tax of the plan does not hold."
    )


def between(account: AccountTickets) -> tuple[str, ...]:
    """The line between sales and purchases; empty where there are no purchases."""
    if not account.of(Side.BUY):
        return ()
    sells, buys = account.at_limits(Side.SELL), account.at_limits(Side.BUY)
    there = account.cash + sells - account.min_cash
    stays = f", less {money(account.min_cash, cents=True)} that stays" if account.min_cash else ""
    brought = f" and {money(sells, cents=True)} of the sales" if sells else ""
    wait = (
        "Type the purchases only when the sales above are filled and the site shows their cash as "
        "available to trade."
        if sells
        else "Type the purchases when the site shows the cash as available to trade."
    )
    return (
        wait,
        (
            f"At the limits there are {money(account.cash, cents=True)} of cash{brought}{stays}: "
            f"{money(there, cents=True)} for purchases of {money(buys, cents=True)}."
        ),
        (
            "Where less is there, go from the top. For the first purchase that the rest does not "
            "pay for, divide what is left by its limit and round down to whole shares; leave out "
            "those below it."
        ),
    )


def order_words(ticket: Ticket) -> str:
    """`SELL 640 VWO · limit $45.95 · day`."""
    order = ticket.order
    at = "at market" if order.limit_price is None else f"limit {price(order.limit_price)}"
    return f"{order.side.value.upper()} {shares(order.quantity)} {order.symbol} · {at} · day"


def about(ticket: Ticket) -> str:
    """What it comes to, and the plan's price."""
    comes_to = money(ticket.at_limit, cents=True)
    return f"{comes_to} · the plan's price {price(ticket.leg.price)}"


def lot_words(lot: TicketLot) -> str:
    """One lot as a site lists it."""
    return (
        f"{shares(lot.quantity)} bought {lot.acquired.isoformat()}, cost "
        f"{money(lot.basis, cents=True)} ({price(lot.unit_basis)} a share), {lot.term.value}-term, "
        f"lot {lot.lot_id}"
    )


def depending(ticket: Ticket) -> str:
    """What a purchase rests on besides cash; empty where it rests on nothing."""
    if not ticket.depends:
        return ""
    names = " or ".join(map(str, ticket.depends))
    return f"It replaces what is sold: buy so many dollars less as order {names} has not brought."


def so_far(ticket: Ticket) -> str:
    """What was told of it; empty while nothing was."""
    state = ticket.state
    if state.status not in _STATES:
        return ""
    at = "" if state.average_price is None else f" at {price(state.average_price)}"
    traded = f"{shares(state.filled)} of {shares(ticket.order.quantity)}{at}"
    word = _STATES[state.status]
    rest = "; the rest is open" if ticket.is_open else "; do not type it"
    return f"Told as {word}: {traded}{rest}."


def untouchable(packet: Packet) -> Iterator[str]:
    """What nobody may buy, and what to switch off."""
    for one in packet.untouchable:
        yield (
            f"{', '.join(one.symbols)}: not before {day(one.until)}, in no account of the "
            "household, a spouse's and an IRA included, and not by reinvestment."
        )
    moving = sorted({one.until for one in packet.untouchable if one.moves})
    fixed = sorted({one.until for one in packet.untouchable if not one.moves})
    if moving:
        yield (
            f"{_days(moving)} is counted from sales on {day(packet.as_of)}: for each day that a "
            "sale is later, one day later."
        )
    if moving and fixed:
        stays = "stays: it is" if len(fixed) == 1 else "stay: they are"
        yield f"{_days(fixed)} {stays} counted from what was sold before this plan."
    for account, symbol in packet.reinvesting:
        yield f"Switch off the reinvestment of {symbol} dividends in {account} before you sell."
    if packet.untouchable and packet.unseen:
        names = ", ".join(packet.unseen)
        yield f"Look yourself at what trimtab does not see: {names}."


def _days(days: Sequence[date]) -> str:
    return " and ".join(map(day, days))


def afterwards(packet: Packet) -> tuple[str, ...]:
    """How what came of them gets back."""
    first = packet.tickets()[0]
    limit = price(first.order.limit_price or first.leg.price).removeprefix("$")
    whole = exact_text(first.order.quantity)
    tell = f"trimtab orders {packet.plan}"
    return (
        (
            f"Tell what came of each: {tell} --filled {first.leg.number} --quantity {whole} "
            f"--price {limit}"
        ),
        (
            f"Or of all: {tell} --from FILE, with the CSV files in which you filled in result, "
            "filled shares, average price and fees."
        ),
        (
            "Until then they count as open, and no other plan goes out in these accounts. When "
            "they are done, import your broker's own file: trimtab import FILE"
        ),
    )


def tickets_document(packet: Packet, run: str, files: tuple[str, ...]) -> dict[str, Any]:
    """The `trimtab.tickets/1` document."""
    return {
        "schema": SCHEMA,
        "plan": packet.plan,
        "run": run,
        "good_until": packet.good_until.isoformat(),
        "files": list(files),
        "accounts": [
            {
                "id": str(account.account_id),
                "name": account.name,
                "broker": account.broker,
                "cash": cents_text(account.cash),
                "min_cash": cents_text(account.min_cash),
                "orders": [_ticket_document(one) for one in account.tickets],
            }
            for account in packet.accounts
        ],
        "do_not_buy": [
            {"symbols": list(one.symbols), "until": _iso(one.until)} for one in packet.untouchable
        ],
        "stop_reinvesting": [
            {"account": account, "symbol": symbol} for account, symbol in packet.reinvesting
        ],
    }


def _ticket_document(ticket: Ticket) -> dict[str, Any]:
    order = ticket.order
    return {
        "n": ticket.leg.number,
        "side": order.side.value,
        "symbol": str(order.symbol),
        "quantity": exact_text(order.quantity),
        "order_type": order.order_type.value,
        "limit_price": None if order.limit_price is None else exact_text(order.limit_price),
        "time_in_force": "day",
        "status": ticket.state.status.value,
        "lots": [
            {
                "lot_id": str(lot.lot_id),
                "acquired": _iso(lot.acquired),
                "quantity": exact_text(lot.quantity),
                "basis": cents_text(lot.basis),
            }
            for lot in ticket.lots
        ],
    }


def _iso(when: date) -> str:
    return when.isoformat()
