"""Why there is no plan: the limits in conflict by name, and the nearest plan with one relaxed.

The conflict is irreducible: without any one of its limits, and with every limit outside it left
out, a plan exists. It is found by leaving limits out one after the other (a deletion filter).
"""

from dataclasses import dataclass, replace

import numpy as np

from trimtab.optimize.exact.build import IndexMap, build
from trimtab.optimize.exact.highs import Status, solve_model
from trimtab.optimize.exact.limits import EVERYWHERE
from trimtab.optimize.exact.model import INFINITY, Label, Model
from trimtab.optimize.exact.rounds import ExactAnswer, solve_exact
from trimtab.optimize.exact.sheet import BuildOptions
from trimtab.optimize.problem import Floats, Limits, Problem

# Dollars and orders added to the least relaxation, so that digits do not undo it.
_CENT = 0.01

# Limits that are kept or not, without degrees.
_WHOLE = frozenset({"wash_sales", "lot_method", "min_trade", "max_tracking_error"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relaxation:
    """The best plan when one limit gives way as little as possible.

    label   the limit
    by      how far it gives way: dollars, or orders for `max_orders`; inf where it is left out
    answer  the plan
    """

    label: Label
    by: float
    answer: ExactAnswer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conflict:
    """Limits that no plan keeps together, and the ways out, the cheapest first.

    A single limit is in conflict with what may be sold and bought at all.
    """

    labels: tuple[Label, ...]
    ways_out: tuple[Relaxation, ...]


def explain_conflict(
    problem: Problem, *, seconds: float, gap: float, whole_shares: bool = True
) -> Conflict | None:
    """The limits of `problem` in conflict; None when it has a plan, or none was ruled out in time.

    `seconds` is for each solve, `gap` in dollars for those that end in a plan.
    """
    options = BuildOptions(whole_shares=whole_shares, hold_limits=False)
    model, index = build(problem, options)
    feasible = replace(model, cost=np.zeros_like(model.cost), offset=0.0)
    if _status(feasible, seconds) is not Status.INFEASIBLE:
        return None
    needed = list(range(len(model.labels)))
    for label in range(len(model.labels)):
        fewer = [one for one in needed if one != label]
        if _status(_with_only(feasible, fewer), seconds) is Status.INFEASIBLE:
            needed = fewer
    labels = tuple(model.labels[one] for one in needed)
    ways = [_way_out(problem, index, feasible, one, seconds) for one in needed]
    found = [
        Relaxation(label=label, by=by, answer=answer)
        for label, by in zip(labels, ways, strict=True)
        if by is not None
        and (answer := _solved(problem, label, by, (seconds, gap, whole_shares))).trades is not None
    ]
    found.sort(key=lambda one: one.answer.objective)
    return Conflict(labels=labels, ways_out=tuple(found))


def _solved(
    problem: Problem, label: Label, by: float, how: tuple[float, float, bool]
) -> ExactAnswer:
    seconds, gap, whole_shares = how
    loose = loosened(problem, label, by)
    return solve_exact(loose, seconds=seconds, gap=gap, whole_shares=whole_shares)


def _status(model: Model, seconds: float) -> Status:
    return solve_model(model, seconds=seconds, gap=INFINITY).status


def _with_only(model: Model, labels: list[int]) -> Model:
    """`model` without the labelled rows of other labels."""
    free = (model.row_label >= 0) & ~np.isin(model.row_label, labels)
    return replace(
        model,
        row_lower=np.where(free, -INFINITY, model.row_lower),
        row_upper=np.where(free, INFINITY, model.row_upper),
    )


def _way_out(
    problem: Problem, index: IndexMap, model: Model, label: int, seconds: float
) -> float | None:
    """How far the limit has to give way at least for a plan to exist; None: it does not help."""
    setting = model.labels[label].setting
    if setting in _WHOLE:
        others = [one for one in range(len(model.labels)) if one != label]
        open_ = _status(_with_only(model, others), seconds) is Status.OPTIMAL
        return INFINITY if open_ else None
    # An account may keep less than its floor, not less than nothing.
    subject = model.labels[label].subject
    most = INFINITY
    if setting == "min_cash":
        most = problem.accounts.floor[subject] / index.unit
    elif setting == "cash_flows" and problem.accounts.aside is not None:
        most = problem.accounts.aside[subject] / index.unit
    elif setting == "--raise" and subject >= 0 and problem.accounts.raised is not None:
        most = problem.accounts.raised[subject] / index.unit
    elastic = _elastic(model, label, max(0.0, float(most)))
    solution = solve_model(elastic, seconds=seconds, gap=1e-6)
    if solution.values is None:
        return None
    if setting == "max_orders":
        return float(np.ceil(solution.objective - 1e-6))
    return min(
        float(np.ceil(solution.objective * index.unit / _CENT) * _CENT + _CENT),
        float(most) * index.unit,
    )


def _elastic(model: Model, label: int, most: float) -> Model:
    """`model` with a column up to `most` that eases every row of `label`, its only cost."""
    rows = np.flatnonzero(model.row_label == label)
    slack = len(model.cost)
    ease = np.where(model.row_lower[rows] > -INFINITY, 1.0, -1.0)
    entries = np.insert(model.values, model.starts[rows + 1], ease)
    columns = np.insert(model.columns, model.starts[rows + 1], slack)
    added = np.zeros(len(model.starts), dtype=np.int32)
    added[rows + 1] = 1
    return replace(
        model,
        cost=np.append(model.cost, 1.0),
        lower=np.append(model.lower, 0.0),
        upper=np.append(model.upper, most),
        integer=np.append(model.integer, np.False_),
        values=entries,
        columns=columns.astype(np.int32),
        starts=(model.starts + np.cumsum(added)).astype(np.int32),
    )


def loosened(problem: Problem, label: Label, by: float) -> Problem:
    """`problem` with the limit of `label` wider by `by` dollars or orders, or left out."""
    match label.setting:
        case "min_cash" | "cash_flows":
            return _with_floor(problem, label.subject, -by)
        case "--raise" if label.subject >= 0:
            return _with_floor(problem, label.subject, -by)
        case "max_tracking_error":
            return replace(problem, risk=None)
        case "lot_method":
            return replace(problem, lots=replace(problem.lots, follows={}))
        case "wash_sales":
            exclusive = np.zeros_like(problem.limits.exclusive)
            limits = replace(problem.limits, exclusive=exclusive)
            return replace(problem, limits=limits, lots=replace(problem.lots, needs={}))
        case "band_mode" | "triggers.cash":
            classes = replace(
                problem.classes,
                low=_moved(problem.classes.low, label.subject, -by / problem.value),
                high=_moved(problem.classes.high, label.subject, by / problem.value),
            )
            problem = replace(problem, classes=classes)
    return replace(problem, limits=_wider(problem.limits, label, by))


def _wider(limits: Limits, label: Label, by: float) -> Limits:
    """`limits` with the one of `label`, where it is one of them, wider by `by`."""
    match label.setting:
        case "--raise":
            # Where only taxable accounts trade, the rows of both are about the same accounts.
            return replace(
                limits,
                raise_total=max(0.0, limits.raise_total - by * (label.subject == EVERYWHERE)),
                raise_taxed=max(0.0, limits.raise_taxed - by),
            )
        case "max_turnover":
            return replace(limits, max_turnover=limits.max_turnover + by)
        case "gains_budget":
            return replace(limits, max_gain=limits.max_gain + by)
        case "max_orders":
            return replace(limits, max_orders=limits.max_orders + int(by))
        case "min_trade":
            return replace(limits, min_trade=0.0)
    return limits


def _with_floor(problem: Problem, account: int, more: float) -> Problem:
    floor = _moved(problem.accounts.floor, account, more)
    return replace(problem, accounts=replace(problem.accounts, floor=floor))


def _moved(values: Floats, index: int, by: float) -> Floats:
    moved = values.copy()
    moved[index] += by
    return moved
