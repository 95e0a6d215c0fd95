"""What the simulator begins with, as a JSON file: accounts, lots, cash, quotes, how orders fill.

    {
     "start": "2026-06-15T10:00:00-04:00",
     "accounts": [
      {"number": "83551234", "type": "INDIVIDUAL", "mode": "MARGIN", "cash": "5000.00",
       "lots": [{"symbol": "VTI", "quantity": "10", "cost": "800.00", "acquired": "2019-03-05"}]}
     ],
     "quotes": {"VTI": "100.00", "BND": {"last": "72.10", "bid": "72.09", "ask": "72.11"}},
     "manners": {"fills": "delayed:2"}
    }

Amounts are read from their text, so that cents stay cents. Of a lot without `cost` or `acquired`
the broker does not know it.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any, TypeVar

from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.exchange import Manners, SimQuote
from trimtab.errors import InputProblems, Problem
from trimtab.money import ZERO, to_cents

T = TypeVar("T")
Json = Mapping[str, Any]

_FIRST_LOT = 100_001
_FILLS = re.compile(r"immediate|never|(?:delayed|partial):[1-9][0-9]*")
_MODES = frozenset({"CASH", "MARGIN"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Accounts with lots and cash, quotes, and the manners of the market.

    start  aware moment at which the simulator's clock begins; None: the user's choice
    notes  what was left out, in sentences
    """

    accounts: list[SimAccount]
    quotes: dict[str, SimQuote]
    manners: Manners = field(default_factory=Manners)
    start: datetime | None = None
    notes: tuple[str, ...] = ()


def account_key(number: str) -> str:
    """The name of an account in addresses, which says nothing about its number."""
    return sha256(f"simulated {number}".encode()).hexdigest()[:22]


def with_fills(manners: Manners, fills: str) -> Manners:
    """The manners with orders filling as `fills` says; ValueError where that is no way to fill."""
    if not _FILLS.fullmatch(fills):
        raise ValueError(f"{fills!r} is none of immediate, delayed:N, partial:N, never")
    return replace(manners, fills=fills)


def scenario_of(text: str, *, file: str) -> Scenario:
    """The scenario in `text`; InputProblems with all that is wrong in it."""
    reading = _Reading(file)
    try:
        given = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        reading.wrong("the file", f"is no JSON ({error})")
        given = {}
    if not isinstance(given, dict):
        reading.wrong("the file", "is no JSON object")
        given = {}
    reading.only(given, "the file", {"start", "accounts", "quotes", "manners"})
    quotes = reading.quotes(given.get("quotes", {}))
    accounts = reading.accounts(given.get("accounts", []), quotes)
    manners = reading.manners(given.get("manners", {}))
    start = reading.value("start", given.get("start"), _moment, None)
    if reading.problems:
        raise InputProblems(reading.problems)
    return Scenario(accounts=accounts, quotes=quotes, manners=manners, start=start)


