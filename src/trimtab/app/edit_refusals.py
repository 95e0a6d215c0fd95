"""Why an edit of a plan is refused: the limits that it breaks, and what else to leave out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.app.stated.plan import StatedPlan
from trimtab.app.verifying.verify import claimed_by, promises
from trimtab.domain import Account, EditKind, OrderEdit, Side, Situation
from trimtab.errors import Refused
from trimtab.money import CENT, ONE, ZERO, ceil_to_step, dollars_text, exact_text
from trimtab.optimize.certificate import Certificate, Violation, certify
from trimtab.planners.optimal.orders import Orders
from trimtab.planners.trades import Buy

# Limits that an account keeps by spending less.
_CASH = frozenset({"cash_under_its_floor", "withdrawal_not_provided_for", "cash_not_raised"})


def refuse_broken(
    plan: StatedPlan, situation: Situation, orders: Orders, changes: Sequence[OrderEdit]
) -> None:
    """Refused with every hard limit that `orders` break and the plan's planner keeps.

    Where cash is missing in an account, the message names purchases there to leave out too.
    """
    claimed = claimed_by(plan.planner, situation)
    certificate = certify(claimed, orders.proposed_sales, orders.proposed_purchases)
    broken = [
        found
        for found in certificate.violations
        if promises(claimed, orders.proposed_purchases, certificate, found.limit)
    ]
    if not broken:
        return
    ways = _Ways(plan=plan, situation=claimed, orders=orders, changes=changes)
    raise Refused(
        f"the edit of plan {plan.plan_id} breaks what no plan may:\n"
        + "\n".join((*map(_named, broken), *ways.told(certificate, broken)))
    )


def _named(found: Violation) -> str:
    setting = f" ({found.setting})" if found.setting else ""
    return f"{found.limit}{setting}: {found.text}."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """Purchases of the edited plan that could be left out too."""

    plan: StatedPlan
    situation: Situation
    orders: Orders
    changes: Sequence[OrderEdit]

    def told(self, certificate: Certificate, broken: Sequence[Violation]) -> Iterator[str]:
        """A sentence for each account, or for all of them, that ends with too little cash."""
        names = {found.limit for found in broken}
        if not names & _CASH:
            return
        trading = [one for one in self.situation.household.accounts if one.tradable and one.tracked]
        raising = self._raising(trading) if "cash_not_raised" in names else ()
        for account in trading:
            withdrawn = "withdrawal_not_provided_for" in names
            floor = account.floor if withdrawn else account.min_cash
            missing = floor - certificate.cash_after[account.account_id]
            # What is to be raised in it alone comes on top, and is told below.
            if missing > 0 and raising != (account,):
                yield self._way(f"in {account.account_id}", (account,), missing)
        if raising:
            wanted = (found.amount for found in broken if found.limit == "cash_not_raised")
            where = f"in {raising[0].account_id}" if len(raising) == 1 else "of the cash to raise"
            yield self._way(where, raising, max(one or ZERO for one in wanted))

    def _raising(self, trading: Sequence[Account]) -> tuple[Account, ...]:
        """Where cash is to be raised: the account named, or the taxable ones, or all."""
        named = self.situation.raise_in
        if named is not None:
            return tuple(one for one in trading if one.account_id == named)
        return tuple(one for one in trading if one.taxable) or tuple(trading)

    def _way(self, where: str, accounts: tuple[Account, ...], missing: Decimal) -> str:
        lead = f"{dollars_text(ceil_to_step(missing, CENT))} are missing {where}"
        dropped, left = list[Buy](), missing
        for buy in self._candidates(accounts, missing):
            if left > 0:
                dropped.append(buy)
                left -= self._spent(buy) + self.situation.policy.commission
        if left > 0:
            return f"{lead}, and no purchases there spend as much: keep what is sold there."
        *others, last = dropped
        also = "".join(f"--drop {self._number(buy)} " for buy in others)
        names = ", ".join(f"{exact_text(buy.quantity)} {buy.symbol}" for buy in dropped)
        ways = [f"{also}--drop {self._number(last)}"]
        needed = left + self._spent(last) + self.situation.policy.commission
        step = last.account.quantity_step
        shares = last.quantity - ceil_to_step(needed / self._share(last), step)
        if shares > 0:
            ways.append(f"{also}--resize {self._number(last)}={exact_text(shares)}")
        resized = {one.number for one in self.changes if one.kind is EditKind.RESIZE}
        how = "Give instead" if resized & {self._number(buy) for buy in dropped} else "Add"
        return f"{lead}, which the purchase of {names} spends. {how}: {', or '.join(ways)}"

    def _candidates(self, accounts: tuple[Account, ...], missing: Decimal) -> list[Buy]:
        """Purchases there: what replaces what is no longer sold first, then what is enough alone.

        Of those that are enough the smallest comes first, of the others the largest.
        """
        target = self.situation.target
        kept = {
            target.class_of(one.symbol).name
            for one in self.changes
            if one.side is Side.SELL and one.after < one.before
        }

        def rank(buy: Buy) -> tuple[bool, bool, Decimal]:
            enough = self._spent(buy) >= missing
            return buy.class_name not in kept, not enough, buy.value if enough else -buy.value

        return sorted((buy for buy in self.orders.buys if buy.account in accounts), key=rank)

    def _spent(self, buy: Buy) -> Decimal:
        """Dollars that a purchase takes, half-spread included, not rounded."""
        return buy.quantity * self._share(buy)

    def _share(self, buy: Buy) -> Decimal:
        """Dollars that one share takes."""
        situation = self.situation
        return situation.market.price(buy.symbol) * (ONE + situation.half_spread(buy.symbol))

    def _number(self, buy: Buy) -> int:
        """The number of the purchase in the plan that is edited."""
        return next(
            one.number
            for one in self.plan.orders
            if one.side is Side.BUY
            and (one.account_id, one.symbol) == (buy.account.account_id, buy.symbol)
        )
