"""Why an edit of a plan is refused: the limits that it breaks, and what else to leave out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.app.stated_plan import StatedPlan
from trimtab.app.verifying import claimed_by, promises
from trimtab.domain import Account, OrderEdit, Side, Situation
from trimtab.errors import Refused
from trimtab.money import CENT, ONE, ZERO, ceil_to_step, dollars_text, exact_text
from trimtab.optimize.certificate import Certificate, certify
from trimtab.planners.optimal.orders import Orders
from trimtab.planners.trades import Buy


def refuse_broken(
    plan: StatedPlan, situation: Situation, orders: Orders, changes: Sequence[OrderEdit]
) -> None:
    """Refused with every hard limit that `orders` break and the plan's planner keeps.

    Where cash is missing in an account, the message names purchases there to leave out too.
    """
    claimed = claimed_by(plan.planner, situation)
    certificate = certify(claimed, orders.proposed_sales, orders.proposed_purchases)
    broken = [
        f"{found.limit}{f' ({found.setting})' if found.setting else ''}: {found.text}."
        for found in certificate.violations
        if promises(plan.planner, found.limit, certificate)
    ]
    if not broken:
        return
    ways = _Ways(plan=plan, situation=claimed, orders=orders, changes=changes)
    raise Refused(
        f"the edit of plan {plan.plan_id} breaks what no plan may:\n"
        + "\n".join((*broken, *ways.told(certificate)))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """Purchases of the edited plan that could be left out too."""

    plan: StatedPlan
    situation: Situation
    orders: Orders
    changes: Sequence[OrderEdit]

    def told(self, certificate: Certificate) -> Iterator[str]:
        """A sentence for each account that ends with less cash than has to stay."""
        for account in self.situation.household.accounts:
            left = certificate.cash_after.get(account.account_id)
            missing = ZERO if left is None else account.floor - left
            if account.tradable and account.tracked and missing > 0:
                yield self._way(account, missing)

    def _way(self, account: Account, missing: Decimal) -> str:
        lead = f"{dollars_text(ceil_to_step(missing, CENT))} are missing in {account.account_id}"
        dropped, left = list[Buy](), missing
        for buy in self._candidates(account, missing):
            if left > 0:
                dropped.append(buy)
                left -= self._spent(buy) + self.situation.policy.commission
        if left > 0:
            return f"{lead}, and its purchases do not spend as much: keep what is sold there."
        *others, last = dropped
        also = "".join(f"--drop {self._number(buy)} " for buy in others)
        names = ", ".join(f"{exact_text(buy.quantity)} {buy.symbol}" for buy in dropped)
        ways = [f"{also}--drop {self._number(last)}"]
        needed = left + self._spent(last) + self.situation.policy.commission
        shares = last.quantity - ceil_to_step(
            needed / self._share(last), last.account.quantity_step
        )
        if shares > 0:
            ways.append(f"{also}--resize {self._number(last)}={exact_text(shares)}")
        return f"{lead}, which the purchase of {names} spends. Add: {', or '.join(ways)}"

    def _candidates(self, account: Account, missing: Decimal) -> list[Buy]:
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

        return sorted((buy for buy in self.orders.buys if buy.account == account), key=rank)

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