@dataclass(slots=True)
class _Reading:
    """A scenario as it is read, with everything that is wrong in it."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    next_lot: int = _FIRST_LOT

    def wrong(self, where: str, why: str) -> None:
        self.problems.append(
            Problem(
                what=f"{where} {why}",
                file=self.file,
                fix="See the example in the reference",
                docs="reference/broker-simulator.md",
            )
        )

    def only(self, given: Json, where: str, known: set[str]) -> None:
        for name in sorted(set(given) - known):
            self.wrong(f"{where}: {name}", f"is not known; there is {', '.join(sorted(known))}")

    def value(self, where: str, given: object, read: Callable[[str], T], default: T) -> T:
        if given is None:
            return default
        try:
            return read(str(given))
        except (ValueError, InvalidOperation) as error:
            self.wrong(f"{where}: {given!r}", f"cannot be read ({error})")
            return default

    def accounts(self, given: object, quotes: Mapping[str, SimQuote]) -> list[SimAccount]:
        rows = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
        if not rows:
            self.wrong("accounts", "is empty, or no list of objects")
        found = [self._account(one, index, quotes) for index, one in enumerate(rows, start=1)]
        numbers = [account.number for account in found]
        for number in sorted({one for one in numbers if numbers.count(one) > 1}):
            self.wrong(f"accounts: number {number}", "is given twice")
        return found

    def _account(self, given: Json, index: int, quotes: Mapping[str, SimQuote]) -> SimAccount:
        where = f"account {index}"
        self.only(given, where, {"number", "type", "mode", "cash", "lots"})
        number = self.value(where, given.get("number"), _digits, "")
        if not number:
            self.wrong(where, "has no number")
        mode = str(given.get("mode", "MARGIN"))
        if mode not in _MODES:
            self.wrong(f"{where}: mode {mode}", "is neither CASH nor MARGIN")
        lots = given.get("lots", [])
        rows = [one for one in lots if isinstance(one, dict)] if isinstance(lots, list) else []
        return SimAccount(
            key=account_key(number),
            number=number,
            kind=str(given.get("type", "INDIVIDUAL")),
            mode=mode,
            cash=self.value(f"{where}: cash", given.get("cash"), _cents, ZERO),
            lots=[
                self._lot(one, f"{where}, lot {place}", quotes)
                for place, one in enumerate(rows, start=1)
            ],
        )

    def _lot(self, given: Json, where: str, quotes: Mapping[str, SimQuote]) -> SimLot:
        self.only(given, where, {"symbol", "quantity", "cost", "acquired"})
        symbol = str(given.get("symbol", ""))
        if symbol not in quotes:
            self.wrong(f"{where}: {symbol or 'a lot without symbol'}", "has no quote")
        quantity = self.value(f"{where}: quantity", given.get("quantity"), _above_zero, ZERO)
        if not quantity:
            self.wrong(where, "has no shares")
        self.next_lot += 1
        return SimLot(
            number=self.next_lot - 1,
            symbol=symbol,
            quantity=quantity,
            cost=self.value(f"{where}: cost", given.get("cost"), _cents, ZERO),
            cost_known=given.get("cost") is not None,
            acquired=self.value(f"{where}: acquired", given.get("acquired"), _day, None),
        )

    def quotes(self, given: object) -> dict[str, SimQuote]:
        if not isinstance(given, dict):
            self.wrong("quotes", "is no JSON object")
            return {}
        return {symbol: self._quote(symbol, figures) for symbol, figures in given.items()}

    def _quote(self, symbol: str, given: object) -> SimQuote:
        where = f"quote of {symbol}"
        if not isinstance(given, dict):
            price = self.value(where, given, _above_zero, ZERO)
            return SimQuote(last=price, bid=price, ask=price)
        self.only(given, where, {"last", "bid", "ask", "status"})
        if given.get("last") is None:
            self.wrong(where, "has no `last`")
        last = self.value(where, given.get("last"), _above_zero, ZERO)
        return SimQuote(
            last=last,
            bid=self.value(where, given.get("bid"), _from_zero, last),
            ask=self.value(where, given.get("ask"), _from_zero, last),
            status=str(given.get("status", "REALTIME")),
        )

    def manners(self, given: object) -> Manners:
        if not isinstance(given, dict):
            self.wrong("manners", "is no JSON object")
            return Manners()
        self.only(given, "manners", {one.name for one in fields(Manners)})
        fills = self.value("manners: fills", given.get("fills"), str, "immediate")
        found = Manners(
            duplicates=str(given.get("duplicates", "reject")),
            strict=bool(given.get("strict", True)),
            hide_orders=self.value("manners: hide_orders", given.get("hide_orders"), int, 0),
            notice=str(given.get("notice", "")),
        )
        return self.value("manners", fills, lambda text: with_fills(found, text), found)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment needs its distance to UTC, such as -04:00")
    return found


def _digits(text: str) -> str:
    if not text.isascii() or not text.isdigit():
        raise ValueError("a number of an account has digits only")
    return text


def _day(text: str) -> date | None:
    return date.fromisoformat(text)


def _exact(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError("not a finite number")
    return found


def _above_zero(text: str) -> Decimal:
    if _exact(text) <= ZERO:
        raise ValueError("it must be above zero")
    return _exact(text)


def _from_zero(text: str) -> Decimal:
    if _exact(text) < ZERO:
        raise ValueError("it must not be below zero")
    return _exact(text)


def _cents(text: str) -> Decimal:
    if _exact(text) != to_cents(_exact(text)):
        raise ValueError("dollars have whole cents")
    return _exact(text)
