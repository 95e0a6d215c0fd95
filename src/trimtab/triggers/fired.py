"""What a trigger says when it fires."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.domain import Reason


class TriggerKind(StrEnum):
    """What can fire; the values are stable names for settings, records and documents."""

    DRIFT = "drift"
    SCHEDULE = "schedule"
    CASH = "cash"
    RISK = "risk"
    HARVEST = "harvest"
    LONG_TERM = "long_term"
    WASH_WINDOW = "wash_window"
    CORPORATE_ACTION = "corporate_action"
    CASH_IN = "cash_in"
    DATA_STALE = "data_stale"
    CHECK = "check"
    ANY_OF = "any_of"
    ALL_OF = "all_of"


# Kinds whose value counts days until something happens: they get worse when the day arrives.
DAYS = frozenset(
    {
        TriggerKind.SCHEDULE,
        TriggerKind.LONG_TERM,
        TriggerKind.WASH_WINDOW,
        TriggerKind.CORPORATE_ACTION,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """One trigger that fired, on one day.

    trigger  its kind
    subject  the class, security or lot concerned; empty for the whole household
    reason   why, as a code with parameters; the sentence is `trimtab.report`'s
    value    what was measured, in the trigger's own unit: fractions of the household for weights,
             dollars for money, days (0 on the day itself, below zero after it) for dates
    limit    what `value` was compared with, in the same unit
    parts    of `any_of` and `all_of`: what fired in them
    """

    trigger: TriggerKind
    subject: str
    reason: Reason
    value: Decimal
    limit: Decimal
    as_of: date
    parts: tuple["Fired", ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What stays the same while one episode lasts: kind and subject."""
        return self.trigger.value, self.subject

    def worse_than(self, before: "Fired", share: Decimal) -> bool:
        """True when this is worse than `before` by at least `share` of it, or its day arrived.

        Worse is away from the limit: higher for a value at or above its limit, lower for one below.
        """
        if self.trigger in DAYS:
            return self.value <= 0 < before.value
        step = share * abs(before.value)
        if self.value == before.value:
            return False
        if self.value >= self.limit:
            return self.value - before.value >= step
        return before.value - self.value >= step
