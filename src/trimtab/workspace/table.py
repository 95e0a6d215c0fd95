"""A CSV file as a stream of rows: header, lines, and every problem with its place.

Rows are read one at a time, so a file of a million rows costs no more memory than what is kept.
Accepted: a byte-order mark, CRLF, quoted cells, blank lines, commas at the end of a line, column
names in any case. Refused with the line: broken quotes, cells past the header, a repeated header.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from trimtab.errors import Problem
from trimtab.workspace.cells import BadCell
from trimtab.workspace.text_files import open_text
from trimtab.workspace.wording import nearest, sentence

Value = TypeVar("Value")
# Brokers may add it to any file: read to be refused, where it says another currency.
CURRENCY = "currency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What a file must and may hold, names in small letters.

    either  columns of which at least one is required
    called  how messages call a column whose usual spelling has capitals
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    either: tuple[str, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> tuple[str, ...]:
        """Every column that is read."""
        return (*self.required, *self.either, *self.optional)

    def title(self, column: str) -> str:
        """What messages call the column."""
        return self.called.get(column, column)


@dataclass(slots=True)
class Findings:
    """What turned up while reading: errors, and things worth knowing."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


class Row:
    """The row that is being read. One object moves along the file; do not keep it."""

    __slots__ = ("_cells", "_columns", "_index", "bad", "file", "findings", "line")

    def __init__(
        self, file: str, index: dict[str, int], findings: Findings, columns: Columns
    ) -> None:
        self.file = file
        self.findings = findings
        self.line = 0
        self.bad = False
        self._index = index
        self._columns = columns
        self._cells: Sequence[str] = ()

    def move_to(self, line: int, cells: Sequence[str]) -> None:
        """Stand on another row; `cells` are stripped, one for each column."""
        self.line = line
        self.bad = False
        self._cells = cells

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.file}:{self.line}"

    def has(self, column: str) -> bool:
        """True when the file has this column."""
        return column in self._index

    def text(self, column: str) -> str:
        """The cell without spaces around it; empty when there is none."""
        index = self._index.get(column)
        return "" if index is None else self._cells[index]

    def read(self, column: str, reader: Callable[[str], Value]) -> Value | None:
        """The cell's value; None when it is empty, and None with a problem when it is bad."""
        index = self._index.get(column)
        if index is None:
            return None
        text = self._cells[index]
        if not text:
            return None
        try:
            return reader(text)
        except BadCell as bad:
            called = self._columns.title(column)
            self.report(f'{called} "{text}" {bad.what}', bad.why, bad.fix)
            return None

    def require(self, column: str, reader: Callable[[str], Value], why: str = "") -> Value | None:
        """As `read`; an empty cell is a problem."""
        if not self.text(column):
            called = self._columns.title(column)
            self.report(f"the row has no {called}", why, f"fill in {called}, or drop the row")
            return None
        return self.read(column, reader)

    def require_currency(self, base: str) -> None:
        """A problem where the row has a column `currency` that says another one than `base`."""
        currency = self.text(CURRENCY)
        if currency and currency.upper() != base.upper():
            self.report(
                f'currency "{currency}" is not {base}',
                f"the household counts in {base}, and other amounts are not converted",
                f"give the row in {base}, at the rate of its day, or drop it",
            )

    def report(self, what: str, why: str = "", fix: str = "") -> None:
        """A problem of this row."""
        self.bad = True
        self.findings.problems.append(
            Problem(what=what, file=self.file, line=self.line, why=sentence(why), fix=sentence(fix))
        )


