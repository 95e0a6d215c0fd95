"""The real model given to several solvers, and a bound that shares nothing with ours."""

from dataclasses import dataclass
from functools import partial
from math import isnan

from benchmarks.households.measuring import Seconds, survived, timed, warm_up, with_gap
from benchmarks.households.relaxation import NoAnswer, relaxed_bound
from benchmarks.households.situations import Size, random_situation
from tests.reference.scip_model import ScipAnswer, scip_optimum
from trimtab.money import to_float
from trimtab.optimize.evaluate import evaluate, no_trades
from trimtab.optimize.exact.rounds import solve_exact
from trimtab.optimize.problem import Problem
from trimtab.planners.optimal.solving import Solved, best_of

# Bounds by different solvers may cross plans by their tolerances: fraction of the household.
_NOISE = 1e-6
# A solver is given up when it has not answered in so many times what it was allowed.
_PATIENCE = 3
_NO_TIME = Seconds(processor=float("nan"), wall=float("nan"))
_NO_ANSWER = ScipAnswer(objective=float("nan"), bound=float("nan"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """What one solver made of one household, dollars per million.

    above  J of its plan less the best bound that anybody found
    gap    J of its plan less its own bound
    """

    solver: str
    securities: int
    seconds: Seconds
    above: float
    gap: float


def tries(size: Size, seed: int, seconds: float) -> list[Try]:
    """Every solver on one household, to 0.1 bp or for as long as `seconds`."""
    warm_up()
    situation = with_gap(random_situation(seed, size), 0.1, seconds)
    ours, solved = timed(best_of, situation)
    problem, aim = solved.problem, 1e-5 * solved.problem.value
    whole, exact = timed(solve_exact, problem, seconds=seconds, gap=aim)
    asked = partial(_scip, problem, seconds=seconds, gap=aim, whole_shares=True)
    scip, model = survived(asked, within=_PATIENCE * seconds) or (_NO_TIME, _NO_ANSWER)
    try:
        relaxed, below = timed(relaxed_bound, problem)
    except NoAnswer:
        relaxed, below = _NO_TIME, float("nan")
    rows = [
        ("trimtab: the split, then HiGHS", ours, _certified(solved), solved.answer.bound),
        ("HiGHS alone, tangents", whole, exact.objective, exact.bound),
        ("SCIP, quadratic drift", scip, model.objective, model.bound),
        ("PIQP, relaxation", relaxed, float("nan"), below),
    ]
    _refuse_contradictions(rows, problem.value)
    bounds = (solved.answer.bound, exact.bound, model.bound)
    best = max(bound for bound in bounds if not isnan(bound))
    scale = 1e6 / problem.value
    found = [
        Try(
            solver=name,
            securities=size.securities,
            seconds=spent,
            above=(objective - best) * scale,
            gap=(objective - bound) * scale,
        )
        for name, spent, objective, bound in rows[:3]
    ]
    relaxation = Try(
        solver=rows[-1][0],
        securities=size.securities,
        seconds=relaxed,
        above=float("nan"),
        gap=(_certified(solved) - below) * scale,
    )
    return [*found, relaxation]


def above_a_bound(size: Size, seed: int, seconds: float) -> float:
    """J of our whole-share orders less SCIP's bound for free shares, dollars per million.

    NaN where SCIP did not live to tell.

    The bound counts whatever SCIP reaches in `seconds`; it can only be too low.
    """
    solved = best_of(with_gap(random_situation(seed, size), 0.1, 10))
    problem = solved.problem
    asked = partial(_scip, problem, seconds=seconds, gap=1e-6 * problem.value, whole_shares=False)
    _, told = survived(asked, within=_PATIENCE * seconds) or (_NO_TIME, _NO_ANSWER)
    above = _certified(solved) - told.bound
    if above < -_NOISE * problem.value:
        raise RuntimeError(f"a bound for free shares is {-above:.2f} dollars above a plan")
    return above * 1e6 / problem.value


def _scip(
    problem: Problem, *, seconds: float, gap: float, whole_shares: bool
) -> tuple[Seconds, ScipAnswer]:
    return timed(scip_optimum, problem, seconds=seconds, gap=gap, whole_shares=whole_shares)


def _certified(solved: Solved) -> float:
    """J of the certificate, counted from where the arrays count."""
    idle = evaluate(solved.problem, no_trades(solved.problem)).objective
    certificate = solved.certificate
    return to_float(certificate.objective - certificate.objective_without_trades) + idle


def _refuse_contradictions(rows: list[tuple[str, Seconds, float, float]], value: float) -> None:
    """No plan may lie below a bound, whoever found either."""
    best = min(objective for _, _, objective, _ in rows if not isnan(objective))
    for name, _, _, bound in rows:
        if best < bound - _NOISE * value:
            raise RuntimeError(f"the bound of {name} is above a plan by {bound - best:.2f}")
