"""Hard limits on what is sold: lots, and what the user never sells."""

from collections.abc import Iterator
from decimal import Decimal

from trimtab.domain import Account, Term
from trimtab.money import ZERO, dollars_text, exact_text
from trimtab.optimize.certificate.allocation import trades
from trimtab.optimize.certificate.limit import Excess
from trimtab.optimize.certificate.proposed import LotSold
from trimtab.optimize.certificate.recomputed import Recomputed
from trimtab.tax import first_long_term_day


def order_that_cannot_be_read(plan: Recomputed) -> Iterator[Excess]:
    """Accounts, lots, prices that are not there, and shares not above zero."""
    return (Excess(text=text) for text in plan.book.unreadable)


def oversold_lot(plan: Recomputed) -> Iterator[Excess]:
    """More shares out of a lot than it has."""
    for sold in plan.book.lots_sold:
        over = sold.quantity - sold.lot.quantity
        if over > 0:
            yield Excess(
                text=f"{_shares(sold.quantity)} are sold of lot {sold.lot.lot_id}, "
                f"which has {exact_text(sold.lot.quantity)}",
                amount=over,
            )


def sale_without_basis_or_date(plan: Recomputed) -> Iterator[Excess]:
    """A lot whose gain cannot be computed, in any account."""
    for sold in plan.book.lots_sold:
        if not sold.lot.complete:
            missing = "basis" if sold.lot.basis is None else "date"
            yield Excess(text=f"lot {sold.lot.lot_id} is sold, and its {missing} is not known")


def sale_of_what_is_never_sold(plan: Recomputed) -> Iterator[Excess]:
    """A security of `never_sell`."""
    policy = plan.book.situation.policy
    for order in plan.book.sale_orders:
        if not policy.may_sell(order.account.account_id, order.symbol):
            yield Excess(text=f"{order.symbol} is sold in {order.account.account_id}")


def trade_where_nothing_may_be_traded(plan: Recomputed) -> Iterator[Excess]:
    """An order in an account that is held away, or whose holdings are not known."""
    accounts: dict[str, Account] = {}
    for order in plan.book.orders:
        accounts[order.account.account_id] = order.account
    for account_id, account in accounts.items():
        if not trades(account):
            why = "its holdings are not known" if account.tradable else "it is held away"
            yield Excess(text=f"{account_id} is traded in, and {why}")


def loss_too_small_to_harvest(plan: Recomputed) -> Iterator[Excess]:
    """A loss under `min_harvest`, taken for its own sake.

    The loss is that of selling the whole lot at the price, in a taxable account. It is too small
    when it is under the dollars or under the share of the lot's basis: it has to reach both. It is
    not taken for its own sake where the lot's class is above its target before trading, or where
    cash is to be raised: money is asked for, the account holds less than its `min_cash` and what
    withdrawals soon due will take, or all accounts together less than the cash buffer.
    """
    policy = plan.book.situation.policy
    for sold in plan.book.lots_sold:
        loss = -whole_gain(sold)
        if not sold.account.taxable or loss <= 0 or _has_a_purpose(plan, sold):
            continue
        least = max(
            policy.min_harvest_dollars, policy.min_harvest_fraction * (sold.lot.basis or ZERO)
        )
        if loss < least:
            yield Excess(
                text=f"lot {sold.lot.lot_id} is sold at a loss of {dollars_text(loss)}, under the "
                f"least of {dollars_text(least)}",
                amount=least - loss,
            )


def gain_taken_before_it_is_long(plan: Recomputed) -> Iterator[Excess]:
    """A short-term gain in a taxable account that is long-term within the days to wait."""
    situation = plan.book.situation
    for sold in plan.book.lots_sold:
        start = sold.lot.holding_period_start
        if not sold.account.taxable or sold.term is not Term.SHORT or start is None:
            continue
        days = (first_long_term_day(start) - situation.as_of).days
        if whole_gain(sold) > 0 and days <= situation.policy.wait_for_long_term_days:
            yield Excess(
                text=f"lot {sold.lot.lot_id} is sold at a short-term gain {days} days before it "
                f"is long-term"
            )


def whole_gain(sold: LotSold) -> Decimal:
    """What selling all of the lot would gain, dollars; zero where its basis is not known."""
    if sold.lot.basis is None:
        return ZERO
    return sold.lot.quantity * sold.price - sold.lot.basis


def _has_a_purpose(plan: Recomputed, sold: LotSold) -> bool:
    """True when the sale brings an overweight class home, or raises cash."""
    book, account = plan.book, sold.account
    asset_class = book.situation.target.class_of(sold.lot.symbol)
    over = book.class_values_before[asset_class.name] > asset_class.weight * book.value
    wanted = book.situation.raise_cash > 0 or account.cash < account.floor
    return over or wanted or _buffer_is_short(plan)


def _buffer_is_short(plan: Recomputed) -> bool:
    """True when there is less cash before trading than the buffer and what is earmarked."""
    book = plan.book
    limits = book.situation.cash_limits(book.value)
    cash = sum((one.cash for one in book.situation.household.accounts), ZERO)
    return limits is not None and cash < limits[0]


def _shares(quantity: Decimal) -> str:
    return f"{exact_text(quantity)} {'share' if quantity == 1 else 'shares'}"
