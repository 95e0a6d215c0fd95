"""Hard limits on cash, orders, turnover, gains and tracking error."""

from collections.abc import Iterator
from decimal import Decimal

from trimtab.domain import Account
from trimtab.money import ZERO, dollars_text, exact_text, ratio_text, to_cents
from trimtab.optimize.certificate.allocation import trades
from trimtab.optimize.certificate.limit import Excess, outside_by_more_than_a_cent
from trimtab.optimize.certificate.proposed import Bought, SaleOrder
from trimtab.optimize.certificate.recomputed import Recomputed


def cash_under_its_floor(plan: Recomputed) -> Iterator[Excess]:
    """Less cash in an account that trades than its `min_cash`; cash is kept in whole cents."""
    for account in _trading(plan):
        left = to_cents(plan.book.cash_after[account.account_id])
        if left < account.min_cash:
            yield Excess(
                text=f"{account.account_id} ends with {dollars_text(left)} in cash, under its "
                f"floor of {dollars_text(account.min_cash)}",
                amount=account.min_cash - left,
            )


def withdrawal_not_provided_for(plan: Recomputed) -> Iterator[Excess]:
    """Less cash above `min_cash` in an account that trades than withdrawals soon due will take."""
    for account in _trading(plan):
        left = to_cents(plan.book.cash_after[account.account_id]) - account.min_cash
        due = [flow for flow in account.cash_flows if flow.amount < 0]
        wanted = sum((-flow.amount for flow in due), ZERO)
        if due and left < wanted:
            names = ", ".join(f"{flow.label} on {flow.due}" for flow in due)
            yield Excess(
                text=f"{account.account_id} needs {dollars_text(wanted)} for {names}, and "
                f"{dollars_text(left)} are there above min_cash",
                amount=wanted - left,
            )


def cash_outside_its_buffer(plan: Recomputed) -> Iterator[Excess]:
    """Cash outside `cash_buffer` by more than a cent: a share of what stays.

    What leaves is earmarked: to be raised, or to be taken by withdrawals soon due, in any account.
    """
    situation, book = plan.book.situation, plan.book
    buffer = situation.policy.cash_buffer
    if buffer is None or book.value <= 0:
        return
    due = (
        -flow.amount
        for account in situation.household.accounts
        for flow in account.cash_flows
        if flow.amount < 0
    )
    leaving = situation.raise_cash + sum(due, ZERO)
    staying = max(ZERO, book.value - leaving)
    left = sum(book.cash_after.values(), ZERO) - leaving
    low, high = buffer.low * staying, buffer.high * staying
    outside = max(low - left, left - high)
    if outside_by_more_than_a_cent(outside):
        yield Excess(
            text=f"cash ends at {dollars_text(left)}, outside its buffer of {dollars_text(low)} to "
            f"{dollars_text(high)}",
            amount=outside,
        )


def cash_not_raised(plan: Recomputed) -> Iterator[Excess]:
    """Less cash above the floors than was asked for, where it was asked for.

    Where no account is named, the taxable ones give it, but for `raise_sheltered`.
    """
    situation, trading = plan.book.situation, _trading(plan)
    wanted, named = situation.raise_cash, situation.raise_in
    if named is not None:
        own = [account for account in trading if account.account_id == named]
        yield from _not_raised(plan, own, wanted, f" in {named}")
        return
    yield from _not_raised(plan, trading, wanted, "")
    taxable = [account for account in trading if account.taxable]
    if taxable and len(taxable) < len(trading):
        rest = wanted - situation.raise_sheltered
        yield from _not_raised(plan, taxable, rest, " in taxable accounts")


def _not_raised(
    plan: Recomputed, accounts: list[Account], wanted: Decimal, where: str
) -> Iterator[Excess]:
    spare = sum(
        (to_cents(plan.book.cash_after[one.account_id]) - one.floor for one in accounts), ZERO
    )
    if wanted > 0 and spare < wanted:
        yield Excess(
            text=f"{dollars_text(wanted)} are to be raised{where}, and "
            f"{dollars_text(spare)} are there above min_cash and withdrawals soon due",
            amount=wanted - spare,
        )


