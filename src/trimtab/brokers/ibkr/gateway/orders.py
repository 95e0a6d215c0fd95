"""The list of the day's orders, the trades of a week, and one order's state.

A first look at the list only begins it, and its answer is empty whatever there is: a list counts
once it says that it is whole. Who traded what is in the list, what it cost in the trades alone. The
list is of the account that the session is of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Self
from urllib.parse import quote

from trimtab.brokers.ibkr.gateway.executions import DAYS, Trade, from_trades, trade_of
from trimtab.brokers.ibkr.gateway.line import Line
from trimtab.brokers.ibkr.gateway.pace import Paced
from trimtab.brokers.ibkr.gateway.reading import (
    Waiting,
    exact,
    listed_order,
    one_order,
    readable,
    waiting,
)
from trimtab.brokers.ibkr.gateway.refusals import NAME
from trimtab.brokers.ibkr.gateway.session import Session
from trimtab.domain.brokerage import BrokerAccount, OrderReport
from trimtab.domain.identifiers import OrderId
from trimtab.errors import Definite, Unavailable
from trimtab.ports import Clock

Json = Mapping[str, Any]

# Looks at a list that is not whole yet.
_LOOKS = 6


@dataclass(slots=True, kw_only=True)
class Orders:
    """Orders of the accounts of one session.

    names  our names of orders by IBKR's, as far as they were seen
    """

    line: Line
    session: Session
    order_list: Paced
    trade_list: Paced
    names: dict[str, OrderId] = field(default_factory=dict)
    _begun: bool = field(default=False)

    @classmethod
    def of(cls, line: Line, session: Session, clock: Clock) -> Self:
        """The orders of `session`; nothing is asked yet."""
        return cls(
            line=line, session=session, order_list=Paced(clock=clock), trade_list=Paced(clock=clock)
        )

    def changed(self) -> None:
        """An order was sent, or asked to be cancelled: what was read before is old."""
        self.order_list.forget()
        self.trade_list.forget()

    def listed(self, account: BrokerAccount, *, afresh: bool = False) -> tuple[OrderReport, ...]:
        """The orders of the day for shares, by the time of their last news.

        afresh  begin the list anew, for an order that it does not show
        """
        rows = readable(
            lambda: sorted(self._rows(account, afresh=afresh), key=_last_news), "orders"
        )
        found = readable(
            lambda: [report for one in rows if (report := listed_order(one)) is not None], "orders"
        )
        for report in found:
            if report.client_order_id is not None:
                self.names[report.broker_order_id] = report.client_order_id
        return tuple(found)

    def waiting(self, account: BrokerAccount) -> tuple[Waiting, ...]:
        """What the open orders of the account still hold, stops and others of any kind as well."""
        return readable(
            lambda: tuple(
                found
                for one in self._rows(account, afresh=False)
                if (found := waiting(one)) is not None
            ),
            "orders",
        )

    def trades(self, account: BrokerAccount, *, again: bool = False) -> tuple[Trade, ...]:
        """The executions of the last seven days, the oldest first; `again`: not as read before."""
        self._select(account)
        read = self.trade_list.new if again else self.trade_list.latest
        answer = read(account.key, self._ask_for_trades)
        found = readable(
            lambda: [
                trade
                for one in answer
                if _is_of(one, account) and (trade := trade_of(one)) is not None
            ],
            "trades",
        )
        return tuple(sorted(found, key=lambda one: (one.at, one.execution)))

    def state(self, number: str) -> OrderReport | None:
        """One order as it stands; None where it is none for shares. Definite where there is none.

        Only orders of the present session are known there.
        """
        answer = self.line.get(f"/iserver/account/order/status/{quote(number, safe='')}")
        return readable(lambda: one_order(answer, self.names.get(number)), "order")

    def unlisted(self, trades: Iterable[Trade]) -> tuple[OrderReport, ...]:
        """The orders of trades of which the list shows no order, the oldest first.

        A new order may be traded in before it is listed, and may trade more: its own state is asked
        for. One that the present session does not know has ended.
        """
        return tuple(map(self._as_it_stands, from_trades(trades)))

    def _as_it_stands(self, traded: OrderReport) -> OrderReport:
        if traded.client_order_id is not None:
            self.names[traded.broker_order_id] = traded.client_order_id
        try:
            now = self.state(traded.broker_order_id)
        except Definite as error:
            if error.kind != "order":
                raise
            return traded
        return traded if now is None else replace(now, commission=traded.commission)

    def _rows(self, account: BrokerAccount, *, afresh: bool) -> list[Json]:
        if self._select(account) or afresh or not self._begun:
            self._begun = False
            self.order_list.new(
                "", lambda: self.line.get("/iserver/account/orders", {"force": "true"})
            )
            self.order_list.forget()
            self._begun = True
        answer = self.order_list.latest(account.key, self._ask_for_list)
        for _ in range(_LOOKS):
            if isinstance(answer, dict) and answer.get("snapshot") is True:
                return [one for one in answer.get("orders") or () if _is_of(one, account)]
            answer = self.order_list.new(account.key, self._ask_for_list)
        self._begun = False
        raise Unavailable("IBKR: its list of orders does not become whole", broker=NAME)

    def _select(self, account: BrokerAccount) -> bool:
        new = self.session.select(account.key)
        if new:
            self.changed()
            self._begun = False
        return new

    def _ask_for_list(self) -> Json:
        return self.line.get("/iserver/account/orders")  # type: ignore[no-any-return]  # as JSON has it

    def _ask_for_trades(self) -> Json:
        return self.line.get("/iserver/account/trades", {"days": str(DAYS)})  # type: ignore[no-any-return]  # as above


def _is_of(found: Json, account: BrokerAccount) -> bool:
    return str(found.get("acct") or found.get("account") or account.key) == account.key


def _last_news(found: Json) -> Decimal:
    return exact(found.get("lastExecutionTime_r") or 0)
