"""Changing single rows of a CSV file: every row that is not touched stays as it is, to the byte.

So do the user's own columns, the order of rows, blank lines, line ends and a byte-order mark.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvRow:
    """One row: its first line in the file, its text with the line end, and its stripped cells."""

    line: int
    text: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvText:
    """A CSV file taken apart.

    before  what stands in front of the header: a byte-order mark, blank lines
    header  the first row as it stands
    names   its columns in small letters, without empty ones at its end
    rows    all below it, blank ones too
    end     how lines end
    """

    before: str
    header: CsvRow
    names: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    end: str

    @classmethod
    def parse(cls, text: str) -> "CsvText | None":
        """Take `text` apart; None when it has no header or its rows cannot be told apart."""
        mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
        try:
            rows = _rows(text.removeprefix(mark))
        except csv.Error:
            return None
        start = next((at for at, row in enumerate(rows) if any(row.cells)), None)
        if start is None:
            return None
        names = [cell.lower() for cell in rows[start].cells]
        while not names[-1]:
            names.pop()
        return cls(
            before=mark + "".join(row.text for row in rows[:start]),
            header=rows[start],
            names=tuple(names),
            rows=tuple(rows[start + 1 :]),
            end="\r\n" if "\r\n" in text else "\n",
        )

    def cell(self, row: CsvRow, column: str) -> str:
        """The cell without spaces around it; empty when there is none."""
        at = self.names.index(column) if column in self.names else len(row.cells)
        return row.cells[at] if at < len(row.cells) else ""

    def rewritten(
        self,
        changes: Mapping[int, Mapping[str, str] | None],
        added: Sequence[Mapping[str, str]],
    ) -> str:
        """The text with the rows of `changes` (by line) changed, and `added` below.

        changes  new cells by column; None drops the row. Other cells of the row stay
        A column that the file lacks is added at the right when a cell for it says something.
        """
        given = [cells for cells in (*changes.values(), *added) if cells]
        wanted = [column for cells in given for column, cell in cells.items() if cell]
        names = (*self.names, *(one for one in dict.fromkeys(wanted) if one not in self.names))
        parts = [self.before + self._header(names)]
        for row in self.rows:
            cells = changes.get(row.line, {})
            if cells:
                parts.append(self._line(cells, names, row.cells))
            elif cells is not None:
                parts.append(row.text)
        parts.extend(self._line(cells, names) for cells in added)
        # The file's last row may have had no line end; now another one may follow it.
        ended = (part if part.endswith(("\n", "\r")) else part + self.end for part in parts[:-1])
        return "".join((*ended, parts[-1]))

    def _header(self, names: Sequence[str]) -> str:
        if len(names) == len(self.names):
            return self.header.text
        old = self.header.cells[: len(self.names)]
        return _written([*old, *names[len(self.names) :]], self.end)

    def _line(self, cells: Mapping[str, str], names: Sequence[str], old: Sequence[str] = ()) -> str:
        # By place, because columns without a name keep their cells too.
        padded = [*old, *[""] * (len(names) - len(old))]
        row = [cells.get(name, kept) for name, kept in zip(names, padded, strict=False)]
        return _written(row, self.end)


def _rows(text: str) -> list[CsvRow]:
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    rows = []
    start = 0
    for cells in reader:
        stripped = tuple(cell.strip() for cell in cells)
        raw = "".join(lines[start : reader.line_num])
        rows.append(CsvRow(line=start + 1, text=raw, cells=stripped))
        start = reader.line_num
    return rows


def _written(cells: Iterable[str], end: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerow(cells)
    return out.getvalue()
