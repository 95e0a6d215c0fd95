"""E*TRADE's own side of the server: every request checked and answered."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, unquote

from trimtab.brokers.simulators.answer import Answer
from trimtab.brokers.simulators.books import SimAccount
from trimtab.brokers.simulators.clock import SimClock
from trimtab.brokers.simulators.etrade import answers
from trimtab.brokers.simulators.etrade.answers import Dialect, Json
from trimtab.brokers.simulators.etrade.rules import EtradeExchange, EtradeRefusal, asked_of
from trimtab.brokers.simulators.etrade.signing import LogIns, Signed, Token, Unsigned
from trimtab.brokers.simulators.exchange import SimQuote
from trimtab.brokers.simulators.listening import LoopbackBroker, Request

_FORM = "application/x-www-form-urlencoded"


class EtradeSimulator(LoopbackBroker):
    """E*TRADE on loopback."""

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
        clock = SimClock(start, ticks=ticks)
        self.rules = EtradeExchange(clock=clock, accounts=accounts, quotes=quotes)
        super().__init__(self.rules, port=port)
        self.logins = LogIns(clock=clock, dated_by=dated_by)
        self.dialect = Dialect()

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

    def routed(self, request: Request) -> Answer:
        """The answer, where the request is signed by somebody who is logged in."""
        try:
            if request.path.startswith("/oauth/"):
                return self._oauth(request)
            if request.path.startswith("/e/t/etws/authorize"):
                return self._authorise(request)
            self.logins.check(_signed(request))
            found = self._data(request)
        except Unsigned as error:
            self.watchman.unsigned(error.problem)
            return Answer(status=401, body=f"oauth_problem={error.problem}".encode(), kind=_FORM)
        except EtradeRefusal as error:
            body = {"Error": {"code": error.code, "message": error.message}}
            return Answer(status=error.status, body=json.dumps(body).encode())
        if found is None:
            return Answer(status=204)
        return Answer(body=json.dumps(self.dialect.spoken(found), default=float).encode())

    def _oauth(self, request: Request) -> Answer:
        name = request.path.rsplit("/", 1)[-1]
        if name == "request_token":
            return _token_answer(self.logins.request_token(_signed(request)), confirmed=True)
        if name == "access_token":
            return _token_answer(self.logins.access_token(_signed(request)))
        if name == "renew_access_token":
            self.logins.renew(_signed(request))
            return Answer(body=b"Access Token has been renewed", kind="text/html")
        if name == "revoke_access_token":
            self.logins.revoke(_signed(request))
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
            raise EtradeRefusal(
                100, "The requested service is not currently available.", status=404
            )
        account = self.rules.account(parts[1])
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
                raise EtradeRefusal(10032, "The position is not valid.")
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
        raise EtradeRefusal(100, "The requested service is not currently available.", status=404)

    def _orders(self, request: Request, account: SimAccount, rest: list[str]) -> Json | None:
        rules, query, today = self.rules, request.query, self.clock.eastern.date()
        if request.method == "GET":
            rules.poll(account)
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
                raise EtradeRefusal(10033, "The order is not valid.")
            return {"OrdersResponse": {"Order": [answers.order_row(order)]}}
        if rest == ["cancel"]:
            number = int(json.loads(request.body)["CancelOrderRequest"]["orderId"])
            cancelled = rules.cancel(account, number)
            return answers.cancelling(account, cancelled, self.clock.milliseconds)
        asked, preview = asked_of(request.body)
        if rest == ["preview"]:
            number, total = rules.preview(account, asked)
            at, notice = self.clock.milliseconds, rules.manners.notice
            return answers.previewed(account, asked, number, total, at, notice=notice)
        order = rules.place(account, asked, preview)
        self.watchman.placed(account, order)
        return answers.placed(account, order)

    def setters(self) -> Mapping[str, Callable[[dict[str, Any]], None]]:
        """What can be set behind the scene; here the shapes of answers, too."""
        return {**super().setters(), "dialect": self._set_dialect}

    def _set_dialect(self, given: dict[str, Any]) -> None:
        self.dialect = replace(self.dialect, **given)


def _signed(request: Request) -> Signed:
    """The request as signatures see it: a body counts where it is a form."""
    is_form = request.headers.get("Content-Type", "").startswith(_FORM)
    return Signed(
        method=request.method,
        url=request.url,
        headers=request.headers,
        form=request.body if is_form else "",
    )


def _token_answer(token: Token, *, confirmed: bool = False) -> Answer:
    text = f"oauth_token={quote_plus(token.key)}&oauth_token_secret={quote_plus(token.secret)}"
    text += "&oauth_callback_confirmed=true" * confirmed
    return Answer(body=text.encode(), kind=_FORM)


def _day(text: str | None, default: date) -> date:
    """A day as E*TRADE writes it: MMDDYYYY."""
    if not text:
        return default
    return date(int(text[4:]), int(text[:2]), int(text[2:4]))
