"""When to look again: conditions on a household, as pure functions of values.

A trigger is asked with `check(view)` and answers `Fired` or None. Nothing here reads a clock or a
file, so that the same triggers work in a watch, a backtest and a notebook:

    fired = trimtab.triggers.check(household, target, market, as_of=day, when=any_of(...))
"""

from trimtab.triggers.bands import FIVE_25, DriftRule
from trimtab.triggers.cash import CashIn, CashOutside
from trimtab.triggers.composed import all_of, any_of
from trimtab.triggers.drift import ClassDrift, SecurityDrift, class_drifts, security_drifts
from trimtab.triggers.due import ActionDue, LongTermSoon, WashWindowEnd
from trimtab.triggers.fired import DAYS, Fired, TriggerKind
from trimtab.triggers.harvest import HarvestOpportunity
from trimtab.triggers.risk import RiskDeviation
from trimtab.triggers.rules import (
    DriftWish,
    HarvestWish,
    TriggerRules,
    check,
    check_all,
    triggers_for,
)
from trimtab.triggers.schedule import Schedule
from trimtab.triggers.trigger import Trigger
from trimtab.triggers.view import PendingAction, RiskFigures, View

__all__ = [
    "DAYS",
    "FIVE_25",
    "ActionDue",
    "CashIn",
    "CashOutside",
    "ClassDrift",
    "DriftRule",
    "DriftWish",
    "Fired",
    "HarvestOpportunity",
    "HarvestWish",
    "LongTermSoon",
    "PendingAction",
    "RiskDeviation",
    "RiskFigures",
    "Schedule",
    "SecurityDrift",
    "Trigger",
    "TriggerKind",
    "TriggerRules",
    "View",
    "WashWindowEnd",
    "all_of",
    "any_of",
    "check",
    "check_all",
    "class_drifts",
    "security_drifts",
    "triggers_for",
]
