"""The problem whose best plan has the least tracking error, where a limit of it cannot be kept."""

from dataclasses import replace

from trimtab.optimize.problem import Problem

# Aversion to tracking error beside which nothing else counts much.
_CLOSEST = 1e4


def closest(problem: Problem) -> Problem:
    """`problem` without a limit of the tracking error, and with one as small as the rest allows."""
    tracking, risk, off = problem.tracking, problem.risk, float("inf")
    if tracking is not None:
        tracking = replace(tracking, most=off, aversion=_CLOSEST)
    if risk is not None:
        risk = replace(risk, most=off, loose=off, aversion=_CLOSEST)
    return replace(problem, tracking=tracking, risk=risk)
