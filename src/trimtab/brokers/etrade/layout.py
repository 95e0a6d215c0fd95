"""The shape of E*TRADE's portfolio download: preamble, positions with lots, cash, total, footer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from itertools import pairwise

from trimtab.brokers.etrade.columns import Column, Columns
from trimtab.brokers.files.cells import is_blank, looks_like_date
from trimtab.brokers.files.rows import Row

_GENERATED = re.compile(
    r"generated at (?P<month>[a-z]{3})[a-z]* (?P<day>\d{1,2}),? (?P<year>\d{4})\b", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PAR = frozenset({"1", "1.0", "1.00", "$1.00"})


class RowKind(Enum):
    """What a row below the header is."""

    HOLDING = auto()
    LOT = auto()
    CASH = auto()
    TOTAL = auto()
    FOOTER = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The row of a position and the rows of its lots."""

    row: Row
    lots: tuple[Row, ...] = ()


@dataclass(slots=True)
class Body:
    """The rows below the header, sorted out."""

    holdings: list[Holding] = field(default_factory=list)
    cash: list[Row] = field(default_factory=list)
    total: Row | None = None
    footer: list[Row] = field(default_factory=list)
    unknown: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preamble:
    """What stands above the header.

    account  the account's name as E*TRADE writes it; empty when it is not there
    filters  the row of a filter that hides positions; None when all are shown
    """

    account: str = ""
    filters: Row | None = None


def preamble(rows: Sequence[Row]) -> Preamble:
    """Account and filters out of the rows above the header."""
    account, filters = "", None
    for title, row in pairwise(rows):
        titles = [cell.casefold() for cell in title.cells]
        if titles[0] == "account" and len(titles) > 1:
            account = row.cell(0)
        if titles[:2] == ["symbol", "security type(s)"]:
            shows_all = not row.cell(0) and row.cell(1).casefold() in {"", "all"}
            filters = None if shows_all else row
    return Preamble(account=account, filters=filters)


def body(rows: Sequence[Row], columns: Columns) -> Body:
    """Every row below the header in its place; a lot belongs to the position above it."""
    sorted_out = Body()
    holding: Holding | None = None
    for row in rows:
        match kind_of(row, columns, after_total=sorted_out.total is not None):
            case RowKind.HOLDING:
                holding = Holding(row=row)
                sorted_out.holdings.append(holding)
            case RowKind.LOT if holding is not None:
                holding = Holding(row=holding.row, lots=(*holding.lots, row))
                sorted_out.holdings[-1] = holding
            case RowKind.CASH:
                sorted_out.cash.append(row)
                holding = None
            case RowKind.TOTAL:
                sorted_out.total = row
                holding = None
            case RowKind.FOOTER:
                sorted_out.footer.append(row)
            case _:
                sorted_out.unknown.append(row)
    return sorted_out


def kind_of(row: Row, columns: Columns, *, after_total: bool) -> RowKind:
    """What `row` is, judged by its first cell and by which of the others are filled."""
    first = row.cell(0)
    alone = len(row.cells) == 1
    if _GENERATED.match(first) or (alone and after_total):
        return RowKind.FOOTER
    if alone or after_total or not first or len(row.cells) > columns.width:
        return RowKind.UNKNOWN
    if looks_like_date(first) or is_blank(first):
        return RowKind.LOT
    if first.upper() == "TOTAL":
        return RowKind.TOTAL
    return RowKind.CASH if _is_cash(row, columns) else RowKind.HOLDING


def _is_cash(row: Row, columns: Columns) -> bool:
    """True for uninvested money. There is also a share called CASH; its price is not one dollar."""
    price = columns.cell(row, Column.LAST_PRICE)
    return row.cell(0).upper() == "CASH" and (is_blank(price) or price in _PAR)


def generated_on(rows: Sequence[Row]) -> date | None:
    """The day of `Generated at Nov 20 2026 04:10 PM ET`; None when no row says so.

    The month is read without the locale, which would make the same file mean another day elsewhere.
    """
    for row in rows:
        match = _GENERATED.match(row.cell(0))
        if match and match["month"].lower() in _MONTHS:
            month = _MONTHS.index(match["month"].lower()) + 1
            try:
                return date(int(match["year"]), month, int(match["day"]))
            except ValueError:
                return None
    return None
