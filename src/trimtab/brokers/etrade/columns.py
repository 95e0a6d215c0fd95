"""The columns of E*TRADE's portfolio download, found by name.

E*TRADE moved columns around in 2025 (`Day's Gain $` now stands before the quantity) and renamed
`Quantity` to `Qty #`, so a column's place means nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Self

from trimtab.brokers.files.rows import Row


class Column(Enum):
    """What is read, with every header that it is known to go by, in lower case."""

    SYMBOL = ("symbol",)
    QUANTITY = ("quantity", "qty #")
    LAST_PRICE = ("last price $",)
    PRICE_PAID = ("price paid $",)
    TOTAL_GAIN = ("total gain $",)
    VALUE = ("value $",)


# Without these no lot can be read; the others only check or sharpen what is read.
NEEDED = (Column.SYMBOL, Column.QUANTITY, Column.PRICE_PAID, Column.TOTAL_GAIN, Column.VALUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where each column stands; `width` is the number of headers."""

    places: Mapping[Column, int]
    width: int

    @classmethod
    def bind(cls, row: Row) -> Self:
        """The columns that `row` names."""
        names = [" ".join(cell.casefold().split()) for cell in row.cells]
        places = {
            column: names.index(name) for column in Column for name in column.value if name in names
        }
        return cls(places=places, width=len(names))

    @property
    def missing(self) -> tuple[Column, ...]:
        """Needed columns that the file does not have."""
        return tuple(column for column in NEEDED if column not in self.places)

    def cell(self, row: Row, column: Column) -> str:
        """The cell of `row` under `column`; empty when the file lacks the column."""
        place = self.places.get(column)
        return "" if place is None else row.cell(place)


def is_header(row: Row) -> bool:
    """True for the row that names the columns of the positions.

    The block of filters above it begins with `Symbol` too, and a file of another broker may, so the
    names that only this table has together decide.
    """
    places = Columns.bind(row).places
    return places.get(Column.SYMBOL) == 0 and {Column.PRICE_PAID, Column.VALUE} <= places.keys()
