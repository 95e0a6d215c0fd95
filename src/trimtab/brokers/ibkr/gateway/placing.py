"""Previews, and an order with the questions that IBKR asks before it takes it.

A question stands open until it is answered, and any other request meanwhile takes the order away.
So an order, all of its questions and all answers go out alone on the line. No request is repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from trimtab.brokers.ibkr.gateway.line import Line
from trimtab.brokers.ibkr.gateway.questions import is_harmless, plain
from trimtab.brokers.ibkr.gateway.reading import dollars, exact, is_ended, readable
from trimtab.brokers.ibkr.gateway.refusals import NAME
from trimtab.brokers.ibkr.gateway.writing import order_request
from trimtab.domain.brokerage import BrokerAccount, OrderReport, Preview
from trimtab.domain.order import Order, OrderStatus, Side
from trimtab.errors import BrokerError, Definite, Unavailable, Unknown
from trimtab.money import ZERO, exact_text, to_cents

Json = Mapping[str, Any]

# Rounds of questions; public clients have seen three.
_ROUNDS = 10
_SUCCESS = "200"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What IBKR asks: the number that a reply names, of which kinds it is, and its texts."""

    number: str
    ids: tuple[str, ...]
    texts: tuple[str, ...]


def previewed(line: Line, account: BrokerAccount, order: Order, conid: int) -> Preview:
    """What IBKR says that the order would do. Changes nothing.

    Definite where it would be refused, or sell more than the account has: that might go short.
    """
    body = order_request(order, account=account.key, conid=conid, named=False)
    answer = line.preview(f"/iserver/account/{account.key}/orders/whatif", body)
    if order.side is Side.SELL:
        _check_position(order, answer)
    amount = readable(lambda: dollars(answer["amount"]["amount"]), "preview")
    commission = readable(lambda: _commission(answer["amount"]), "preview")
    total = amount + commission if order.side is Side.BUY else commission - amount
    warning = str(answer.get("warn") or "")
    return Preview(
        order=order,
        total=to_cents(total),
        commission=to_cents(commission),
        messages=(plain((warning,)),) if warning else (),
    )


def placed(line: Line, account: BrokerAccount, order: Order, conid: int) -> OrderReport:
    """Send the order, once, and answer what is asked about it.

    Definite where it is refused, or a question is not for a program to answer; Unknown where the
    last answer is lost, late, or of something else.
    """
    body = order_request(order, account=account.key, conid=conid, named=True)
    with line.alone():
        answer = line.change("POST", f"/iserver/account/{account.key}/orders", body)
        for _ in range(_ROUNDS):
            asked = _question(answer)
            if asked is None or not is_harmless(asked.ids, asked.texts):
                break
            answer = _reply(line, asked.number, yes=True)
        asked = _question(answer)
        if asked is None:
            return _taken(answer, order)
        _decline(line, asked.number)
    raise Definite(
        f"IBKR asks before it takes this order, and a person has to answer: {plain(asked.texts)} "
        "The order was not sent. Place it at IBKR's own site, or change the plan",
        broker=NAME,
        code=",".join(asked.ids),
    )


def cancelled(line: Line, account: BrokerAccount, number: str) -> None:
    """Ask to cancel; whether it happened is for the order's state to say."""
    line.change("DELETE", f"/iserver/account/{account.key}/order/{quote(number, safe='')}")


def _reply(line: Line, number: str, *, yes: bool) -> Any:  # noqa: ANN401  # as JSON has it
    """What becomes of the order after the answer; Unknown where that is not said in so many words.

    A refusal comes with the status of success. Any other is of a reply that came too late, or of a
    session that has ended, and nothing tells what the order was by then.
    """
    said = '{"confirmed":true}' if yes else '{"confirmed":false}'
    try:
        return line.change("POST", f"/iserver/reply/{quote(number, safe='')}", said)
    except Definite as error:
        if error.code == _SUCCESS:
            raise
        raise Unknown(f"{error}; it may have happened", broker=NAME, code=error.code) from error


def _decline(line: Line, number: str) -> None:
    """Say no. An order whose question is not answered with yes is not sent, so the no may be lost.

    Unknown where the answer is that the order was taken all the same.
    """
    try:
        answer = _reply(line, number, yes=False)
    except BrokerError:
        return
    if isinstance(answer, list) and any("order_id" in one for one in answer):
        raise Unknown("IBKR: it was told no, and says that it took the order", broker=NAME)


def _question(answer: object) -> _Question | None:
    """The question in an answer; None where nothing is asked."""
    one = answer[0] if isinstance(answer, list) and len(answer) == 1 else None
    if not isinstance(one, dict) or "id" not in one or not isinstance(one.get("message"), list):
        return None
    return _Question(
        number=str(one["id"]),
        ids=tuple(map(str, one.get("messageIds") or ())),
        texts=tuple(map(str, one["message"])),
    )


def _taken(answer: object, order: Order) -> OrderReport:
    """The order as IBKR has taken it; Unknown where the answer is anything else."""
    one = answer[0] if isinstance(answer, list) and len(answer) == 1 else None
    number = one.get("order_id") if isinstance(one, dict) else None
    if one is None or not number:
        raise Unknown(f"IBKR: its answer is no order: {plain((_words(answer),))}", broker=NAME)
    if one.get("local_order_id", order.order_id) != order.order_id:
        raise Unknown("IBKR: its answer is of another order", broker=NAME)
    ended = is_ended(str(one.get("order_status", "")))
    return OrderReport(
        broker_order_id=str(number),
        client_order_id=order.order_id,
        side=order.side,
        symbol=order.symbol,
        quantity=order.quantity,
        order_type=order.order_type,
        limit_price=order.limit_price,
        # How much of it was filled, and at what price, is for its state to say.
        status=OrderStatus.SUBMITTED if ended in {None, OrderStatus.FILLED} else ended,
    )


def _words(answer: object) -> str:
    return str(answer.get("text") or "") if isinstance(answer, dict) else ""


def _check_position(order: Order, answer: Json) -> None:
    """Definite where IBKR's own count of the shares is below what is to be sold."""
    try:
        there = exact(answer["position"]["current"])
    except (LookupError, TypeError, Unavailable):
        return
    if order.quantity > there:
        raise Definite(
            f"IBKR: {exact_text(there)} {order.symbol} are held, not {exact_text(order.quantity)}",
            broker=NAME,
            kind="shares",
        )


def _commission(amounts: Json) -> Decimal:
    """Dollars of commission; zero where IBKR does not tell it before the order is filled."""
    text = amounts.get("commission")
    return dollars(text) if text and "USD" in str(text) else ZERO
