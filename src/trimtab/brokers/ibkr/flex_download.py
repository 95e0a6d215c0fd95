"""A report of the Flex web service: asked for, waited for, fetched. Needs `trimtab[brokers]`.

Source: IBKR's guide to the Flex Web Service, version 3. `SendRequest` gives a reference code, and
with it `GetStatement` gives the report, or says that it is not ready. Everything here only reads,
so that asking again does no harm; how often and how long is limited all the same.

The token is in the address of both requests. So no address is ever part of a message, no redirect
is followed, and the address that an answer names for the report is used on IBKR's hosts alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests

from trimtab.brokers.ibkr.flex_csv import FlexCsv
from trimtab.brokers.ibkr.flex_service import NO_ENTRY, NOT_READY, PASSING, TOO_MANY, meaning_of
from trimtab.brokers.ibkr.flex_tree import answer_in, is_whole_report
from trimtab.brokers.ibkr.flex_xml import FlexXml
from trimtab.brokers.wire_session import LoggedSession
from trimtab.errors import Auth, BrokerError, Definite, RateLimited, Unavailable
from trimtab.ports import Clock

NAME = "IBKR"
READERS = (FlexXml(), FlexCsv())
SERVICE = "https://ndcdyn.interactivebrokers.com/AccountManagement/FlexWebService"

_VERSION = "3"
_HOSTS = "interactivebrokers.com"
# The service refuses requests that do not say who asks.
_HEADERS = {"User-Agent": "trimtab", "Accept": "application/xml, text/csv"}

# Seconds to connect, and between two parts of an answer.
_PATIENCE = (10.0, 30.0)
# How long the whole way may take, and how much may come: a report of years is some megabytes.
_LIMIT = timedelta(minutes=4)
_MOST_BYTES = 200_000_000
_CHUNK = 65_536

# Seconds between two questions, growing; the last goes on. A token has ten requests a minute.
_PAUSES = (5, 5, 10, 15, 20, 30)
_PAUSES_WHEN_TOO_MANY = (10, 20, 40, 60)
# Times that a page of a server in trouble is tried again.
_TROUBLES = 3

_TOO_MANY_REQUESTS, _REDIRECT, _BAD, _SERVER = 429, 300, 400, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FlexService:
    """The service at one address, for one token and one query.

    base_url  scheme, host and path of the service, without a slash at the end
    query     the number of the Flex query
    clock     measures the waiting, and waits
    """

    token: str = field(repr=False)
    query: str
    clock: Clock
    base_url: str = SERVICE

    def report(self) -> str:
        """The report as text, in XML or CSV as the query has it.

        Raises Auth for a token that opens nothing, Definite for a query that cannot be served,
        RateLimited and Unavailable where there is no report now.
        """
        until = self.clock.now() + _LIMIT
        with LoggedSession(NAME) as session:
            asked = _Asked(service=self, session=session, until=until)
            receipt = asked.answer(f"{self.base_url}/SendRequest", self.query)
            fields = answer_in(receipt) or {}
            code = fields.get("ReferenceCode", "")
            if not code:
                raise _unavailable("its answer to the request has no reference code")
            text = asked.answer(self._address(fields.get("Url", "")), code)
        if is_whole_report(text) or FlexCsv().recognises(text):
            return text
        raise _unavailable("what it sent is no report")

    def _address(self, given: str) -> str:
        """Where the report is: as the receipt says, on the host that was asked or IBKR's own."""
        if not given:
            return f"{self.base_url}/GetStatement"
        try:
            there, here = urlsplit(given), urlsplit(self.base_url)
            host = (there.hostname or "").lower()
            same = (there.scheme, there.netloc) == (here.scheme, here.netloc)
            own = there.scheme == "https" and there.port is None and "@" not in there.netloc
        except ValueError:
            raise _unavailable("it names an address for the report that is none") from None
        if same or (own and (host == _HOSTS or host.endswith(f".{_HOSTS}"))):
            return f"{there.scheme}://{there.netloc}{there.path}"
        raise _unavailable(
            f"it names a host for the report that is not its own ({host or 'none'}); nothing was "
            "sent there"
        )


