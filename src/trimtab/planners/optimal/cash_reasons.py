"""Orders that cash asks for: withdrawals soon due, and the buffer of cash."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from trimtab.domain import PlanWarning, Reason, ReasonBasis
from trimtab.money import ZERO, cents_text, ratio_text, to_cents
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.trades import Buy, Sell


@dataclass(frozen=True)
class CashReasons:
    """What a plan's orders do for cash, read off the cash before and after them."""

    outcome: Outcome

    def of_sale(self, sell: Sell) -> Iterator[Reason]:
        """Why a sale leaves cash behind; nothing where something is bought in its account."""
        account, orders = sell.account, self.outcome.orders
        if any(buy.account == account for buy in orders.buys):
            return
        if sell in self._for_withdrawals:
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

    def of_purchase(self, buy: Buy) -> Iterator[Reason]:
        """Why cash is spent, where there was more than its buffer and nothing is sold for it."""
        if any(sell.account == buy.account for sell in self.outcome.orders.sells):
            return
        limits, value = self._limits, self.outcome.valuation.household
        if limits is not None and self._before > limits[1] and value > 0:
            yield _limit(
                "BUY.CASH_OVER_BUFFER",
                "triggers.cash.max",
                weight=ratio_text(self._before / value, 6),
                high=self._share(low=False),
                amount=cents_text(to_cents(self._before - limits[1])),
            )

    def warnings(self) -> Iterator[PlanWarning]:
        """Where cash ends beside what is about to leave, when it was outside of its buffer."""
        limits = self._limits
        if limits is None or limits[0] <= self._before <= limits[1]:
            return
        valuation = self.outcome.valuation
        leaving = valuation.situation.earmarked
        staying = valuation.household - leaving
        if staying <= 0:
            return
        params = {
            "weight": ratio_text((self._after - leaving) / staying, 6),
            "low": self._share(low=True),
            "high": self._share(low=False),
        }
        if leaving > 0:
            params["amount"] = cents_text(leaving)
        else:
            params["before"] = ratio_text(self._before / staying, 6)
        reason = Reason(
            code="WARN.CASH_BUFFER",
            params=params,
            basis=ReasonBasis.LIMIT,
            setting="triggers.cash",
        )
        yield PlanWarning(reason=reason)

    @cached_property
    def _for_withdrawals(self) -> tuple[Sell, ...]:
        """The largest sales of each account, as many as what leaves it soon takes."""
        found: list[Sell] = []
        lacking: dict[str, Decimal] = {}
        for sell in sorted(self.outcome.orders.sells, key=lambda one: -one.value):
            account = sell.account
            missing = account.floor - account.cash if account.set_aside > 0 else ZERO
            left = lacking.setdefault(account.account_id, min(missing, account.set_aside))
            if left > 0:
                found.append(sell)
                lacking[account.account_id] = left - sell.value
        return tuple(found)

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


def _limit(code: str, setting: str, **params: str) -> Reason:
    return Reason(code=code, params=params, basis=ReasonBasis.LIMIT, setting=setting)
