"""Equal value in every position, from a file of values and prices: the planner of `equalize`."""

from trimtab.planners.equalize.equalizing import equalize
from trimtab.planners.equalize.positions import (
    Equalization,
    EqualizeOptions,
    EqualizeRow,
    ValuedPosition,
)

__all__ = ["Equalization", "EqualizeOptions", "EqualizeRow", "ValuedPosition", "equalize"]
