"""What a target by risk would change: values first, text and JSON in `target_output`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Band = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One class: weights and bands in percent of the household.

    series        what it moves like; empty where that is called like the class, or never moves
    band          its own band; None where the file gives none
    share_*       of the risk, a fraction, below zero where it lowers the risk; None where the class
                  is not in question
    moves         False: its weight was not in question
    """

    name: str
    series: str
    now: Decimal
    new: Decimal
    band: Band | None
    new_band: Band | None
    share_before: float | None
    share_after: float | None
    moves: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetProposal:
    """New weights, the risk before and after, and what they rest on.

    goal          `least`, `risk` or `parity`
    target_risk   percent, for the goal `risk`
    risk_*        size of the risk, fractions: of a year for the volatility, else a loss over the
                  horizon
    optimal       True: nothing within the bounds is better; False: the best of several starts
    starts        how many were tried, and how many ended within half a percent of the best
    days          returns used; left_out: days left out because a series had a gap
    """

    household: str
    as_of: date
    measure: str
    method: str
    confidence: Decimal
    horizon_days: Decimal | None
    estimator: str
    goal: str
    target_risk: Decimal | None
    rows: tuple[TargetRow, ...]
    risk_before: float
    risk_after: float
    optimal: bool
    starts: int
    agreeing: int
    days: int
    first: date
    last: date
    left_out: int
    periods_per_year: float
    inferred: bool
    file: str
    kind: str

    @property
    def changed(self) -> bool:
        """True when some weight would be another one."""
        return any(row.new != row.now for row in self.rows)
