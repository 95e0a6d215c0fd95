"""E*TRADE's link: key and secret, the broker's own time, the day's tokens, and what they open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from trimtab.app.linking.addresses import address_of, named
from trimtab.app.linking.brokers_clock import BrokersClock
from trimtab.app.linking.by_api import ApiReading
from trimtab.app.linking.link import Link, Trading
from trimtab.app.linking.vault import SessionPlace, secrets_of
from trimtab.app.trading.market_hours import session_at
from trimtab.brokers.etrade.api import Consumer, EtradeBroker, Line, LogIn, Tokens
from trimtab.brokers.etrade.api.line import NAME, PRODUCTION, served_at
from trimtab.brokers.etrade.api.log_in import AUTHORISE
from trimtab.errors import Auth, BrokerError
from trimtab.ports import Clock

KEY, SECRET, URL = "TRIMTAB_ETRADE_KEY", "TRIMTAB_ETRADE_SECRET", "TRIMTAB_ETRADE_URL"

_DOCS = "reference/brokers.md#etrade"
_WHY = "E*TRADE gives every application a key and a secret, which sign its requests."
_ENDS = (
    "The log-in ends at midnight in New York, too soon for a whole run. Log in again after that: "
    "trimtab connect etrade"
)


@dataclass(slots=True, kw_only=True)
class EtradeLogIn:
    """The log-in at E*TRADE of one workspace, and where its tokens are kept.

    kept_in  where they were put last, for people; empty until they were
    """

    line: Line
    clock: BrokersClock
    place: SessionPlace
    kept_in: str = field(default="")

    def tokens(self) -> LogIn:
        """The tokens of the day, as far as there are any."""
        base = self.line.base_url
        return LogIn(
            line=self.line,
            now=self.clock.now,
            tokens=self._kept(),
            keep=self._keep,
            authorise_at=AUTHORISE if base == PRODUCTION else f"{base}/e/t/etws/authorize",
        )

    def broker(self) -> EtradeBroker:
        """The broker; its requests raise Auth where nobody is logged in.

        It is named with its address where that is not E*TRADE's own.
        """
        name = named(NAME, self.line.base_url, PRODUCTION)
        return EtradeBroker(log_in=self.tokens(), now=self.clock.now, name=name)

    def begin(self) -> str:
        """The address at which the person agrees; the code that it shows goes to `finish`."""
        address, pair = self.tokens().begin()
        # A log-in that stands goes on until the new one is there.
        standing = self._session() or {}
        self.kept_in = self.place.keep({**standing, **self._whose(), "asked": list(pair)})
        return address

    def finish(self, code: str) -> str:
        """Log in with the code. Auth where it is wrong or late, or no address was asked for."""
        found = self._session()
        if found is None or "asked" not in found:
            raise Auth("no log-in was begun: trimtab connect etrade", broker=NAME)
        key, secret = found["asked"]
        try:
            self.tokens().finish((key, secret), code)
        except Auth as error:
            raise Auth(
                "E*TRADE does not take the code: it is wrong, or older than five minutes. Once "
                "more: trimtab connect etrade",
                broker=NAME,
                code=error.code,
            ) from error
        return f"Logged in at E*TRADE until midnight in New York; the tokens are in {self.kept_in}."

    def remove(self) -> str:
        """Forget the tokens, and end them at E*TRADE; says where E*TRADE did not confirm it."""
        tokens = self.tokens()
        try:
            tokens.end()
        except BrokerError:
            return "The log-in is forgotten here, but E*TRADE did not confirm its end."
        finally:
            self.place.forget()
        return "The log-in is forgotten here, and ended at E*TRADE."

    def trading(self) -> Trading:
        """What orders are sent by, in the hours of the exchange."""
        broker = self.broker()
        return Trading(
            broker=broker,
            clock=self.clock,
            hours=session_at,
            ends=lambda: "" if broker.log_in.lasts() else _ENDS,
        )

    def _whose(self) -> dict[str, str]:
        """Which address and which key the tokens are of, without naming the key."""
        digest = sha256(self.line.consumer.key.encode()).hexdigest()
        return {"base_url": self.line.base_url, "consumer": digest[:12]}

    def _session(self) -> Mapping[str, Any] | None:
        found = self.place.read()
        whose = self._whose()
        mine = found is not None and all(found.get(name) == one for name, one in whose.items())
        return found if mine else None

    def _kept(self) -> Tokens | None:
        found = self._session()
        if found is None or "token" not in found:
            return None
        key, secret = found["token"]
        return Tokens(
            key=key,
            secret=secret,
            day=date.fromisoformat(found["day"]),
            used=datetime.fromisoformat(found["used"]),
        )

    def _keep(self, tokens: Tokens) -> None:
        self.kept_in = self.place.keep(
            {
                **self._whose(),
                "token": list(tokens.pair),
                "day": tokens.day.isoformat(),
                "used": tokens.used.isoformat(),
            }
        )


def etrade(root: Path, environment: Mapping[str, str], clock: Clock) -> Link:
    """E*TRADE as the environment names it.

    One request asks what time it is there: signatures, days and market hours go by that. Raises
    InputProblems where key, secret or address are missing or wrong, Unavailable where nothing
    answers.
    """
    base_url = address_of(
        environment,
        URL,
        PRODUCTION,
        fix="Unset it for E*TRADE itself, or give the base_url of trimtab broker-sim.",
        docs=_DOCS,
    )
    key, secret = secrets_of(environment, (KEY, SECRET), why=_WHY, docs=_DOCS)
    there = BrokersClock(clock=clock, ahead=served_at(base_url) - clock.now())
    line = Line(
        consumer=Consumer(key, secret),
        base_url=base_url,
        timestamp=lambda: int(there.now().timestamp()),
    )
    log_in = EtradeLogIn(line=line, clock=there, place=SessionPlace(root=root, broker="etrade"))
    return Link(
        reading=lambda: ApiReading(broker=log_in.broker(), now=there.now),
        log_in=log_in,
        trading=log_in.trading,
    )
