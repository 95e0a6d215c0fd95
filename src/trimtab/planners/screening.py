"""The look at past trades that every planner shares."""

from trimtab.domain import Situation
from trimtab.tax import WashScreen, wash_screen


def screen_of(situation: Situation) -> WashScreen:
    """What past trades forbid or spoil on the day of the plan."""
    status = situation.tax.filing_status if situation.tax else None
    return wash_screen(situation.household, situation.as_of, situation.policy, status)
