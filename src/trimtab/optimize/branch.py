"""What is left when every either-or is decided: a linear program with a convex drift."""

from dataclasses import dataclass, replace

import numpy as np

from trimtab.optimize.build import build
from trimtab.optimize.evaluate import evaluate, outcome_of
from trimtab.optimize.highs import Status, solve_model
from trimtab.optimize.problem import Floats, Problem, Trades
from trimtab.optimize.shares import continuous_trades
from trimtab.optimize.sheet import Branches, BuildOptions, parabolas_of
from trimtab.optimize.tangents import grid

# Percent of the household by which drift may be too low near the tangents, round by round.
_FIRST_ERROR = 1e-3
_ZOOM = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BranchAnswer:
    """The best continuous plan on fixed branches.

    trades     None when the branches admit no plan
    objective  J of `trades` without commissions, dollars
    bound      no plan on these branches is below it, dollars
    """

    trades: Trades | None
    objective: float
    bound: float
    status: Status


def solve_branch(
    problem: Problem,
    branches: Branches,
    *,
    near: Floats | None = None,
    gap: float | None = None,
    seconds: float = 10.0,
) -> BranchAnswer:
    """The best continuous plan on `branches`.

    near  (C,) a guess of where classes end, fraction of V off target: fewer rounds when it is good
    gap   dollars between objective and bound that are good enough; a millionth of V unless given

    Commissions, `min_trade` and `max_orders` are left out. The tax keeps switches for its pieces
    unless `branches` fixes the piece.
    """
    free = _without_order_rules(problem)
    options = BuildOptions(whole_shares=False, branches=branches)
    drift = parabolas_of(free, options)
    unit = problem.value / 100.0
    wanted = gap if gap is not None else 1e-6 * problem.value
    centre = np.zeros(len(drift.low)) if near is None else near * 100.0
    error = _FIRST_ERROR if near is None else _FIRST_ERROR * _ZOOM
    best, objective, bound, status = None, np.inf, -np.inf, Status.OPTIMAL
    for _ in range(4):
        points = grid(drift, centre, error, ratio=2.0)
        model, index = build(free, replace(options, points=points))
        solution = solve_model(model, seconds=seconds, gap=wanted / unit / 4)
        if solution.values is None:
            return BranchAnswer(
                trades=best, objective=objective, bound=max(bound, -np.inf), status=solution.status
            )
        trades, status = continuous_trades(index.sheet, solution.values), solution.status
        bound = max(bound, solution.bound * unit)
        found = evaluate(free, trades, whole_shares=False).objective
        if found < objective:
            best, objective = trades, found
        if objective - bound <= wanted:
            break
        off = outcome_of(free, trades).classes / problem.value - problem.classes.target
        centre, error = off * 100.0, error * _ZOOM
    return BranchAnswer(trades=best, objective=objective, bound=bound, status=status)


def _without_order_rules(problem: Problem) -> Problem:
    limits = replace(problem.limits, commission=0.0, min_trade=0.0, max_orders=0)
    return replace(problem, limits=limits)
