"""The best plan of a problem, with a bound: the split first, the exact model where that is open."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

import numpy as np

from trimtab.optimize.evaluate import evaluate, no_trades
from trimtab.optimize.exact import Outcome as ExactOutcome
from trimtab.optimize.exact import solve_exact
from trimtab.optimize.polish import polish
from trimtab.optimize.problem import Problem, Trades
from trimtab.optimize.rounding import round_trades
from trimtab.optimize.search import Found, Goal, Search
from trimtab.optimize.split import Split, split_of

# The exact model takes too long for more sales and purchases than this.
_EXACT_UP_TO = 1_000

# Leaves of the search before the exact model, where that is an option, gets its turn.
_LEAVES_BEFORE_EXACT = 40
_LEAVES = 100

# Part of the time that the search may take where the exact model comes after it.
_SHARE_OF_SEARCH = 0.5


# Moves that a plan is polished by, each time and at the end.
_MOVES = 2_000


class Status(Enum):
    """How a solve ended."""

    PROVED = "the gap is reached"
    STOPPED = "stopped by time"
    OPEN = "the gap stays open"
    INFEASIBLE = "no plan keeps every limit"
    NO_PLAN = "no plan was found"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """A plan that can be placed, and what is known about better ones.

    trades     None when there is none, or none was found
    objective  J of `trades`, dollars; inf without trades
    bound      dollars: no plan that keeps every hard limit has a lower J
    solver     what closed the gap, or came closest: "split" or "exact"
    seconds    by the caller's clock
    """

    trades: Trades | None
    objective: float
    bound: float
    status: Status
    solver: str
    seconds: float

    @property
    def gap(self) -> float:
        """Dollars that a better plan could save at most, >= 0."""
        return max(0.0, self.objective - self.bound)


def solve(problem: Problem, *, time_limit: float, gap: float, clock: Callable[[], float]) -> Answer:
    """The best plan of `problem` in shares that can be traded.

    `gap` is dollars and `clock` tells the seconds since the start: the solve ends at `gap`, or soon
    after `time_limit` seconds. The answer is the same each time unless time stops it.
    """
    split = split_of(problem)
    small = split.segments.count <= _EXACT_UP_TO
    found = _searched(problem, split, gap, small=small, clock=clock, time_limit=time_limit)
    left = time_limit - clock()
    if found.objective - found.bound > gap:
        found = _polished(problem, found)
    if found.objective - found.bound <= gap or not small or left <= 0.0:
        return Answer(
            trades=found.trades,
            objective=found.objective,
            bound=found.bound,
            status=_status(found.objective, found.bound, gap, out_of_time=left <= 0.0),
            solver="split",
            seconds=clock(),
        )
    exact = solve_exact(problem, seconds=left, gap=gap, start=found.trades)
    better = exact.objective < found.objective
    objective = min(exact.objective, found.objective)
    bound = max(exact.bound, found.bound)
    status = _status(objective, bound, gap, out_of_time=exact.status is ExactOutcome.TIME_LIMIT)
    if exact.status is ExactOutcome.INFEASIBLE and found.trades is None:
        status, bound = Status.INFEASIBLE, np.inf
    return Answer(
        trades=exact.trades if better else found.trades,
        objective=objective,
        bound=bound,
        status=status,
        solver="exact",
        seconds=clock(),
    )


def _searched(
    problem: Problem,
    split: Split,
    gap: float,
    *,
    small: bool,
    clock: Callable[[], float],
    time_limit: float,
) -> Found:
    until = time_limit * (_SHARE_OF_SEARCH if small else 1.0)
    goal = Goal(
        gap=gap,
        leaves=_LEAVES_BEFORE_EXACT if small else _LEAVES,
        patience=lambda: clock() < until,
    )
    found = Search(split=split, goal=goal, finish=partial(_placed, problem)).run()
    return found if found.trades is not None else _idle(problem, found)


def _idle(problem: Problem, found: Found) -> Found:
    """`found` with the plan to do nothing, where that keeps every limit."""
    trades = no_trades(problem)
    idle = evaluate(problem, trades)
    return replace(found, trades=trades, objective=idle.objective) if idle.feasible else found


def _placed(problem: Problem, trades: Trades, enough: float) -> tuple[Trades, float] | None:
    """`trades` as orders that can be placed, with J; made better where J is above `enough`."""
    plan = round_trades(problem, trades)
    if plan is None:
        return None
    objective = evaluate(problem, plan).objective
    if objective > enough:
        plan = polish(problem, plan, evaluations=_MOVES)
        objective = evaluate(problem, plan).objective
    return plan, objective


def _polished(problem: Problem, found: Found) -> Found:
    if found.trades is None:
        return found
    trades = polish(problem, found.trades, evaluations=_MOVES)
    return replace(found, trades=trades, objective=evaluate(problem, trades).objective)


def _status(objective: float, bound: float, gap: float, *, out_of_time: bool) -> Status:
    if objective - bound <= gap:
        return Status.PROVED
    if bound == np.inf:
        return Status.INFEASIBLE
    if out_of_time:
        return Status.STOPPED
    return Status.OPEN if np.isfinite(objective) else Status.NO_PLAN