def read_rows(path: Path, file: str, columns: Columns, findings: Findings) -> Iterator[Row]:
    """Every usable row of the file at `path`, called `file` in messages; problems are collected."""
    with open_text(path, file, findings.problems) as lines:
        records = _records(lines, file, findings)
        header_line, header = next(records, (0, []))
        if not header:
            if not findings.problems or findings.problems[-1].file != file:
                findings.problems.append(_empty(file, columns))
            return
        names = [cell.lower() for cell in header]
        while names and not names[-1]:
            names.pop()
        problems = _header_problems(names, file, header_line, columns)
        if problems:
            findings.problems.extend(problems)
            return
        findings.notes.extend(_unknown_columns(names, file, header_line, columns))
        index = {column: place for place, column in enumerate(names)}
        row = Row(file, index, findings, columns)
        for line, cells in records:
            cells.extend("" for _ in range(len(names) - len(cells)))
            row.move_to(line, cells)
            if _fits(row, cells, names):
                yield row


def _records(
    lines: Iterator[str], file: str, findings: Findings
) -> Iterator[tuple[int, list[str]]]:
    """(first line, stripped cells) of each record that is not blank."""
    reader = csv.reader(lines, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            findings.problems.append(
                Problem(
                    what=f"the row cannot be split into cells: {error}",
                    file=file,
                    line=start,
                    why="A quotation mark is open or stands in the middle of a cell",
                    fix="Close it, or double a quotation mark that belongs to the text",
                )
            )
            continue
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield start, stripped


def _fits(row: Row, cells: list[str], names: list[str]) -> bool:
    if len(cells) > len(names) and any(cells[len(names) :]):
        row.report(
            f"the row has {len(cells)} cells, the header has {len(names)}",
            "a number such as 1,234.56 without quotation marks is read as two cells",
            "put the number in quotation marks, or drop its comma",
        )
        return False
    if cells[0].lower() == names[0] and [cell.lower() for cell in cells[: len(names)]] == names:
        row.report(
            "the header stands here a second time",
            "two files were probably pasted together",
            "drop this line",
        )
        return False
    return True


def _empty(file: str, columns: Columns) -> Problem:
    needed = map(columns.title, (*columns.required, *columns.either[:1]))
    return Problem(
        what=f"{file} is empty",
        file=file,
        why="The first line names the columns",
        fix=f"Begin it with {','.join(needed)}",
    )


def _header_problems(names: list[str], file: str, line: int, columns: Columns) -> list[Problem]:
    if len(names) == 1 and any(sign in names[0] for sign in ";\t|"):
        return [
            Problem(
                what="the columns are not separated by commas",
                file=file,
                line=line,
                why=f"The first line is read as one column: {names[0]!r}",
                fix="Save the file again as CSV with commas",
            )
        ]
    twice = sorted({column for column in names if column and names.count(column) > 1})
    problems = [
        _header_problem(f'the column "{name}" stands twice', file, line, "Drop one of the two")
        for name in map(columns.title, twice)
    ]
    unknown = [column for column in names if column not in columns.known]
    missing = [column for column in columns.required if column not in names]
    if columns.either and not any(column in names for column in columns.either):
        missing.append(columns.either[0])
    for column in missing:
        near = nearest(column, unknown)
        called = columns.title(column)
        fix = f'Rename "{near}" to "{called}"' if near else f'Add "{called}" to the first line'
        problems.append(_header_problem(f'the column "{called}" is missing', file, line, fix))
    return problems


def _header_problem(what: str, file: str, line: int, fix: str) -> Problem:
    why = "The first line names the columns"
    return Problem(what=what, file=file, line=line, why=why, fix=fix)


def _unknown_columns(names: list[str], file: str, line: int, columns: Columns) -> list[Problem]:
    absent = [column for column in columns.known if column not in names]
    notes = []
    for column in names:
        if column and column != CURRENCY and column not in columns.known:
            near = nearest(column, absent)
            notes.append(
                Problem(
                    what=f'the column "{column}" is not used',
                    file=file,
                    line=line,
                    why=f"Columns that are read: {', '.join(map(columns.title, columns.known))}",
                    fix=f'Did you mean "{near}"?' if near else "",
                )
            )
    return notes
