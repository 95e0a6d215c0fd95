"""What happened in an account, as rows of transactions.

`GET /v2/account/activities` pages by the id of the last row. An activity that is canceled did not
happen; one that no row stands for is named in a note, with its day, and never dropped in silence.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from trimtab.brokers.alpaca.line import NAME, Line
from trimtab.brokers.alpaca.reading import EASTERN, exact, moment, readable, symbol_of
from trimtab.brokers.alpaca.rows import TRANSFERS, day_of, row_of
from trimtab.domain.identifiers import AccountId, Symbol
from trimtab.domain.transaction import Transaction, TransactionType
from trimtab.errors import Unavailable
from trimtab.money import ZERO

Json = Mapping[str, Any]
_T = TransactionType

_PAGE = 100
_SPLITS = frozenset({"SPLIT", "SSP"})
_NEW_NAME = "NC"
# Money that no row of transactions stands for, and that changes no lot.
_OTHER_CASH = frozenset({"INT", "INTNRA", "INTTW", "FEE", "CFEE", "DIVFEE", "MEM", "WH", "DIVNRA"})
_BRING = frozenset({_T.BUY, _T.TRANSFER_IN})
_TAKE = frozenset({_T.SELL, _T.TRANSFER_OUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One account's activities, read.

    rows      what they say, the oldest first
    notes     what no row says, each with its day, in sentences
    unclear   securities of which no rows tell the lots, and why: the first reason of each
    count     activities read
    """

    rows: tuple[Transaction, ...]
    notes: tuple[tuple[date, str], ...]
    unclear: Mapping[Symbol, str]
    count: int


def listed(line: Line) -> tuple[Json, ...]:
    """All activities of the account, the oldest first.

    Raises Unavailable where a page brings nothing new: the list would have no end.
    """
    query = {"direction": "asc", "page_size": str(_PAGE)}
    found: dict[str, Json] = {}
    while True:
        page = line.get("/v2/account/activities", query)
        if not isinstance(page, list):
            raise Unavailable("Alpaca: its activities cannot be read", broker=NAME)
        new = {str(one.get("id")): one for one in page if str(one.get("id")) not in found}
        found |= new
        if len(page) < _PAGE:
            return tuple(sorted(found.values(), key=_when))
        if not new:
            raise Unavailable("Alpaca: its activities cannot be paged through", broker=NAME)
        query = {**query, "page_token": str(page[-1]["id"])}


def read(activities: Iterable[Json], account_id: AccountId) -> Activity:
    """All activities of an account, the oldest first, as rows."""
    reader = _Reader(account_id)
    valid = [one for one in activities if one.get("status") != "canceled"]
    readable(lambda: reader.read(valid), "activities")
    return Activity(
        rows=tuple(reader.rows),
        notes=tuple(reader.notes),
        unclear=reader.unclear,
        count=len(valid),
    )


