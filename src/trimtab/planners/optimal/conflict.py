"""No plan keeps every limit: which ones are in conflict, and what giving way would bring."""

import math
from dataclasses import replace

from trimtab.errors import NoPlan
from trimtab.money import CENT, ONE, dollars_text, exact_text, from_solver
from trimtab.optimize.closest import closest
from trimtab.optimize.evaluate import evaluate, most_variance, no_trades, outcome_of
from trimtab.optimize.problem import Problem
from trimtab.optimize.relax import Relaxation, explain_conflict
from trimtab.optimize.solve import solve
from trimtab.planners.optimal.stopwatch import stopwatch

# What giving way means where a limit has a direction of its own.
_GIVES_WAY = {"--raise": "lower", "min_cash": "lower", "gains_budget": "higher"}


def no_plan(problem: Problem, *, seconds: float, gap: float) -> NoPlan:
    """The error that names the limits in conflict and the nearest plan with one relaxed.

    seconds, gap  for each solve; dollars
    """
    tracking = _tracking_too_close(problem, seconds=seconds, gap=gap)
    if tracking is not None:
        return tracking
    # What is left in conflict is not about tracking error, and the exact model knows no index.
    problem = replace(problem, tracking=None, risk=None)
    conflict = explain_conflict(problem, seconds=seconds, gap=gap)
    if conflict is None:
        return NoPlan(
            "no plan was found within the time limit, and none was ruled out. "
            "Raise policy.time_limit, or relax a limit of [policy]"
        )
    limits = "; ".join(f"{label.text} ({label.setting})" for label in conflict.labels)
    if len(conflict.labels) == 1:
        text = f"what may be sold and bought cannot bring {limits}"
    else:
        text = f"these limits cannot be kept together: {limits}"
    idle = evaluate(problem, no_trades(problem)).objective
    ways = "; ".join(_way(one, idle) for one in conflict.ways_out)
    nearest = f"Nearest plans: {ways}" if ways else "No one of them, relaxed alone, leaves a plan"
    less = [one.by for one in conflict.ways_out if one.label.setting == "--raise"]
    return NoPlan(
        f"{text}. {nearest}",
        too_much_raised=from_solver(less[0], CENT) if less else None,
    )


def _tracking_too_close(problem: Problem, *, seconds: float, gap: float) -> NoPlan | None:
    """The error of a limit of tracking error without which there is a plan; None of any other."""
    most = most_variance(problem)
    if most == float("inf"):
        return None
    answer = solve(closest(problem), time_limit=seconds, gap=gap, clock=stopwatch())
    if answer.trades is None:
        return None
    outcome = outcome_of(problem, answer.trades)
    least = math.sqrt(outcome.variance + outcome.of_classes)
    return NoPlan(
        "no plan was found that keeps the tracking error within "
        f"{_percent(math.sqrt(most))} a year (policy.max_tracking_error) and every other "
        f"limit. The nearest plan found has {_percent(least)}: raise policy.max_tracking_error to "
        "that, or leave it out"
    )


def _percent(error: float) -> str:
    """In percent to a hundredth, rounded up, so that it can be kept to."""
    hundredths = from_solver(math.ceil(error * 10_000 - 1e-9), ONE)
    return f"{exact_text(hundredths / 100)} %"


def _way(relaxed: Relaxation, idle: float) -> str:
    """One way out in a few words.

    idle  the objective without trades, which a reader knows better than one by itself
    """
    setting = relaxed.label.setting
    plan = f"a plan {_beside(relaxed.answer.objective - idle)}"
    if relaxed.by == float("inf"):
        return f"without {setting}, {plan}"
    if setting == "max_orders":
        return f"{setting} {round(relaxed.by)} higher, {plan}"
    by = dollars_text(from_solver(relaxed.by, CENT))
    return f"{setting} {_GIVES_WAY.get(setting, 'relaxed')} by {by}, {plan}"


def _beside(change: float) -> str:
    """What a plan changes of the objective, against making no trades."""
    size = dollars_text(from_solver(abs(change), CENT))
    return f"that comes to {size} {'more' if change > 0 else 'less'} than no trades"
