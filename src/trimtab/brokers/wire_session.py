"""Requests to a broker, each in the request log. Needs `requests`, which is in an extra.

    with LoggedSession("Alpaca", code_of=code_in) as session:
        response = session.get(url, headers=..., timeout=(10, 30), allow_redirects=False)

As any session of `requests`, it repeats nothing by itself. A session may be kept as long as it is
of use. Neither headers nor query need hiding first: `wire_log` writes down neither.
"""

import time
from collections.abc import Callable
from typing import Any

import requests

from trimtab.brokers import wire_log
from trimtab.errors import InvalidValue


class LoggedSession(requests.Session):
    """A session whose requests and answers are noted in the request log.

    broker   what people call it
    code_of  finds the broker's code of an error in an answer, empty where there is none; it is
             asked for answers from status 400 on, and may raise nothing
    """

    def __init__(
        self, broker: str, *, code_of: Callable[[requests.Response], str] = lambda _: ""
    ) -> None:
        super().__init__()
        self._broker = broker
        self._code_of = code_of

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # noqa: ANN401  # as requests has it
        """As `requests.Session.send`, with a line before and one after it.

        InvalidValue for a request without a time limit: without one `requests` waits for ever.
        """
        if kwargs.get("timeout") is None:
            raise InvalidValue(f"a request to {self._broker} has no time limit: give `timeout`")
        number = wire_log.sent(self._broker, request.method or "", request.url or "")
        begun = time.monotonic()
        try:
            response = super().send(request, **kwargs)
        except requests.RequestException as error:
            wire_log.failed(number, error, seconds=time.monotonic() - begun)
            raise
        # The first answer is the one to this request, where others followed by themselves.
        first = response.history[0] if response.history else response
        wire_log.answered(
            number,
            first.status_code,
            seconds=time.monotonic() - begun,
            size=0 if kwargs.get("stream") else len(first.content),
            kind=first.headers.get("Content-Type", ""),
            code=self._code_of(first) if first.status_code >= requests.codes.bad_request else "",
        )
        return response
