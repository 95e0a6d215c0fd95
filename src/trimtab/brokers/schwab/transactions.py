"""Reads Schwab's export of transactions, as CSV and as JSON: the same cells in two wrappings.

Source of the layouts: the column lists and fixtures of several public importers.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trimtab.brokers.files.activity import (
    ActivityFile,
    EntriesRead,
    activity_statements,
    entries_of,
)
from trimtab.brokers.files.cells import us_date
from trimtab.brokers.files.columns import Columns, Record
from trimtab.brokers.files.entry import Entry
from trimtab.brokers.files.rows import Row
from trimtab.brokers.files.sheet import Layout, Sheet, broken, holds, lacking, opened
from trimtab.brokers.files.texts import last_date_in, ratio_in
from trimtab.brokers.files.unreadable import unreadable
from trimtab.brokers.schwab.transaction_words import meaning_of
from trimtab.domain import AccountId, Statement
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ZERO

FORMAT_CSV = "Schwab transactions (CSV)"
FORMAT_JSON = "Schwab transactions (JSON)"
BROKER = AccountId("schwab")

_NAMES = {
    "day": ("date",),
    "action": ("action",),
    "symbol": ("symbol",),
    "description": ("description",),
    "quantity": ("quantity",),
    "price": ("price",),
    "fees": ("fees & comm", "fees & commissions"),
    "amount": ("amount",),
}
_LAYOUT = Layout(names=_NAMES, marks=("day", "action", "fees"), needed=tuple(_NAMES))
_LIST = "BrokerageTransactions"
_TITLE = re.compile(r"Transactions +for account (?P<account>.+?) as of ", re.IGNORECASE)
_AS_OF = " as of "


@dataclass(frozen=True, slots=True)
class SchwabTransactionsCsv:
    """The reader of Schwab's transactions in CSV. One file holds one account."""

    format: str = FORMAT_CSV

    def recognises(self, text: str) -> bool:
        """True when the names of its columns stand together in one of the first rows."""
        return holds(text, _LAYOUT)

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """The one statement in `text`; it says nothing about positions."""
        sheet = opened(text, _LAYOUT, file=file)
        if isinstance(sheet, Problem):
            return unreadable(self.format, sheet)
        return _from_sheet(sheet, file)


@dataclass(frozen=True, slots=True)
class SchwabTransactionsJson:
    """The reader of Schwab's transactions in JSON."""

    format: str = FORMAT_JSON

    def recognises(self, text: str) -> bool:
        """True for a JSON object that names its list of brokerage transactions."""
        return text.lstrip("\ufeff \t\r\n").startswith("{") and f'"{_LIST}"' in text

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """The one statement in `text`; it says nothing about positions."""
        try:
            document = json.loads(
                text.lstrip("\ufeff"), parse_float=str, parse_int=str, object_pairs_hook=_once
            )
        except (json.JSONDecodeError, RecursionError, InvalidValue) as error:
            return unreadable(self.format, broken(file, f"not JSON that can be used: {error}"))
        items = document.get(_LIST) if isinstance(document, dict) else None
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return unreadable(self.format, broken(file, f"`{_LIST}` is not a list of objects"))
        return _from_items(text, document, items, file)


def _from_sheet(sheet: Sheet, file: str) -> tuple[Statement, ...]:
    title = next((_whole(row) for row in sheet.above if _TITLE.match(_whole(row))), "")
    match = _TITLE.match(title)
    data = [row for row in sheet.below if not row.cell(0).casefold().startswith("transactions tot")]
    read = entries_of(data, sheet.columns, _entry, file=file)
    about = ActivityFile(
        format=FORMAT_CSV,
        broker=BROKER,
        file=file,
        account=match["account"].strip() if match else "",
        as_of=last_date_in(title),
    )
    return activity_statements(read, about, meaning_of)


def _from_items(
    text: str, document: Mapping[str, object], items: Sequence[Mapping[str, object]], file: str
) -> tuple[Statement, ...]:
    about = ActivityFile(
        format=FORMAT_JSON,
        broker=BROKER,
        file=file,
        as_of=last_date_in(str(document.get("ToDate", ""))),
    )
    if not items:
        return activity_statements(EntriesRead(by_account={}), about, meaning_of)
    titles = tuple(dict.fromkeys(title for item in items for title in item))
    columns = Columns.bind(titles, _NAMES)
    missing = columns.missing(tuple(_NAMES))
    if missing:
        problem = lacking(missing, _LAYOUT, Row(line=1, cells=()), file)
        return unreadable(FORMAT_JSON, problem)
    found = [
        Row(line=line, cells=tuple(_cell(item.get(title)) for title in titles))
        for line, item in zip(_lines(text, len(items)), items, strict=True)
    ]
    return activity_statements(entries_of(found, columns, _entry, file=file), about, meaning_of)


def _entry(record: Record) -> Entry:
    description, action = record.text("description"), record.text("action")
    return Entry(
        line=record.line,
        day=_day(record.text("day")),
        action=action,
        name=record.text("symbol"),
        description=description,
        quantity=record.number("quantity"),
        price=record.number("price"),
        amount=record.number("amount"),
        fee=record.number("fees") or ZERO,
        ratio=ratio_in(description) if "split" in action.casefold() else None,
    )


def _day(text: str) -> date:
    """The day on which it counts: of `01/05/2024 as of 01/04/2024` the second."""
    day = us_date(text.rpartition(_AS_OF)[2])
    if day is None:
        raise InvalidValue("the date is empty")
    return day


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON. InvalidValue when a name comes twice: only the last would be seen."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidValue(f"`{twice}` stands twice in one object")
    return found


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _lines(text: str, count: int) -> list[int]:
    """The line of the `Date` of each transaction; 1 for all in a file on one line."""
    start = text.index(f'"{_LIST}"')
    places = [match.start() for match in re.finditer(r'"Date"\s*:', text[start:])]
    if len(places) != count:
        return [1] * count
    lines, line, seen = [], 1 + text.count("\n", 0, start), start
    for place in places:
        line += text.count("\n", seen, start + place)
        seen = start + place
        lines.append(line)
    return lines


def _whole(row: Row) -> str:
    """All cells of a title: an unquoted comma cuts it in two."""
    return ", ".join(row.cells)
