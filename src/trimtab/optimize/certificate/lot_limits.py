"""Hard limits on what is sold: lots, and what the user never sells."""

from collections.abc import Iterator
from decimal import Decimal

from trimtab.domain import Account, Lot, LotMethod, Term
from trimtab.ledger.selection import Order, choose, in_order
from trimtab.money import ZERO, dollars_text, exact_text
from trimtab.optimize.certificate.allocation import trades
from trimtab.optimize.certificate.limit import Excess
from trimtab.optimize.certificate.proposed import LotSold
from trimtab.optimize.certificate.recomputed import Recomputed
from trimtab.tax import first_long_term_day, term_of


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


def sale_out_of_the_brokers_order(plan: Recomputed) -> Iterator[Excess]:
    """Other lots than the broker sells, in a taxable account that sells by a method.

    What it sells is asked of the ledger, which books sales by the same method (L1, L3). Under
    `min-tax` that holds for the lots of each term by themselves; `average` takes the oldest.
    """
    for order in plan.book.sale_orders:
        account, method = order.account, order.account.lot_method
        if not account.taxable or method is LotMethod.SPECIFIC:
            continue
        held = in_order(lot for lot in account.lots if lot.symbol == order.symbol)
        parts = [(held, order.lots)]
        if method is LotMethod.MIN_TAX:
            parts = [_of_term(plan, held, order.lots, term) for term in Term]
        for lots, sold in parts:
            named = {one.lot.lot_id: one.quantity for one in sold}
            shares = min(sum(named.values(), ZERO), sum((one.quantity for one in lots), ZERO))
            taken, _ = choose(lots, shares, Order(method=method))
            if named != {one.lot_id: one.quantity for one in taken}:
                yield Excess(
                    text=f"{order.symbol} leaves {account.account_id} by {method.value}, "
                    f"and other lots are named"
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


def _of_term(
    plan: Recomputed, held: tuple[Lot, ...], sold: tuple[LotSold, ...], term: Term
) -> tuple[tuple[Lot, ...], tuple[LotSold, ...]]:
    """Those of the lots held, and of those sold, whose sale today would be of `term`."""
    day = plan.book.situation.as_of
    lots = (
        one
        for one in held
        if one.complete
        and one.holding_period_start is not None
        and term_of(one.holding_period_start, day) is term
    )
    return tuple(lots), tuple(one for one in sold if one.term is term)


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
