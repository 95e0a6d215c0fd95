"""What a hard limit is: a function named by what it forbids, with words for it and its setting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from trimtab.money import CENT, to_cents
from trimtab.optimize.certificate.recomputed import Recomputed


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """One place where a plan goes too far.

    text    a sentence without full stop, with names and figures
    amount  by how much: dollars, shares, orders or a fraction as the text says; None: yes or no
    """

    text: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A hard limit that a plan breaks.

    limit    its name, that of the function that looks for it
    setting  the key of trimtab.toml, or the option, that governs it; empty when none does
    """

    limit: str
    text: str
    setting: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A hard limit.

    label    what holds when it is kept, in the user's words
    forbids  finds every place where a plan goes too far
    """

    label: str
    setting: str
    forbids: Callable[[Recomputed], Iterator[Excess]]

    @property
    def name(self) -> str:
        """Stable name of the limit."""
        return str(self.forbids.__name__)

    def violations(self, plan: Recomputed) -> tuple[Violation, ...]:
        """Every violation by `plan`."""
        return tuple(
            Violation(limit=self.name, text=found.text, setting=self.setting, amount=found.amount)
            for found in self.forbids(plan)
        )


def outside_by_more_than_a_cent(dollars: Decimal) -> bool:
    """True when these `dollars` outside of a band break it: one cent, rounded, is granted.

    Accounts are kept in cents.
    """
    return to_cents(dollars) > CENT
