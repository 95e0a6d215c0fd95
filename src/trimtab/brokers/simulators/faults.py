"""What goes wrong with which request: refused before it has any effect, or lost after it.

Bodies with a code are E*TRADE's. At other brokers such an answer is one that cannot be read.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from trimtab.brokers.simulators.answer import Answer

_FORM, _JSON, _HTML = "application/x-www-form-urlencoded", "application/json", "text/html"
_TOO_MANY = 429


def _error(code: int, message: str) -> str:
    return f'{{"Error":{{"code":{code},"message":"{message}"}}}}'


# Kinds with an answer of their own: status, type of content, body.
_BODIES = {
    "401_expired": (401, _FORM, "oauth_problem=token_expired"),
    "401_rejected": (401, _JSON, '{"Error":{"message":"oauth_problem=token_rejected"}}'),
    "429": (_TOO_MANY, "text/plain", "too many requests"),
    "500_100": (500, _JSON, _error(100, "The requested service is not currently available.")),
    "502": (502, _HTML, "<html>Bad Gateway</html>"),
    "503": (503, _HTML, "<html>Service Unavailable</html>"),
    "504": (504, _HTML, "<html>Gateway Timeout</html>"),
    "xml_error": (
        400,
        "application/xml",
        "<Error><code>1033</code><message>please resubmit it now.</message></Error>",
    ),
    "html": (200, _HTML, "<html>Maintenance</html>"),
    "900": (400, _JSON, _error(900, "Invalid Preview Id")),
    "1033": (400, _JSON, _error(1033, "please resubmit it now.")),
    "8400": (400, _JSON, _error(8400, "insufficient funds in your account")),
    "1037": (400, _JSON, _error(1037, "not enough available shares")),
}

KINDS = (*_BODIES, "reset", "reset_before", "stall", "truncated")


@dataclass(slots=True, kw_only=True)
class Fault:
    """One fault.

    match   `POST /v1/accounts/.*/orders/place`: a pattern for method and path
    nth     which of the matching requests, from 1
    before  True: the request has no effect; False: it has, and the answer is lost or changed
    """

    kind: str
    match: str = ".*"
    nth: int = 1
    before: bool = True
    seconds: float = 0.0
    seen: int = 0

    @property
    def status(self) -> int:
        """The status of its own answer; 0 where it has none."""
        return _BODIES[self.kind][0] if self.kind in _BODIES else 0

    def answer(self) -> Answer:
        """Its own answer."""
        status, kind, body = _BODIES.get(self.kind, (500, "text/plain", ""))
        headers = {"Retry-After": "2"} if status == _TOO_MANY else {}
        return Answer(status=status, body=body.encode(), kind=kind, headers=headers)


@dataclass(slots=True, kw_only=True)
class Faults:
    """Faults to come, each of them once. `kinds`: the names of those that there are."""

    waiting: list[Fault] = field(default_factory=list)
    kinds: tuple[str, ...] = KINDS

    def add(self, given: dict[str, Any]) -> None:
        """One fault, as the admin page takes it."""
        fault = Fault(**given)
        if fault.kind not in self.kinds:
            raise ValueError(f"{fault.kind} is no fault; faults: {', '.join(self.kinds)}")
        if fault.kind in {"reset", "truncated", "stall"}:
            fault.before = False
        self.waiting.append(fault)

    def due(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets; None where it meets none."""
        for fault in self.waiting:
            if re.search(fault.match, f"{method} {path}"):
                fault.seen += 1
                if fault.seen == fault.nth:
                    self.waiting.remove(fault)
                    return fault
        return None
