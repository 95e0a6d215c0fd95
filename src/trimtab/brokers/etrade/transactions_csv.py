"""Reads E*TRADE's download of transactions, in the classic layout and in that of 2025 and later.

Source of the layouts: the column lists of several public importers; no official description exists.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.brokers.etrade.transaction_words import meaning_of
from trimtab.brokers.files.activity import ActivityFile, activity_statements, entries_of
from trimtab.brokers.files.cells import looks_like_date, recent_us_date
from trimtab.brokers.files.columns import Record
from trimtab.brokers.files.entry import Entry
from trimtab.brokers.files.rows import Row
from trimtab.brokers.files.security import DEBT, OPTION
from trimtab.brokers.files.sheet import Layout, Sheet, holds, opened
from trimtab.brokers.files.texts import footer_notes, ratio_in
from trimtab.brokers.files.unreadable import unreadable
from trimtab.domain import AccountId, Statement
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ZERO

FORMAT = "E*TRADE transactions (CSV)"
BROKER = AccountId("etrade")

_NAMES = {
    "day": ("activity/trade date", "transactiondate"),
    "action": ("activity type", "transactiontype"),
    "kind": ("securitytype",),
    "symbol": ("symbol",),
    "quantity": ("quantity",),
    "price": ("price",),
    "amount": ("amount",),
    "commission": ("commission",),
    "description": ("description",),
}
_LAYOUT = Layout(
    names=_NAMES,
    marks=("day", "action"),
    needed=("symbol", "quantity", "price", "amount", "commission", "description"),
)
# Of the classic layout; the newer one says `PUT` or `CALL` in the description instead.
_KINDS = {"OPTN": OPTION, "BOND": DEBT, "CD": DEBT}
_ACCOUNT = re.compile(r"(?:Account |For Account:,? ?)([^|]+)")


@dataclass(frozen=True, slots=True)
class EtradeTransactionsCsv:
    """The reader of E*TRADE's list of transactions. One file holds one account."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True when the names of its columns stand together in one of the first rows."""
        return holds(text, _LAYOUT)

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """The one statement in `text`; it says nothing about positions."""
        sheet = opened(text, _LAYOUT, file=file)
        if isinstance(sheet, Problem):
            return unreadable(self.format, sheet)
        return _statements(sheet, file)


def _statements(sheet: Sheet, file: str) -> tuple[Statement, ...]:
    footer = [row for row in sheet.below if _is_footer(row)]
    data = [row for row in sheet.below if not _is_footer(row)]
    read = entries_of(data, sheet.columns, _entry, file=file)
    about = ActivityFile(
        format=FORMAT,
        broker=BROKER,
        file=file,
        account=_account(sheet.above),
        notes=footer_notes(footer),
    )
    return activity_statements(read, about, meaning_of)


def _entry(record: Record) -> Entry:
    day = recent_us_date(record.text("day"))
    if day is None:
        raise InvalidValue("the date is empty")
    description = record.text("description")
    return Entry(
        line=record.line,
        day=day,
        action=record.text("action"),
        name=record.text("symbol"),
        description=description,
        # Options stand under the symbol of their share.
        left_out=_KINDS.get(record.text("kind").upper(), ""),
        quantity=record.number("quantity"),
        price=record.number("price"),
        amount=record.number("amount"),
        fee=record.number("commission") or ZERO,
        ratio=ratio_in(description) if "split" in record.text("action").casefold() else None,
    )


def _account(above: Sequence[Row]) -> str:
    """`####2641` of `For Account:,####2641`, or the name in `Account NAME | Jan 1, 2026 - ...`."""
    for row in above:
        match = _ACCOUNT.fullmatch(",".join(row.cells).split("|", maxsplit=1)[0].strip())
        if match:
            return match[1].strip()
    return ""


def _is_footer(row: Row) -> bool:
    """Running text below the table: one cell, and no date in it."""
    return len(row.cells) == 1 and not looks_like_date(row.cell(0))
