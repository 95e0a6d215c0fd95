"""Alpaca's link: a pair of keys, of a paper account unless told, and no log-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from trimtab.app.importing.ground import read_ground
from trimtab.app.linking.addresses import address_of, named
from trimtab.app.linking.brokers_clock import BrokersClock
from trimtab.app.linking.by_api import ApiReading
from trimtab.app.linking.link import Link, Trading
from trimtab.app.linking.matching import sourced
from trimtab.app.linking.vault import secrets_of
from trimtab.brokers.alpaca.broker import AlpacaBroker
from trimtab.brokers.alpaca.line import DATA, LIVE, NAME, PAPER, Keys, Line
from trimtab.brokers.alpaca.market import market_clock
from trimtab.errors import InputProblems, Problem
from trimtab.execution.view import Session
from trimtab.money import ONE
from trimtab.ports import Clock

KEY, SECRET, URL = "TRIMTAB_ALPACA_KEY", "TRIMTAB_ALPACA_SECRET", "TRIMTAB_ALPACA_URL"
ACCOUNT, FEED = "TRIMTAB_ALPACA_ACCOUNT", "TRIMTAB_ALPACA_FEED"

_DOCS = "reference/brokers.md#alpaca"
_WHY = "Alpaca gives every account a key and a secret; paper and live accounts have their own."
_ADDRESSES = {"paper": PAPER, "live": LIVE}
_FEEDS = {
    "iex": "Quotes are those of IEX alone, one exchange of many: a limit is set by them.",
    "sip": "Quotes are those of all exchanges.",
    "delayed_sip": "Quotes are a quarter of an hour old: no order is priced on them.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlpacaLink:
    """Alpaca for one workspace, as the environment names it."""

    line: Line
    clock: BrokersClock
    name: str
    feed: str
    quantity_step: Decimal

    def broker(self) -> AlpacaBroker:
        """The broker; nothing is asked yet."""
        return AlpacaBroker(
            line=self.line,
            now=self.clock.now,
            name=self.name,
            feed=self.feed,
            quantity_step=self.quantity_step,
        )

    def trading(self) -> Trading:
        """What orders are sent by, in the hours that Alpaca's own clock tells."""
        return Trading(broker=self.broker(), clock=self.clock, hours=self.session)

    def session(self, _: datetime) -> Session:
        """The market now, holidays and early closes included: Alpaca is asked."""
        found = market_clock(self.line)
        return Session(is_open=found.is_open, opens=found.opens, closes=found.closes)

    def told(self) -> tuple[str, ...]:
        """Which account it is, and which quotes."""
        return (f"Connected: {self.name}.", _FEEDS[self.feed])


def alpaca(root: Path, environment: Mapping[str, str], clock: Clock) -> Link:
    """Alpaca as the environment names it.

    One request asks what time it is there: days and the age of quotes go by that. Raises
    InputProblems where keys, account, address or feed are missing or wrong, and the broker's errors
    where it cannot be asked.
    """
    account = _word(environment, ACCOUNT, tuple(_ADDRESSES))
    feed = _word(environment, FEED, tuple(_FEEDS))
    own = _ADDRESSES[account]
    address = address_of(
        environment,
        URL,
        own,
        fix="Unset it for Alpaca itself, or give the base_url of trimtab broker-sim.",
        docs=_DOCS,
    )
    key, secret = secrets_of(environment, (KEY, SECRET), why=_WHY, docs=_DOCS)
    line = Line(
        keys=Keys(key, secret),
        base_url=address,
        data_url=DATA if address == own else address,
    )
    found = AlpacaLink(
        line=line,
        clock=BrokersClock(clock=clock, ahead=market_clock(line).at - clock.now()),
        name=f"{NAME} {account} account" if address == own else named(NAME, address, own),
        feed=feed,
        quantity_step=_step(root),
    )
    return Link(
        reading=lambda: ApiReading(broker=found.broker(), now=found.clock.now),
        trading=found.trading,
        told=found.told,
    )


def _step(root: Path) -> Decimal:
    """The finest step in which accounts here trade shares; a pair of keys is of one account."""
    sections = sourced(read_ground(root).settings.accounts, "alpaca")
    return min((one.quantity_step for one in sections), default=ONE)


def _word(environment: Mapping[str, str], variable: str, words: tuple[str, ...]) -> str:
    """The word under `variable`; the first of `words` where there is none."""
    given = environment.get(variable, "").strip().lower() or words[0]
    if given in words:
        return given
    raise InputProblems(
        [
            Problem(
                what=f"{variable} is {given!r}",
                why=f"It is {' or '.join(words)}; {words[0]} when it is not set.",
                fix="Set it to one of these, or unset it.",
                docs=_DOCS,
            )
        ]
    )
