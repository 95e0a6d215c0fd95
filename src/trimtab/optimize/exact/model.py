"""A mixed-integer linear model as pure arrays, and the sheet it is drafted on.

    minimise  offset + cost x   where  row_lower <= A x <= row_upper,  lower <= x <= upper

Every row that stands for a limit of the user carries a `Label`, so that limits in conflict can be
named; rows which only define quantities carry none.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trimtab.optimize.problem import Flags, Floats, Indices

INFINITY = float("inf")

_Int32: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A limit in the user's words.

    text     what it asks for, as the object of a sentence: "at least $500.00 of cash in ira"
    setting  the setting or option that governs it
    subject  index of the account or class it is about; -1 when it is about the whole plan
    """

    text: str
    setting: str
    subject: int = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """The arrays, rows compressed: row r has entries starts[r] to starts[r + 1], end excluded.

    row_label  index into `labels`, -1 for a row which only defines something
    """

    offset: float
    cost: Floats
    lower: Floats
    upper: Floats
    integer: Flags
    row_lower: Floats
    row_upper: Floats
    row_label: Indices
    labels: tuple[Label, ...]
    starts: _Int32
    columns: _Int32
    values: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.row_lower), len(self.cost)


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """Columns and rows collected block by block, until `model` lays them out."""

    offset: float = 0.0
    labels: list[Label] = field(default_factory=list)
    _columns: list[tuple[Floats, Floats, Flags]] = field(default_factory=list)
    _rows: list[tuple[Floats, Floats, Indices]] = field(default_factory=list)
    _entries: list[tuple[Indices, Indices, Floats]] = field(default_factory=list)
    _costs: list[tuple[Indices, Floats]] = field(default_factory=list)
    _column_count: int = 0
    _row_count: int = 0

    def add_columns(
        self, lower: ArrayLike, upper: ArrayLike, *, integer: ArrayLike = False
    ) -> Indices:
        """New columns within [lower, upper]; their indices."""
        low, high, whole = np.broadcast_arrays(
            np.atleast_1d(np.asarray(lower, dtype=np.float64)),
            np.atleast_1d(np.asarray(upper, dtype=np.float64)),
            np.atleast_1d(np.asarray(integer, dtype=np.bool_)),
        )
        first, self._column_count = self._column_count, self._column_count + len(low)
        self._columns.append((low, high, whole))
        return np.arange(first, self._column_count)

    def add_switches(self, count: int) -> Indices:
        """New columns that are 0 or 1."""
        return self.add_columns(np.zeros(count), np.ones(count), integer=np.ones(count, np.bool_))

    def add_rows(self, lower: ArrayLike, upper: ArrayLike, label: Label | None = None) -> Indices:
        """New rows with activity in [lower, upper]; their indices."""
        low, high = np.broadcast_arrays(
            np.atleast_1d(np.asarray(lower, dtype=np.float64)),
            np.atleast_1d(np.asarray(upper, dtype=np.float64)),
        )
        first, self._row_count = self._row_count, self._row_count + len(low)
        self._rows.append((low, high, np.full(len(low), self._label_index(label))))
        return np.arange(first, self._row_count)

    def put(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Add `values` to the coefficients of `columns` in `rows`, elementwise."""
        row, column, value = np.broadcast_arrays(
            np.atleast_1d(np.asarray(rows, dtype=np.intp)),
            np.atleast_1d(np.asarray(columns, dtype=np.intp)),
            np.atleast_1d(np.asarray(values, dtype=np.float64)),
        )
        self._entries.append((row, column, value))

    def charge(self, columns: ArrayLike, cost: ArrayLike) -> None:
        """Add `cost` per unit of `columns` to the objective, elementwise."""
        column, price = np.broadcast_arrays(
            np.atleast_1d(np.asarray(columns, dtype=np.intp)),
            np.atleast_1d(np.asarray(cost, dtype=np.float64)),
        )
        self._costs.append((column, price))

    def model(self) -> Model:
        """Everything so far as arrays; coefficients put twice are summed."""
        starts, columns, values = self._compressed()
        lower, upper, integer = (_joined(self._columns, part, np.float64) for part in range(3))
        cost = np.zeros(self._column_count)
        for where, price in self._costs:
            np.add.at(cost, where, price)
        return Model(
            offset=self.offset,
            cost=cost,
            lower=lower,
            upper=upper,
            integer=integer.astype(np.bool_),
            row_lower=_joined(self._rows, 0, np.float64),
            row_upper=_joined(self._rows, 1, np.float64),
            row_label=_joined(self._rows, 2, np.intp).astype(np.intp),
            labels=tuple(self.labels),
            starts=starts,
            columns=columns,
            values=values,
        )

    def _label_index(self, label: Label | None) -> int:
        if label is None:
            return -1
        if label not in self.labels:
            self.labels.append(label)
        return self.labels.index(label)

    def _compressed(self) -> tuple[_Int32, _Int32, Floats]:
        rows = _joined(self._entries, 0, np.intp).astype(np.intp)
        columns = _joined(self._entries, 1, np.intp).astype(np.intp)
        values = _joined(self._entries, 2, np.float64)
        keys, inverse = np.unique(rows * max(1, self._column_count) + columns, return_inverse=True)
        summed = np.bincount(inverse, weights=values, minlength=len(keys))
        width = max(1, self._column_count)
        row_of, column_of = keys // width, keys % width
        starts = np.searchsorted(row_of, np.arange(self._row_count + 1))
        return starts.astype(np.int32), column_of.astype(np.int32), summed.astype(np.float64)


def _joined(
    blocks: list[tuple[Floats, Floats, Flags]]
    | list[tuple[Floats, Floats, Indices]]
    | list[tuple[Indices, Indices, Floats]],
    part: int,
    kind: type[np.float64 | np.intp],
) -> Floats:
    pieces = [np.asarray(block[part]) for block in blocks]
    return np.concatenate(pieces).astype(np.float64) if pieces else np.zeros(0, dtype=kind)
