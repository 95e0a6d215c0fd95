"""Hard limits on cash, orders, turnover, gains and tracking error."""

from collections.abc import Iterator
from decimal import Decimal

from trimtab.domain import Account
from trimtab.money import ZERO, dollars_text, exact_text, ratio_text, to_cents
from trimtab.optimize.certificate.allocation import trades
from trimtab.optimize.certificate.limit import Excess
from trimtab.optimize.certificate.proposed import Bought, SaleOrder
from trimtab.optimize.certificate.recomputed import Recomputed
from trimtab.optimize.certificate.tracking import active_variance


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


def cash_not_raised(plan: Recomputed) -> Iterator[Excess]:
    """Less cash above the floors than was asked for, where it was asked for."""
    situation = plan.book.situation
    accounts = [
        account
        for account in _trading(plan)
        if situation.raise_in is None or account.account_id == situation.raise_in
    ]
    spare = sum(
        (to_cents(plan.book.cash_after[one.account_id]) - one.min_cash for one in accounts), ZERO
    )
    if situation.raise_cash > 0 and spare < situation.raise_cash:
        where = "" if situation.raise_in is None else f" in {situation.raise_in}"
        yield Excess(
            text=f"{dollars_text(situation.raise_cash)} are to be raised{where}, and "
            f"{dollars_text(spare)} are there above min_cash",
            amount=situation.raise_cash - spare,
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
    """A tracking error of the household above `max_tracking_error`, a year."""
    most = plan.book.situation.policy.max_tracking_error
    if most is None:
        return
    variance = active_variance(plan.book, plan.tracking)
    if variance > most * most:
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
