"""`/iserver`: accounts, contracts, quotes, and orders with their questions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trimtab.brokers.simulators.books import SimAccount
from trimtab.brokers.simulators.ibkr import contracts, orders, portfolio
from trimtab.brokers.simulators.ibkr.contracts import conid
from trimtab.brokers.simulators.ibkr.questions import Pending, Questions
from trimtab.brokers.simulators.ibkr.refusal import BAD_REQUEST, IbkrRefusal, not_found
from trimtab.brokers.simulators.ibkr.rules import IbkrExchange
from trimtab.brokers.simulators.ibkr.session import Session
from trimtab.brokers.simulators.ibkr.whatif import preview
from trimtab.brokers.simulators.invariants import Watchman
from trimtab.brokers.simulators.listening import Request

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Trading:
    """What needs a brokerage session. `shown`: states to show of orders, by the clients' names."""

    exchange: IbkrExchange
    session: Session
    questions: Questions
    watchman: Watchman
    shown: dict[str, str] = field(default_factory=dict)

    def answer(self, request: Request, parts: list[str]) -> object:
        """What `parts`, a path without `/iserver`, asks for."""
        self.session.need(trading=True)
        if parts == ["secdef", "search"]:
            return self._contracts(request)
        if parts == ["accounts"]:
            self.session.told.add("iserver")
            return portfolio.traded_accounts(self.exchange.accounts, self.session.selected)
        self.session.need(accounts="iserver")
        if parts[:2] == ["questions", "suppress"]:
            return self._suppress(posted(request), reset=parts[2:] == ["reset"])
        return self._asked_of_accounts(request, parts)

    def _contracts(self, request: Request) -> list[Json]:
        given = request.query if request.method == "GET" else posted(request)
        return contracts.found(self.exchange.quotes, str(given.get("symbol", "")))

    def _asked_of_accounts(self, request: Request, parts: list[str]) -> object:
        match request.method, parts:
            case "GET", ["marketdata", "snapshot"]:
                return self._snapshot(request.query)
            case "POST", ["account"]:
                return self._select(str(posted(request).get("acctId", "")))
            case "POST", ["reply", name]:
                confirmed = posted(request).get("confirmed") is True
                return self._taken(self.questions.answered(name, confirmed=confirmed))
            case _, ["account", *rest]:
                return self._of_account(request, rest)
        raise not_found()

    def _suppress(self, given: Json, *, reset: bool) -> Json:
        if reset:
            self.session.suppressed.clear()
        ids = given.get("messageIds", [])
        if not isinstance(ids, list):
            raise IbkrRefusal("Bad Request: messageIds is no list", status=BAD_REQUEST)
        self.session.suppressed.update(map(str, ids))
        return {"status": "submitted"}

    def _of_account(self, request: Request, parts: list[str]) -> object:
        match request.method, parts:
            case "GET", ["orders"]:
                return self._listed(request.query)
            case "GET", ["trades"]:
                return self._trades(request.query)
            case "GET", ["order", "status", number]:
                return self._detail(number)
            case "POST", [name, "orders"]:
                return self._asked(self.exchange.at(name), posted(request))
            case "POST", [name, "orders", "whatif"]:
                return self._previewed(self.exchange.at(name), posted(request))
            case "DELETE", [name, "order", number]:
                return self._cancelled(self.exchange.at(name), number)
        raise not_found()

    def _trades(self, query: Mapping[str, str]) -> list[Json]:
        account = self._account(query)
        self.exchange.poll(account)
        days = query.get("days", "")
        return orders.trades(
            account, self.exchange.clock.now(), int(days) if days.isdecimal() else 1
        )

    def _detail(self, number: str) -> Json:
        account, order = self.exchange.found(number)
        self.exchange.poll(account)
        return orders.detail(account, order, self.shown)

    def _previewed(self, account: SimAccount, body: Json) -> Json:
        asked = self.exchange.asked(account, body)
        seen = conid(asked.symbol) in self.session.streaming
        return preview(self.exchange, account, asked, seen=seen)

    def _asked(self, account: SimAccount, body: Json) -> object:
        asked = self.exchange.asked(account, body)
        self.exchange.check(account, asked)
        question = self.questions.begin(account, asked)
        if question is not None:
            return [question]
        return self._taken(Pending(reply="", account=account, asked=asked, left=[]))

    def _taken(self, answered: Json | Pending) -> object:
        """The next question, or the order that was taken."""
        if not isinstance(answered, Pending):
            return [answered]
        order = self.exchange.accept(answered.account, answered.asked)
        self.watchman.placed(answered.account, order)
        return orders.placed(order, self.shown)

    def _cancelled(self, account: SimAccount, number: str) -> Json:
        order = self.exchange.stop(account, number)
        return {
            "msg": "Request was submitted",
            "order_id": order.number,
            "conid": conid(order.symbol),
            "account": portfolio.account_id(account),
        }

    def _listed(self, query: Mapping[str, str]) -> Json:
        """The first look, and one by `force`, only begins: that is no empty list."""
        account = self._account(query)
        self.exchange.poll(account)
        if account.key not in self.session.listed or query.get("force") == "true":
            self.session.listed.add(account.key)
            return {"orders": [], "snapshot": False}
        wanted = {
            one.lower().replace("_", "") for one in query.get("filters", "").split(",") if one
        }
        rows = [
            orders.listed(account, order, self.shown)
            for order in account.orders.values()
            if self.exchange.shows(order)
        ]
        if wanted:
            rows = [row for row in rows if row["status"].lower() in wanted]
        return {"orders": rows, "snapshot": True}

    def _snapshot(self, query: Mapping[str, str]) -> list[Json]:
        numbers = [int(one) for one in query.get("conids", "").split(",") if one.isdecimal()]
        if not numbers:
            raise IbkrRefusal("Bad Request: missing conids", status=BAD_REQUEST)
        return contracts.snapshot(
            self.exchange.quotes,
            numbers,
            query.get("fields", "").split(","),
            self.session.streaming,
            self.exchange.clock.now(),
        )

    def _select(self, name: str) -> Json:
        self.exchange.at(name)
        if name == self.session.selected:
            return {"success": "Account already set"}
        self.session.selected = name
        return {"set": True, "acctId": name}

    def _account(self, query: Mapping[str, str]) -> SimAccount:
        return self.exchange.at(query.get("accountId") or self.session.selected)


def posted(request: Request) -> Json:
    """The JSON object in the body of a request; an empty body is an empty one."""
    try:
        found = json.loads(request.body or "{}")
    except ValueError as error:
        raise IbkrRefusal(f"Bad Request: {error}", status=BAD_REQUEST) from error
    if not isinstance(found, dict):
        raise IbkrRefusal("Bad Request: not an object", status=BAD_REQUEST)
    return found
