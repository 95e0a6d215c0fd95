"""One request to the gateway: sent once, with a time limit, and never repeated from here.

Sources: IBKR's documentation of the Web API, and answers that public clients have recorded. The
gateway's certificate is signed by itself and the same on every machine: it proves nothing, and is
not asked for on this machine, where nothing goes over a network. Anywhere else it is.
"""

import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from threading import RLock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import requests
from urllib3.exceptions import InsecureRequestWarning

from trimtab.brokers.ibkr.gateway.refusals import NAME, lost, refusal
from trimtab.brokers.wire_session import LoggedSession

GATEWAY = "https://localhost:5000/v1/api"

# Seconds to connect, and between two parts of an answer.
_PATIENCE = (10.0, 30.0)
_GOOD = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where requests go: one at a time, whoever asks.

    base_url  scheme, host, port and path of the gateway, without a slash at the end
    before    waits until the next request may go out
    """

    base_url: str = GATEWAY
    before: Callable[[], None] = field(default=lambda: None, repr=False, compare=False)
    _one: RLock = field(default_factory=RLock, repr=False, compare=False)

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401  # whatever JSON holds
        """The answer to a request that changes nothing.

        Raises Definite, Auth, RateLimited or Unavailable.
        """
        return self._read(self._sent("GET", path, query=query), changes=False)

    def ask(self, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401  # whatever JSON holds
        """The answer to a POST that changes no order. Raises as `get`."""
        return self._read(self._sent("POST", path, body=json.dumps(body or {})), changes=False)

    def preview(self, path: str, body: str) -> Any:  # noqa: ANN401  # whatever JSON holds
        """As `ask`, with an order in the words of `writing`."""
        return self._read(self._sent("POST", path, body=body), changes=False)

    def change(self, method: str, path: str, body: str | None = None) -> Any:  # noqa: ANN401  # whatever JSON holds
        """The answer to a request that may change an order. Raises Unknown, too."""
        return self._read(self._sent(method, path, body=body, changes=True), changes=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else's request goes out meanwhile."""
        with self._one:
            yield

    def time(self) -> datetime | None:
        """The gateway's time by the head of an answer, to the second; None where it has none.

        Any answer will do (RFC 9110, 6.6.1). Unavailable where nothing answers.
        """
        response = self._sent("POST", "/iserver/auth/status", body="{}")
        try:
            return parsedate_to_datetime(response.headers["Date"])
        except (LookupError, ValueError):
            return None

    def _sent(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: str | None = None,
        changes: bool = False,
    ) -> requests.Response:
        here = is_this_machine(self.base_url)
        try:
            # A session without adapters of ours: requests itself never sends a request twice.
            with self._one, LoggedSession(NAME) as session, warnings.catch_warnings():
                warnings.simplefilter("ignore", InsecureRequestWarning)
                # What the environment names as a proxy is not on the way to this machine.
                session.trust_env = not here
                self.before()
                return session.request(
                    method,
                    f"{self.base_url}{path}{_written(query)}",
                    data=None if body is None else body.encode(),
                    headers={} if body is None else {"Content-Type": "application/json"},
                    timeout=_PATIENCE,
                    allow_redirects=False,
                    verify=not here,
                )
        except requests.RequestException as error:
            raise lost(_unanswered(error, self.base_url), changes=changes) from error

    def _read(self, response: requests.Response, *, changes: bool) -> Any:  # noqa: ANN401  # as JSON has it
        try:
            answer = json.loads(response.text, parse_float=Decimal)
        except ValueError:
            answer = None
        said = answer.get("error") if isinstance(answer, dict) else None
        if said or response.status_code >= _GOOD:
            raise refusal(
                str(said or ""),
                status=response.status_code,
                changes=changes,
                wait=response.headers.get("Retry-After", ""),
                at=self.base_url,
            )
        if answer is None:
            raise lost("its answer cannot be read", changes=changes)
        return answer


def _written(query: Mapping[str, str] | None) -> str:
    """A query as IBKR writes it: commas as they are, a space as `%20` and never as a plus."""
    return f"?{urlencode(query, safe=',', quote_via=quote)}" if query else ""


def is_this_machine(url: str) -> bool:
    """True for an address that no packet leaves this machine for."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unanswered(error: requests.RequestException, base_url: str) -> str:
    name = type(error).__name__
    if isinstance(error, requests.exceptions.ConnectTimeout) or (
        type(error) is requests.ConnectionError and "NewConnectionError" in str(error)
    ):
        return (
            f"nothing answers at {base_url} ({name}). Start the Client Portal Gateway, and log in "
            f"at {front_page(base_url)}"
        )
    return f"there was no answer ({name})"


def front_page(base_url: str) -> str:
    """Where a person logs in."""
    split = urlsplit(base_url)
    return f"{split.scheme}://{split.netloc}"
