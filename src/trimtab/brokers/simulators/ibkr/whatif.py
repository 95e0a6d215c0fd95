"""`POST /iserver/account/{id}/orders/whatif`: what an order would come to, in texts."""

from decimal import Decimal
from typing import Any

from trimtab.brokers.simulators.books import SimAccount
from trimtab.brokers.simulators.exchange import Asked
from trimtab.brokers.simulators.ibkr.portfolio import dollars, shares
from trimtab.brokers.simulators.ibkr.refusal import IbkrRefusal
from trimtab.brokers.simulators.ibkr.rules import IbkrExchange
from trimtab.money import ZERO, to_cents

Json = dict[str, Any]

_BLIND = (
    "21/You are trying to submit an order without having market data for this instrument. \n"
    "IB strongly recommends against this kind of blind trading which may result in \n"
    "erroneous or unexpected trades."
)


def preview(exchange: IbkrExchange, account: SimAccount, asked: Asked, *, seen: bool) -> Json:
    """The preview of an order; `seen`: its quotes were asked for before. It changes nothing.

    An order that would be refused has no amounts, and says why in `error`.
    """
    warning = exchange.manners.notice or (None if seen else _BLIND)
    try:
        exchange.check(account, asked)
    except IbkrRefusal as refused:
        return _answer(
            {"amount": None, "commission": None, "total": None}, warning, refused.message
        )
    value, charge = exchange.value(asked), exchange.charge(asked)
    total = value + charge if asked.side == "BUY" else value - charge
    amounts = {
        "amount": f"{dollars(value)} ({shares(asked.quantity)} Shares)",
        "commission": dollars(charge),
        "total": dollars(total),
    }
    held = sum((lot.quantity for lot in account.of(asked.symbol)), ZERO)
    change = asked.quantity if asked.side == "BUY" else -asked.quantity
    worth = account.cash + sum(
        (lot.quantity * exchange.quotes[lot.symbol].last for lot in account.lots), ZERO
    )
    return _answer(amounts, warning, None) | {
        "equity": _moved(to_cents(worth), -charge),
        "position": _moved(held, change),
    }


def _answer(amounts: Json, warning: str | None, error: str | None) -> Json:
    nothing = {"current": None, "change": None, "after": None}
    return {
        "amount": amounts,
        "equity": nothing,
        "initial": nothing,
        "maintenance": nothing,
        "position": nothing,
        "warn": warning,
        "error": error,
    }


def _moved(current: Decimal, change: Decimal) -> Json:
    return {
        "current": _text(current),
        "change": _text(change),
        "after": _text(current + change),
    }


def _text(amount: Decimal) -> str:
    return f"{amount.normalize():,f}"
