"""Losing lots, and what a loss would save."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from trimtab.domain import Account, Lot, Situation, Symbol, Term
from trimtab.money import ZERO, to_cents
from trimtab.tax import net_capital_gain, tax_on_gains, term_of
from trimtab.triggers.view import View


def losing_lots(
    view: View,
    symbols: Collection[Symbol],
    *,
    dollars: Decimal | None = None,
    fraction: Decimal | None = None,
) -> Iterator[tuple[Account, Lot]]:
    """Taxable lots of `symbols` that may be sold at a loss of at least both minimums.

    dollars   of one lot, >= 0; None: `min_harvest` of the policy
    fraction  of the lot's basis; None: that of the policy
    """
    policy = view.situation.policy
    least = policy.min_harvest_dollars if dollars is None else dollars
    share = policy.min_harvest_fraction if fraction is None else fraction
    for account, lot in (one for symbol in sorted(symbols) for one in view.lots.get(symbol, ())):
        if not (account.taxable and account.tradable and lot.complete) or lot.basis is None:
            continue
        loss = lot.basis - worth(view.situation, lot)
        allowed = policy.may_sell(account.account_id, lot.symbol)
        if allowed and loss > 0 and loss >= least and loss >= share * lot.basis:
            yield account, lot


def worth(situation: Situation, lot: Lot) -> Decimal:
    """Dollars of a whole lot at the price, to the cent."""
    return to_cents(lot.quantity * situation.market.price(lot.symbol))


def saved(situation: Situation, losses: Collection[tuple[Decimal, Term]]) -> Decimal | None:
    """What these losses, dollars > 0, take off this year's tax after netting; None without rates.

    A loss beyond what the year can use is carried on and counts as nothing here.
    """
    tax = situation.tax
    if tax is None:
        return None
    short = sum((loss for loss, term in losses if term is Term.SHORT), ZERO)
    long = sum((loss for loss, term in losses if term is Term.LONG), ZERO)

    def owed(short: Decimal, long: Decimal) -> Decimal:
        net = net_capital_gain(
            (tax.realized_short or ZERO) - short,
            (tax.realized_long or ZERO) - long,
            carried_short=tax.carryforward_short,
            carried_long=tax.carryforward_long,
            limit=tax.loss_limit,
        )
        return tax_on_gains(net, tax)

    return owed(ZERO, ZERO) - owed(short, long)


def trading_cost(situation: Situation, lots: Collection[tuple[Account, Lot]]) -> Decimal:
    """Dollars of selling `lots` and buying as much of something like them, to the cent.

    What a plan counts: the cost of the security each way, and a commission each way in every
    account.
    """
    price = situation.market.price
    spreads = sum(
        (situation.half_spread(lot.symbol) * price(lot.symbol) * lot.quantity for _, lot in lots),
        ZERO,
    )
    orders = len({(account.account_id, lot.symbol) for account, lot in lots})
    return to_cents(2 * (spreads + orders * situation.policy.commission))


def term_today(situation: Situation, lot: Lot) -> Term:
    """The term of a sale today; a lot without a date is never asked."""
    start = lot.holding_period_start
    return Term.SHORT if start is None else term_of(start, situation.as_of)
