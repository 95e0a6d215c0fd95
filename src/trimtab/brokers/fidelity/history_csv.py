"""Reads Fidelity's history, of one account or of several.

Source of the layouts: the column lists of several public importers. Two blank lines come first,
disclaimers last.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from trimtab.brokers.fidelity.history_words import meaning_of, with_splits_joined
from trimtab.brokers.files.activity import ActivityFile, activity_statements, entries_of
from trimtab.brokers.files.cells import looks_like_date, us_date
from trimtab.brokers.files.columns import Record
from trimtab.brokers.files.entry import Entry
from trimtab.brokers.files.rows import Row
from trimtab.brokers.files.sheet import Layout, Sheet, holds, opened
from trimtab.brokers.files.texts import footer_notes, last_date_in
from trimtab.brokers.files.unreadable import unreadable
from trimtab.domain import AccountId, Statement
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ZERO

FORMAT = "Fidelity history (CSV)"
BROKER = AccountId("fidelity")
DOWNLOADED = "date downloaded"

_LAYOUT = Layout(
    names={
        "day": ("run date",),
        "account": ("account number", "account"),
        "action": ("action",),
        "symbol": ("symbol",),
        "description": ("security description", "description"),
        "quantity": ("quantity",),
        "currency": ("currency",),
        "price": ("price",),
        "commission": ("commission",),
        "fees": ("fees",),
        "amount": ("amount",),
    },
    marks=("day", "action", "symbol"),
    needed=("quantity", "price", "amount"),
)
_AS_OF = re.compile(r"\bas of (\d{1,2}/\d{1,2}/\d{4})\b", re.IGNORECASE)
_ACCOUNT_KIND = re.compile(r" \((?:Cash|Margin|Short)\)$", re.IGNORECASE)
# So much of a security's name tells where it begins in the prose.
_ENOUGH_OF_NAME = 10


@dataclass(frozen=True, slots=True)
class FidelityHistoryCsv:
    """The reader of Fidelity's history."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True when the names of its columns stand together in one of the first rows."""
        return holds(text, _LAYOUT)

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """One statement per account; they say nothing about positions."""
        sheet = opened(text, _LAYOUT, file=file)
        if isinstance(sheet, Problem):
            return unreadable(self.format, sheet)
        return _statements(sheet, file)


def _statements(sheet: Sheet, file: str) -> tuple[Statement, ...]:
    footer = [row for row in sheet.below if is_footer(row)]
    data = [row for row in sheet.below if not is_footer(row)]
    read = entries_of(data, sheet.columns, _entry, file=file)
    joined = {account: with_splits_joined(own) for account, own in read.by_account.items()}
    about = ActivityFile(
        format=FORMAT,
        broker=BROKER,
        file=file,
        as_of=downloaded_on(footer),
        notes=footer_notes(row for row in footer if not is_download_line(row)),
    )
    return activity_statements(replace(read, by_account=joined), about, meaning_of)


def is_footer(row: Row) -> bool:
    """Running text below the table: one cell, and no date in it."""
    return (len(row.cells) == 1 and not looks_like_date(row.cell(0))) or is_download_line(row)


def is_download_line(row: Row) -> bool:
    """True for `Date downloaded 11/20/2026 4:10 pm`."""
    return row.cell(0).casefold().startswith(DOWNLOADED)


def downloaded_on(footer: list[Row]) -> date | None:
    """The day on which the file was made; None when no row says so."""
    texts = [", ".join(row.cells) for row in footer if is_download_line(row)]
    return last_date_in(" ".join(texts))


def _entry(record: Record) -> Entry:
    action = record.text("action")
    as_of = _AS_OF.search(action)
    day = us_date(as_of[1] if as_of else record.text("day"))
    if day is None:
        raise InvalidValue("the date is empty")
    if record.text("currency") not in {"", "USD"}:
        raise InvalidValue(f"it is in {record.text('currency')}, and trimtab counts in dollars")
    return Entry(
        line=record.line,
        day=day,
        action=_without_security(action, record.text("description")),
        name=record.text("symbol"),
        description=record.text("description"),
        quantity=record.number("quantity"),
        price=record.number("price"),
        amount=record.number("amount"),
        fee=(record.number("commission") or ZERO) + (record.number("fees") or ZERO),
    )


def _without_security(action: str, description: str) -> str:
    """The words of the action: the prose up to the name of the security."""
    words = _ACCOUNT_KIND.sub("", " ".join(action.split()))
    name = " ".join(description.split())[:_ENOUGH_OF_NAME]
    start = words.upper().find(name.upper()) if name else -1
    return words[:start].rstrip() if start > 0 else words
