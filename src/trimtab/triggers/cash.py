"""Cash outside its buffer, and cash that came in."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Self

from trimtab.domain import DriftBand, Reason, TransactionType
from trimtab.money import ZERO, cents_text, ratio_text, to_cents
from trimtab.triggers.bands import narrowed
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.view import View

_INCOME = frozenset(
    {
        TransactionType.CAPITAL_GAIN_DISTRIBUTION,
        TransactionType.DEPOSIT,
        TransactionType.DIVIDEND,
        TransactionType.EXEMPT_DIVIDEND,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CashOutside:
    """Fires when cash is less or more of the household than its buffer; both ends are inside.

    What is earmarked, to be raised or set aside for a withdrawal, counts neither as cash nor as
    part of the household. Its value is the share of cash, its limit the end that it crossed.
    """

    buffer: DriftBand

    @property
    def kind(self) -> TriggerKind:
        """Cash."""
        return TriggerKind.CASH

    @property
    def subject(self) -> str:
        """The household."""
        return ""

    def check(self, view: View) -> Fired | None:
        """Fires outside the buffer; never where nothing is left beside what is earmarked."""
        leaving = view.situation.earmarked
        staying, cash = view.value - leaving, view.cash - leaving
        if staying <= 0:
            return None
        weight = cash / staying
        if weight in self.buffer:
            return None
        short = weight < self.buffer.low
        limit = self.buffer.low if short else self.buffer.high
        params = {
            "weight": ratio_text(weight, 6),
            "low" if short else "high": ratio_text(limit, 6),
            "amount": cents_text(to_cents(abs(cash - limit * staying))),
        }
        return Fired(
            trigger=self.kind,
            subject=self.subject,
            reason=Reason(
                code="ALERT.CASH_LOW" if short else "ALERT.CASH_HIGH",
                params=params,
                setting=f"triggers.cash.{'min' if short else 'max'}",
            ),
            value=weight,
            limit=limit,
            as_of=view.as_of,
        )

    def eased(self, share: Decimal) -> Self:
        """With a narrower buffer around its middle."""
        middle = (self.buffer.low + self.buffer.high) / 2
        return replace(self, buffer=narrowed(self.buffer, middle, share))


@dataclass(frozen=True, slots=True, kw_only=True)
class CashIn:
    """Fires when at least `dollars` came in as dividends or deposits lately and are still there.

    dollars  > 0, included
    days     how many days back count, the day of the check included

    Accounts in which no orders are planned do not count, and cash under an account's floor is not
    free to be invested. Its value is what came in and is free, dollars.
    """

    dollars: Decimal
    days: int = 30

    @property
    def kind(self) -> TriggerKind:
        """Cash in."""
        return TriggerKind.CASH_IN

    @property
    def subject(self) -> str:
        """The household."""
        return ""

    def check(self, view: View) -> Fired | None:
        """Fires on what came in from `as_of` - `days` + 1 to `as_of`, account by account."""
        since = view.as_of - timedelta(days=self.days - 1)
        arrived: dict[str, Decimal] = {}
        for row in view.situation.household.transactions:
            if row.type in _INCOME and since <= row.trade_date <= view.as_of:
                total = row.total() or ZERO
                arrived[row.account_id] = arrived.get(row.account_id, ZERO) + total
        free = (
            min(arrived.get(account.account_id, ZERO), max(ZERO, account.cash - account.floor))
            for account in view.situation.household.accounts
            if account.tradable
        )
        amount = to_cents(sum(free, ZERO))
        if amount < self.dollars:
            return None
        return Fired(
            trigger=self.kind,
            subject=self.subject,
            reason=Reason(
                code="ALERT.CASH_IN",
                params={"amount": cents_text(amount), "date": since.isoformat()},
                setting="triggers.cash_in.dollars",
            ),
            value=amount,
            limit=self.dollars,
            as_of=view.as_of,
        )

    def eased(self, share: Decimal) -> Self:
        """From less on."""
        return replace(self, dollars=self.dollars * (1 - share))
