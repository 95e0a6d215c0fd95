"""HiGHS, the solver of the exact model: options, status and answers in our own types."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from time import process_time

import highspy
import numpy as np

from trimtab.optimize.exact.model import Model
from trimtab.optimize.problem import Floats, Indices


class Status(Enum):
    """Why the solver stopped."""

    OPTIMAL = "optimal"
    TIME_LIMIT = "time limit"
    INFEASIBLE = "infeasible"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """What the solver found, in the model's unit.

    values     of every column; None when there is no solution
    objective  of `values`; inf when there is none
    bound      no solution of the model is below it; -inf when the solver proved nothing
    seconds    of the processor that the solver took
    """

    status: Status
    values: Floats | None
    objective: float
    bound: float
    seconds: float


_STATUS = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kTimeLimit: Status.TIME_LIMIT,
    highspy.HighsModelStatus.kInterrupt: Status.TIME_LIMIT,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    # Every column that costs something is bounded from the side it would run to.
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,
}

# Measured on models like ours: these searches cost more than they find.
_LEAN = {
    "output_flag": False,
    "presolve": "off",
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_detect_symmetry": False,
}


def solve_model(
    model: Model,
    *,
    seconds: float,
    gap: float = 0.0,
    start: tuple[Indices, Floats] | None = None,
) -> Solution:
    """Solve `model` within `seconds`, to an absolute `gap` in its unit when it has integers.

    Seconds are the processor's: the solver's own limit is one of the clock on the wall, by which a
    busy machine would get another plan, so it is stopped from outside.
    `start` holds some columns and their values in a solution; the solver completes it.
    """
    solver = _solver(model)
    began = process_time()
    if seconds <= 0.0:
        solver.setOptionValue("time_limit", 0.0)
    stop = _stop_at(began + seconds)
    solver.cbMipInterrupt.subscribe(stop)
    solver.cbSimplexInterrupt.subscribe(stop)
    solver.setOptionValue("mip_abs_gap", gap)
    if start is not None:
        columns, values = start
        solver.setSolution(len(columns), columns.astype(np.int32), values)
    solver.run()
    return _answer(solver, model, process_time() - began)


def _stop_at(end: float) -> Callable[[highspy.highs.HighsCallbackEvent], None]:
    """What the solver asks again and again whether to stop; `end` by the processor's clock."""

    def asked(event: highspy.highs.HighsCallbackEvent) -> None:
        if process_time() >= end:
            event.data_in.user_interrupt = True

    return asked


def _solver(model: Model) -> highspy.Highs:
    solver = highspy.Highs()
    for option, value in _LEAN.items():
        solver.setOptionValue(option, value)
    rows, columns = model.shape
    solver.passModel(
        columns,
        rows,
        len(model.values),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        model.offset,
        model.cost,
        model.lower,
        model.upper,
        model.row_lower,
        model.row_upper,
        model.starts[:-1],
        model.columns,
        model.values,
        model.integer.astype(np.int32),
    )
    return solver


def _answer(solver: highspy.Highs, model: Model, seconds: float) -> Solution:
    status = _STATUS.get(solver.getModelStatus(), Status.FAILED)
    info = solver.getInfo()
    has_values = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    objective = float(info.objective_function_value) if has_values else np.inf
    if model.integer.any():
        bound = float(info.mip_dual_bound)
    else:
        bound = objective if status is Status.OPTIMAL else -np.inf
    return Solution(
        status=status,
        values=np.array(solver.getSolution().col_value) if has_values else None,
        objective=objective,
        bound=np.inf if status is Status.INFEASIBLE else bound,
        seconds=seconds,
    )
