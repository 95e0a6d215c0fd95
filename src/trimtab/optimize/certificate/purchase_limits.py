"""Hard limits on what is bought, and on the classes after the plan."""

from collections.abc import Iterator

from trimtab.money import ratio_text
from trimtab.optimize.certificate.limit import Excess, outside_by_more_than_a_cent
from trimtab.optimize.certificate.recomputed import Recomputed


def purchase_of_what_is_never_bought(plan: Recomputed) -> Iterator[Excess]:
    """A security of `never_buy`."""
    policy = plan.book.situation.policy
    for buy in plan.book.bought:
        if not policy.may_buy(buy.account.account_id, buy.symbol):
            yield Excess(text=f"{buy.symbol} is bought in {buy.account.account_id}")


def purchase_outside_the_targets(plan: Recomputed) -> Iterator[Excess]:
    """A security of no class, or one that is only counted in its class and not forced by name."""
    buyable = {symbol for _, symbol in plan.book.situation.buyable()}
    for buy in plan.book.bought:
        if buy.symbol not in buyable:
            yield Excess(text=f"{buy.symbol} is bought, and no class holds it")


def purchase_beside_the_forced_one(plan: Recomputed) -> Iterator[Excess]:
    """In a class of `forced_buys` another security than the one it names; false names none."""
    situation = plan.book.situation
    forced = situation.policy.forced_buys
    for buy in plan.book.bought:
        name = situation.target.class_of(buy.symbol).name
        if name in forced and forced[name] != buy.symbol:
            only = f"only {forced[name]}" if forced[name] else "nothing"
            yield Excess(text=f"{buy.symbol} is bought, and {name} buys {only}")


def purchase_of_what_is_sold(plan: Recomputed) -> Iterator[Excess]:
    """A security bought in the account that sells it, unless gains are harvested on purpose.

    They are where the 0 % bracket has a `gains_budget`. Elsewhere such a pair of orders only burns
    its costs, or gets an order over `min_trade` that is not.
    """
    tax = plan.book.situation.tax
    if tax is not None and tax.federal_long == 0 and tax.gains_budget is not None:
        return
    sold = {(order.account.account_id, order.symbol): order for order in plan.book.sale_orders}
    for buy in plan.book.bought:
        order = sold.get((buy.account.account_id, buy.symbol))
        if order is not None:
            yield Excess(
                text=f"{buy.symbol} is both sold and bought in {buy.account.account_id}",
                amount=min(order.value, buy.value),
            )


def class_outside_its_band(plan: Recomputed) -> Iterator[Excess]:
    """With `band_mode = "hard"`, a class that ends outside its band by more than a cent.

    A cash buffer stands in the place of a band of cash.
    """
    situation = plan.book.situation
    if not situation.policy.band_hard:
        return
    for asset_class in situation.target.classes:
        weight, band = plan.book.class_weights_after[asset_class.name], asset_class.band
        buffered = asset_class.is_cash and situation.policy.cash_buffer is not None
        if band is None or buffered:
            continue
        outside = max(band.low - weight, weight - band.high) * plan.book.value
        if outside_by_more_than_a_cent(outside):
            yield Excess(
                text=f"{asset_class.name} ends at {ratio_text(weight)} of the household, outside "
                f"{ratio_text(band.low)} to {ratio_text(band.high)}",
                amount=max(band.low - weight, weight - band.high),
            )
