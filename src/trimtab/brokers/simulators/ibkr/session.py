"""Who is logged in at the gateway, and whether the brokerage session behind it is open.

Two things apart: a person logs in to the gateway in a browser, and a program opens the brokerage
session with `ssodh/init`. Without the first every answer is 401, without the second all that
trades is `no bridge`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from trimtab.brokers.simulators.clock import SimClock
from trimtab.brokers.simulators.ibkr.refusal import BAD_REQUEST, UNAUTHORIZED, IbkrRefusal

Json = dict[str, Any]

# From the documentation: "several minutes" without a request, and a day at the most.
_IDLE = timedelta(minutes=6)
_LONGEST = timedelta(hours=24)
_USER = "simulated"
_FIRST_ACCOUNTS = "Please query /accounts first"
_FIRST_PORTFOLIO = "Please query /portfolio/accounts first"


@dataclass(slots=True)
class Session:
    """The one session of a gateway. It starts logged in, with no brokerage session.

    competing   somebody logged in elsewhere with the same user, and has the brokerage session
    told        the lists of accounts that were asked for: `iserver`, `portfolio`
    streaming   contracts whose quotes were asked for, which are there from the second look on
    listed      accounts whose orders were asked for, as quotes
    selected    the account that orders and trades are listed of
    suppressed  questions that are not asked any more
    """

    clock: SimClock
    selected: str
    logged_in: bool = True
    opened_on: date | None = None
    competing: bool = False
    began: datetime = field(init=False)
    last: datetime = field(init=False)
    told: set[str] = field(default_factory=set)
    streaming: set[int] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    suppressed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.began = self.last = self.clock.now()

    def log_in(self) -> None:
        """What a person does in the browser."""
        self.end()
        self.logged_in, self.began = True, self.clock.now()
        self.last = self.began

    def log_out(self) -> Json:
        """`POST /logout`."""
        self.end()
        return {"status": True}

    def end(self) -> None:
        """Nobody is logged in any more."""
        self.logged_in = self.competing = False
        self.lose()

    def check(self) -> None:
        """A request came in: refused unless somebody is logged in."""
        now = self.clock.now()
        if self.logged_in and (now - self.last > _IDLE or now - self.began > _LONGEST):
            self.end()
        if self.opened_on not in {None, self.clock.eastern.date()}:
            # Brokerage sessions are reset about midnight.
            self.lose()
        if not self.logged_in:
            raise IbkrRefusal("not authenticated", status=UNAUTHORIZED)
        self.last = now

    def lose(self) -> None:
        """The brokerage session ends, with all that was begun in it."""
        self.opened_on = None
        self.told.clear()
        self.streaming.clear()
        self.listed.clear()
        self.suppressed.clear()

    @property
    def trades(self) -> bool:
        """True while the brokerage session is open, and ours."""
        return self.opened_on is not None and not self.competing

    def compete(self) -> None:
        """Somebody else opens the brokerage session of this user."""
        self.lose()
        self.competing = True

    def open(self, *, compete: bool) -> Json:
        """`POST /iserver/auth/ssodh/init`: with `compete` it is taken from whoever has it."""
        if compete or not self.competing:
            self.lose()
            self.competing, self.opened_on = False, self.clock.eastern.date()
        return self.status()

    def status(self) -> Json:
        """`/iserver/auth/status`."""
        return {
            "authenticated": self.trades,
            "competing": self.competing,
            "connected": True,
            "message": "",
            "MAC": "02:00:00:00:00:01",
            "serverInfo": {"serverName": "simulated", "serverVersion": "Build 10.40"},
            "fail": "",
        }

    def tickled(self) -> Json:
        """`POST /tickle`."""
        left = self.began + _LONGEST - self.clock.now()
        return {
            "session": "5c" * 16,
            "ssoExpires": int(left.total_seconds() * 1000),
            "collission": False,
            "userId": 1,
            "hmds": {"error": "no bridge"},
            "iserver": {"authStatus": self.status()},
        }

    def validated(self) -> Json:
        """`GET /sso/validate`."""
        left = self.began + _LONGEST - self.clock.now()
        return {
            "USER_ID": 1,
            "USER_NAME": _USER,
            "RESULT": True,
            "AUTH_TIME": int(self.began.timestamp() * 1000),
            "SF_ENABLED": False,
            "IS_FREE_TRIAL": False,
            "CREDENTIAL": _USER,
            "IP": "127.0.0.1",
            "EXPIRES": int(left.total_seconds() * 1000),
            "LOGIN_TYPE": 2,
            "lastAccessed": int(self.last.timestamp() * 1000),
        }

    def need(self, *, trading: bool = False, accounts: str = "") -> None:
        """Refuse what asks for a brokerage session, or for a list of accounts, before it is due."""
        if trading and not self.trades:
            raise IbkrRefusal("Bad Request: no bridge", status=BAD_REQUEST)
        if accounts and accounts not in self.told:
            message = _FIRST_ACCOUNTS if accounts == "iserver" else _FIRST_PORTFOLIO
            raise IbkrRefusal(message, status=BAD_REQUEST)
