"""No plan keeps every limit: which ones are in conflict, and what giving way would bring."""

import math
from dataclasses import replace

from trimtab.errors import NoPlan
from trimtab.money import CENT, ONE, dollars_text, exact_text, from_solver
from trimtab.optimize.evaluate import tracking_variance
from trimtab.optimize.problem import Problem
from trimtab.optimize.relax import Relaxation, explain_conflict
from trimtab.optimize.solve import solve
from trimtab.planners.optimal.stopwatch import stopwatch

# Aversion to tracking error beside which nothing else counts much.
_CLOSEST = 1e4


def no_plan(problem: Problem, *, seconds: float, gap: float) -> NoPlan:
    """The error that names the limits in conflict and the nearest plan with one relaxed.

    seconds, gap  for each solve; dollars
    """
    tracking = _tracking_too_close(problem, seconds=seconds, gap=gap)
    if tracking is not None:
        return tracking
    # The exact model knows no tracking error, and what is left in conflict is not about it.
    problem = replace(problem, tracking=None)
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
    ways = "; ".join(_way(one) for one in conflict.ways_out)
    nearest = f"Nearest plans: {ways}" if ways else "No one of them, relaxed alone, leaves a plan"
    less = [one.by for one in conflict.ways_out if one.label.setting == "--raise"]
    return NoPlan(
        f"{text}. {nearest}",
        too_much_raised=from_solver(less[0], CENT) if less else None,
    )


def _tracking_too_close(problem: Problem, *, seconds: float, gap: float) -> NoPlan | None:
    """The error of a limit of tracking error without which there is a plan; None of any other."""
    tracking = problem.tracking
    if tracking is None or tracking.most == float("inf"):
        return None
    # Weighed so much, tracking error is as small as the other limits leave it.
    close = replace(tracking, most=float("inf"), aversion=_CLOSEST)
    answer = solve(replace(problem, tracking=close), time_limit=seconds, gap=gap, clock=stopwatch())
    if answer.trades is None:
        return None
    least = math.sqrt(tracking_variance(problem, answer.trades))
    return NoPlan(
        "no plan was found that keeps the tracking error within "
        f"{_percent(math.sqrt(tracking.most))} a year (policy.max_tracking_error) and every other "
        f"limit. The nearest plan found has {_percent(least)}: raise policy.max_tracking_error to "
        "that, or leave it out"
    )


def _percent(error: float) -> str:
    """In percent to a hundredth, rounded up, so that it can be kept to."""
    hundredths = from_solver(math.ceil(error * 10_000 - 1e-9), ONE)
    return f"{exact_text(hundredths / 100)} %"


def _way(relaxed: Relaxation) -> str:
    """One way out in a few words."""
    setting = relaxed.label.setting
    objective = dollars_text(from_solver(relaxed.answer.objective, CENT))
    if relaxed.by == float("inf"):
        return f"without {setting}, a plan with an objective of {objective}"
    if setting == "max_orders":
        return f"{setting} {round(relaxed.by)} higher, a plan with an objective of {objective}"
    by = dollars_text(from_solver(relaxed.by, CENT))
    return f"{setting} relaxed by {by}, a plan with an objective of {objective}"
