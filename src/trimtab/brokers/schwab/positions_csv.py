"""Reads Schwab's export of positions, of one account or of all. It has no lots.

Source of the layout: the column lists and fixtures of several public importers. With all accounts
in one file, each account's name stands alone above a table of its own.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from trimtab.brokers.files.columns import Columns, Record
from trimtab.brokers.files.holdings import Holdings
from trimtab.brokers.files.rows import Row, rows
from trimtab.brokers.files.sheet import Layout, broken, holds, lacking, unknown_row
from trimtab.brokers.files.texts import last_date_in
from trimtab.brokers.files.unreadable import DOCS, unreadable
from trimtab.domain import Statement
from trimtab.errors import InvalidValue, Problem
from trimtab.money import CENT, ZERO, cents_text

FORMAT = "Schwab positions (CSV)"

_LAYOUT = Layout(
    names={
        "symbol": ("symbol",),
        "description": ("description",),
        "quantity": ("qty (quantity)", "quantity"),
        "price": ("price",),
        "value": ("mkt val (market value)", "market value"),
        "kind": ("security type", "asset type"),
    },
    marks=("symbol", "value", "kind"),
    needed=("quantity", "price"),
)
_TITLE = re.compile(r"Positions for (?:account )?(?P<account>.+?) as of ", re.IGNORECASE)
_CASH = frozenset({"cash & cash investments", "cash and money market"})
_TOTAL = frozenset({"account total", "positions total"})
_ALL = frozenset({"all-accounts", "all accounts"})


@dataclass(frozen=True, slots=True)
class SchwabPositionsCsv:
    """The reader of Schwab's positions."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True when the names of its columns stand together below the title of the export."""
        return holds(text, _LAYOUT) and _TITLE.search(text) is not None

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """One statement per account, with positions and cash."""
        tables = _Tables(file=file)
        try:
            for row in rows(text):
                tables.take(row)
        except InvalidValue as error:
            return unreadable(self.format, broken(file, str(error)))
        return tables.statements()


@dataclass(slots=True, kw_only=True)
class _Tables:
    """Goes through the rows and remembers which account and which header they are under."""

    file: str
    account: str = ""
    as_of: date | None = None
    columns: Columns | None = None
    accounts: dict[str, Holdings] = field(default_factory=dict)
    values: dict[str, list[Decimal | None]] = field(default_factory=dict)
    totalled: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def take(self, row: Row) -> None:
        whole = ", ".join(row.cells)
        title = _TITLE.match(whole)
        columns = _LAYOUT.bound(row)
        if title:
            self.as_of = last_date_in(whole)
            name = title["account"].strip()
            self.account = "" if name.casefold() in _ALL else name
        elif columns is not None:
            self.columns = columns
            missing = columns.missing(_LAYOUT.needed)
            if missing:
                self.problems.append(lacking(missing, _LAYOUT, row, self.file))
        elif len(row.cells) == 1:
            self.account, self.columns = row.cell(0), None
        else:
            self._data(row)

    def _data(self, row: Row) -> None:
        record = None if self.columns is None else self.columns.record(row)
        if record is None:
            self.problems.append(unknown_row(row, self.file))
            return
        holdings = self.accounts.setdefault(self.account, Holdings(file=self.file))
        name = record.text("symbol").casefold()
        if name in _TOTAL:
            self._total(record)
            return
        self.values.setdefault(self.account, []).append(_value(record))
        if name in _CASH:
            holdings.add_cash(record)
        else:
            holdings.add(record)

    def _total(self, record: Record) -> None:
        """The values of all rows must add up to the total: else rows are missing."""
        self.totalled.add(self.account)
        stated, values = _value(record), self.values.get(self.account, [])
        known = [value for value in values if value is not None]
        found = sum(known, ZERO)
        complete = stated is not None and len(known) == len(values)
        if complete and abs(found - (stated or ZERO)) > CENT * (len(values) + 1):
            self.problems.append(
                Problem(
                    what=f"the rows are worth ${cents_text(found)}, "
                    f"the total says ${cents_text(stated or ZERO)}",
                    file=self.file,
                    line=record.line,
                    why="Positions may be missing from the file",
                    fix="Download the positions again, of all kinds and in all groups",
                    docs=DOCS,
                )
            )

    def _cut(self, account: str) -> Problem:
        named = f" of {account}" if account else ""
        return broken(self.file, f"the positions{named} have no total: the file may be cut short")

    def statements(self) -> tuple[Statement, ...]:
        self.problems += [self._cut(name) for name in self.accounts if name not in self.totalled]
        accounts = self.accounts or {self.account: Holdings(file=self.file)}
        found = [
            holdings.statement(Statement(format=FORMAT, account_hint=account, as_of=self.as_of))
            for account, holdings in accounts.items()
        ]
        problems = sorted(
            (*found[0].problems, *self.problems), key=lambda problem: problem.line or 0
        )
        return (replace(found[0], problems=tuple(problems)), *found[1:])


def _value(record: Record) -> Decimal | None:
    try:
        return record.number("value")
    except InvalidValue:
        return None  # the cell is a problem of its own row
