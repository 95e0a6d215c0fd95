"""One request to Alpaca: sent once, with a time limit, and never repeated from here.

Alpaca's own library sends an order again after HTTP 429 and 504, and has no time limit; so this is
a client of our own. Amounts are read from the text of an answer as exact numbers. A request that
changes something and got no readable answer is Unknown, any other Unavailable.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import requests

from trimtab.brokers.wire_session import LoggedSession
from trimtab.errors import Auth, BrokerError, Definite, RateLimited, Unavailable, Unknown

LIVE = "https://api.alpaca.markets"
PAPER = "https://paper-api.alpaca.markets"
DATA = "https://data.alpaca.markets"
NAME = "Alpaca"

# Seconds to connect, and between two parts of an answer.
_PATIENCE = (10.0, 30.0)

_NOTHING, _UNAUTHORISED, _FORBIDDEN, _MISSING = 204, 401, 403, 404
_TOO_MANY, _SERVER = 429, 500

# What it says to whoever asks for quotes of all exchanges without paying for them.
_PAID = "subscription"

# Alpaca's words in the words that errors have for every broker. Its codes do not tell these apart.
_KINDS = (
    ("client_order_id must be unique", "duplicate"),
    ("insufficient buying power", "funds"),
    ("insufficient qty", "shares"),
    ("insufficient balance", "shares"),
    ("order not found", "order"),
    ("order is already", "done"),
    ("not cancelable", "done"),
    ("market is closed", "closed"),
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The key of an account, and its secret. Paper and live accounts have keys of their own."""

    key: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where requests go, and who writes them down.

    base_url  scheme, host and port of the trading API, without a slash at the end
    data_url  the same of the market data
    log       is given one line for each request and answer, without anything secret
    """

    keys: Keys
    base_url: str = PAPER
    data_url: str = DATA
    log: Callable[[str], None] = field(default=lambda _: None)

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401  # whatever JSON holds
        """The answer to a request that changes nothing.

        Raises Definite, Auth, RateLimited or Unavailable.
        """
        return self._asked("GET", f"{self.base_url}{path}", query=query)

    def data(self, path: str, query: Mapping[str, str]) -> Any:  # noqa: ANN401  # whatever JSON holds
        """The answer of the market data, which are on a host of their own."""
        return self._asked("GET", f"{self.data_url}{path}", query=query)

    def change(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401  # whatever JSON holds
        """The answer to a request that may change something. Raises Unknown, too."""
        return self._asked(method, f"{self.base_url}{path}", body=body, changes=True)

    def _asked(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        changes: bool = False,
    ) -> Any:  # noqa: ANN401  # whatever JSON holds
        shown = f"{method} {urlsplit(url).path}"
        try:
            # A session without adapters of ours: requests itself never sends a request twice, and
            # without a redirect the keys go nowhere else.
            with LoggedSession(NAME) as session:
                response = session.request(
                    method,
                    url,
                    params=query,
                    json=body,
                    headers={
                        "APCA-API-KEY-ID": self.keys.key,
                        "APCA-API-SECRET-KEY": self.keys.secret,
                    },
                    timeout=_PATIENCE,
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            self.log(f"{shown}: {type(error).__name__}")
            raise _lost(f"there was no answer ({type(error).__name__})", changes=changes) from error
        self.log(f"{shown}: {response.status_code}")
        return _read(response, changes=changes)


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
    status = response.status_code
    if status < 300:  # noqa: PLR2004 - the class of good answers
        return
    code, message = _error_of(response.text)
    if status == _UNAUTHORISED or (status == _FORBIDDEN and not code and _PAID not in message):
        raise Auth(
            "Alpaca does not take the keys: they are wrong, or of the other kind of account "
            "(paper and live accounts have keys of their own)",
            broker=NAME,
            code=code or str(status),
        )
    if status == _TOO_MANY:
        wait = response.headers.get("Retry-After", "")
        raise RateLimited(
            "Alpaca was asked too often",
            broker=NAME,
            code=str(status),
            retry_after=int(wait) if wait.isdigit() else None,
        )
    if status >= _SERVER or not message:
        raise _lost(message or f"it answered with {status}", changes=changes, code=code)
    kind = _kind(message)
    if not kind and status == _MISSING:
        kind = "order"
    raise Definite(f"Alpaca: {message}", broker=NAME, code=code or str(status), kind=kind)


def _kind(message: str) -> str:
    text = message.lower()
    for words, kind in _KINDS:
        if words in text:
            return kind
    return "symbol" if text.startswith("asset") else ""


def _error_of(text: str) -> tuple[str, str]:
    """Code and message of an error's body; empty where it is none."""
    try:
        error = json.loads(text)
        return str(error.get("code", "")), str(error.get("message", ""))
    except (ValueError, AttributeError):
        return "", ""


def _lost(why: str, *, changes: bool, code: str = "") -> BrokerError:
    if changes:
        return Unknown(f"Alpaca: {why}; it may have happened", broker=NAME, code=code)
    return Unavailable(f"Alpaca: {why}", broker=NAME, code=code)
