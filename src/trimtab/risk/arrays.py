"""The type of every array in this room: float64, its shape and unit said where it is used."""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


def vector(numbers: Iterable[float]) -> Floats:
    """An array of shape (N,)."""
    return np.array(list(numbers), dtype=np.float64)