def fraction_of_a_step(plan: Recomputed) -> Iterator[Excess]:
    """An order that is no whole multiple of the account's `quantity_step`.

    Lots sold entire may bring fractions along: then the shares out of the other lots are counted.
    """
    for order in plan.book.sale_orders:
        parts = sum((sold.quantity for sold in order.lots if not sold.whole), ZERO)
        if _beside(order.quantity, order.account) and _beside(parts, order.account):
            yield _fraction("sold", order)
    for buy in plan.book.bought:
        if _beside(buy.quantity, buy.account):
            yield _fraction("bought", buy)


def order_too_small(plan: Recomputed) -> Iterator[Excess]:
    """An order under `min_trade` that does not sell the whole position."""
    policy = plan.book.situation.policy
    least = max(policy.min_trade_dollars, policy.min_trade_fraction * plan.book.value)
    for order in plan.book.orders:
        if order.value < least and not _sells_everything(order):
            yield Excess(
                text=f"the order for {order.symbol} in {order.account.account_id} is of "
                f"{dollars_text(order.value)}, under {dollars_text(least)}",
                amount=least - order.value,
            )


def too_many_orders(plan: Recomputed) -> Iterator[Excess]:
    """More orders than `max_orders`; 0 is no limit."""
    most, count = plan.book.situation.policy.max_orders, len(plan.book.orders)
    if 0 < most < count:
        yield Excess(
            text=f"there are {count} orders, and {most} at most", amount=Decimal(count - most)
        )


def too_much_turnover(plan: Recomputed) -> Iterator[Excess]:
    """More turnover, one way, than `max_turnover` of the household."""
    most = plan.book.situation.policy.max_turnover * max(ZERO, plan.book.value)
    over = plan.book.turnover_dollars - most
    if over > 0:
        yield Excess(
            text=f"{dollars_text(plan.book.turnover_dollars)} are turned over, and "
            f"{dollars_text(most)} at most",
            amount=over,
        )


def gains_over_the_budget(plan: Recomputed) -> Iterator[Excess]:
    """With a hard budget: S + L above the larger of it and of what the year has already."""
    year = plan.year
    if year is None or year.profile.gains_budget is None or not year.profile.gains_budget_hard:
        return
    before = year.short_before + year.long_before
    most = max(year.profile.gains_budget, before)
    net = before + plan.short + plan.long
    if net > most:
        yield Excess(
            text=f"the year's net gains come to {dollars_text(net)}, and {dollars_text(most)} at "
            f"most",
            amount=net - most,
        )


def too_much_tracking_error(plan: Recomputed) -> Iterator[Excess]:
    """A tracking error of the household above `max_tracking_error` a year, or an unknown one.

    Squares are compared, so that nothing is rounded.
    """
    most, variance = plan.book.situation.policy.max_tracking_error, plan.variance
    if most is None:
        return
    if variance is None:
        yield Excess(
            text="the tracking error is not known: there are no returns of the classes, and no "
            "index is held directly",
            amount=ZERO,
        )
    elif variance > most * most:
        error = variance.sqrt()
        yield Excess(
            text=f"the tracking error is {ratio_text(error)} a year, "
            f"and {ratio_text(most)} at most",
            amount=error - most,
        )


def _sells_everything(order: SaleOrder | Bought) -> bool:
    """True when nothing of the position is left."""
    if isinstance(order, Bought):
        return False
    return order.quantity == order.account.quantity_of(order.symbol)


def _trading(plan: Recomputed) -> list[Account]:
    return [account for account in plan.book.situation.household.accounts if trades(account)]


def _beside(quantity: Decimal, account: Account) -> bool:
    """True when `quantity` is no multiple of the account's step."""
    return quantity % account.quantity_step != 0


def _fraction(what: str, order: SaleOrder | Bought) -> Excess:
    account = order.account
    return Excess(
        text=f"{exact_text(order.quantity)} of {order.symbol} are {what} in {account.account_id}, "
        f"which trades in steps of {exact_text(account.quantity_step)}",
        amount=order.quantity % account.quantity_step,
    )
