"""Columns found by their names, never by their place."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from trimtab.brokers.files.cells import is_blank, number
from trimtab.brokers.files.rows import Row
from trimtab.errors import InvalidValue

# `Amount ($)`, `Amount $` and `Quantity #` are the amount and the quantity.
_UNIT = re.compile(r" ?(?:\(\$\)|[$#])$")

Names = Mapping[str, Sequence[str]]


def column_name(cell: str) -> str:
    """A header in lower case, without its unit and without spaces that repeat."""
    return _UNIT.sub("", " ".join(cell.casefold().split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row under its header. `cells` are by our name of the column, not the file's."""

    line: int
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        """The cell; empty when the file lacks the column or says nothing there."""
        cell = self.cells.get(name, "")
        return "" if is_blank(cell) else cell

    def number(self, name: str) -> Decimal | None:
        """The number in the cell, None when blank. InvalidValue names the column."""
        try:
            return number(self.cells.get(name, ""))
        except InvalidValue as error:
            raise InvalidValue(f"{name}: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where each column stands; `width` is the number of headers in the file."""

    places: Mapping[str, int]
    width: int

    @classmethod
    def bind(cls, cells: Sequence[str], names: Names) -> Self:
        """The columns of `names` (ours to the file's, in lower case) that `cells` has."""
        headers = [column_name(cell) for cell in cells]
        places = {
            ours: headers.index(theirs)
            for ours, spellings in names.items()
            for theirs in reversed(spellings)
            if theirs in headers
        }
        return cls(places=places, width=len(headers))

    def has(self, names: Iterable[str]) -> bool:
        """True when every one of `names` has a column."""
        return all(name in self.places for name in names)

    def missing(self, names: Collection[str]) -> list[str]:
        """Those of `names` without a column."""
        return [name for name in names if name not in self.places]

    def record(self, row: Row) -> Record | None:
        """`row` under these columns; None when it has more cells than there are headers."""
        if len(row.cells) > self.width:
            return None
        return Record(
            line=row.line, cells={name: row.cell(place) for name, place in self.places.items()}
        )
