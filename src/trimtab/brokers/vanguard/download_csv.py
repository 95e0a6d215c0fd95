"""Reads Vanguard's `OfxDownload.csv`: positions and, below them, transactions of 18 months.

Source of the layout: the column lists of several public importers. Rows end with a comma; a symbol
may be `null`; the settlement fund is cash. Accounts of a retirement plan follow in a third table,
without symbols.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trimtab.brokers.files.activity import ActivityFile, activity_statement, entries_of
from trimtab.brokers.files.cells import us_date
from trimtab.brokers.files.columns import Columns, Record
from trimtab.brokers.files.entry import Entry
from trimtab.brokers.files.holdings import Holdings
from trimtab.brokers.files.rows import Row, rows
from trimtab.brokers.files.sheet import Layout, broken, holds, lacking, unknown_row
from trimtab.brokers.files.texts import ratio_in
from trimtab.brokers.files.unreadable import unreadable
from trimtab.brokers.vanguard.transaction_words import meaning_of
from trimtab.domain import AccountId, Statement
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ZERO

FORMAT = "Vanguard OfxDownload (CSV)"
BROKER = AccountId("vanguard")

_POSITIONS = Layout(
    names={
        "account": ("account number",),
        "description": ("investment name",),
        "symbol": ("symbol",),
        "quantity": ("shares",),
        "price": ("share price",),
        "value": ("total value",),
    },
    marks=("account", "description", "value"),
    needed=("symbol", "quantity", "price"),
)
_TRANSACTIONS = Layout(
    names={
        "account": ("account number",),
        "day": ("trade date",),
        "action": ("transaction type",),
        "words": ("transaction description",),
        "description": ("investment name",),
        "symbol": ("symbol",),
        "quantity": ("shares",),
        "price": ("share price",),
        "fee": ("commissions and fees", "commission fees"),
        "amount": ("net amount",),
    },
    marks=("account", "day", "action"),
    needed=("symbol", "quantity", "price", "amount"),
)
_PLAN = ("plan number", "transaction activity")
_SPAN = "Vanguard's file reaches back 18 months: older transactions are not in it."


@dataclass(frozen=True, slots=True)
class VanguardCsv:
    """The reader of Vanguard's positions and transactions."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True when one of its two headers stands in the first rows."""
        return holds(text, _POSITIONS) or holds(text, _TRANSACTIONS)

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """One statement per account."""
        tables = _Tables(file=file)
        try:
            for row in rows(text):
                tables.take(row)
        except InvalidValue as error:
            return unreadable(self.format, broken(file, str(error)))
        return tables.statements()


@dataclass(slots=True, kw_only=True)
class _Tables:
    """Goes through the rows and remembers under which header it is."""

    file: str
    layout: Layout | None = None
    columns: Columns | None = None
    positions: list[Record] = field(default_factory=list)
    activity: list[Row] = field(default_factory=list)
    activity_columns: Columns | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    in_plan: bool = False

    def take(self, row: Row) -> None:
        if self._begins(row) or self.in_plan:
            return
        record = None if self.columns is None else self.columns.record(row)
        if record is None or not record.text("account"):
            self.problems.append(unknown_row(row, self.file))
        elif self.layout is _POSITIONS:
            self.positions.append(record)
        else:
            self.activity.append(row)

    def _begins(self, row: Row) -> bool:
        """True for a header; what stands below it is of its table."""
        if any(cell.casefold() in _PLAN for cell in row.cells):
            self.in_plan = True
            self.notes.append(f"Not read: the retirement plan from line {row.line} on.")
            return True
        for layout in (_TRANSACTIONS, _POSITIONS):
            columns = layout.bound(row)
            if columns is None:
                continue
            missing = columns.missing(layout.needed)
            if missing:
                self.problems.append(lacking(missing, layout, row, self.file))
            self.layout, self.columns, self.in_plan = layout, columns, False
            if layout is _TRANSACTIONS:
                self.activity_columns = columns
            return True
        return False

    def statements(self) -> tuple[Statement, ...]:
        columns = self.activity_columns or Columns(places={}, width=0)
        read = entries_of(self.activity, columns, _entry, file=self.file)
        held: dict[str, Holdings] = {}
        for record in self.positions:
            own = held.setdefault(record.text("account"), Holdings(file=self.file))
            own.add(record)
        accounts = tuple(dict.fromkeys((*held, *read.by_account))) or ("",)
        found = [
            self._statement(account, held.get(account), read.by_account.get(account, ()))
            for account in accounts
        ]
        problems = (*self.problems, *read.problems, *found[0].problems)
        ordered = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        return (replace(found[0], problems=ordered), *found[1:])

    def _statement(
        self, account: str, held: Holdings | None, entries: Sequence[Entry]
    ) -> Statement:
        about = ActivityFile(
            format=FORMAT,
            broker=BROKER,
            file=self.file,
            account=account,
            notes=(*self.notes, *([_SPAN] if entries else [])),
        )
        activity = activity_statement(entries, about, meaning_of)
        if held is None:
            return activity
        return replace(held.statement(activity), rows_read=held.rows_read + activity.rows_read)


def _entry(record: Record) -> Entry:
    day = us_date(record.text("day"))
    if day is None:
        raise InvalidValue("the trade date is empty")
    action, words = record.text("action"), record.text("words")
    return Entry(
        line=record.line,
        day=day,
        action=action,
        name=record.text("symbol"),
        description=record.text("description"),
        quantity=record.number("quantity"),
        price=record.number("price"),
        amount=record.number("amount"),
        fee=record.number("fee") or ZERO,
        ratio=ratio_in(words) if "split" in action.casefold() else None,
    )
