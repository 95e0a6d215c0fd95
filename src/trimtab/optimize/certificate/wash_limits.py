"""Hard limits of `wash_sales = "avoid"`; under `warn` and `allow` losses denied are only priced.

A lot of a taxable account counts as sold at a loss when its gain is under 0.3 % of its value, since
prices may move before the fill. Under `wash_lookback = "strict"` every lot of a taxable account
counts, whatever its gain, and so does every recent trade.
"""

from collections.abc import Iterator
from decimal import Decimal

from trimtab.domain import Reinvestments, WashLookback, WashPolicy
from trimtab.money import exact_text
from trimtab.optimize.certificate.limit import Excess
from trimtab.optimize.certificate.lot_limits import whole_gain
from trimtab.optimize.certificate.proposed import LotSold
from trimtab.optimize.certificate.recomputed import Recomputed
from trimtab.tax import Purchase, staying

_TOO_SMALL_TO_TRUST = Decimal("0.003")


def loss_beside_a_purchase(plan: Recomputed) -> Iterator[Excess]:
    """A purchase of a group in any account together with a taxable loss sale of it (P5)."""
    if not _avoids(plan):
        return
    identical = plan.book.situation.household.identical
    for sold in _losses(plan):
        group = identical.of(sold.lot.symbol)
        for buy in plan.book.bought:
            if buy.symbol in group:
                yield Excess(
                    text=f"{_at_a_loss(sold)}, and "
                    f"{buy.symbol} is bought in {buy.account.account_id}"
                )


def purchase_after_a_loss(plan: Recomputed) -> Iterator[Excess]:
    """A purchase of a group with an unmatched loss sale of the last 30 days (W4, P2).

    Under `strict` with any sale of the last 30 days.
    """
    if not _avoids(plan):
        return
    for buy in plan.book.bought:
        sales = (
            plan.screen.sales(buy.symbol) if _strict(plan) else plan.screen.open_losses(buy.symbol)
        )
        if sales:
            yield Excess(
                text=f"{buy.symbol} is bought in {buy.account.account_id}, and {sales[-1].symbol} "
                f"was sold on {sales[-1].sold}: free from {sales[-1].clear_from}",
                amount=buy.quantity,
            )


def loss_after_a_purchase(plan: Recomputed) -> Iterator[Excess]:
    """A loss while replacement shares of the last 30 days stay held (P6, P8).

    Shares in an account that is not taxable forbid it even when they are sold too. Where there are
    others, what stays of the lot's own purchase stands in the way as well. Under `strict` any
    purchase of the last 30 days forbids it.
    """
    if not _avoids(plan):
        return
    book = plan.book
    leaving = [(sold.lot, sold.quantity) for sold in book.lots_sold]
    left = staying(book.situation.household, plan.screen, leaving)
    for sold in _losses(plan):
        if _strict(plan):
            in_the_way = [(one, one.quantity) for one in plan.screen.purchases(sold.lot.symbol)]
        else:
            in_the_way = [
                (one, left.quantity(one) if one.account.taxable else one.quantity)
                for one in _to_leave(plan, sold)
            ]
            in_the_way = [(one, shares) for one, shares in in_the_way if shares > 0]
        for purchase, shares in in_the_way:
            yield Excess(
                text=f"{_at_a_loss(sold)}, and "
                f"{exact_text(shares)} of {purchase.symbol} bought on {purchase.acquired} in "
                f"{purchase.account.account_id} stand in the way until {purchase.clear_from}",
                amount=shares,
            )


def loss_before_a_reinvestment(plan: Recomputed) -> Iterator[Excess]:
    """With `reinvestments = "block"`: a loss of a group whose dividends buy more of it."""
    situation = plan.book.situation
    if not _avoids(plan) or situation.policy.reinvestments is not Reinvestments.BLOCK:
        return
    for sold in _losses(plan):
        group = situation.household.identical.of(sold.lot.symbol)
        for account in situation.household.accounts:
            for symbol in sorted(group & account.dividend_reinvestment):
                yield Excess(
                    text=f"{_at_a_loss(sold)}, and "
                    f"{account.account_id} reinvests the dividends of {symbol}"
                )


def _avoids(plan: Recomputed) -> bool:
    return plan.book.situation.policy.wash_sales is WashPolicy.AVOID


def _strict(plan: Recomputed) -> bool:
    return plan.book.situation.policy.wash_lookback is WashLookback.STRICT


def _losses(plan: Recomputed) -> Iterator[LotSold]:
    """Taxable lots that count as sold at a loss; a lot without basis is forbidden by itself."""
    for sold in plan.book.lots_sold:
        value = sold.lot.quantity * sold.price
        if not sold.account.taxable or sold.lot.basis is None:
            continue
        if _strict(plan) or whole_gain(sold) < _TOO_SMALL_TO_TRUST * value:
            yield sold


def _to_leave(plan: Recomputed, sold: LotSold) -> tuple[Purchase, ...]:
    """The recent purchases that replace the lot and, where there are any, that of the lot itself.

    The replacements take the loss along and are sold too; what stays of the lot's own purchase
    would replace them. Not under `batch`, where lots sold together replace nothing.
    """
    replacing = plan.screen.replacements(sold.lot)
    if not replacing or plan.book.situation.policy.same_day_batch:
        return replacing
    orders = plan.screen.own_orders(sold.lot)
    own = [one for one in plan.screen.purchases(sold.lot.symbol) if one.order in orders]
    return (*replacing, *own)


def _at_a_loss(sold: LotSold) -> str:
    return f"lot {sold.lot.lot_id} of {sold.lot.symbol} counts as sold at a loss"
