"""No plan keeps every limit: which ones are in conflict, and what giving way would bring."""

from trimtab.errors import NoPlan
from trimtab.money import CENT, dollars_text, from_solver
from trimtab.optimize.problem import Problem
from trimtab.optimize.relax import Relaxation, explain_conflict


def no_plan(problem: Problem, *, seconds: float, gap: float) -> NoPlan:
    """The error that names the limits in conflict and the nearest plan with one relaxed.

    seconds, gap  for each solve; dollars
    """
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
    return NoPlan(f"{text}. {nearest}")


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
