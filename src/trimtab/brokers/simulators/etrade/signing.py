"""Log-in by OAuth 1.0a as E*TRADE has it, checked by a library that our client does not use.

RFC 5849; lifetimes from E*TRADE's developer pages: a request token lives five minutes, an access
token until midnight in New York, and goes to sleep after two hours without a request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hmac import compare_digest
from secrets import token_hex
from urllib.parse import parse_qsl, unquote, urlsplit

from authlib.oauth1.rfc5849.signature import construct_base_string, hmac_sha1_signature

from trimtab.brokers.simulators.clock import SimClock

_REQUEST_TOKEN_LIFE = timedelta(minutes=5)
_SLEEPS_AFTER = timedelta(hours=2)
_CLOCKS_APART = timedelta(minutes=5)


class Unsigned(Exception):
    """A request that is not signed as it must be. `problem` is a word of OAuth's vocabulary."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(slots=True, kw_only=True)
class Token:
    """A request or access token."""

    key: str
    secret: str
    issued: datetime
    day: date
    verifier: str = ""
    access: bool = False
    used: datetime | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A request as it arrived. `url` is the whole address that the client signed."""

    method: str
    url: str
    headers: Mapping[str, str]
    form: str = ""


@dataclass(slots=True, kw_only=True)
class LogIns:
    """Consumer, tokens and nonces.

    dated_by  a second clock that signatures may be dated by: clients that know nothing of the
              simulator's day sign with the time of the machine
    """

    clock: SimClock
    dated_by: Callable[[], datetime] | None = None
    consumer_key: str = field(default_factory=lambda: token_hex(16))
    consumer_secret: str = field(default_factory=lambda: token_hex(32))
    tokens: dict[str, Token] = field(default_factory=dict)
    nonces: set[tuple[str, str]] = field(default_factory=set)

    def request_token(self, request: Signed) -> Token:
        """A new request token."""
        given = self._verified(request, None)
        if given.get("oauth_callback") not in {None, "oob"}:
            raise Unsigned("callback_rejected,oauth_acceptable_callback=oob")
        return self._new()

    def authorise(self, key: str) -> str:
        """The code that the browser shows once the person has logged in and agreed."""
        token = self.tokens.get(key)
        if token is None or token.access or self._too_old(token):
            raise Unsigned("token_rejected")
        token.verifier = token_hex(3)[:5].upper()
        return token.verifier

    def access_token(self, request: Signed) -> Token:
        """An access token for an authorised request token."""
        token = self._token(request)
        given = self._verified(request, token)
        if token.access or self._too_old(token):
            raise Unsigned("token_expired")
        if not token.verifier or given.get("oauth_verifier") != token.verifier:
            raise Unsigned("verifier_invalid")
        del self.tokens[token.key]
        return self._new(access=True)

    def renew(self, request: Signed) -> None:
        """Wake a token that went to sleep; nothing helps it past midnight."""
        token = self._token(request)
        self._verified(request, token)
        if not token.access or token.revoked or token.day != self.clock.eastern.date():
            raise Unsigned("token_rejected")
        token.used = self.clock.now()

    def revoke(self, request: Signed) -> None:
        """End a token."""
        token = self._token(request)
        self._verified(request, token)
        token.revoked = True

    def check(self, request: Signed) -> None:
        """That a request for data is signed with an access token that is awake."""
        token = self._token(request)
        self._verified(request, token)
        if not token.access or token.revoked:
            raise Unsigned("token_rejected")
        if token.day != self.clock.eastern.date():
            raise Unsigned("token_rejected")
        if self.clock.now() - (token.used or token.issued) > _SLEEPS_AFTER:
            raise Unsigned("token_expired")
        token.used = self.clock.now()

    def _new(self, *, access: bool = False) -> Token:
        # As E*TRADE's: with signs that have to be encoded in addresses.
        token = Token(
            key=f"/{token_hex(8)}+{token_hex(8)}=",
            secret=f"{token_hex(8)}/+{token_hex(8)}=",
            issued=self.clock.now(),
            day=self.clock.eastern.date(),
            access=access,
        )
        self.tokens[token.key] = token
        return token

    def _too_old(self, token: Token) -> bool:
        return self.clock.now() - token.issued > _REQUEST_TOKEN_LIFE

    def _token(self, request: Signed) -> Token:
        token = self.tokens.get(_oauth(request).get("oauth_token", ""))
        if token is None:
            raise Unsigned("token_rejected")
        return token

    def _verified(self, request: Signed, token: Token | None) -> dict[str, str]:
        given = _oauth(request)
        for name in ("oauth_consumer_key", "oauth_signature", "oauth_timestamp", "oauth_nonce"):
            if not given.get(name):
                raise Unsigned("parameter_absent")
        if given["oauth_consumer_key"] != self.consumer_key:
            raise Unsigned("consumer_key_unknown")
        if given.get("oauth_signature_method") != "HMAC-SHA1":
            raise Unsigned("signature_method_rejected")
        self._check_time(given["oauth_timestamp"])
        expected = hmac_sha1_signature(
            construct_base_string(request.method, request.url, _parameters(request, given)),
            self.consumer_secret,
            "" if token is None else token.secret,
        )
        if not compare_digest(str(expected), given["oauth_signature"]):
            raise Unsigned("signature_invalid")
        used = (given["oauth_timestamp"], given["oauth_nonce"])
        if used in self.nonces:
            raise Unsigned("nonce_used")
        self.nonces.add(used)
        return given

    def _check_time(self, timestamp: str) -> None:
        clocks = [self.clock.now] if self.dated_by is None else [self.clock.now, self.dated_by]
        try:
            apart = min(abs(now().timestamp() - int(timestamp)) for now in clocks)
        except ValueError:
            raise Unsigned("timestamp_refused") from None
        if apart > _CLOCKS_APART.total_seconds():
            raise Unsigned("timestamp_refused")


def _oauth(request: Signed) -> dict[str, str]:
    """The parameters of the Authorization header, decoded."""
    kind, _, rest = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "oauth":
        raise Unsigned("parameter_absent")
    found = {}
    for part in rest.split(","):
        name, _, value = part.strip().partition("=")
        found[unquote(name)] = unquote(value.strip('"'))
    return found


def _parameters(request: Signed, given: Mapping[str, str]) -> list[tuple[str, str]]:
    query = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    form = parse_qsl(request.form, keep_blank_values=True)
    # The library decodes what begins with oauth_ once more, so that it is given encoded here.
    oauth = [(name, value.replace("%", "%25")) for name, value in given.items()]
    return [*query, *form, *oauth]
