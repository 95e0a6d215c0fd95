"""Quotes: a first look only begins them, and each says how it is to be taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trimtab.brokers.ibkr.gateway.contracts import Contracts
from trimtab.brokers.ibkr.gateway.line import Line
from trimtab.brokers.ibkr.gateway.reading import exact, moment, readable
from trimtab.domain.brokerage import Freshness, LiveQuote
from trimtab.domain.identifiers import Symbol
from trimtab.errors import Unavailable
from trimtab.money import ZERO
from trimtab.ports import Clock

Json = Mapping[str, Any]

_LAST, _BID, _ASK, _STATE = "31", "84", "86", "6509"
_FIELDS = f"{_LAST},{_BID},{_ASK},{_STATE}"
_PER_REQUEST = 50
# Looks at quotes that are still to come, a second apart.
_LOOKS, _BETWEEN = 6, 1.0

# Field 6509 begins with R: of this moment; D, Y: delayed; Z: as it was when the market closed;
# N: not paid for; O: the agreement about the data is not signed. Only the first prices an order.
_FRESHNESS = {"R": Freshness.REAL_TIME, "Z": Freshness.CLOSING}
_WITHOUT = frozenset("NO")
# What may stand before the last price: it is of the day before; trading is halted.
_OF_BEFORE, _HALTED = "C", "H"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """Quotes of one line's session."""

    line: Line
    clock: Clock
    contracts: Contracts

    def of(self, symbols: Iterable[Symbol]) -> Mapping[Symbol, LiveQuote]:
        """Quotes; a security is left out that IBKR does not know, is halted or has no price."""
        numbers = self.contracts.numbers(symbols)
        found, all_of = dict[Symbol, LiveQuote](), list(numbers.items())
        for start in range(0, len(all_of), _PER_REQUEST):
            found |= self._quoted(dict(all_of[start : start + _PER_REQUEST]))
        return found

    def begin(self, number: int) -> None:
        """Look at a security, without which IBKR previews no order of it, nor takes one unasked.

        Before every order: what was looked at ends with the session, which may be a new one by now.
        """
        self._ask([number])

    def _quoted(self, numbers: Mapping[Symbol, int]) -> dict[Symbol, LiveQuote]:
        rows: dict[int, Json] = {}
        for look in range(_LOOKS):
            if look:
                self.clock.sleep(_BETWEEN)
            rows = self._ask(numbers.values())
            if all(_is_there(rows.get(number)) for number in numbers.values()):
                break
        return readable(
            lambda: {
                symbol: quote
                for symbol, number in numbers.items()
                if (quote := _quote(symbol, rows.get(number))) is not None
            },
            "quotes",
        )

    def _ask(self, numbers: Iterable[int]) -> dict[int, Json]:
        """What is known of each of `numbers` by now."""
        query = {"conids": ",".join(map(str, numbers)), "fields": _FIELDS}
        answer = self.line.get("/iserver/marketdata/snapshot", query)
        return readable(lambda: {int(one["conid"]): one for one in answer}, "quotes")


def _is_there(row: Json | None) -> bool:
    return row is not None and (_LAST in row or str(row.get(_STATE, ""))[:1] in _WITHOUT)


def _quote(symbol: Symbol, row: Json | None) -> LiveQuote | None:
    last = str((row or {}).get(_LAST) or "")
    if row is None or not last or last.startswith(_HALTED):
        return None
    price = exact(last.removeprefix(_OF_BEFORE))
    if price <= ZERO:
        return None
    state = str(row.get(_STATE) or "")[:1]
    freshness = _FRESHNESS.get(state, Freshness.DELAYED)
    return LiveQuote(
        symbol=symbol,
        last=price,
        bid=_side(row.get(_BID)),
        ask=_side(row.get(_ASK)),
        at=moment(row["_updated"]),
        freshness=Freshness.CLOSING if last.startswith(_OF_BEFORE) else freshness,
    )


def _side(text: object) -> Decimal | None:
    """A bid or an ask; None where nobody bids or asks, which is written in several ways."""
    try:
        found = exact(text)
    except Unavailable:
        return None
    return found if found > ZERO else None
