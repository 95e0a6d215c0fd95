"""The server itself: one loopback socket, every request checked, journalled and answered."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Self
from urllib.parse import quote_plus, unquote

from trimtab.brokers.etrade_sim import answers
from trimtab.brokers.etrade_sim.answer import Answer
from trimtab.brokers.etrade_sim.answers import Dialect, Json
from trimtab.brokers.etrade_sim.books import SimAccount
from trimtab.brokers.etrade_sim.clock import SimClock
from trimtab.brokers.etrade_sim.faults import Fault, Faults
from trimtab.brokers.etrade_sim.invariants import Watchman
from trimtab.brokers.etrade_sim.listening import Incoming, Listener
from trimtab.brokers.etrade_sim.rules import Exchange, Refusal, SimQuote, asked_of
from trimtab.brokers.etrade_sim.signing import LogIns, Signed, Token, Unsigned

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came in."""

    method: str
    path: str
    query: Mapping[str, str]
    signed: Signed
    body: str

    @property
    def parts(self) -> list[str]:
        """The path without `/v1` and `.json`."""
        return [part for part in self.path.removesuffix(".json").split("/") if part][1:]


class Simulator:
    """E*TRADE on loopback. Use it as a context; `base_url` is known from the beginning."""

    def __init__(
        self,
        accounts: list[SimAccount],
        quotes: dict[str, SimQuote],
        *,
        start: datetime,
        port: int = 0,
        ticks: Callable[[], float] | None = None,
        dated_by: Callable[[], datetime] | None = None,
    ) -> None:
        self.clock = SimClock(start, ticks=ticks)
        self.exchange = Exchange(clock=self.clock, accounts=accounts, quotes=quotes)
        self.logins = LogIns(clock=self.clock, dated_by=dated_by)
        self.dialect, self.faults = Dialect(), Faults()
        self.watchman = Watchman(accounts)
        self.journal: list[dict[str, object]] = []
        self._lock = threading.Lock()
        self._listener = Listener(
            self.heard, now=self.clock.now, failed=self.watchman.failed, port=port
        )

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return self._listener.base_url

    def ready(self) -> Json:
        """What the command prints when it is ready."""
        return {
            "base_url": self.base_url,
            "consumer_key": self.logins.consumer_key,
            "consumer_secret": self.logins.consumer_secret,
            "admin_url": f"{self.base_url}/_sim",
            "accounts": [
                {"key": one.key, "number": one.number, "type": one.kind}
                for one in self.exchange.accounts
            ],
        }

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Listen no more."""
        self._listener.stop()

    def heard(self, incoming: Incoming) -> tuple[Answer, Fault | None]:
        """The answer to what came over the socket."""
        kind = incoming.headers.get("Content-Type", "")
        scheme, host = incoming.headers.get("X-Forwarded-Proto", "http"), incoming.headers["Host"]
        return self.answer(
            Request(
                method=incoming.method,
                path=incoming.path,
                query=incoming.query,
                signed=Signed(
                    method=incoming.method,
                    url=f"{scheme}://{host}{incoming.target}",
                    headers=incoming.headers,
                    form=incoming.body if kind.startswith(_FORM) else "",
                ),
                body=incoming.body,
            )
        )

    def answer(self, request: Request) -> tuple[Answer, Fault | None]:
        """The answer, and what is to go wrong on its way."""
        with self._lock:
            if request.path.startswith("/_sim/"):
                return self._admin(request), None
            fault = self.faults.due(request.method, request.path)
            early = fault is not None and fault.before
            answer = fault.answer() if fault is not None and early else self._routed(request)
            self.journal.append(
                {
                    "method": request.method,
                    "path": request.path,
                    "status": answer.status,
                    "fault": None if fault is None else fault.kind,
                }
            )
            return answer, fault

    def _routed(self, request: Request) -> Answer:
        try:
            if request.path.startswith("/oauth/"):
                return self._oauth(request)
            if request.path.startswith("/e/t/etws/authorize"):
                return self._authorise(request)
            self.logins.check(request.signed)
            found = self._data(request)
        except Unsigned as error:
            self.watchman.unsigned(error.problem)
            return Answer(status=401, body=f"oauth_problem={error.problem}".encode(), kind=_FORM)
        except Refusal as error:
            body = {"Error": {"code": error.code, "message": error.message}}
            return Answer(status=error.status, body=json.dumps(body).encode())
        if found is None:
            return Answer(status=204)
        return Answer(body=json.dumps(self.dialect.spoken(found), default=float).encode())

    def _oauth(self, request: Request) -> Answer:
        name = request.path.rsplit("/", 1)[-1]
        if name == "request_token":
            return _token_answer(self.logins.request_token(request.signed), confirmed=True)
        if name == "access_token":
            return _token_answer(self.logins.access_token(request.signed))
        if name == "renew_access_token":
            self.logins.renew(request.signed)
            return Answer(body=b"Access Token has been renewed", kind="text/html")
        if name == "revoke_access_token":
            self.logins.revoke(request.signed)
            return Answer(body=b"Revoked Access Token", kind="text/html")
        return Answer(status=404, body=b"not here", kind="text/plain")

    def _authorise(self, request: Request) -> Answer:
        if request.query.get("key") != self.logins.consumer_key:
            raise Unsigned("consumer_key_unknown")
        code = self.logins.authorise(request.query.get("token", ""))
        page = f"<html><body><p>Your code is <b>{code}</b></p></body></html>"
        return Answer(body=page.encode(), kind="text/html")

    def _data(self, request: Request) -> Json | None:
        parts = request.parts
        if parts == ["accounts", "list"]:
            return answers.accounts(self.exchange.accounts)
        if parts[:2] == ["market", "quote"]:
            return self._quotes(parts[2])
        if parts[:1] != ["accounts"] or not parts[2:]:
            raise Refusal(100, "The requested service is not currently available.", status=404)
        account = self.exchange.account(parts[1])
        return self._of_account(request, account, parts[2:])

    def _quotes(self, text: str) -> Json:
        symbols = unquote(text).split(",")
        known = {one: self.exchange.quotes[one] for one in symbols if one in self.exchange.quotes}
        unknown = [one for one in symbols if one not in known]
        return answers.quotes(known, unknown, self.clock.now())

    def _of_account(self, request: Request, account: SimAccount, rest: list[str]) -> Json | None:
        query, today = request.query, self.clock.eastern.date()
        if rest == ["balance"]:
            return answers.balance(self.exchange, account)
        if rest == ["portfolio"]:
            count, page = int(query.get("count", "50")), int(query.get("pageNumber", "1"))
            return answers.portfolio(self.exchange, account, self.base_url, count=count, page=page)
        if rest[0] == "portfolio":
            symbols = {answers.position_id(one): one for one in account.symbols()}
            if int(rest[1]) not in symbols:
                raise Refusal(10032, "The position is not valid.")
            return answers.lots(account, symbols[int(rest[1])], self.dialect)
        if rest == ["transactions"]:
            return answers.transactions(
                account,
                count=int(query.get("count", "50")),
                marker=query.get("marker"),
                since=_day(query.get("startDate"), today - timedelta(days=30)),
                until=_day(query.get("endDate"), today),
            )
        if rest[0] == "orders":
            return self._orders(request, account, rest[1:])
        raise Refusal(100, "The requested service is not currently available.", status=404)

    def _orders(self, request: Request, account: SimAccount, rest: list[str]) -> Json | None:
        exchange, query, today = self.exchange, request.query, self.clock.eastern.date()
        if request.method == "GET":
            exchange.poll(account)
            if not rest:
                return answers.orders(
                    account,
                    count=min(100, int(query.get("count", "25"))),
                    marker=query.get("marker"),
                    since=_day(query.get("fromDate"), date.min),
                    until=_day(query.get("toDate"), today),
                )
            order = account.orders.get(int(rest[0]))
            if order is None:
                raise Refusal(10033, "The order is not valid.")
            return {"OrdersResponse": {"Order": [answers.order_row(order)]}}
        if rest == ["cancel"]:
            number = int(json.loads(request.body)["CancelOrderRequest"]["orderId"])
            cancelled = exchange.cancel(account, number)
            return answers.cancelling(account, cancelled, self.clock.milliseconds)
        asked, preview = asked_of(request.body)
        if rest == ["preview"]:
            number, total = exchange.preview(account, asked)
            at, notice = self.clock.milliseconds, exchange.manners.notice
            return answers.previewed(account, asked, number, total, at, notice=notice)
        order = exchange.place(account, asked, preview)
        self.watchman.placed(account, order)
        return answers.placed(account, order)

    def _admin(self, request: Request) -> Answer:
        """Requests that are not E*TRADE's: setting the scene, and looking behind it."""
        name = request.path.removeprefix("/_sim/")
        if request.method == "GET":
            looks: Mapping[str, Callable[[], object]] = {
                "journal": lambda: self.journal,
                "violations": lambda: self.watchman.violations(self.exchange),
                "state": self._state,
            }
            if name in looks:
                return Answer(body=json.dumps(looks[name](), default=str).encode())
        else:
            given = json.loads(request.body or "{}")
            self._set(name, given)
            return Answer(body=b"{}")
        return Answer(status=404, body=b"{}")

    def _set(self, name: str, given: dict[str, Any]) -> None:
        setters: Mapping[str, Callable[[dict[str, Any]], None]] = {
            "clock": self._set_clock,
            "quotes": self._set_quotes,
            "manners": self._set_manners,
            "dialect": self._set_dialect,
            "faults": self.faults.add,
            "settle": self._settle,
            "halted": self._halt,
        }
        if name in setters:
            setters[name](given)

    def _set_clock(self, given: dict[str, Any]) -> None:
        if "set" in given:
            self.clock.set(datetime.fromisoformat(given["set"]))
        self.clock.advance(float(given.get("advance", 0)))

    def _set_quotes(self, given: dict[str, Any]) -> None:
        for symbol, figures in given.items():
            exact = {key: Decimal(str(figures[key])) for key in ("last", "bid", "ask")}
            status = str(figures.get("status", "REALTIME"))
            self.exchange.quotes[symbol] = SimQuote(**exact, status=status)

    def _set_manners(self, given: dict[str, Any]) -> None:
        self.exchange.manners = replace(self.exchange.manners, **given)

    def _set_dialect(self, given: dict[str, Any]) -> None:
        self.dialect = replace(self.dialect, **given)

    def _settle(self, _: dict[str, Any]) -> None:
        for account in self.exchange.accounts:
            account.unsettled = Decimal(0)

    def _halt(self, given: dict[str, Any]) -> None:
        self.watchman.halted = bool(given.get("halted", True))

    def _state(self) -> object:
        return [
            {
                "key": account.key,
                "cash": account.cash,
                "unsettled": account.unsettled,
                "lots": [
                    {
                        "id": lot.number,
                        "symbol": lot.symbol,
                        "quantity": lot.quantity,
                        "cost": lot.cost,
                        "acquired": lot.acquired,
                    }
                    for lot in account.lots
                ],
                "orders": [
                    {
                        "id": order.number,
                        "client": order.client_order_id,
                        "status": order.status,
                        "symbol": order.symbol,
                        "side": order.side,
                        "quantity": order.quantity,
                        "filled": order.filled,
                    }
                    for order in account.orders.values()
                ],
            }
            for account in self.exchange.accounts
        ]


def _token_answer(token: Token, *, confirmed: bool = False) -> Answer:
    text = f"oauth_token={quote_plus(token.key)}&oauth_token_secret={quote_plus(token.secret)}"
    text += "&oauth_callback_confirmed=true" * confirmed
    return Answer(body=text.encode(), kind=_FORM)


def _day(text: str | None, default: date) -> date:
    """A day as E*TRADE writes it: MMDDYYYY."""
    if not text:
        return default
    return date(int(text[4:]), int(text[:2]), int(text[2:4]))
