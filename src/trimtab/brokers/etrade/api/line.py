"""One signed request to E*TRADE: sent once, with a time limit, and never repeated from here.

RFC 5849 (OAuth 1.0a), signed by oauthlib. Amounts are read from the text of an answer as exact
numbers. What goes wrong becomes one of the five errors of a broker: a request that changes
something and got no readable answer is Unknown, any other Unavailable.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import requests
from oauthlib.oauth1 import Client

from trimtab.brokers.wire_session import LoggedSession
from trimtab.errors import Auth, BrokerError, Definite, RateLimited, Unavailable, Unknown

PRODUCTION = "https://api.etrade.com"
NAME = "E*TRADE"

# Seconds to connect, and between two parts of an answer.
_PATIENCE = (10.0, 30.0)

_NOTHING, _UNAUTHORISED, _TOO_MANY, _SERVER = 204, 401, 429, 500

# E*TRADE's codes in the words that errors have for every broker.
_KINDS = {
    "101": "preview",
    "900": "preview",
    "1033": "preview",
    "8400": "funds",
    "167": "shares",
    "1037": "shares",
    "1038": "lots",
    "1039": "lots",
    "1040": "lots",
    "1019": "symbol",
    "1049": "duplicate",
    "5001": "done",
    "102": "account",
    "10033": "order",
}
# "The requested service is not currently available": nothing was said about the request.
_NO_ANSWER = frozenset({"100", "670"})


@dataclass(frozen=True, slots=True)
class Consumer:
    """The application's own key and secret, of production or sandbox."""

    key: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where requests go.

    base_url  scheme, host and port, without a slash at the end
    timestamp seconds since 1970 for signatures; None: the machine's own clock
    """

    consumer: Consumer
    base_url: str = PRODUCTION
    timestamp: Callable[[], int] | None = None

    def get(
        self, path: str, token: tuple[str, str] | None, query: Mapping[str, str] | None = None
    ) -> Any:  # noqa: ANN401  # whatever JSON holds
        """The answer to a request that changes nothing; None where there is nothing.

        Raises Definite, Auth, RateLimited or Unavailable.
        """
        url = f"{self.base_url}{path}"
        if query:
            url += f"?{urlencode(query)}"
        response = self._sent("GET", url, token, changes=False)
        return _read(response, changes=False)

    def change(self, method: str, path: str, token: tuple[str, str], body: str, kind: str) -> Any:  # noqa: ANN401  # whatever JSON holds
        """The answer to a request that may change something. Raises Unknown, too."""
        response = self._sent(method, f"{self.base_url}{path}", token, body, kind, changes=True)
        return _read(response, changes=True)

    def text(self, path: str, token: tuple[str, str] | None, **signed: str) -> str:
        """The answer of the log-in pages, which is no JSON."""
        response = self._sent("GET", f"{self.base_url}{path}", token, changes=False, **signed)
        _raise_for(response, changes=False)
        return response.text

    def _sent(
        self,
        method: str,
        url: str,
        token: tuple[str, str] | None,
        body: str | None = None,
        kind: str | None = None,
        *,
        changes: bool,
        **signed: str,
    ) -> requests.Response:
        signer = Client(
            self.consumer.key,
            client_secret=self.consumer.secret,
            resource_owner_key=token[0] if token else None,
            resource_owner_secret=token[1] if token else None,
            timestamp=None if self.timestamp is None else str(self.timestamp()),
            **signed,
        )
        # A body that is no form is no part of the signature (RFC 5849, 3.4.1.3.1).
        signed_url, headers, _ = signer.sign(url, http_method=method)
        headers = {**headers, **({"Content-Type": kind} if kind else {})}
        try:
            # A session without adapters of ours: requests itself never sends a request twice.
            with _session() as session:
                return session.request(
                    method,
                    signed_url,
                    data=None if body is None else body.encode(),
                    headers=headers,
                    timeout=_PATIENCE,
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            raise _lost(f"there was no answer ({type(error).__name__})", changes=changes) from error


def served_at(base_url: str) -> datetime:
    """The broker's own time, to the second, from the head of an answer (RFC 9110, 6.6.1).

    The request is not signed, and its answer need not be a good one. Raises Unavailable.
    """
    try:
        with _session() as session:
            response = session.head(f"{base_url}/", timeout=_PATIENCE, allow_redirects=False)
        return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (requests.RequestException, LookupError, ValueError) as error:
        raise Unavailable(
            f"nothing answers at {base_url} ({type(error).__name__})", broker=NAME
        ) from error


def _session() -> LoggedSession:
    return LoggedSession(NAME, code_of=lambda response: error_of(response.text)[0])


def _read(response: requests.Response, *, changes: bool) -> Any:  # noqa: ANN401  # as JSON has it
    if response.status_code == _NOTHING:
        return None
    _raise_for(response, changes=changes)
    try:
        return json.loads(response.text, parse_float=Decimal)
    except ValueError as error:
        raise _lost("its answer cannot be read", changes=changes) from error


def _raise_for(response: requests.Response, *, changes: bool) -> None:
    """Raise what the answer says went wrong; nothing for a good one."""
    status, text = response.status_code, response.text
    if status < 300:  # noqa: PLR2004 - the class of good answers
        return
    if status == _UNAUTHORISED:
        problem = "token_expired" if "token_expired" in text else "token_rejected"
        raise Auth("E*TRADE wants a new log-in: trimtab connect etrade", broker=NAME, code=problem)
    if status == _TOO_MANY:
        wait = response.headers.get("Retry-After", "")
        raise RateLimited(
            "E*TRADE was asked too often",
            broker=NAME,
            code=str(status),
            retry_after=int(wait) if wait.isdigit() else None,
        )
    code, message = error_of(text)
    if status >= _SERVER or not code or code in _NO_ANSWER:
        raise _lost(message or f"it answered with {status}", changes=changes, code=code)
    raise Definite(f"E*TRADE: {message}", broker=NAME, code=code, kind=_KINDS.get(code, ""))


def error_of(text: str) -> tuple[str, str]:
    """Code and message of an error's body, which is JSON or XML; empty where it is neither."""
    try:
        error = json.loads(text)["Error"]
        return str(error.get("code", "")), str(error.get("message", ""))
    except (ValueError, LookupError, TypeError, AttributeError):
        pass
    try:
        root = ET.fromstring(text)  # noqa: S314 - read for two words, entities are not resolved
    except ET.ParseError:
        return "", ""
    if root.tag != "Error":
        return "", ""
    return root.findtext("code") or "", root.findtext("message") or ""


def _lost(why: str, *, changes: bool, code: str = "") -> BrokerError:
    if changes:
        return Unknown(f"E*TRADE: {why}; it may have happened", broker=NAME, code=code)
    return Unavailable(f"E*TRADE: {why}", broker=NAME, code=code)
