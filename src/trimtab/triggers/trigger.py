"""What every trigger can do."""

from decimal import Decimal
from typing import Protocol

from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.view import View


class Trigger(Protocol):
    """A condition on one subject. Values only: it reads no clock and no file."""

    @property
    def kind(self) -> TriggerKind:
        """Its stable name."""
        ...

    @property
    def subject(self) -> str:
        """The class, security or lot that it watches; empty for the whole household."""
        ...

    def check(self, view: View) -> Fired | None:
        """What it says of the household on the day of `view`; None when it does not fire."""
        ...

    def eased(self, share: Decimal, /) -> "Trigger":
        """The same trigger with its limit narrowed by `share` (0-1), so that it fires earlier.

        An alert's episode ends only when the eased trigger does not fire either: what wavers about
        a limit is told once. A trigger without a width is its own eased one.
        """
        ...