@dataclass(slots=True)
class _Reader:
    """Reads in order, and counts shares on the way: a split says only how many are added.

    held  shares by security, as far as rows tell
    """

    account_id: AccountId
    rows: list[Transaction] = field(default_factory=list)
    notes: list[tuple[date, str]] = field(default_factory=list)
    unclear: dict[Symbol, str] = field(default_factory=dict)
    held: dict[Symbol, Decimal] = field(default_factory=dict)

    def read(self, activities: Iterable[Json]) -> None:
        other: Counter[tuple[date, str]] = Counter()
        for day, kind, group in _grouped(activities):
            if kind in _OTHER_CASH:
                other[day, kind] += len(group)
            elif kind in _SPLITS:
                self._split(day, group)
            elif kind == _NEW_NAME:
                self._renamed(day, group)
            else:
                for one in group:
                    self._plain(day, kind, one)
        self.notes += [
            (day, f"{number} {kind} on {day}: interest and fees are no rows of transactions.")
            for (day, kind), number in other.items()
        ]

    def _plain(self, day: date, kind: str, one: Json) -> None:
        row = row_of(one, self.account_id)
        if row is None:
            self._unread(day, kind, one)
            return
        self.rows.append(row)
        if row.symbol is None or row.quantity is None:
            return
        sign = (row.type in _BRING) - (row.type in _TAKE)
        self.held[row.symbol] = self.held.get(row.symbol, ZERO) + sign * row.quantity
        if kind in TRANSFERS:
            self.unclear.setdefault(row.symbol, f"shares were transferred on {day}")

    def _split(self, day: date, group: list[Json]) -> None:
        """Old shares out and new ones in, or the new ones alone: either way the sum is the change.

        Alpaca does not document which; where the sum is no change of what was held, it is unclear.
        """
        symbol = symbol_of(group[0])
        before = ZERO if symbol is None else self.held.get(symbol, ZERO)
        after = before + sum((exact(one.get("qty") or 0) for one in group), ZERO)
        if symbol is None or before <= ZERO or after <= ZERO or before == after:
            for one in group:
                self._unread(day, "SPLIT", one)
            return
        self.held[symbol] = after
        self.rows.append(
            Transaction(
                trade_date=day,
                account_id=self.account_id,
                type=_T.SPLIT,
                symbol=symbol,
                ratio=after / before,
                quantity=after,
                row_id=str(group[0]["id"]),
            )
        )

    def _renamed(self, day: date, group: list[Json]) -> None:
        """One name out and another in, of as many shares; a new number alone changes nothing."""
        counts: dict[Symbol, Decimal] = {}
        for one in group:
            symbol = symbol_of(one)
            if symbol is None:
                self._unread(day, _NEW_NAME, one)
                continue
            counts[symbol] = counts.get(symbol, ZERO) + exact(one.get("qty") or 0)
        moved = {symbol: shares for symbol, shares in counts.items() if shares}
        if not moved:
            return
        old = [symbol for symbol, shares in moved.items() if shares < ZERO]
        new = [symbol for symbol, shares in moved.items() if shares > ZERO]
        if len(old) != 1 or len(new) != 1 or moved[new[0]] != -moved[old[0]]:
            for one in group:
                self._unread(day, _NEW_NAME, one)
            return
        self.held[new[0]] = self.held.get(new[0], ZERO) + self.held.pop(old[0], ZERO)
        self.rows.append(
            Transaction(
                trade_date=day,
                account_id=self.account_id,
                type=_T.SYMBOL_CHANGE,
                symbol=old[0],
                new_symbol=new[0],
                row_id=str(group[0]["id"]),
            )
        )

    def _unread(self, day: date, kind: str, one: Json) -> None:
        parts = (
            f"{one['qty']} shares" if one.get("qty") else "",
            str(one.get("symbol") or ""),
            f"{one['net_amount']} dollars" if one.get("net_amount") else "",
        )
        said = " ".join(part for part in parts if part) or "it says no more"
        self.notes.append((day, f"{kind} on {day} ({said}) is no row: enter it by hand."))
        symbol = symbol_of(one)
        if symbol is not None:
            self.unclear.setdefault(symbol, f"{kind} on {day} cannot be read")


def _grouped(activities: Iterable[Json]) -> Iterator[tuple[date, str, list[Json]]]:
    """Activities in order; the splits of a security, and new names, of one day together."""
    groups: dict[tuple[object, ...], list[Json]] = {}
    for number, one in enumerate(activities):
        kind, day = str(one.get("activity_type")), day_of(one)
        key: tuple[object, ...] = (day, kind, number)
        if kind in _SPLITS:
            key = (day, kind, str(one.get("symbol")))
        elif kind == _NEW_NAME:
            key = (day, kind)
        groups.setdefault(key, []).append(one)
    for group in groups.values():
        yield day_of(group[0]), str(group[0].get("activity_type")), group


def _when(one: Json) -> tuple[datetime, str]:
    """What happened to companies is of the morning, before the fills of its day."""
    if one.get("transaction_time"):
        return moment(one["transaction_time"]), str(one["id"])
    return datetime.combine(day_of(one), time(), EASTERN), str(one["id"])
