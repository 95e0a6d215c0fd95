"""The type of every array in this room: float64, its shape and unit said where it is used."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
