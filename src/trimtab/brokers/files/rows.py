"""The rows of a comma-separated file, each with the line on which it begins."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

from trimtab.brokers.files.cells import clean
from trimtab.errors import InvalidValue

_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. `line` is 1-based; `cells` are cleaned and end before the trailing empty ones."""

    line: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """The cell at `index`, empty beyond the end of the row."""
        return self.cells[index] if index < len(self.cells) else ""

    def __str__(self) -> str:
        text = ", ".join(cell for cell in self.cells if cell)
        return shorten(text, width=_SHOWN, placeholder="...")


def rows(text: str) -> Iterator[Row]:
    """Every row of `text` that holds something, whatever its line ends.

    Raises InvalidValue with the line where the file stops being a comma-separated one. Quotes are
    read strictly: a stray one would otherwise swallow the rest of the file without a word.
    """
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            raw = next(reader, None)
        except csv.Error as error:
            raise InvalidValue(f"line {line} cannot be read as comma-separated: {error}") from error
        if raw is None:
            return
        cells = [clean(cell) for cell in raw]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Row(line=line, cells=tuple(cells))
