"""Prices that are too old to act on."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from trimtab.domain import Reason
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class StalePrices:
    """Fires when the oldest dated price of a held security is at least `days` days old.

    Its value is that age in days. Prices without a date say nothing about their age.
    """

    days: Decimal = Decimal(7)

    @property
    def kind(self) -> TriggerKind:
        """Stale data."""
        return TriggerKind.DATA_STALE

    @property
    def subject(self) -> str:
        """The household."""
        return ""

    def check(self, view: View) -> Fired | None:
        """Fires from the day on which the price is `days` old."""
        quotes = view.situation.market.quotes
        held = view.situation.household.symbols_held()
        dated = [
            (when, symbol)
            for symbol in held
            if symbol in quotes and (when := quotes[symbol].as_of) is not None
        ]
        if not dated:
            return None
        oldest, symbol = min(dated)
        age = (view.as_of - oldest).days
        if age < self.days:
            return None
        return Fired(
            trigger=self.kind,
            subject=self.subject,
            reason=Reason(
                code="DATA.STALE_PRICE",
                params={"symbol": symbol, "age": f"{age} day{'' if age == 1 else 's'}"},
                setting="watch.stale_after",
            ),
            value=Decimal(age),
            limit=self.days,
            as_of=view.as_of,
        )

    def eased(self, share: Decimal) -> Self:
        """From a smaller age on."""
        return replace(self, days=self.days * (1 - share))
