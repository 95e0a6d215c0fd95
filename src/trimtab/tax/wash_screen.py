"""Which look at the wash-sale rule is right today: the whole record's, or the careful estimate."""

from datetime import date
from decimal import Decimal
from typing import Protocol

from trimtab.domain import FilingStatus, Household, Lot, Policy, Symbol, WashLookback
from trimtab.tax.chosen_rules import chosen_rules
from trimtab.tax.outlook import WashOutlook
from trimtab.tax.recent_trades import Purchase, Sale
from trimtab.tax.wash_window import Damage, WashWindow


class WashScreen(Protocol):
    """What past trades forbid or spoil today (P1, P2); see WashWindow for each answer."""

    @property
    def as_of(self) -> date:
        """The day looked from."""

    def purchases(self, symbol: Symbol, /) -> tuple[Purchase, ...]:
        """Recent purchases of all that is identical to `symbol`, oldest first."""

    def sales(self, symbol: Symbol, /) -> tuple[Sale, ...]:
        """Recent sales of all that is identical to `symbol`, oldest first."""

    def replacements(self, lot: Lot, /) -> tuple[Purchase, ...]:
        """Recent purchases that would replace shares of `lot` sold at a loss today."""

    def open_losses(self, symbol: Symbol, /) -> tuple[Sale, ...]:
        """Recent loss sales that a purchase of `symbol` today would undo, oldest first."""

    def own_orders(self, lot: Lot, /) -> frozenset[str]:
        """The purchase orders that the shares of `lot` came from."""

    def damage(self, symbol: Symbol, bought: Decimal, /) -> Damage:
        """What buying `bought` shares of `symbol` today would undo."""


def wash_screen(
    household: Household,
    as_of: date,
    policy: Policy,
    filing_status: FilingStatus | None = None,
) -> WashScreen:
    """The rebuilt record where it reaches back far enough, else the careful estimate (P3).

    With less than 90 days of a partial record an earlier loss may have used other shares than the
    record shows, so that nothing counts as used up. `strict` looks at the rows alone: it asks what
    was traded, whatever came of it.
    """
    outlook = WashOutlook(household, as_of, chosen_rules(policy, filing_status))
    if policy.wash_lookback is WashLookback.STRICT or outlook.incomplete:
        return WashWindow(household, as_of)
    return outlook
