"""Alpaca's side of the server: keys checked, requests answered."""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from trimtab.brokers.simulators.alpaca import answers, past
from trimtab.brokers.simulators.alpaca.rules import AlpacaExchange, AlpacaRefusal
from trimtab.brokers.simulators.answer import Answer
from trimtab.brokers.simulators.books import SimAccount, SimOrder
from trimtab.brokers.simulators.clock import SimClock
from trimtab.brokers.simulators.exchange import SimQuote
from trimtab.brokers.simulators.listening import LoopbackBroker, Request

Json = dict[str, Any]

_NOTHING = 204
_UNREADABLE, _FORBIDDEN, _NOT_FOUND = 40010001, 40310000, 40410000
_FEW, _MOST = 50, 500


class AlpacaSimulator(LoopbackBroker):
    """Alpaca on loopback: trading and market data at one address, a pair of keys for each account.

    shown   statuses to show instead of their own, by the clients' names of orders
    sip     False: the feed of all exchanges is refused, as to whoever has not paid for it
    """

    def __init__(
        self,
        accounts: list[SimAccount],
        quotes: dict[str, SimQuote],
        *,
        start: datetime,
        port: int = 0,
        ticks: Callable[[], float] | None = None,
    ) -> None:
        clock = SimClock(start, ticks=ticks)
        self.rules = AlpacaExchange(clock=clock, accounts=accounts, quotes=quotes)
        super().__init__(self.rules, port=port)
        self.keys = {
            f"PK{secrets.token_hex(9).upper()}": (secrets.token_urlsafe(30), one)
            for one in accounts
        }
        self.past = past.opening(accounts)
        self.shown: dict[str, str] = {}
        self.sip = False

    def pair(self, account: SimAccount) -> tuple[str, str]:
        """Key and secret of an account."""
        return next((key, pair[0]) for key, pair in self.keys.items() if pair[1] is account)

    def ready(self) -> Json:
        """What the command prints when it is ready."""
        listed = [
            {"number": one.number, "key_id": self.pair(one)[0], "secret_key": self.pair(one)[1]}
            for one in self.exchange.accounts
        ]
        return {
            "base_url": self.base_url,
            "key_id": listed[0]["key_id"],
            "secret_key": listed[0]["secret_key"],
            "admin_url": f"{self.base_url}/_sim",
            "accounts": listed,
        }

    def routed(self, request: Request) -> Answer:
        """The answer, to whoever has the keys of an account."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        secret, account = self.keys.get(headers.get("apca-api-key-id", ""), ("", None))
        if account is None or headers.get("apca-api-secret-key") != secret:
            return Answer(status=401, body=b'{"message": "unauthorized."}')
        try:
            found = self._data(request, account)
        except AlpacaRefusal as error:
            body = json.dumps({"code": error.code, "message": error.message})
            return Answer(status=error.status, body=body.encode())
        if found is None:
            return Answer(status=_NOTHING)
        return Answer(body=json.dumps(found, default=_plain).encode())

    def setters(self) -> Mapping[str, Callable[[dict[str, Any]], None]]:
        """What can be set behind the scene; here statuses, activities and the feed, too."""
        return {
            **super().setters(),
            "statuses": self.shown.update,
            "activities": self._happened,
            "sip": self._paid,
        }

    def _data(self, request: Request, account: SimAccount) -> object:
        parts, query = request.parts, request.query
        if parts[:1] in (["orders"], ["orders:by_client_order_id"]):
            return self._orders(request, account)
        if parts[:2] == ["account", "activities"]:
            return self._activities(account, query, parts[2:])
        looks: Mapping[tuple[str, ...], Callable[[], object]] = {
            ("account",): lambda: answers.account(self.exchange, account),
            ("positions",): lambda: answers.positions(self.exchange, account),
            ("clock",): lambda: answers.clock(self.clock),
            ("calendar",): lambda: answers.calendar(_day(query, "start"), _day(query, "end")),
            ("stocks", "snapshots"): lambda: self._snapshots(query),
        }
        if request.method != "GET" or tuple(parts) not in looks:
            raise AlpacaRefusal(404, _NOT_FOUND, "endpoint not found")
        return looks[tuple(parts)]()

    def _orders(self, request: Request, account: SimAccount) -> object:
        if request.method == "GET":
            self.exchange.poll(account)
        match request.method, request.parts:
            case "POST", ["orders"]:
                order = self.rules.accept(account, request.body)
                self.watchman.placed(account, order)
                return self._shown(order)
            case "GET", ["orders"]:
                return self._listed(account, request.query)
            case "GET", ["orders:by_client_order_id"]:
                name = request.query.get("client_order_id", "")
                return self._shown(self.rules.named(account, name))
            case "GET", ["orders", name]:
                return self._shown(self.rules.found(account, name))
            case "DELETE", ["orders", name]:
                self.rules.stop(self.rules.found(account, name))
                return None
        raise AlpacaRefusal(404, _NOT_FOUND, "endpoint not found")

    def _listed(self, account: SimAccount, query: Mapping[str, str]) -> list[Json]:
        """`after` and `until` leave out their own moment; the newest first unless asked."""
        after, until = query.get("after"), query.get("until")
        wanted = query.get("status", "open")
        found = []
        for order in account.orders.values():
            placed = datetime.fromisoformat(self._shown(order)["submitted_at"])
            if after and placed <= datetime.fromisoformat(after):
                continue
            if until and placed >= datetime.fromisoformat(until):
                continue
            if wanted != "all" and order.is_open != (wanted == "open"):
                continue
            if self.rules.shows(order):
                found.append(self._shown(order))
        if query.get("direction", "desc") == "desc":
            found.reverse()
        return found[: min(_MOST, int(query.get("limit", _FEW)))]

    def _shown(self, order: SimOrder) -> Json:
        return answers.order(order, self.shown)

    def _activities(
        self, account: SimAccount, query: Mapping[str, str], kind: list[str]
    ) -> list[Json]:
        found = past.activities(account, self.past[account.key])
        wanted = kind or [one for one in query.get("activity_types", "").split(",") if one]
        if wanted:
            found = [one for one in found if one["activity_type"] in wanted]
        return past.page(found, query)

    def _snapshots(self, query: Mapping[str, str]) -> Json:
        if query.get("feed") == "sip" and not self.sip:
            message = "subscription does not permit querying recent SIP data"
            raise AlpacaRefusal(403, _FORBIDDEN, message)
        symbols = query.get("symbols", "").split(",")
        return answers.snapshots(self.exchange.quotes, symbols, self.clock.now())

    def _happened(self, given: dict[str, Any]) -> None:
        """One more activity of the first account, as Alpaca would list it."""
        self.past[self.exchange.accounts[0].key].append(given)

    def _paid(self, given: dict[str, Any]) -> None:
        self.sip = bool(given.get("paid", True))


def _day(query: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(query[name][:10])
    except (LookupError, ValueError) as error:
        raise AlpacaRefusal(422, _UNREADABLE, f"{name} is invalid") from error


def _plain(value: object) -> object:
    """Market data have numbers, not texts."""
    return float(value) if isinstance(value, Decimal) else str(value)
