"""Sending one order: written down first, sent once, and never again before it was looked for."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from trimtab.domain.brokerage import LiveQuote, OrderReport, Preview
from trimtab.domain.order import OPEN, Order, Side
from trimtab.errors import Auth, BrokerError, Definite, RateLimited, Unknown
from trimtab.execution.desk import Desk
from trimtab.execution.events import Declined, Intended, Lost, Placed, Skipped
from trimtab.execution.hearing import take
from trimtab.execution.lost import find
from trimtab.execution.pricing import order_for
from trimtab.execution.sendable import Leg
from trimtab.execution.sizing import Size, dearest, paid_from
from trimtab.money import ZERO, exact_text, floor_to_step

_MOST_ATTEMPTS = 3

# A purchase that the broker finds too dear is tried again with so much less.
_LESS = Decimal("0.99")

# Seconds to wait when the broker asks for patience without saying how much.
_A_WHILE = 5


def send(desk: Desk, leg: Leg, size: Size, quote: LiveQuote) -> Decimal:
    """Send so many shares of `leg`, and write down what came of it; the dollars of its commission.

    A purchase becomes smaller where the broker's commission would take it over its budget: cash
    never ends below the account's floor. It is the previewed one, and 0 if nothing went out.
    Nothing is sent while trading is halted, or while the market is closed and the order may not
    wait for it. Raises Auth where nobody is logged in, Unavailable and RateLimited where the broker
    could not be asked what the order would do; the leg is as it was then.
    """
    account = desk.accounts[leg.account_id]
    able = desk.broker.capabilities(account)
    order = order_for(leg, size.quantity, quote, desk.sendable, rules=desk.rules, able=able)
    first: Preview | None = None
    for left in reversed(range(_MOST_ATTEMPTS)):
        listed = desk.orders(account)
        try:
            preview = desk.broker.preview(account, order)
        except Definite as error:
            smaller = _smaller(order, error, able.quantity_step) if left else None
            if smaller is None:
                _decline(desk, leg, error, listed)
                return ZERO
            order, size = smaller, replace(size, quantity=smaller.quantity, why=str(error))
            continue
        paid = paid_from(size, preview.commission, dearest(quote, desk.rules), able.quantity_step)
        if paid != size:
            size = paid
            if not left or size.quantity <= ZERO:
                _skip(desk, leg, size.why)
                return ZERO
            order, first = replace(order, quantity=size.quantity), None
            continue
        if first is not None and _dearer(desk, first, preview):
            _skip(desk, leg, f"its estimate went from {first.total} to {preview.total} dollars")
            return ZERO
        first, closed = preview, desk.closed()
        if not desk.takes(leg.side, closed):
            return ZERO
        until = None if closed is None else closed.closes
        if not _placed(desk, leg, preview, listed, size.why, waits_until=until):
            return preview.commission
    return ZERO


def _placed(
    desk: Desk,
    leg: Leg,
    preview: Preview,
    listed: tuple[OrderReport, ...],
    why: str,
    *,
    waits_until: datetime | None,
) -> bool:
    """Send the previewed order; True when it was definitely not taken, and may be tried again.

    listed       the broker's orders just before
    waits_until  as in `Intended`
    """
    with desk.gate() as may_send:
        if not may_send:
            return False
        attempt = desk.state().leg(leg.number).attempt + 1
        desk.journal.append(
            Intended(
                at=desk.clock.now(),
                run=desk.run,
                leg=leg.number,
                attempt=attempt,
                order=preview.order,
                known=tuple(one.broker_order_id for one in listed),
                why=why,
                price=leg.price,
                held=desk.sendable.held(leg),
                cash=desk.sendable.cash.get(leg.account_id),
                waits_until=waits_until,
            )
        )
        try:
            report = desk.broker.place(desk.accounts[leg.account_id], preview)
        except (Definite, Auth, RateLimited) as error:
            if not _is_there_already(error):
                _decline(desk, leg, error, listed)
                return _again(desk, error)
            _lose(desk, leg, error)
        except Unknown as error:
            _lose(desk, leg, error)
        else:
            _accept(desk, leg, report)
            return False
    # Outside of the gate: whoever halts trading need not wait until the order is found.
    find(desk, leg.number)
    return False


def _accept(desk: Desk, leg: Leg, report: OrderReport) -> None:
    placed = Placed(
        at=desk.clock.now(),
        run=desk.run,
        leg=leg.number,
        broker_order_id=report.broker_order_id,
    )
    take(desk, placed, report)
    desk.told(f"order {leg.number}: {leg.side.value} {report.quantity} {leg.symbol} is placed")


def _is_there_already(error: BrokerError) -> bool:
    """True when the broker has an order of this name: of an attempt before, held to be absent."""
    return isinstance(error, Definite) and error.kind == "duplicate"


def _lose(desk: Desk, leg: Leg, error: BrokerError) -> None:
    desk.journal.append(Lost(at=desk.clock.now(), run=desk.run, leg=leg.number, message=str(error)))
    desk.told(f"order {leg.number}: the broker may have it; looking for it ({error})")


def _decline(
    desk: Desk, leg: Leg, error: Definite | Auth | RateLimited, listed: tuple[OrderReport, ...]
) -> None:
    why = f"{error}{_in_the_way(leg, error, listed)}"
    desk.journal.append(
        Declined(
            at=desk.clock.now(),
            run=desk.run,
            leg=leg.number,
            message=why,
            code=error.code,
        )
    )
    desk.told(f"order {leg.number}: not taken ({why})")


def _in_the_way(leg: Leg, error: BrokerError, listed: tuple[OrderReport, ...]) -> str:
    """The open orders that hold the shares where too few are free; empty for anything else."""
    if not isinstance(error, Definite) or error.kind != "shares":
        return ""
    open_there = [
        f"{one.broker_order_id} ({one.side.value} {exact_text(one.quantity)})"
        for one in listed
        if one.symbol == leg.symbol and one.side is Side.SELL and one.status in OPEN
    ]
    return f"; open there: order {', '.join(open_there)}" if open_there else ""


def _skip(desk: Desk, leg: Leg, why: str) -> None:
    desk.journal.append(Skipped(at=desk.clock.now(), run=desk.run, leg=leg.number, why=why))
    desk.told(f"order {leg.number}: not sent: {why}")


def _again(desk: Desk, error: Definite | Auth | RateLimited) -> bool:
    """True where a fresh preview may help; waits first where the broker asks for it."""
    if isinstance(error, RateLimited):
        desk.clock.sleep(error.retry_after or _A_WHILE)
    return not isinstance(error, Definite) or error.kind == "preview"


def _smaller(order: Order, error: Definite, step: Decimal) -> Order | None:
    """A purchase of a little less where there is too little cash; None where that is no help."""
    if order.side is not Side.BUY or error.kind != "funds":
        return None
    quantity = min(floor_to_step(order.quantity * _LESS, step), order.quantity - step)
    if quantity <= ZERO:
        return None
    return replace(order, quantity=quantity)


def _dearer(desk: Desk, first: Preview, now: Preview) -> bool:
    """True when the same order's estimate has moved by more than a price may move."""
    if first.order != now.order:
        return False
    return abs(now.total - first.total) > abs(first.total) * desk.rules.max_price_move
