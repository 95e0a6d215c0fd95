"""Risk of what is held against that of the target."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from trimtab.domain import Reason
from trimtab.money import ONE, ratio_text
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDeviation:
    """Fires when a risk measure of the holdings differs by more than `limit` from the target's.

    limit  fraction of the target's figure, either way; 0.1 = ten percent

    Its value is the difference as such a fraction, without sign. Without figures it rests.
    """

    limit: Decimal = Decimal("0.1")

    @property
    def kind(self) -> TriggerKind:
        """Risk."""
        return TriggerKind.RISK

    @property
    def subject(self) -> str:
        """The household."""
        return ""

    def check(self, view: View) -> Fired | None:
        """Fires beyond the limit; a difference of exactly the limit does not."""
        figures = view.risk
        if figures is None:
            return None
        deviation = figures.holdings / figures.target - ONE
        if abs(deviation) <= self.limit:
            return None
        return Fired(
            trigger=self.kind,
            subject=self.subject,
            reason=Reason(
                code="ALERT.RISK",
                params={
                    "what": figures.measure,
                    "pct": ratio_text(abs(deviation), 6),
                    "direction": "above" if deviation > 0 else "below",
                    "limit_share": ratio_text(self.limit, 6),
                },
                setting="triggers.risk.deviation",
            ),
            value=abs(deviation),
            limit=self.limit,
            as_of=view.as_of,
        )

    def eased(self, share: Decimal) -> Self:
        """From a smaller difference on."""
        return replace(self, limit=self.limit * (ONE - share))
