"""Orders that would be sent, and orders that were, as documents and as text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from trimtab.domain import Order, OrderStatus, OrderType, Side
from trimtab.domain.brokerage import Preview
from trimtab.execution.book import LegState, Run
from trimtab.execution.realised import realised
from trimtab.execution.sendable import Leg, Sendable
from trimtab.execution.view import Session, Stop
from trimtab.money import ZERO, cents_text, exact_text, to_cents
from trimtab.report.numbers import count, money, price, shares
from trimtab.report.realised import realised_document, realised_lines
from trimtab.report.terminal.listing import plain_text

REHEARSAL_SCHEMA = "trimtab.rehearsal/1"
ORDERS_SCHEMA = "trimtab.orders/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalView:
    """What sending a plan would do.

    orders  those that are left of it
    before  how many orders of the plan were sent before, in the run that goes on
    queue   True where sales may be sent while the market is closed
    left_out  orders of the plan in accounts that nothing is sent to now
    """

    plan: str
    broker: str
    live: bool
    orders: tuple[tuple[Leg, Order], ...]
    previews: Mapping[int, Preview]
    refused: Mapping[int, str]
    stops: tuple[Stop, ...]
    before: int = 0
    session: Session | None = None
    queue: bool = False
    left_out: tuple[Leg, ...] = ()

    @property
    def now(self) -> tuple[tuple[Leg, Order], ...]:
        """The orders that go out at once; while the market is closed, the sales that may wait."""
        if self.session is None or self.session.is_open:
            return self.orders
        return tuple(one for one in self.orders if self.queue and one[0].side is Side.SELL)


def rehearsal_document(view: RehearsalView) -> dict[str, Any]:
    """The `trimtab.rehearsal/1` document."""
    return {
        "schema": REHEARSAL_SCHEMA,
        "plan": view.plan,
        "broker": view.broker,
        "live": view.live,
        "sent_before": view.before,
        "orders": [_order_document(view, leg, order) for leg, order in view.orders],
        "not_meant": [{"n": leg.number, "account": str(leg.account_id)} for leg in view.left_out],
        "market": _session_text(view),
        "stops": [{"code": stop.code, "text": stop.text} for stop in view.stops],
    }


def _order_document(view: RehearsalView, leg: Leg, order: Order) -> dict[str, Any]:
    preview = view.previews.get(leg.number)
    return {
        "n": leg.number,
        "client_order_id": str(order.order_id),
        "account": str(leg.account_id),
        "side": leg.side.value,
        "symbol": str(leg.symbol),
        "quantity": exact_text(order.quantity),
        "order_type": order.order_type.value,
        "limit_price": None if order.limit_price is None else exact_text(order.limit_price),
        "lots": [
            {"lot_id": str(lot_id), "quantity": exact_text(taken)} for lot_id, taken in order.lots
        ],
        "estimate": None if preview is None else cents_text(to_cents(preview.total)),
        "refused": view.refused.get(leg.number, ""),
        "messages": [] if preview is None else list(preview.messages),
    }


def rehearsal_text(view: RehearsalView, *, plain: bool = False) -> str:
    """Each order as it would go out, what the broker says of it, and what speaks against it."""
    to = f" to {view.broker}" if view.live else " (on paper)"
    left = f"{count(len(view.orders), 'order')}{to}"
    if view.before:
        left += f"; {view.before} of the plan {_were(view.before)} sent or given up before"
    lines = [f"REHEARSAL of plan {view.plan}: {left}", ""]
    for leg, order in view.orders:
        lines.append(f"{leg.number:>3} {_order_text(order)}  {leg.account_id}")
        if leg.number in view.refused:
            lines.append(f"      the broker refuses: {view.refused[leg.number]}")
        if leg.number in view.previews:
            said = view.previews[leg.number].messages
            lines += [f"      the broker says: {message}" for message in said]
    market, apart = _session_text(view), left_out_text(view.left_out)
    lines += ["", *([f"Not meant now: {apart}."] if apart else [])]
    lines += [*([market] if market else []), *_stops_text(view.stops), "Nothing has been sent."]
    text = "\n".join(lines) + "\n"
    return plain_text(text) if plain else text


def confirmation(view: RehearsalView) -> str:
    """What is asked before anything is sent: how much, and where."""
    legs = [leg for leg, _ in view.now]
    sold = sum((leg.value for leg in legs if leg.side is Side.SELL), ZERO)
    bought = sum((leg.value for leg in legs if leg.side is Side.BUY), ZERO)
    accounts = ", ".join(dict.fromkeys(str(leg.account_id) for leg in legs))
    where = view.broker if view.live else "paper"
    apart = left_out_text(view.left_out)
    besides = f"; not sent now: {apart}" if apart else ""
    if not legs:
        return f"Type {view.plan} to go on; no order is left to send to {where}{besides}"
    return (
        f"Type {view.plan} to send {count(len(legs), 'order')} to {where} "
        f"({accounts}): sell {money(to_cents(sold))}, buy {money(to_cents(bought))}{besides}"
    )


def left_out_text(legs: Sequence[Leg]) -> str:
    """Orders that are not sent, by their accounts: `order 3 in ira; orders 7, 9-11 in fid`."""
    numbers: dict[str, list[int]] = {}
    for leg in legs:
        numbers.setdefault(str(leg.account_id), []).append(leg.number)
    return "; ".join(
        f"{'orders' if of[1:] else 'order'} {', '.join(_spans(of))} in {account}"
        for account, of in numbers.items()
    )


def _spans(numbers: Sequence[int]) -> Iterator[str]:
    """Rising numbers, those in a row as the first and the last of them."""
    for _, row in groupby(enumerate(numbers), key=lambda one: one[1] - one[0]):
        (_, first), *more = row
        yield f"{first}-{more[-1][1]}" if more else str(first)


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _session_text(view: RehearsalView) -> str:
    """Until when the market is open, or that it is closed; empty where nobody knows its hours."""
    session = view.session
    if session is None:
        return ""
    if session.is_open:
        until = "" if session.closes is None else f" until {session.closes:%a %d %b %H:%M %Z}"
        return f"The market is open{until}."
    opens = "" if session.opens is None else f" It opens {session.opens:%a %d %b %H:%M %Z}."
    if view.queue:
        return (
            "The market is closed: sales are sent and wait at the broker, purchases are sent while "
            f"it is open.{opens}"
        )
    return f"The market is closed: orders are sent while it is open.{opens}"


def _stops_text(stops: Sequence[Stop]) -> list[str]:
    if not stops:
        return ["Nothing speaks against it but the approval, which sending asks for."]
    return ["Speaks against it:", *(f"  {stop.text}" for stop in stops), ""]


def _order_text(order: Order) -> str:
    at = "at market" if order.order_type is OrderType.MARKET else f"limit {_limit(order)}"
    lots = f", lots {', '.join(str(lot) for lot, _ in order.lots)}" if order.lots else ""
    return f"{order.side.value.upper():<4} {shares(order.quantity)} {order.symbol} {at}{lots}"


def _limit(order: Order) -> str:
    return price(order.limit_price or ZERO)


def run_document(run: Run, plan: Sendable) -> dict[str, Any]:
    """One run of `trimtab.orders/1`: planned beside done."""
    return {
        "run": run.run,
        "plan": run.plan,
        "broker": run.broker,
        "live": run.live,
        "accounts": [str(one) for one in run.accounts],
        "started_at": run.started_at.isoformat(),
        "outcome": run.outcome,
        "realised": realised_document(realised(plan, run)),
        "orders": [_leg_document(leg, run.leg(leg.number)) for leg in plan.legs],
    }


def _leg_document(leg: Leg, state: LegState) -> dict[str, Any]:
    return {
        "n": leg.number,
        "account": str(leg.account_id),
        "side": leg.side.value,
        "symbol": str(leg.symbol),
        "status": "skipped" if state.skipped else state.status.value,
        "planned": exact_text(leg.quantity),
        "planned_price": exact_text(leg.price),
        "filled": exact_text(state.filled),
        "average_price": None if state.average_price is None else exact_text(state.average_price),
        "broker_order_id": state.broker_order_id,
        "message": state.message,
    }


def run_text(run: Run, plan: Sendable, *, plain: bool = False) -> str:
    """Where each order of a run stands, and what the whole came to against the plan."""
    on = f", {run.broker}" if run.live else " on paper"
    ended = run.outcome or "not ended"
    lines = [f"{run.run}{on}, {run.started_at:%Y-%m-%d %H:%M} UTC: {ended}"]
    for leg in plan.legs:
        state = run.leg(leg.number)
        word = _word(run, state)
        at = "" if state.average_price is None else f" at {price(state.average_price)}"
        lines.append(
            f"{leg.number:>3} {leg.side.value.upper():<4} {shares(state.filled)} of "
            f"{shares(leg.quantity)} {leg.symbol}{at}  {word}"
        )
        if state.message:
            lines.append(f"      {state.message}")
    apart = left_out_text(plan.left_out)
    if apart:
        lines.append(f"Not of this run: {apart}.")
    planned, done = _cash(plan.legs, run)
    lines.append(
        f"Cash: {money(to_cents(done))} by the orders, {money(to_cents(planned))} planned."
    )
    lines += realised_lines(realised(plan, run))
    text = "\n".join(lines) + "\n"
    return plain_text(text) if plain else text


def change_text(number: int, state: LegState) -> str:
    """One line for an order of which there is news: how far it came."""
    order = state.order
    what = f"{shares(state.filled)} shares traded"
    if order is not None:
        of = f"{shares(state.filled)} of {shares(order.quantity)} {order.symbol}"
        what = f"{order.side.value} {of} in {order.account_id}"
    at = "" if state.average_price is None else f" at {price(state.average_price)}"
    return f"order {number}: {what}{at}, {state.status.value}"


def _word(run: Run, state: LegState) -> str:
    if state.skipped:
        return "skipped"
    # No broker has said that it has a ticket.
    if run.by_hand and state.status is OrderStatus.SUBMITTED:
        return "open ticket"
    if state.waits_until is not None and state.status is OrderStatus.SUBMITTED:
        return "queued"
    return state.status.value


def _cash(legs: Iterable[Leg], run: Run) -> tuple[Decimal, Decimal]:
    """Dollars that the orders bring, as planned and as done; below zero what they take."""
    planned = done = ZERO
    for leg in legs:
        state, sign = run.leg(leg.number), 1 if leg.side.value == "sell" else -1
        planned += sign * leg.value
        done += sign * state.filled * (state.average_price or ZERO) - state.commission
    return planned, done
