"""A realised gain, as Form 8949 wants it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain import AccountId, Lot, Origin, Term
from trimtab.domain.term import first_long_term_day
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class RealizedGain:
    """One line of Form 8949: shares of one lot sold at one time.

    lot         the part of the lot that was sold, as it was held, with its dates
    sold        trade date, column (c)
    proceeds    dollars, column (d); None when not known
    basis       dollars, column (e), with earlier wash-sale additions; None when not known
    adjustment  dollars, column (g): a disallowed loss, >= 0
    """

    account_id: AccountId
    lot: Lot
    sold: date
    proceeds: Decimal | None
    basis: Decimal | None
    adjustment: Decimal = ZERO

    @property
    def economic_gain(self) -> Decimal | None:
        """Dollars before any adjustment; a loss is negative; None when not known."""
        if self.proceeds is None or self.basis is None:
            return None
        return self.proceeds - self.basis

    @property
    def gain(self) -> Decimal | None:
        """Column (h): proceeds - basis + adjustment; a loss is negative; None when not known."""
        gain = self.economic_gain
        return None if gain is None else gain + self.adjustment

    @property
    def term(self) -> Term:
        """Long when held more than a year, and for inherited shares always (H1, H3).

        Short where the holding period is not known.
        """
        if self.lot.origin is Origin.INHERITANCE:
            return Term.LONG
        start = self.lot.holding_period_start
        long = start is not None and self.sold >= first_long_term_day(start)
        return Term.LONG if long else Term.SHORT
