"""Weights chosen by risk: least risk, a risk asked for, parity; under bounds, without shorts."""

from trimtab.risk.allocation.allocating import (
    Allocation,
    Quality,
    greatest_risk,
    least_risk,
    nearest_with_risk,
    risk_parity,
)
from trimtab.risk.allocation.problem import (
    AllocationProblem,
    allocation_problem,
    equal_start,
    require_room,
)

__all__ = [
    "Allocation",
    "AllocationProblem",
    "Quality",
    "allocation_problem",
    "equal_start",
    "greatest_risk",
    "least_risk",
    "nearest_with_risk",
    "require_room",
    "risk_parity",
]
