"""Orders that cash asks for: withdrawals soon due, and the buffer of cash."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from trimtab.domain import Account, Reason, ReasonBasis
from trimtab.money import ZERO, cents_text, ratio_text, to_cents
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.trades import Sell


@dataclass(frozen=True)
class CashReasons:
    """What a plan's orders do for cash, read off the cash before and after them."""

    outcome: Outcome

    def of_sale(self, sell: Sell) -> Iterator[Reason]:
        """Why a sale leaves cash behind; nothing where its money is only spent again."""
        account = sell.account
        if account.set_aside > 0 and account.cash < account.floor and self._gains_cash(account):
            leaving = [flow for flow in account.cash_flows if flow.amount < 0]
            yield _limit(
                "SELL.FOR_WITHDRAWAL",
                "cash_flows",
                account=account.label,
                amount=cents_text(account.set_aside),
                date=max(flow.due for flow in leaving).isoformat(),
                what=", ".join(dict.fromkeys(flow.label for flow in leaving)),
            )
        limits = self._limits
        if limits is not None and self._before < limits[0] and self._after > self._before:
            yield _limit(
                "SELL.CASH_BUFFER",
                "triggers.cash.min",
                amount=cents_text(to_cents(limits[0] - self._before)),
                low=self._share(low=True),
            )

    def is_for_cash(self, sell: Sell) -> bool:
        """True when nothing is bought with the money of the sale's account."""
        return not any(buy.account == sell.account for buy in self.outcome.orders.buys)

    def of_purchase(self) -> Iterator[Reason]:
        """Why cash is spent, where there was more than its buffer."""
        limits, value = self._limits, self.outcome.valuation.household
        if limits is not None and self._before > limits[1] and value > 0:
            yield _limit(
                "BUY.CASH_OVER_BUFFER",
                "triggers.cash.max",
                weight=ratio_text(self._before / value, 6),
                high=self._share(low=False),
                amount=cents_text(to_cents(self._before - limits[1])),
            )

    @cached_property
    def _limits(self) -> tuple[Decimal, Decimal] | None:
        valuation = self.outcome.valuation
        return valuation.situation.cash_limits(valuation.household)

    def _share(self, *, low: bool) -> str:
        buffer = self.outcome.valuation.situation.policy.cash_buffer
        if buffer is None:
            return ""
        return ratio_text(buffer.low if low else buffer.high, 6)

    @cached_property
    def _before(self) -> Decimal:
        household = self.outcome.valuation.situation.household
        return sum((account.cash for account in household.accounts), ZERO)

    @cached_property
    def _after(self) -> Decimal:
        orders = self.outcome.orders
        sold = sum((sell.value for sell in orders.sells), ZERO)
        bought = sum((buy.value for buy in orders.buys), ZERO)
        return self._before + sold - bought - self.outcome.cost

    def _gains_cash(self, account: Account) -> bool:
        orders = self.outcome.orders
        sold = sum((sell.value for sell in orders.sells if sell.account == account), ZERO)
        return sold > sum((buy.value for buy in orders.buys if buy.account == account), ZERO)


def _limit(code: str, setting: str, **params: str) -> Reason:
    return Reason(code=code, params=params, basis=ReasonBasis.LIMIT, setting=setting)
