"""What is asked before an order is taken, one question after the other.

An order that waits for an answer is dropped by any other request. A later answer finds nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from trimtab.brokers.simulators.books import SimAccount
from trimtab.brokers.simulators.exchange import Asked
from trimtab.brokers.simulators.ibkr.contracts import conid
from trimtab.brokers.simulators.ibkr.portfolio import dollars, shares
from trimtab.brokers.simulators.ibkr.refusal import BAD_REQUEST, IbkrRefusal
from trimtab.brokers.simulators.ibkr.rules import IbkrExchange
from trimtab.brokers.simulators.ibkr.session import Session

Json = dict[str, Any]

# The limits that an account has until its owner sets others.
_AWAY, _MOST_SHARES, _MOST_VALUE = Decimal("0.03"), Decimal(500), Decimal(100_000)
_SURE = "Are you sure you want to submit this order?"


@dataclass(slots=True, kw_only=True)
class Pending:
    """An order that waits: the question that was asked, and those to come."""

    reply: str
    account: SimAccount
    asked: Asked
    left: list[str]


@dataclass(slots=True)
class Questions:
    """Asks. `natural` False: only what is set; `extra`: asked of the next order besides."""

    exchange: IbkrExchange
    session: Session
    natural: bool = True
    extra: list[str] = field(default_factory=list)
    pending: Pending | None = None
    missing_status: int = BAD_REQUEST

    def begin(self, account: SimAccount, asked: Asked) -> Json | None:
        """The first question about an order; None where there is none."""
        ids = [*(self._of(asked) if self.natural else []), *self.extra]
        self.extra = []
        left = [one for one in ids if one not in self.session.suppressed]
        if not left:
            return None
        self.pending = Pending(reply="", account=account, asked=asked, left=left)
        return self._next(self.pending)

    def answered(self, reply: str, *, confirmed: bool) -> Json | Pending:
        """The next question, or the order that is asked about no more."""
        waiting = self.pending
        if waiting is None or waiting.reply != reply:
            raise IbkrRefusal(f"reply id not found: '{reply}'", status=self.missing_status)
        self.pending = None
        if not confirmed:
            raise IbkrRefusal("The order was not confirmed, and is discarded.")
        if not waiting.left:
            return waiting
        self.pending = waiting
        return self._next(waiting)

    def heard(self, parts: list[str]) -> None:
        """Any request but the answer drops the order that waits."""
        if self.pending is not None and parts != ["iserver", "reply", self.pending.reply]:
            self.drop()

    def drop(self) -> None:
        """The order that waits is forgotten."""
        self.pending = None

    def _next(self, waiting: Pending) -> Json:
        number, waiting.reply = waiting.left.pop(0), str(uuid4())
        return {
            "id": waiting.reply,
            "message": [_text(number, waiting.asked)],
            "isSuppressed": False,
            "messageIds": [number],
        }

    def _of(self, asked: Asked) -> list[str]:
        last, value = self.exchange.quotes[asked.symbol].last, self.exchange.value(asked)
        away = abs((asked.limit or last) - last)
        rules = (
            (conid(asked.symbol) not in self.session.streaming, "o354"),
            (away > last * _AWAY, "o163"),
            (asked.quantity > _MOST_SHARES, "o383"),
            (value > _MOST_VALUE, "o451"),
            (asked.limit is None, "o10151"),
            (asked.limit is None, "o10153"),
        )
        return [number for holds, number in rules if holds]


def _text(number: str, asked: Asked) -> str:
    if number in _TEXTS:
        return _TEXTS[number](asked)
    return f"Question {number}, of which nothing is known here."


def _order(asked: Asked) -> str:
    price = "Market" if asked.limit is None else f"@ {asked.limit}"
    return f"{asked.side} {shares(asked.quantity)} {asked.symbol} ARCA {price}"


_TEXTS: dict[str, Callable[[Asked], str]] = {
    "o354": lambda _: (
        "You are submitting an order without market data. We strongly recommend against this as it "
        f"may result in erroneous and unexpected trades. {_SURE}"
    ),
    "o163": lambda asked: (
        f'The following order "{_order(asked)}" price exceeds the Percentage constraint of 3%.\n'
        f"{_SURE}"
    ),
    "o383": lambda asked: (
        f'The following order "{_order(asked)}" size exceeds the Size Limit of 500.\n{_SURE}'
    ),
    "o451": lambda asked: (
        f'The following order "{_order(asked)}" value estimate exceeds the Total Value Limit of '
        f"{dollars(_MOST_VALUE)}.\n{_SURE}"
    ),
    "o10151": lambda _: (
        "<h4>Market Order Confirmation</h4>A Market Order is an instruction to trade your order at "
        "any available price."
    ),
    "o10153": lambda _: (
        "<h4>Confirm Mandatory Cap Price</h4>To avoid trading at a price that is not consistent "
        "with a fair and orderly market, IB may set a cap (for a buy order) or a floor (for a sell "
        "order)."
    ),
}
