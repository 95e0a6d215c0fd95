"""A file with one table in it: what stands above the header, the header, and what stands below."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from trimtab.brokers.files.columns import Columns, Names
from trimtab.brokers.files.rows import Row, rows
from trimtab.brokers.files.unreadable import DOCS
from trimtab.errors import InvalidValue, Problem

# The table begins within this many rows.
_TOP = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table is known.

    names   our name of each column to the names in the file, in lower case and without units
    marks   the columns that together only this table has
    needed  the columns without which its rows mean nothing
    """

    names: Names
    marks: Collection[str]
    needed: Collection[str]

    def bound(self, row: Row) -> Columns | None:
        """The columns of `row` when it is this table's header."""
        columns = Columns.bind(row.cells, self.names)
        return columns if columns.has(self.marks) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file taken apart."""

    above: tuple[Row, ...]
    header: Row
    columns: Columns
    below: tuple[Row, ...]


def holds(text: str, layout: Layout) -> bool:
    """True when the header stands in the first rows of `text`."""
    try:
        return any(layout.bound(row) is not None for row in islice(rows(text), _TOP))
    except InvalidValue:
        return False


def opened(text: str, layout: Layout, *, file: str) -> Sheet | Problem:
    """The table in `text`, or the one problem that keeps it from being read."""
    try:
        found = list(rows(text))
    except InvalidValue as error:
        return broken(file, str(error))
    for place, row in enumerate(found):
        columns = layout.bound(row)
        if columns is None:
            continue
        missing = columns.missing(layout.needed)
        if missing:
            return lacking(missing, layout, row, file)
        return Sheet(
            above=tuple(found[:place]),
            header=row,
            columns=columns,
            below=tuple(found[place + 1 :]),
        )
    return _no_table(layout, file)


def broken(file: str, what: str, line: int | None = None) -> Problem:
    """A file that is not what it should be."""
    return Problem(
        what=what,
        file=file,
        line=line,
        fix="Download the file again; do not edit it in a spreadsheet",
        docs=DOCS,
    )


def unknown_row(row: Row, file: str) -> Problem:
    """A row that is none of those that the format is known to have."""
    return Problem(
        what=f"a row of an unknown shape: `{row}`",
        file=file,
        line=row.line,
        why="It is none of the rows that this format is known to have; it is left out",
        fix="Check the row; if the broker has changed its download, please report it",
        docs=DOCS,
    )


def lacking(missing: Collection[str], layout: Layout, header: Row, file: str) -> Problem:
    """A header without columns that are needed."""
    shown = ", ".join(f"`{layout.names[name][0]}`" for name in missing)
    return Problem(
        what=f"the table lacks the column {shown}",
        file=file,
        line=header.line,
        why="Its rows cannot be understood without",
        fix="Download again with all columns",
        docs=DOCS,
    )


def _no_table(layout: Layout, file: str) -> Problem:
    shown = ", ".join(f"`{layout.names[name][0]}`" for name in layout.marks)
    return Problem(
        what="the table is not there",
        file=file,
        why=f"No row names the columns {shown}",
        fix="Download the file again",
        docs=DOCS,
    )
