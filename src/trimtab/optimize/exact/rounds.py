"""The exact answer: the mixed-integer model solved in rounds until its bound meets a plan.

HiGHS takes no quadratic terms in integer models, so drift is bounded from below by tangents. A
round solves the model, values the plan found at its true J, and adds tangents where it lies. Every
round's bound holds for the problem itself, because tangents are never above drift. A limit of the
tracking error is bounded from outside by planes in the same way, added where plans passed it.
"""

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from trimtab.optimize.evaluate import evaluate, no_trades, outcome_of
from trimtab.optimize.exact.build import IndexMap, build, interpret
from trimtab.optimize.exact.highs import Solution, Status, solve_model
from trimtab.optimize.exact.model import Model
from trimtab.optimize.exact.sheet import BuildOptions, parabolas_of
from trimtab.optimize.exact.starts import start_of
from trimtab.optimize.exact.tangents import Parabolas, grid
from trimtab.optimize.moves.rounding import round_trades
from trimtab.optimize.problem import Floats, Indices, Problem, Trades

# Part of the gap that tangents near a solution may leave open, and that the solver may.
_TANGENTS, _SOLVER = 0.25, 0.5

# Percent of the household: tangents closer than this tell nothing that float64 can hold.
_LEAST_ERROR = 1e-10

# The first round only has to show where tangents are needed.
_FIRST_SOLVER = 5.0

# Part of the gap within which a plan with free quantities is good enough to be rounded.
_FREE = 0.5
_MOST_ROUNDS = 8

# The same where planes at the limit of the tracking error are added: plans in whole shares jump.
_MOST_WITH_LIMIT = 40

# Rounds without switches for planes at the limit of the tracking error, and with switches set; a
# plan within this part of the limit, in variance, needs no other plane.
_PLANES, _PLANES_SET = 40, 8
_AT_LIMIT = 1e-8


class Outcome(Enum):
    """How an exact solve ended."""

    PROVED = "the gap is reached"
    TIME_LIMIT = "stopped by time"
    INFEASIBLE = "no plan keeps every limit"
    STALLED = "the gap stays open"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExactAnswer:
    """A plan and how good it is at worst.

    trades     None when none was found
    objective  J of `trades`, dollars; inf without trades
    bound      no plan that keeps every limit has a lower J, dollars
    rounds     models solved
    seconds    spent in the solver
    """

    trades: Trades | None
    objective: float
    bound: float
    status: Outcome
    rounds: int
    seconds: float


@dataclass(slots=True, eq=False)
class _Search:
    """What is known so far.

    continuous  the least J found with quantities free, dollars
    off         (K, C) where planes touch the limit of the tracking error, fractions off target
    """

    problem: Problem
    whole_shares: bool
    gap: float
    seconds_left: float
    best: Trades | None = None
    objective: float = np.inf
    continuous: float = np.inf
    bound: float = -np.inf
    rounds: int = 0
    seconds: float = 0.0
    off: Floats | None = None

    def build(self, options: BuildOptions, points: Floats) -> tuple[Model, IndexMap]:
        """The model with tangents of drift at `points`, and every plane at the limit so far."""
        return build(self.problem, replace(options, points=points, off=self.off))

    def passes_limit(self, centre: Floats) -> bool:
        """Whether classes `centre` percent off target pass the limit; a plane is added if so."""
        risk = self.problem.risk
        if risk is None:
            return False
        off = centre[None, :] / 100.0
        exposed = risk.root @ off[0]
        if float(exposed @ exposed) <= risk.loose * (1.0 + _AT_LIMIT):
            return False
        self.off = off if self.off is None else np.concatenate([self.off, off])
        return True

    @property
    def known(self) -> tuple[float, float, float, int]:
        """What a round has to change to be worth another one."""
        planes = 0 if self.off is None else len(self.off)
        return self.bound, self.objective, self.continuous, planes

    @property
    def unit(self) -> float:
        return self.problem.value / 100.0

    @property
    def closed(self) -> bool:
        return self.objective - self.bound <= self.gap

    @property
    def loose(self) -> bool:
        """More rounds with quantities free would hardly raise the bound."""
        return self.continuous - self.bound <= _FREE * self.gap

    def offer(self, trades: Trades) -> bool:
        """Keep `trades` if they are better than the best so far; whether they keep every limit."""
        value = evaluate(self.problem, trades, whole_shares=self.whole_shares)
        if value.feasible and value.objective < self.objective:
            self.best, self.objective = trades, value.objective
        return value.feasible

    def solve(
        self, model: Model, gap: float, start: tuple[Indices, Floats] | None = None
    ) -> Solution:
        """Solve `model` in what is left of the time."""
        solution = solve_model(model, seconds=self.seconds_left, gap=gap, start=start)
        self.seconds += solution.seconds
        self.seconds_left = max(0.0, self.seconds_left - solution.seconds)
        return solution


