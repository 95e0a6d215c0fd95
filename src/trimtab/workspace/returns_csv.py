"""The file of `data.returns`: prices or returns, wide or long, recognised by content.

    wide  the first column has the day, every other one a security: `date,VTI,BND`
    long  one row for each day and security: `date,symbol,price` or `date,symbol,return`

Nothing is filled: a gap stays a gap until somebody asks for the series that has it.
"""

import csv
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median

from trimtab.errors import Problem
from trimtab.workspace import cells
from trimtab.workspace.cells import BadCell
from trimtab.workspace.table import Columns, Findings, Row, read_rows
from trimtab.workspace.text_files import open_text

PRICE, RETURN = "price", "return"
AUTO = "auto"
_LONG = frozenset({"date", "symbol"})
_NO_VALUE = frozenset({"", "-", "na", "n/a", "#n/a", "nan", "null", "none"})
_SCIENTIFIC = re.compile(r"[-+]?[0-9]*\.?[0-9]*[eE][-+]?[0-9]{1,3}|[-+]?[0-9]*\.[0-9]{19,40}")
_WHOLE = 100

# A typical return lies below this, a typical price above it.
_HALF = Decimal("0.5")
# Where values are larger, so many losses are those of returns in percent, not of mistyped prices.
_MANY_LOSSES = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value with its line."""

    value: Decimal
    line: int


@dataclass(slots=True, kw_only=True)
class SeriesFile:
    """What the file says, cell by cell.

    kind    `price` or `return`
    series  by name the values by day; a gap has no cell
    lines   the first line of each day
    """

    file: str
    kind: str = ""
    series: dict[str, dict[date, Cell]] = field(default_factory=dict)
    lines: dict[date, int] = field(default_factory=dict)


def read_series(path: Path, file: str, values: str, findings: Findings) -> SeriesFile | None:
    """Every series of the file; None, with problems in `findings`, where a cell cannot be used.

    values  `prices` or `returns` where the user says it; `auto`: judged here, with a note
    """
    before = len(findings.problems)
    titles = _titles(path, file)
    read = SeriesFile(file=file)
    if {title.lower() for title in titles} >= _LONG:
        _read_long(path, read, findings)
    else:
        _read_wide(path, read, titles, findings)
    if len(findings.problems) > before:
        return None
    _judge(read, values, findings)
    _check_values(read, findings)
    return read if len(findings.problems) == before else None


def _titles(path: Path, file: str) -> list[str]:
    """The header's cells; problems of the file are told when it is read."""
    with open_text(path, file, []) as lines:
        try:
            return [cell.strip() for cell in next(csv.reader(lines), [])]
        except csv.Error:
            return []


def _read_long(path: Path, read: SeriesFile, findings: Findings) -> None:
    columns = Columns(required=("date", "symbol"), optional=(), either=(PRICE, RETURN))
    for row in read_rows(path, read.file, columns, findings):
        if row.has(PRICE) and row.has(RETURN):
            row.report(
                "the file has a column price and a column return",
                "one of them is enough, and two could contradict each other",
                "drop one of the two columns",
            )
            return
        read.kind = PRICE if row.has(PRICE) else RETURN
        day = row.require("date", cells.iso_day_of)
        name = row.require("symbol", cells.symbol)
        if day is not None and name is not None:
            _keep(read, row, read.kind, day, name)


def _read_wide(path: Path, read: SeriesFile, titles: list[str], findings: Findings) -> None:
    names = {title.lower(): title for title in titles[1:] if title}
    day_column = titles[0].lower() if titles else "date"
    called = names | {day_column: titles[0] if titles else day_column}
    columns = Columns(required=(), optional=(day_column, *names), called=called)
    for row in read_rows(path, read.file, columns, findings):
        day = row.require(day_column, cells.iso_day_of, "the first column has the day")
        if day is None:
            continue
        if day in read.lines:
            row.report(
                f"{day} stands twice",
                f"the first is at {read.file}:{read.lines[day]}",
                "keep one row for each day",
            )
            continue
        read.lines[day] = row.line
        for column, name in names.items():
            _keep(read, row, column, day, name)
    for name in names.values():
        read.series.setdefault(name, {})


def _keep(read: SeriesFile, row: Row, column: str, day: date, name: str) -> None:
    values = read.series.setdefault(name, {})
    read.lines.setdefault(day, row.line)
    if row.text(column).lower() in _NO_VALUE:
        return
    value = row.read(column, _number)
    if value is None:
        return
    if day in values:
        row.report(
            f"{name} stands twice on {day}",
            f"the first is at {read.file}:{values[day].line}",
            "keep one row for each day and security",
        )
        return
    values[day] = Cell(value=value, line=row.line)


def _number(text: str) -> Decimal:
    """A number as files of returns have it: also 1.2%, also in scientific notation."""
    bare = text.removesuffix("%").rstrip()
    value = Decimal(bare) if _SCIENTIFIC.fullmatch(bare) and bare[-1].isdigit() else None
    value = cells.number(bare) if value is None else value
    if not value.is_finite():
        raise BadCell("is not a finite number")
    return value / _WHOLE if bare != text else value


def _judge(read: SeriesFile, values: str, findings: Findings) -> None:
    """Set the kind where no column names it."""
    if read.kind:
        return
    if values != AUTO:
        read.kind = values.removesuffix("s")
        return
    found = [cell.value for cells_ in read.series.values() for cell in cells_.values()]
    if not found:
        findings.problems.append(_no_rows(read.file))
        return
    lost = sum(value <= 0 for value in found) / len(found)
    typical = median(abs(value) for value in found)
    if lost == 0 and max(found) < _HALF:
        findings.problems.append(_in_doubt(read.file))
        return
    read.kind = RETURN if lost and (typical < _HALF or lost >= _MANY_LOSSES) else PRICE
    findings.notes.append(
        Problem(
            what=f"{read.file} is read as {read.kind}s",
            file=read.file,
            why="Judged by its values: prices are all above zero, and of returns some are losses",
            fix='Write `values = "prices"` or `values = "returns"` in [risk] to have it otherwise',
        )
    )


def _check_values(read: SeriesFile, findings: Findings) -> None:
    """Prices are above zero, and nothing loses more than everything."""
    for name, values in read.series.items():
        for day, cell in values.items():
            if read.kind == PRICE and cell.value <= 0:
                what = f"the price of {name} on {day} is {cell.value}, it must be above zero"
                why, fix = "A day without a price has an empty cell", "Empty the cell"
            elif read.kind == RETURN and cell.value <= -1:
                what = f"the return of {name} on {day} is {cell.value}"
                why = "Nothing loses more than everything; returns are fractions"
                fix = "Write 0.012 or 1.2% for a gain of 1.2 %"
            else:
                continue
            findings.problems.append(
                Problem(what=what, file=read.file, line=cell.line, why=why, fix=fix)
            )


def _no_rows(file: str) -> Problem:
    return Problem(
        what=f"{file} has no value",
        file=file,
        why="Risk is measured on prices or returns",
        fix="Add a row for each day: `2026-06-15,312.40,71.25`",
    )


def _in_doubt(file: str) -> Problem:
    return Problem(
        what=f"it cannot be told whether {file} has prices or returns",
        file=file,
        why="Every value is above zero and below 0.5",
        fix='Say it in [risk]: `values = "prices"` or `values = "returns"`',
    )


def days_of(read: SeriesFile, until: date) -> list[date]:
    """Every day of the file up to `until`, included, ascending."""
    return sorted(day for day in read.lines if day <= until)
