"""A problem without its limit of the tracking error, and the plan that comes nearest to it."""

from dataclasses import replace

from trimtab.optimize.problem import Problem

# Aversion to tracking error beside which nothing else counts much.
_CLOSEST = 1e4


def unlimited(problem: Problem) -> Problem:
    """`problem` without a limit of the tracking error."""
    tracking, risk, off = problem.tracking, problem.risk, float("inf")
    if tracking is not None:
        tracking = replace(tracking, most=off)
    if risk is not None:
        risk = replace(risk, most=off, loose=off)
    return replace(problem, tracking=tracking, risk=risk)


def closest(problem: Problem) -> Problem:
    """The same, its best plan the one with as small a tracking error as the other limits allow."""
    free = unlimited(problem)
    tracking, risk = free.tracking, free.risk
    if tracking is not None:
        tracking = replace(tracking, aversion=_CLOSEST)
    if risk is not None:
        risk = replace(risk, aversion=_CLOSEST)
    return replace(free, tracking=tracking, risk=risk)
