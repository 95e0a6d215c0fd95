"""Losses worth taking."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from trimtab.domain import Account, Lot, Reason, Reinvestments, Symbol
from trimtab.money import ZERO, cents_text
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.losses import losing_lots, saved, term_today, trading_cost, worth
from trimtab.triggers.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestOpportunity:
    """Fires when a security's losing lots are worth selling for their loss.

    dollars   the least loss of all these lots together, > 0, included
    fraction  the least loss of each lot, of its basis, included
    least     the least that the loss takes off this year's tax after the costs of selling and of
              buying a replacement, dollars, included; None: it is not asked

    Only lots count whose loss no purchase of the last 30 days would wash, in any account (rules P1,
    P8 and W4), and, under `reinvestments = "block"`, no scheduled reinvestment. Its value is the
    loss in dollars.
    """

    symbol: Symbol
    dollars: Decimal
    fraction: Decimal
    least: Decimal | None = None

    @property
    def kind(self) -> TriggerKind:
        """Harvest."""
        return TriggerKind.HARVEST

    @property
    def subject(self) -> str:
        """The security."""
        return self.symbol

    def check(self, view: View) -> Fired | None:
        """Fires on all lots that may be sold together."""
        lots = self._free(view)
        situation = view.situation
        losses = [
            ((lot.basis or ZERO) - worth(situation, lot), term_today(situation, lot))
            for _, lot in lots
        ]
        loss = sum((amount for amount, _ in losses), ZERO)
        if not lots or loss < self.dollars:
            return None
        tax = saved(situation, losses)
        net = None if tax is None else tax - trading_cost(situation, lots)
        if self.least is not None and (net is None or net < self.least):
            return None
        params = {"symbol": self.symbol, "loss": cents_text(loss)}
        if tax is not None:
            params["tax"] = cents_text(tax)
        return Fired(
            trigger=self.kind,
            subject=self.subject,
            reason=Reason(code="ALERT.HARVEST", params=params, setting="triggers.harvest"),
            value=loss,
            limit=self.dollars,
            as_of=view.as_of,
        )

    def eased(self, share: Decimal) -> Self:
        """From a smaller loss on, in every respect."""
        left = 1 - share
        least = None if self.least is None else self.least * left
        return replace(
            self, dollars=self.dollars * left, fraction=self.fraction * left, least=least
        )

    def _free(self, view: View) -> list[tuple[Account, Lot]]:
        """The losing lots that nothing washes."""
        found = losing_lots(view, {self.symbol}, dollars=ZERO, fraction=self.fraction)
        if self._reinvested(view):
            return []
        return [(account, lot) for account, lot in found if not view.screen.replacements(lot)]

    def _reinvested(self, view: View) -> bool:
        """True when a scheduled reinvestment of the same stands in the way."""
        situation = view.situation
        if situation.policy.reinvestments is not Reinvestments.BLOCK:
            return False
        group = situation.household.identical.of(self.symbol)
        return any(
            group & account.dividend_reinvestment for account in situation.household.accounts
        )
