"""Days that come: lots turning long-term, wash windows ending, corporate actions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from trimtab.domain import Reason, Symbol
from trimtab.tax import first_long_term_day
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.losses import losing_lots
from trimtab.triggers.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class LongTermSoon:
    """Fires when taxable lots of a security turn long-term within `days` days.

    It fires on the day itself too, and at the first check after it. Its value is the days until the
    first of the lots turns, 0 on the day.
    """

    symbol: Symbol
    days: int = 30

    @property
    def kind(self) -> TriggerKind:
        """Long-term."""
        return TriggerKind.LONG_TERM

    @property
    def subject(self) -> str:
        """The security."""
        return self.symbol

    def check(self, view: View) -> Fired | None:
        """Fires from `days` days before the first long-term day (26 U.S.C. 1222) on."""
        last = view.as_of + timedelta(days=self.days)
        turning = sorted(
            day
            for day in self._first_long_days(view)
            if view.as_of < day <= last or view.is_news(day)
        )
        if not turning:
            return None
        return _due(
            self,
            view,
            turning[0],
            Reason(
                code="ALERT.LONG_TERM_SOON",
                params={
                    "lots": str(len(turning)),
                    "symbol": self.symbol,
                    "date": turning[-1].isoformat(),
                },
                setting="triggers.long_term.days",
            ),
        )

    def eased(self, _share: Decimal, /) -> Self:
        """Itself: a day comes once."""
        return self

    def _first_long_days(self, view: View) -> Iterator[date]:
        for account, lot in view.lots.get(self.symbol, ()):
            start = lot.holding_period_start
            if account.taxable and account.tradable and start is not None:
                yield first_long_term_day(start)


@dataclass(frozen=True, slots=True, kw_only=True)
class WashWindowEnd:
    """Fires when the wash-sale window of a security ends within `days` days.

    Two windows are meant: the one after a loss sale, in which a purchase would undo the loss (P2),
    and the one after a purchase, in which a loss large enough to harvest would be washed (P1). What
    is identical to the security counts as the same. It fires on the first free day too, and at the
    first check after it. Its value is the days until then, 0 on the day.
    """

    symbol: Symbol
    days: int = 1

    @property
    def kind(self) -> TriggerKind:
        """Wash window."""
        return TriggerKind.WASH_WINDOW

    @property
    def subject(self) -> str:
        """The security."""
        return self.symbol

    def check(self, view: View) -> Fired | None:
        """Fires from `days` days before the first free day on."""
        last = view.as_of + timedelta(days=self.days)
        ending = [
            day for day in self._clear_days(view) if view.as_of < day <= last or view.is_news(day)
        ]
        if not ending:
            return None
        return _due(
            self,
            view,
            max(ending),
            Reason(
                code="ALERT.WINDOW_END",
                params={
                    "symbol": ", ".join(sorted(view.situation.household.identical.of(self.symbol))),
                    "date": max(ending).isoformat(),
                },
                setting="triggers.wash_window.days",
            ),
        )

    def eased(self, _share: Decimal, /) -> Self:
        """Itself: a day comes once."""
        return self

    def _clear_days(self, view: View) -> Iterator[date]:
        """The latest free day of each window, seen today and seen at the check before."""
        group = view.situation.household.identical.of(self.symbol)
        for seen in (view, view.before):
            sold = [sale.clear_from for sale in seen.screen.open_losses(self.symbol)]
            if sold:
                yield max(sold)
            bought = [
                purchase.clear_from
                for _, lot in losing_lots(seen, group)
                for purchase in seen.screen.replacements(lot)
            ]
            if bought:
                yield max(bought)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDue:
    """Fires from `days` days before a corporate action takes effect until it is booked.

    Its value is the days until then, 0 on the day and below zero after it.
    """

    symbol: Symbol
    days: int = 7

    @property
    def kind(self) -> TriggerKind:
        """Corporate action."""
        return TriggerKind.CORPORATE_ACTION

    @property
    def subject(self) -> str:
        """The security."""
        return self.symbol

    def check(self, view: View) -> Fired | None:
        """Fires on the earliest action that is due and not booked."""
        last = view.as_of + timedelta(days=self.days)
        due = [
            action
            for action in view.pending
            if action.symbol == self.symbol and action.effective <= last
        ]
        if not due:
            return None
        first = min(due, key=lambda action: action.effective)
        return _due(
            self,
            view,
            first.effective,
            Reason(
                code="ALERT.ACTION_DUE",
                params={
                    "symbol": self.symbol,
                    "what": first.what,
                    "date": first.effective.isoformat(),
                },
                setting="triggers.corporate_action.days",
            ),
        )

    def eased(self, _share: Decimal, /) -> Self:
        """Itself: it ends when the action is booked."""
        return self


def _due(
    trigger: LongTermSoon | WashWindowEnd | ActionDue, view: View, day: date, reason: Reason
) -> Fired:
    return Fired(
        trigger=trigger.kind,
        subject=trigger.subject,
        reason=reason,
        value=Decimal((day - view.as_of).days),
        limit=Decimal(trigger.days),
        as_of=view.as_of,
    )
