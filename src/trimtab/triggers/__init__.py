"""When to look again: conditions on a household, as pure functions of values.

A trigger is asked with `check(view)` and answers `Fired` or None. Nothing here reads a clock or a
file, so that the same triggers work in a watch, a backtest and a notebook.
"""

from trimtab.triggers.composed import all_of, any_of
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.trigger import Trigger
from trimtab.triggers.view import PendingAction, RiskFigures, View

__all__ = [
    "Fired",
    "PendingAction",
    "RiskFigures",
    "Trigger",
    "TriggerKind",
    "View",
    "all_of",
    "any_of",
]
