"""The best plan of a problem, with a bound: the split first, the exact model where that is open."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

import numpy as np

from trimtab.optimize.bound.index_search import Finish, search_index
from trimtab.optimize.bound.search import Found, Goal, Search
from trimtab.optimize.bound.split import Split, split_of
from trimtab.optimize.closest import closest, unlimited
from trimtab.optimize.evaluate import evaluate, most_variance, no_trades
from trimtab.optimize.exact.rounds import Outcome as ExactOutcome
from trimtab.optimize.exact.rounds import solve_exact
from trimtab.optimize.moves.polish import polish
from trimtab.optimize.moves.rounding import round_trades
from trimtab.optimize.problem import Problem, Trades

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
    rivals     other plans that were found, with J of each; some may break a limit. None where the
               search ran out of time: which there are would depend on the machine
    """

    trades: Trades | None
    objective: float
    bound: float
    status: Status
    solver: str
    seconds: float
    rivals: tuple[tuple[Trades, float], ...] = ()

    @property
    def gap(self) -> float:
        """Dollars that a better plan could save at most, >= 0."""
        return max(0.0, self.objective - self.bound)


def solve(problem: Problem, *, time_limit: float, gap: float, clock: Callable[[], float]) -> Answer:
    """The best plan of `problem` in shares that can be traded.

    `gap` is dollars and `clock` tells the seconds since the start: the solve ends at `gap`, or soon
    after `time_limit` seconds. The answer is the same each time unless time stops it.
    """
    if problem.risk is None or not np.isfinite(problem.risk.most):
        answer = _solved(problem, time_limit=time_limit, gap=gap, clock=clock)
    else:
        answer = _limited(problem, time_limit=time_limit, gap=gap, clock=clock)
    missed = answer.trades is None and answer.status is not Status.INFEASIBLE
    if missed and most_variance(problem) < np.inf:
        nearest = _solved(closest(problem), time_limit=time_limit, gap=gap, clock=clock)
        answer = _with_plan(problem, answer, nearest.trades)
    return _or_nothing(problem, answer, gap)


def _limited(
    problem: Problem, *, time_limit: float, gap: float, clock: Callable[[], float]
) -> Answer:
    """The same for a limit on the tracking error of classes: without it first.

    A limit that does not bind costs no more than that, and the bound without it holds with it.
    """
    half = clock() + _SHARE_OF_SEARCH * max(0.0, time_limit - clock())
    free = _solved(unlimited(problem), time_limit=half, gap=gap, clock=clock)
    if free.trades is None or evaluate(problem, free.trades).feasible:
        return free
    answer = _solved(problem, time_limit=time_limit, gap=gap, clock=clock)
    return replace(answer, bound=max(answer.bound, free.bound))


def _with_plan(problem: Problem, answer: Answer, nearest: Trades | None) -> Answer:
    """`answer` with the plan of least tracking error, where that one keeps every limit."""
    if nearest is None or not evaluate(problem, nearest).feasible:
        return answer
    plan = polish(problem, nearest, evaluations=_MOVES)
    objective = evaluate(problem, plan).objective
    return replace(answer, trades=plan, objective=objective, status=Status.OPEN)


def _or_nothing(problem: Problem, answer: Answer, gap: float) -> Answer:
    """`answer`, or no trades at all where they keep every limit and nothing better was found."""
    idle = no_trades(problem)
    value = evaluate(problem, idle)
    if not value.feasible or value.objective >= answer.objective:
        return answer
    proved = value.objective - answer.bound <= gap
    open_status = Status.STOPPED if answer.status is Status.STOPPED else Status.OPEN
    return replace(
        answer,
        trades=idle,
        objective=value.objective,
        status=Status.PROVED if proved else open_status,
    )


def _solved(
    problem: Problem, *, time_limit: float, gap: float, clock: Callable[[], float]
) -> Answer:
    split = split_of(problem)
    small = split.segments.count <= _EXACT_UP_TO and _exactly_modelled(problem)
    placed: list[tuple[Trades, float]] = []
    finish = partial(_placed, problem, placed)
    until = time_limit * (_SHARE_OF_SEARCH if small else 1.0)
    goal = Goal(
        gap=gap,
        leaves=_LEAVES_BEFORE_EXACT if small else _LEAVES,
        patience=lambda: clock() < until,
    )
    found = _searched(problem, split, goal, finish)
    rivals = tuple(placed) if goal.patience() else ()
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
            rivals=rivals,
        )
    exact = solve_exact(problem, seconds=left, gap=gap, start=found.trades)
    better = exact.objective < found.objective
    objective = min(exact.objective, found.objective)
    bound = max(exact.bound, found.bound)
    status = _status(objective, bound, gap, out_of_time=exact.status is ExactOutcome.TIME_LIMIT)
    if exact.status is ExactOutcome.INFEASIBLE:
        # A plan that keeps every limit is there to be seen: then it is the solver that is wrong.
        bound = np.inf if found.trades is None else found.bound
        status = Status.INFEASIBLE if found.trades is None else Status.OPEN
    return Answer(
        trades=exact.trades if better else found.trades,
        objective=objective,
        bound=bound,
        status=status,
        solver="exact",
        seconds=clock(),
        rivals=rivals,
    )


def _exactly_modelled(problem: Problem) -> bool:
    """The exact model has every term of J: it knows no index, and no cost of tracking error."""
    weighed = problem.risk is not None and problem.risk.aversion > 0.0
    return problem.tracking is None and not weighed


def _searched(problem: Problem, split: Split, goal: Goal, finish: Finish) -> Found:
    if problem.tracking is not None:
        return search_index(problem, problem.tracking, goal, finish)
    return Search(split=split, goal=goal, finish=finish).run()


def _placed(
    problem: Problem, placed: list[tuple[Trades, float]], trades: Trades, enough: float
) -> tuple[Trades, float] | None:
    """`trades` as orders that can be placed, with J; made better where J is above `enough`.

    What comes of them is added to `placed`.
    """
    plan = round_trades(problem, trades)
    if plan is None:
        return None
    objective = evaluate(problem, plan).objective
    if objective > enough:
        plan = polish(problem, plan, evaluations=_MOVES)
        objective = evaluate(problem, plan).objective
    placed.append((plan, objective))
    return placed[-1]


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