def solve_exact(
    problem: Problem,
    *,
    seconds: float,
    gap: float,
    start: Trades | None = None,
    whole_shares: bool = True,
) -> ExactAnswer:
    """The best plan for `problem`, and a bound within `gap` dollars of it if `seconds` suffice.

    `seconds` is time in the solver. `start` is a plan to begin with; it need not keep every limit.
    """
    search = _Search(problem, whole_shares, gap, seconds)
    for plan in (no_trades(problem), start):
        if plan is not None:
            search.offer(plan)
    options = BuildOptions(whole_shares=whole_shares)
    drift = parabolas_of(problem, options)
    relaxed = _relaxed_points(search, options, drift)
    if relaxed is None:
        return _answer(search, Outcome.INFEASIBLE)
    if whole_shares:
        outcome = _close(search, replace(options, whole_shares=False), relaxed, drift)
        if search.closed or outcome in (Outcome.INFEASIBLE, Outcome.TIME_LIMIT):
            return _answer(search, outcome)
    return _answer(search, _close(search, options, relaxed, drift))


def _error(search: _Search) -> float:
    """Percent of the household that each class's tangents may leave open, > 0."""
    classes = len(search.problem.classes.target)
    return max(_TANGENTS * search.gap / search.unit / classes, _LEAST_ERROR)


def _relaxed_points(search: _Search, options: BuildOptions, drift: Parabolas) -> Floats | None:
    """Tangents around where the plan without switches ends; None when even that has no plan."""
    error = _error(search)
    centre = np.zeros(len(drift.low))
    widths, planes = [1e-3, 1e-4], _PLANES
    while widths:
        points = grid(drift, centre, max(widths[0], error))
        model, index = search.build(options, points)
        free = replace(model, integer=np.zeros_like(model.integer))
        solution = search.solve(free, 0.0)
        if solution.status is Status.INFEASIBLE:
            return None
        if solution.values is None:
            break
        search.bound = max(search.bound, solution.bound * search.unit)
        centre = _off_target(index, solution.values)
        planes -= 1
        if planes <= 0 or not search.passes_limit(centre):
            widths.pop(0)
    return grid(drift, centre, error)


def _close(search: _Search, options: BuildOptions, points: Floats, drift: Parabolas) -> Outcome:
    """Rounds until the gap is closed, the time is over or nothing moves."""
    error = _error(search)
    free = search.whole_shares and not options.whole_shares
    still = 0
    for round_ in range(_MOST_ROUNDS if search.problem.risk is None else _MOST_WITH_LIMIT):
        if search.closed or (free and search.loose) or still > 1:
            break
        model, index = search.build(options, points)
        start = None if search.best is None else start_of(index.sheet, search.best)
        before = search.known
        part = _FIRST_SOLVER if round_ == 0 else _SOLVER
        solution = search.solve(model, part * search.gap / search.unit, start)
        search.rounds += 1
        if solution.status is Status.INFEASIBLE:
            return Outcome.INFEASIBLE
        search.bound = max(search.bound, solution.bound * search.unit)
        if solution.values is not None:
            centre = _offer(search, index, solution.values)
            points = np.concatenate([points, grid(drift, centre, error / 4)], axis=1)
            search.passes_limit(_off_target(index, solution.values))
            centre = _best_with(search, options, solution.values[model.integer], points)
            points = np.concatenate([points, grid(drift, centre, error / 16)], axis=1)
        still = still + 1 if search.known == before else 0
        if solution.status is not Status.OPTIMAL:
            break
    if search.closed:
        return Outcome.PROVED
    return Outcome.TIME_LIMIT if search.seconds_left <= 0.0 else Outcome.STALLED


def _best_with(search: _Search, options: BuildOptions, integers: Floats, points: Floats) -> Floats:
    """Offer the best plan with these integers; where its classes end."""
    planes = _PLANES_SET
    while True:
        model, index = search.build(options, points)
        solution = search.solve(_with_integers(model, integers), 0.0)
        if solution.values is None:
            return _deviations(search.problem, search.best or no_trades(search.problem))
        planes -= 1
        if not search.passes_limit(_off_target(index, solution.values)) or planes <= 0:
            return _offer(search, index, solution.values)


def _offer(search: _Search, index: IndexMap, values: Floats) -> Floats:
    """Offer the plan of `values`, put on whole steps where it is not; where its classes end."""
    trades = interpret(values, index)
    if search.whole_shares == index.sheet.options.whole_shares:
        kept = search.offer(trades)
    else:
        kept = False
        found = evaluate(search.problem, trades, whole_shares=False)
        search.continuous = min(search.continuous, found.objective)
    # What a solver's tolerances break, a cent of cash or so, is repaired like any rounding.
    if search.whole_shares and not kept and (whole := round_trades(search.problem, trades)):
        search.offer(whole)
    return _deviations(search.problem, trades)


def _off_target(index: IndexMap, values: Floats) -> Floats:
    """(C,) percent of the household each class of a solution ends off target."""
    return np.asarray(values[index.sheet.over] - values[index.sheet.under])


def _with_integers(model: Model, integers: Floats) -> Model:
    """`model` with its integer columns fixed at `integers`, in their order."""
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[model.integer] = upper[model.integer] = np.round(integers)
    return replace(model, lower=lower, upper=upper, integer=np.zeros_like(model.integer))


def _deviations(problem: Problem, trades: Trades) -> Floats:
    """(C,) percent of the household each class ends off target."""
    values = outcome_of(problem, trades).classes
    return np.asarray((values / problem.value - problem.classes.target) * 100.0)


def _answer(search: _Search, status: Outcome) -> ExactAnswer:
    return ExactAnswer(
        trades=search.best,
        objective=search.objective,
        bound=search.bound,
        status=status,
        rounds=search.rounds,
        seconds=search.seconds,
    )
