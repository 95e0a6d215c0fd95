"""Everything a trigger looks at, in one value."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from trimtab.domain import Situation, Symbol
from trimtab.tax import WashScreen, wash_screen


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAction:
    """A corporate action that is announced and not booked yet.

    effective  the day from which it counts
    what       a word or two for people: `4-for-1 split`, `merger into ABC`
    """

    symbol: Symbol
    effective: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFigures:
    """One measure of risk of what is held and of the target, in the same unit, both >= 0.

    measure  its name for people, such as `value at risk`
    """

    holdings: Decimal
    target: Decimal
    measure: str = "value at risk"


@dataclass(frozen=True, kw_only=True)
class View:
    """A household on one day, and what triggers need besides.

    last_checked  the day of the check before this one; dates after it and until `as_of` are news.
                  None: only `as_of` itself is
    pending       corporate actions that are not booked yet
    risk          None when there are no returns to measure it by
    """

    situation: Situation
    last_checked: date | None = None
    pending: tuple[PendingAction, ...] = ()
    risk: RiskFigures | None = None

    @property
    def as_of(self) -> date:
        """The day of the check."""
        return self.situation.as_of

    @cached_property
    def screen(self) -> WashScreen:
        """Wash-sale state of every security on that day."""
        return wash_screen(self.situation.household, self.as_of, self.situation.policy)