@dataclass(slots=True, kw_only=True)
class _Asked:
    """Questions of one download, which share its time. `until`: the end of all patience."""

    service: FlexService
    session: requests.Session
    until: datetime

    def answer(self, url: str, query: str) -> str:
        """The text of an answer that is no refusal, waited for as long as there is time."""
        last: BrokerError | None = None
        waits = {code: iter(_pauses(code)) for code in (*PASSING, "")}
        while True:
            try:
                text = self._text(url, query)
            except _Trouble as trouble:
                code, last = "", trouble.error
                pause = next(waits[code], None) if trouble.passes else None
            else:
                fields = answer_in(text)
                code = (fields or {}).get("ErrorCode", "")
                if not code:
                    return text
                last = _refusal(code)
                pause = next(waits[code]) if code in PASSING else None
            if pause is None or not self._wait(pause):
                raise last

    def _wait(self, seconds: float) -> bool:
        """Wait; False where there is no time for that, or all should stop."""
        if self.service.clock.now() + timedelta(seconds=seconds) > self.until:
            return False
        return self.service.clock.sleep(seconds)

    def _text(self, url: str, query: str) -> str:
        try:
            with self.session.get(
                url,
                params={"t": self.service.token, "q": query, "v": _VERSION},
                headers=_HEADERS,
                timeout=_PATIENCE,
                allow_redirects=False,
                stream=True,
            ) as response:
                _raise_for(response)
                return self._read(response)
        except requests.RequestException as error:
            # Its own words have the whole address in them.
            raise _Trouble(
                _unavailable(f"there was no complete answer ({type(error).__name__})"), passes=False
            ) from None

    def _read(self, response: requests.Response) -> str:
        content = bytearray()
        for part in response.iter_content(_CHUNK):
            content += part
            if len(content) > _MOST_BYTES:
                raise _Trouble(_unavailable("its answer does not end"), passes=False)
            if self.service.clock.now() > self.until:
                raise _Trouble(_unavailable("its answer takes too long"), passes=False)
        return content.decode("utf-8-sig", errors="replace")


class _Trouble(Exception):
    """An answer that is none. `passes`: the same question may be answered a little later."""

    def __init__(self, error: BrokerError, *, passes: bool) -> None:
        self.error = error
        self.passes = passes
        super().__init__(str(error))


def _pauses(code: str) -> Iterator[int]:
    """Seconds to wait after each answer with `code`; of pages of a server in trouble a few."""
    if not code:
        yield from _PAUSES[:_TROUBLES]
        return
    steps = _PAUSES_WHEN_TOO_MANY if code == TOO_MANY else _PAUSES
    yield from steps
    while True:
        yield steps[-1]


def _raise_for(response: requests.Response) -> None:
    status = response.status_code
    if status < _REDIRECT:
        return
    if status == _TOO_MANY_REQUESTS:
        error: BrokerError = RateLimited(
            f"{NAME}: too many requests in a short time (HTTP {status})", broker=NAME
        )
        raise _Trouble(error, passes=True)
    if status < _BAD:
        raise _Trouble(
            _unavailable(f"it sends the request elsewhere (HTTP {status}), which is not followed"),
            passes=False,
        )
    raise _Trouble(
        _unavailable(f"it answers with HTTP {status}"),
        passes=status >= _SERVER,
    )


def _refusal(code: str) -> BrokerError:
    """The error of one of the service's codes, in words of our own: no message has the token."""
    meaning, fix = meaning_of(code)
    text = f"{NAME} gives no Flex report: {meaning} (code {code}). {fix}"
    if code in NO_ENTRY:
        return Auth(text, broker=NAME, code=code)
    if code == TOO_MANY:
        return RateLimited(text, broker=NAME, code=code)
    if code in PASSING or code in NOT_READY:
        return Unavailable(text, broker=NAME, code=code)
    return Definite(text, broker=NAME, code=code)


def _unavailable(what: str) -> Unavailable:
    return Unavailable(f"{NAME}, Flex web service: {what}", broker=NAME)
