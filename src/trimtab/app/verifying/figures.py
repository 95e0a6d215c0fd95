"""The figures that a plan states, against what its own orders and the workspace come to."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from trimtab.app.stated.plan import StatedLot, StatedOrder, StatedPlan
from trimtab.domain import AccountId, Lot, Side, Situation, Term
from trimtab.money import CENT, ZERO, dollars_text, exact_text, ratio_text, to_cents
from trimtab.optimize.certificate import Certificate
from trimtab.report.verification import Finding, Outcome

# Weights have six decimals.
RATIO = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One figure or set of figures: what holds, and every way in which it does not."""

    name: str
    label: str
    wrong: tuple[str, ...]

    def finding(self) -> Finding:
        """As a finding; figures are never a matter of what a planner promises."""
        outcome = Outcome.FAILS if self.wrong else Outcome.HOLDS
        return Finding(
            name=self.name, label=self.label, outcome=outcome, text="; ".join(self.wrong)
        )


@dataclass(frozen=True)
class Figures:
    """The figures of `plan` beside `certificate`, both of `situation`."""

    plan: StatedPlan
    situation: Situation
    certificate: Certificate

    def findings(self) -> Iterator[Finding]:
        """Every figure that is compared."""
        for name, label, wrong in (
            ("unchanged", "the document is as it was made", self._changed()),
            ("prices", "orders are at today's prices of the workspace", self._prices()),
            ("order_sums", "lots add up to orders, shares times price to values", self._sums()),
            ("lot_gains", "gains of lots are proceeds less basis", self._gains()),
            ("disallowed", "losses denied are what the wash-sale rule denies", self._denied()),
            ("cash_before", "cash before is what the workspace has", self._cash_before()),
            ("cash_after", "cash after is cash before and the trades", self._cash_after()),
            ("realized", "the year's gains are those of the lots", self._realized()),
            ("turnover", "turnover is the smaller side of the trades", self._turnover()),
            ("cost", "the cost is that of the orders", self._cost()),
        ):
            yield Check(name=name, label=label, wrong=tuple(wrong)).finding()
        if self.plan.tracking is not None:
            label = "the tracking error is that of the orders"
            wrong = self._tracking(self.plan.tracking)
            yield Check(name="tracking_error", label=label, wrong=tuple(wrong)).finding()
        if self.plan.objective is not None:
            wrong = differ("objective", self.plan.objective, self.certificate.objective, CENT)
            label = "the objective is that of the orders"
            yield Check(name="objective", label=label, wrong=tuple(wrong)).finding()

    def starting_points(self, accounts: Collection[AccountId]) -> Iterator[str]:
        """What the orders start from and `accounts` do not have: prices, lots of sales, cash."""
        yield from self._prices()
        yield from self._gains()
        yield from self._oversold()
        for account in self.situation.household.accounts:
            if account.account_id in accounts:
                before, _ = self.plan.cash.get(account.account_id, (ZERO, ZERO))
                yield from differ(f"cash of {account.account_id}", before, account.cash)

    def _oversold(self) -> Iterator[str]:
        """Lots of which less is there, or in another account, than is sold."""
        there = {
            (account.account_id, lot.lot_id): lot.quantity
            for account, lot in self.situation.household.lots
        }
        for order, sold in self._lots_sold():
            shares = there.get((order.account_id, sold.lot_id), ZERO)
            if shares < sold.quantity:
                yield (
                    f"{order.account_id} has {exact_text(shares)} shares of lot {sold.lot_id}, "
                    f"{exact_text(sold.quantity)} are sold"
                )

    def _changed(self) -> Iterator[str]:
        if not self.plan.unchanged:
            yield "its content does not match its sha256: it was edited"

    def _prices(self) -> Iterator[str]:
        for order in self.plan.orders:
            quote = self.situation.market.quotes.get(order.symbol)
            if quote is None or quote.price != order.price:
                now = "none" if quote is None else exact_text(quote.price)
                yield f"order {order.number} has {exact_text(order.price)}, the workspace {now}"

    def _sums(self) -> Iterator[str]:
        for order in self.plan.orders:
            name = f"order {order.number}"
            yield from differ(
                f"value of {name}", order.value, to_cents(order.quantity * order.price)
            )
            if order.side is Side.SELL:
                shares = sum((lot.quantity for lot in order.lots), ZERO)
                if shares != order.quantity:
                    yield (
                        f"{name} is of {exact_text(order.quantity)} shares, its lots of "
                        f"{exact_text(shares)}"
                    )
                proceeds = sum((lot.proceeds for lot in order.lots), ZERO)
                yield from differ(f"proceeds of the lots of {name}", proceeds, order.value)
        for name, side in (("sells", Side.SELL), ("buys", Side.BUY)):
            yield from differ(name, self.plan.summary[name], self._total(side))
        if self.plan.summary["orders"] != len(self.plan.orders):
            yield f"{self.plan.summary['orders']} orders are stated, {len(self.plan.orders)} listed"

    def _gains(self) -> Iterator[str]:
        lots = {lot.lot_id: lot for _, lot in self.situation.household.lots}
        for order, sold in self._lots_sold():
            lot = lots.get(sold.lot_id)
            if lot is None:
                yield f"lot {sold.lot_id} is not in the workspace"
            elif lot.symbol != order.symbol:
                yield f"lot {sold.lot_id} is of {lot.symbol}, sold in an order of {order.symbol}"
            else:
                yield from self._gain(sold, lot)

    def _gain(self, sold: StatedLot, lot: Lot) -> Iterator[str]:
        name = f"of lot {sold.lot_id}"
        if lot.basis is None or sold.basis is None or sold.gain is None:
            if lot.basis is not None or sold.gain is not None:
                yield f"the basis {name} is stated or known, but not both"
            return
        basis = lot.basis
        if 0 < sold.quantity < lot.quantity:
            basis = lot.split(sold.quantity)[0].basis or ZERO
        yield from differ(f"basis {name}", sold.basis, basis)
        yield from differ(f"gain {name}", sold.gain, sold.proceeds - sold.basis)

    def _denied(self) -> Iterator[str]:
        for _, sold in self._lots_sold():
            denied = self.certificate.disallowed.get(sold.lot_id, ZERO)
            yield from differ(f"denied of lot {sold.lot_id}", sold.disallowed, denied, CENT)

    def _cash_before(self) -> Iterator[str]:
        held = {account.account_id: account.cash for account in self.situation.household.accounts}
        yield from differ("cash before", self.plan.summary["cash_before"], sum(held.values(), ZERO))
        for account_id in dict.fromkeys((*held, *self.plan.cash)):
            before, _ = self.plan.cash.get(account_id, (ZERO, ZERO))
            yield from differ(f"cash of {account_id}", before, held.get(account_id, ZERO))

    def _cash_after(self) -> Iterator[str]:
        summary = self.plan.summary
        total = summary["cash_before"] + self._total(Side.SELL) - self._total(Side.BUY)
        yield from differ("cash after", summary["cash_after"], total - summary["cost"])
        for account_id, (_, after) in self.plan.cash.items():
            own = self.certificate.cash_after.get(account_id, ZERO)
            orders = sum(order.account_id == account_id for order in self.plan.orders)
            # Each order is stated in whole cents, its value and its cost.
            yield from differ(f"cash of {account_id} after", after, own, CENT * (1 + orders))

    def _realized(self) -> Iterator[str]:
        rounding = CENT * (1 + sum(len(order.lots) for order in self.plan.orders))
        for term, own in (
            (Term.SHORT, self.certificate.realized_short),
            (Term.LONG, self.certificate.realized_long),
        ):
            # Losses of earlier sales that the purchases undo are no gains of this plan's lots.
            stated = self.plan.summary[f"realized_{term.value}"]
            if self.certificate.disallowed_earlier == 0:
                yield from differ(f"{term.value}-term gain", stated, own, rounding)

    def _turnover(self) -> Iterator[str]:
        stated = self.plan.summary["turnover"]
        value = self.certificate.value
        noise = rounding_of_positions(self.situation) / value if value else ZERO
        if abs(stated - self.certificate.turnover) > RATIO + noise:
            own = ratio_text(self.certificate.turnover)
            yield f"turnover is stated as {stated}, recomputed {own}"

    def _tracking(self, stated: Decimal) -> Iterator[str]:
        own = self.certificate.tracking_error
        if own is None:
            yield f"tracking error is stated as {stated}, and nothing tells it in the workspace"
        elif abs(stated - own) > RATIO:
            yield f"tracking error is stated as {stated}, recomputed {ratio_text(own)}"

    def _cost(self) -> Iterator[str]:
        rounding = CENT * len(self.plan.orders)
        yield from differ("cost", self.plan.summary["cost"], self.certificate.cost, rounding)

    def _lots_sold(self) -> Iterator[tuple[StatedOrder, StatedLot]]:
        return ((order, lot) for order in self.plan.orders for lot in order.lots)

    def _total(self, side: Side) -> Decimal:
        values: Iterable[Decimal] = (
            order.value for order in self.plan.orders if order.side is side
        )
        return sum(values, ZERO)


def rounding_of_positions(situation: Situation) -> Decimal:
    """Dollars that a value may be off: a plan adds up positions that are rounded one by one."""
    return CENT * sum(len(account.positions) for account in situation.household.accounts)


def differ(what: str, stated: Decimal, own: Decimal, tolerance: Decimal = ZERO) -> Iterator[str]:
    """The words for dollars that are not `own`, to within `tolerance`; nothing where they are."""
    if abs(stated - own) > tolerance:
        yield f"{what} is stated as {dollars_text(stated)}, recomputed {dollars_text(own)}"
