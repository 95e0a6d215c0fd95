"""Money that is known to leave or to reach an account on a day to come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain.checks import require_whole_cents
from trimtab.errors import InvalidValue


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """One payment on one day.

    due     the day on which the money moves
    amount  dollars and whole cents; above zero comes in, below zero goes out; never zero
    name    what it is for, in the user's words; may be empty
    """

    due: date
    amount: Decimal
    name: str = ""

    def __post_init__(self) -> None:
        require_whole_cents(f"cash flow on {self.due}", self.amount)
        if self.amount == 0:
            raise InvalidValue(f"the cash flow on {self.due} moves no money")

    @property
    def label(self) -> str:
        """The name for people: `name`, or what it is where no name was given."""
        return self.name or ("a deposit" if self.amount > 0 else "a withdrawal")
