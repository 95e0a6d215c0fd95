"""Reads Schwab's Lot Details: the lots of one security, one file for each.

Source of the layout: fixtures of several public importers. The title names the symbol, the account
and the day; the last row adds the lots up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.brokers.files.cells import us_date
from trimtab.brokers.files.columns import Columns, Record
from trimtab.brokers.files.rows import Row, rows
from trimtab.brokers.files.sheet import Layout, Sheet, broken, opened, unknown_row
from trimtab.brokers.files.symbols import plain_symbol, with_dotted_share_class
from trimtab.brokers.files.texts import last_date_in
from trimtab.brokers.files.unreadable import DOCS, unreadable
from trimtab.domain import Statement, StatementLot, StatementPosition, Symbol
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ZERO, exact_text, to_cents

FORMAT = "Schwab lot details (CSV)"
HOW_TO_SHOW_LOTS = "Open the lot details of the symbol at Schwab, and export them again"

_LAYOUT = Layout(
    names={
        "acquired": ("open date",),
        "quantity": ("quantity",),
        "price": ("price",),
        "value": ("market value",),
        "basis": ("cost basis",),
    },
    marks=("acquired", "quantity", "basis"),
    needed=("price", "value"),
)
_TITLE = re.compile(r"(?P<symbol>\S+) Lot Details for (?P<account>\S+) as of ", re.IGNORECASE)
_UNKNOWN_UNTIL = "Its gain cannot be computed, so it will not be sold until this is known"


@dataclass(frozen=True, slots=True)
class SchwabLotsCsv:
    """The reader of Schwab's lot details. One file holds one symbol of one account."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True when the first row is the title of lot details."""
        try:
            first = next(rows(text), None)
        except InvalidValue:
            return False
        return first is not None and _title(first) is not None

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """The lots of the one symbol; those of others are not in the file."""
        sheet = opened(text, _LAYOUT, file=file)
        if isinstance(sheet, Problem):
            return unreadable(self.format, sheet)
        title = next((found for row in sheet.above if (found := _title(row))), None)
        symbol = plain_symbol(with_dotted_share_class(title["symbol"])) if title else None
        if title is None or symbol is None:
            what = "the first row names no symbol of a share or fund"
            return unreadable(self.format, broken(file, what, sheet.header.line))
        return (_Lots(file=file, symbol=symbol).statement(sheet, title),)


def _title(row: Row) -> re.Match[str] | None:
    return _TITLE.match(", ".join(row.cells))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lots:
    file: str
    symbol: Symbol

    def statement(self, sheet: Sheet, title: re.Match[str]) -> Statement:
        lots: list[StatementLot] = []
        problems: list[Problem] = []
        total: Record | None = None
        for row in sheet.below:
            record = sheet.columns.record(row)
            if record is None:
                problems.append(unknown_row(row, self.file))
            elif row.cell(0).casefold() == "total":
                total = record
            else:
                lots += self._lot(record, problems)
        positions = self._position(total, _price(sheet.below, sheet.columns), problems)
        return Statement(
            format=FORMAT,
            account_hint=title["account"],
            as_of=last_date_in(title.string),
            rows_read=len(lots),
            positions=positions,
            lots=tuple(lots),
            only=(self.symbol,),
            problems=tuple(problems),
            notes=(f"The file is about {self.symbol} alone.",),
        )

    def _lot(self, record: Record, problems: list[Problem]) -> list[StatementLot]:
        """The lot, or none; what it lacks is None, and a problem."""
        try:
            quantity = _shares(record)
        except InvalidValue as error:
            what = f"a lot of {self.symbol} cannot be read: {error}"
            problems.append(self._problem(record, what, "The row is left out"))
            return []
        return [
            StatementLot(
                symbol=self.symbol,
                quantity=quantity,
                acquired=self._acquired(record, problems),
                basis=self._basis(record, problems),
                line=record.line,
            )
        ]

    def _acquired(self, record: Record, problems: list[Problem]) -> date | None:
        try:
            acquired = us_date(record.text("acquired").split(" ", maxsplit=1)[0])
        except InvalidValue as error:
            what = f"the date of a lot of {self.symbol}: {error}"
        else:
            if acquired is not None:
                return acquired
            what = f"a lot of {self.symbol} has no date"
        problems.append(self._problem(record, what, _UNKNOWN_UNTIL))
        return None

    def _basis(self, record: Record, problems: list[Problem]) -> Decimal | None:
        try:
            basis = record.number("basis")
        except InvalidValue as error:
            what = f"the basis of a lot of {self.symbol}: {error}"
        else:
            if basis is not None and basis > ZERO:
                return to_cents(basis)
            # Shares that came by transfer show nothing, or zero, until their basis is entered.
            what = f"a lot of {self.symbol} has no basis"
        problems.append(self._problem(record, what, _UNKNOWN_UNTIL))
        return None

    def _position(
        self, total: Record | None, price: Decimal | None, problems: list[Problem]
    ) -> tuple[StatementPosition, ...]:
        """The row that adds the lots up, as the position that they must give."""
        if total is None:
            what = "there is no Total row: lots may be missing"
            problems.append(broken(self.file, what))
            return ()
        try:
            quantity, value = total.number("quantity"), total.number("value")
        except InvalidValue as error:
            problems.append(self._problem(total, f"Total: {error}", "Lots may be missing"))
            return ()
        if not quantity:
            return ()
        return (
            StatementPosition(
                symbol=self.symbol, quantity=quantity, price=price, value=value, line=total.line
            ),
        )

    def _problem(self, record: Record, what: str, why: str) -> Problem:
        return Problem(
            what=what,
            file=self.file,
            line=record.line,
            why=why,
            fix="Look it up at Schwab and write it into the lots file after the import",
            docs=DOCS,
        )


def _shares(record: Record) -> Decimal:
    quantity = record.number("quantity")
    if quantity is None or quantity <= ZERO:
        shown = "not given" if quantity is None else exact_text(quantity)
        raise InvalidValue(f"the quantity is {shown}")
    return quantity


def _price(below: Sequence[Row], columns: Columns) -> Decimal | None:
    """The price of the first lot: it is the same for all."""
    for row in below:
        record = columns.record(row)
        if record is not None and record.text("price"):
            try:
                return record.number("price")
            except InvalidValue:
                return None
    return None
