"""The gateway's side of the server: who may ask, how often, and what is outside of its API."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from trimtab.brokers.simulators.answer import Answer
from trimtab.brokers.simulators.books import SimAccount
from trimtab.brokers.simulators.clock import SimClock
from trimtab.brokers.simulators.exchange import SimQuote
from trimtab.brokers.simulators.faults import Faults
from trimtab.brokers.simulators.ibkr import contracts
from trimtab.brokers.simulators.ibkr.pacing import Pace
from trimtab.brokers.simulators.ibkr.pages import Pages
from trimtab.brokers.simulators.ibkr.portfolio import account_id
from trimtab.brokers.simulators.ibkr.questions import Questions
from trimtab.brokers.simulators.ibkr.refusal import REFUSED, IbkrRefusal, not_found
from trimtab.brokers.simulators.ibkr.rules import IbkrExchange
from trimtab.brokers.simulators.ibkr.session import Session
from trimtab.brokers.simulators.ibkr.trading import Trading, posted
from trimtab.brokers.simulators.listening import LoopbackBroker, Request

Json = dict[str, Any]

_BASE, _LOGIN, _LOGGED_IN = "/v1/api", "/sso/Login", "/sso/Dispatcher"
_ELSEWHERE = 302
_PAGE = (
    "<html><body><h1>Simulated gateway</h1>"
    f'<form method="post" action="{_LOGGED_IN}"><button>Log in</button></form></body></html>'
)
_DONE = "<html><body>Client login succeeds</body></html>"


class IbkrSimulator(LoopbackBroker):
    """IBKR's Client Portal Gateway on loopback, over plain HTTP. Somebody is logged in already.

    events  what happens just before a request, by the names in `happenings`
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
        self.rules = IbkrExchange(clock=clock, accounts=accounts, quotes=quotes)
        super().__init__(self.rules, port=port)
        self.session = Session(clock, account_id(accounts[0]))
        self.pace = Pace()
        self.questions = Questions(self.rules, self.session)
        self.happenings: Mapping[str, Callable[[], None]] = {
            "session_lost": self.session.lose,
            "competing": self.session.compete,
            "logged_out": self.session.end,
            "question_lost": self.questions.drop,
        }
        self.events = Faults(kinds=tuple(self.happenings))
        self.pages = Pages(self.rules, self.session)
        self.trading = Trading(
            exchange=self.rules,
            session=self.session,
            questions=self.questions,
            watchman=self.watchman,
        )

    @property
    def api_url(self) -> str:
        """Where the API is: everything outside of it leads elsewhere."""
        return f"{self.base_url}{_BASE}"

    def ready(self) -> Json:
        """What the command prints when it is ready."""
        return {
            "base_url": self.api_url,
            "admin_url": f"{self.base_url}/_sim",
            "accounts": [
                {"id": account_id(one), "type": one.kind} for one in self.exchange.accounts
            ],
        }

    def routed(self, request: Request) -> Answer:
        """The answer, to whoever is logged in and does not ask too often."""
        if not request.path.startswith(f"{_BASE}/"):
            return self._outside(request)
        parts = request.parts[1:]
        event = self.events.due(request.method, request.path)
        if event is not None:
            self.happenings[event.kind]()
        try:
            self.questions.heard(parts)
            self.session.check()
            self.pace.check(f"{request.method} {'/'.join(parts)}", self.clock.now())
            found = self._data(request, parts)
        except IbkrRefusal as refused:
            body: Json = {"error": refused.message}
            if refused.status != REFUSED:
                body["statusCode"] = refused.status
            return Answer(status=refused.status, body=json.dumps(body).encode())
        return Answer(body=json.dumps(found, default=_plain).encode())

    def _data(self, request: Request, parts: list[str]) -> object:
        session, what = self.session, f"{request.method} {'/'.join(parts)}"
        about_session: Mapping[str, Callable[[], object]] = {
            "GET iserver/auth/status": session.status,
            "POST iserver/auth/status": session.status,
            "POST iserver/auth/ssodh/init": lambda: self._init(request),
            "GET tickle": session.tickled,
            "POST tickle": session.tickled,
            "GET sso/validate": session.validated,
            "POST logout": session.log_out,
        }
        if what in about_session:
            return about_session[what]()
        match request.method, parts:
            case "GET", ["trsrv", "stocks"]:
                symbols = request.query.get("symbols", "").split(",")
                return contracts.stocks(self.exchange.quotes, symbols)
            case _, ["portfolio" | "portfolio2", *_]:
                return self.pages.answer(request.method, parts)
            case _, ["iserver", *rest]:
                return self.trading.answer(request, rest)
        raise not_found()

    def _init(self, request: Request) -> Json:
        return self.session.open(compete=posted(request).get("compete") is True)

    def _outside(self, request: Request) -> Answer:
        """The page to log in by; from everywhere else the way leads there."""
        if (request.method, request.path) == ("GET", _LOGIN):
            return Answer(body=_PAGE.encode(), kind="text/html")
        if (request.method, request.path) == ("POST", _LOGGED_IN):
            self.session.log_in()
            return Answer(body=_DONE.encode(), kind="text/html")
        return Answer(status=_ELSEWHERE, headers={"Location": f"{self.base_url}{_LOGIN}"})

    def setters(self) -> Mapping[str, Callable[[dict[str, Any]], None]]:
        """What can be set behind the scene; here what is IBKR's own, too."""
        return {
            **super().setters(),
            "statuses": self.trading.shown.update,
            "session": self._set_session,
            "events": self.events.add,
            "questions": self._set_questions,
            "pace": self._set_pace,
            "rules": self._set_rules,
        }

    def _set_session(self, given: dict[str, Any]) -> None:
        if "logged_in" in given:
            (self.session.log_in if given["logged_in"] else self.session.end)()
        if given.get("competing"):
            self.session.compete()

    def _set_questions(self, given: dict[str, Any]) -> None:
        self.questions.natural = bool(given.get("natural", self.questions.natural))
        self.questions.extra = [str(one) for one in given.get("next", self.questions.extra)]
        self.questions.missing_status = int(
            given.get("missing_status", self.questions.missing_status)
        )

    def _set_pace(self, given: dict[str, Any]) -> None:
        self.pace = replace(self.pace, **given)

    def _set_rules(self, given: dict[str, Any]) -> None:
        for name in ("charges", "shorts", "duplicate_status"):
            setattr(self.rules, name, given.get(name, getattr(self.rules, name)))


def _plain(value: object) -> object:
    """Figures are numbers in most answers; where they are texts, they are texts before."""
    return float(value) if isinstance(value, Decimal) else str(value)
