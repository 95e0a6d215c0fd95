"""Reads `PortfolioDownload.csv`, E*TRADE's download of a portfolio with its lots expanded.

Source of the layout: the column lists of several public importers; no official description exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from trimtab.brokers.etrade.columns import Column, Columns, is_header
from trimtab.brokers.etrade.holding import HoldingReader
from trimtab.brokers.etrade.layout import Body, Preamble, body, generated_on, preamble
from trimtab.brokers.files.cells import number
from trimtab.brokers.files.rows import Row, rows
from trimtab.brokers.files.unreadable import DOCS, unreadable
from trimtab.domain import Statement
from trimtab.errors import InvalidValue, Problem
from trimtab.money import CENT, ZERO, dollars_text, to_cents

FORMAT = "E*TRADE portfolio download (CSV)"
HOW_TO_SHOW_LOTS = (
    "On E*TRADE's portfolio page expand every position so that its dated lots show below it, "
    "then download again"
)
# The table begins within this many rows.
_TOP = 60
_DOWNLOAD_ALL = "Download again from the view of all positions, without filters"


@dataclass(frozen=True, slots=True)
class PortfolioCsv:
    """The reader of E*TRADE's portfolio download. One file holds one account."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True when a row has the column names of the download, or its two titles stand there."""
        try:
            found = list(islice(rows(text), _TOP))
        except InvalidValue:
            return False
        titles = {row.cell(0).casefold().split(" - ")[0] for row in found if len(row.cells) == 1}
        return {"account summary", "view summary"} <= titles or any(map(is_header, found))

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """The one statement in `text`."""
        try:
            found = list(rows(text))
        except InvalidValue as error:
            return unreadable(self.format, _broken(file, str(error)))
        at = next((index for index, row in enumerate(found) if is_header(row)), None)
        if at is None:
            return unreadable(self.format, _no_table(file))
        columns = Columns.bind(found[at])
        if columns.missing:
            return unreadable(self.format, _lacking(file, found[at], columns))
        table = body(found[at + 1 :], columns)
        return (_statement(preamble(found[:at]), table, HoldingReader(columns=columns, file=file)),)


def _statement(above: Preamble, table: Body, reader: HoldingReader) -> Statement:
    reads = [reader.read(holding) for holding in table.holdings]
    cash, cash_problems = _cash(table.cash, reader)
    notes = [read.left_out for read in reads if read.left_out]
    notes += [f"Left out: line {row.line}, `{row}`." for row in _disclaimers(table.footer)]
    problems = [
        *_filter_problems(above, reader.file),
        *(problem for read in reads for problem in read.problems),
        *cash_problems,
        *(_unknown(row, reader.file) for row in table.unknown),
        *_total_problems(table, cash, reader),
    ]
    return Statement(
        format=FORMAT,
        account_hint=above.account,
        as_of=generated_on(table.footer),
        rows_read=sum(1 + len(holding.lots) for holding in table.holdings) + len(table.cash),
        positions=tuple(read.position for read in reads if read.position is not None),
        lots=tuple(lot for read in reads for lot in read.lots),
        cash=cash,
        problems=tuple(sorted(problems, key=lambda problem: problem.line or 0)),
        notes=tuple(notes),
    )


def _cash(cash_rows: Sequence[Row], reader: HoldingReader) -> tuple[Decimal | None, list[Problem]]:
    """Dollars of uninvested money; None when the file has no such row or it cannot be read."""
    if not cash_rows:
        return None, []
    total, problems = ZERO, []
    for row in cash_rows:
        try:
            total += number(_value_cell(row, reader)) or ZERO
        except InvalidValue as error:
            problems.append(_broken(reader.file, f"cash: {error}", row.line))
    return (None if problems else to_cents(total)), problems


def _total_problems(table: Body, cash: Decimal | None, reader: HoldingReader) -> list[Problem]:
    """The values of all rows, those left out too, must add up to TOTAL: else rows are missing."""
    if table.total is None:
        what = "there is no TOTAL row"
        return [_incomplete(reader.file, None, what)]
    try:
        stated = number(_value_cell(table.total, reader))
        values = [number(reader.columns.cell(h.row, Column.VALUE)) for h in table.holdings]
    except InvalidValue:
        return []  # the cell is a problem of its own row
    if stated is None or None in values or (table.cash and cash is None):
        return []
    found = sum((value for value in values if value is not None), cash or ZERO)
    if abs(found - stated) <= CENT * (len(values) + 1):
        return []
    what = f"the rows are worth {dollars_text(found)}, TOTAL says {dollars_text(stated)}"
    return [_incomplete(reader.file, table.total.line, what)]


def _value_cell(row: Row, reader: HoldingReader) -> str:
    """The value of CASH or TOTAL; in some downloads their cells are shifted, and it is the last."""
    return reader.columns.cell(row, Column.VALUE) or row.cells[-1]


def _filter_problems(above: Preamble, file: str) -> list[Problem]:
    if above.filters is None:
        return []
    what = f"the download is filtered: {above.filters}"
    return [_incomplete(file, above.filters.line, what)]


def _disclaimers(footer: Sequence[Row]) -> list[Row]:
    return [row for row in footer if not row.cell(0).casefold().startswith("generated at")]


def _incomplete(file: str, line: int | None, what: str) -> Problem:
    why = "Positions may be missing from the file"
    return Problem(what=what, file=file, line=line, why=why, fix=_DOWNLOAD_ALL, docs=DOCS)


def _unknown(row: Row, file: str) -> Problem:
    return Problem(
        what=f"a row of an unknown shape: `{row}`",
        file=file,
        line=row.line,
        why="It is neither a position, a lot below a position, cash nor the total; it is left out",
        fix="Check the row; if E*TRADE has changed its download, please report it",
        docs=DOCS,
    )


def _broken(file: str, what: str, line: int | None = None) -> Problem:
    fix = "Download the file again; do not edit it in a spreadsheet"
    return Problem(what=what, file=file, line=line, fix=fix, docs=DOCS)


def _no_table(file: str) -> Problem:
    return Problem(
        what="there is no table of positions",
        file=file,
        why="No row names `Symbol`, `Quantity` (or `Qty #`), `Price Paid $` and `Value $`",
        fix=_DOWNLOAD_ALL,
        docs=DOCS,
    )


def _lacking(file: str, header: Row, columns: Columns) -> Problem:
    missing = ", ".join(f"`{column.value[0]}`" for column in columns.missing)
    return Problem(
        what=f"the table of positions lacks {missing}",
        file=file,
        line=header.line,
        why="A lot needs its quantity, its price paid, its gain and its value",
        fix="Choose a view that has these columns, then download again",
        docs=DOCS,
    )
