"""Rows of unlike lengths in a few tables, filled up: little filling, and few tables."""

from collections.abc import Sequence

import numpy as np

from trimtab.optimize.problem import Floats, Indices

# Numbers of filling that cost as much as one more table.
_FILLING = 3000


def tables_of(lengths: Sequence[int]) -> list[list[int]]:
    """The rows of each table, ascending in each; its width is that of its longest row."""
    tables: list[list[int]] = []
    width = filling = 0
    for row in sorted(range(len(lengths)), key=lambda one: (-lengths[one], one)):
        filling += width - lengths[row]
        if not tables or filling > _FILLING:
            tables.append([])
            width, filling = lengths[row], 0
        tables[-1].append(row)
    return [sorted(table) for table in tables]


def filled(rows: Sequence[Sequence[int]], filler: int) -> Indices:
    """`rows` as one table, at least one wide, `filler` behind their ends."""
    lengths = np.array([len(row) for row in rows], dtype=np.intp)
    index = np.full((len(rows), max(1, int(lengths.max(initial=0)))), filler, dtype=np.intp)
    index[np.arange(index.shape[1]) < lengths[:, None]] = [one for row in rows for one in row]
    return index


def sorted_by(keys: Floats) -> Indices:
    """For each row, where its entries lie in the flattened table, by ascending key."""
    order = np.argsort(keys, axis=1)
    order += np.arange(0, keys.size, keys.shape[1])[:, None]
    return order
