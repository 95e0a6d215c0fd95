"""The brokerage session behind the gateway: a person logs in, and a program opens the session.

Without it nothing that trades is answered (`no bridge`). It ends when nothing was asked for some
minutes, when the same user logs in elsewhere, and about midnight; then it is opened anew, once.
A session that somebody has elsewhere is never ended from here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from trimtab.brokers.ibkr.gateway.line import Line
from trimtab.brokers.ibkr.gateway.pace import Paced
from trimtab.brokers.ibkr.gateway.refusals import NAME, NO_SESSION, not_logged_in
from trimtab.errors import Auth, Unavailable
from trimtab.ports import Clock

Json = Any
T = TypeVar("T")

# The documentation asks for a sign of life about every minute.
_EVERY = timedelta(seconds=60)
# Looks at a session that was just opened, a second apart: it takes a moment.
_LOOKS, _BETWEEN = 10, 1.0


@dataclass(slots=True, kw_only=True)
class Session:
    """The session of one line, with the lists of accounts that have to be asked for first."""

    line: Line
    clock: Clock
    listing: Paced
    _alive: datetime | None = field(default=None)
    _selected: str = field(default="")
    _accounts: tuple[str, ...] = field(default=())
    _listed: Json = field(default=None)

    def accounts(self) -> Json:
        """The accounts as `/portfolio/accounts` lists them."""
        self.keep()
        return self._listed

    def keep(self) -> None:
        """Open the session where it is not, and give a sign of life every minute.

        Auth where nobody is logged in, or somebody elsewhere has the session.
        """
        if self._alive is None:
            self._open()
        elif self.clock.now() - self._alive >= _EVERY:
            told = self.line.ask("/tickle")
            self._alive = self.clock.now()
            if not _is_open(_status_in(told)):
                self._open()

    def within(self, ask: Callable[[], T]) -> T:
        """`ask()` in an open session; once more where it was closed. For what changes nothing."""
        self.keep()
        try:
            return ask()
        except Unavailable as error:
            if error.code != NO_SESSION:
                raise
        self._open()
        return ask()

    def select(self, account: str) -> bool:
        """Be the session of `account`, whose orders are listed then; True where that is new.

        Unavailable where the gateway does not take it.
        """
        if account == self._selected or self._accounts == (account,):
            return False
        self.line.ask("/iserver/account", {"acctId": account})
        self._told()
        if self._selected != account:
            raise Unavailable(f"IBKR: its gateway does not select ****{account[-4:]}", broker=NAME)
        return True

    def _open(self) -> None:
        self._alive = None
        status = self.line.ask("/iserver/auth/status")
        if not _is_open(status):
            if _flag(status, "competing"):
                raise Auth(
                    "IBKR: the same user is logged in elsewhere, and is not logged out from here. "
                    "Log out there, or give trimtab's gateway a user of its own",
                    broker=NAME,
                    code="competing",
                )
            self.line.ask("/iserver/auth/ssodh/init", {"publish": True, "compete": False})
            self._await()
        self._told()
        self._listed = self.listing.new("", lambda: self.line.get("/portfolio/accounts"))
        self._alive = self.clock.now()

    def _await(self) -> None:
        """Wait until the session that was asked for is open."""
        for _ in range(_LOOKS):
            if _is_open(self.line.ask("/iserver/auth/status")):
                return
            self.clock.sleep(_BETWEEN)
        raise not_logged_in(self.line.base_url)

    def _told(self) -> None:
        """Ask for the accounts that can be traded in, without which no order is listed."""
        answer = self.line.get("/iserver/accounts")
        names = answer.get("accounts") if isinstance(answer, dict) else None
        if not names:
            raise Unavailable("IBKR: its gateway lists no account to trade in yet", broker=NAME)
        self._accounts = tuple(map(str, names))
        self._selected = str(answer.get("selectedAccount") or "")


def _status_in(told: Json) -> Json:
    """The status in an answer to `/tickle`; None where there is none."""
    try:
        return told["iserver"]["authStatus"]
    except (LookupError, TypeError):
        return None


def _is_open(status: Json) -> bool:
    return _flag(status, "authenticated") and not _flag(status, "competing")


def _flag(status: Json, name: str) -> bool:
    return isinstance(status, dict) and status.get(name) is True
