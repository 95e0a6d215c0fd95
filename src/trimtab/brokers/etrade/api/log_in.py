"""Log-in with browser and code, and the life of what it gives.

An access token is good until midnight in New York, whatever is done; after two hours without a
request it sleeps, and can be woken. A run that would cross midnight is not begun.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, quote
from zoneinfo import ZoneInfo

from trimtab.brokers.etrade.api.line import NAME, Line
from trimtab.errors import Auth, Unavailable

EASTERN = ZoneInfo("America/New_York")
AUTHORISE = "https://us.etrade.com/e/t/etws/authorize"

# A little less than the two hours after which a token sleeps.
_WAKE_AFTER = timedelta(hours=1, minutes=55)

# A run takes minutes: nothing is begun so shortly before the token ends.
_LAST_MINUTES = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a log-in gives. `day`: of the log-in, in New York; `used`: the last request."""

    key: str = field(repr=False)
    secret: str = field(repr=False)
    day: date
    used: datetime

    @property
    def pair(self) -> tuple[str, str]:
        """Key and secret, for signing."""
        return self.key, self.secret


@dataclass(slots=True, kw_only=True)
class LogIn:
    """The tokens in use, woken where they sleep.

    keep  is given the tokens whenever they change, to be kept where secrets are
    """

    line: Line
    now: Callable[[], datetime]
    tokens: Tokens | None = None
    keep: Callable[[Tokens], None] = field(default=lambda _: None)
    authorise_at: str = AUTHORISE

    def begin(self) -> tuple[str, tuple[str, str]]:
        """The address for the browser, and the request token that the code belongs to."""
        pair = _pair(self.line.text("/oauth/request_token", None, callback_uri="oob"))
        # The token has signs that mean something else in an address.
        key, token = quote(self.line.consumer.key, safe=""), quote(pair[0], safe="")
        return f"{self.authorise_at}?key={key}&token={token}", pair

    def finish(self, request_token: tuple[str, str], code: str) -> Tokens:
        """The tokens for the code that the browser showed; Auth where it is wrong or too late."""
        text = self.line.text("/oauth/access_token", request_token, verifier=code.strip())
        key, secret = _pair(text)
        return self._put(Tokens(key=key, secret=secret, day=self._today(), used=self.now()))

    def pair(self) -> tuple[str, str]:
        """Key and secret for the next request, woken first where they sleep.

        Raises Auth where nobody is logged in, or the day of the log-in is over.
        """
        tokens = self.tokens
        if tokens is None:
            raise Auth("nobody is logged in at E*TRADE: trimtab connect etrade", broker=NAME)
        if tokens.day != self._today():
            raise Auth(
                "the log-in at E*TRADE ended at midnight in New York: trimtab connect etrade",
                broker=NAME,
            )
        if self.now() - tokens.used >= _WAKE_AFTER:
            self.wake()
        else:
            self.tokens = replace(tokens, used=self.now())
        return tokens.pair

    def wake(self) -> None:
        """Renew the tokens; Auth where that is no help."""
        tokens = self.tokens
        if tokens is None:
            raise Auth("nobody is logged in at E*TRADE: trimtab connect etrade", broker=NAME)
        self.line.text("/oauth/renew_access_token", tokens.pair)
        self._put(replace(tokens, used=self.now()))

    def end(self) -> None:
        """Revoke the tokens, so that nobody can use them any more."""
        if self.tokens is not None:
            self.line.text("/oauth/revoke_access_token", self.tokens.pair)
            self.tokens = None

    def lasts(self) -> bool:
        """True while there is time for a whole run before the tokens end."""
        here = self.now().astimezone(EASTERN)
        return (here + _LAST_MINUTES).date() == here.date()

    def _put(self, tokens: Tokens) -> Tokens:
        self.tokens = tokens
        self.keep(tokens)
        return tokens

    def _today(self) -> date:
        return self.now().astimezone(EASTERN).date()


def _pair(text: str) -> tuple[str, str]:
    given = parse_qs(text)
    try:
        return given["oauth_token"][0], given["oauth_token_secret"][0]
    except KeyError:
        raise Unavailable("E*TRADE: its answer to the log-in has no token", broker=NAME) from None
