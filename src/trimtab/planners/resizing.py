"""Another number of shares for a sale of a plan: which lots go, and which stay."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from trimtab.domain import Account, Lot, LotId, LotMethod
from trimtab.errors import Refused
from trimtab.money import ZERO, exact_text
from trimtab.planners.trades import Sell, Take
from trimtab.planners.valuation import Valuation
from trimtab.tax import SaleTerms, select_lots


def resized_sale(valuation: Valuation, sell: Sell, shares: Decimal) -> tuple[Take, ...]:
    """`sell` with `shares` instead, a whole number of steps or not: the limits say what may be.

    Fewer come out of the lots that the plan sells; for more, those are sold as planned and the rest
    comes out of what else the account holds of the security, lots without basis or date last. Which
    lots go first is the account's own method; where orders name lots, those that cost the least
    tax, year to date included, or in accounts that are not taxed the oldest.

    Refused where the account does not hold as many shares.
    """
    held, planned = _lots(sell), {sale.lot.lot_id: sale.quantity for sale in sell.lots}
    there = sum((lot.quantity for lot in held.values()), ZERO)
    if shares > there:
        raise Refused(
            f"oversold_lot: {sell.account.account_id} holds {exact_text(there)} {sell.symbol}, and "
            f"{exact_text(shares)} are to be sold. Sell at most what is there"
        )
    if shares < sell.quantity:
        parts = _parts(held, planned)
        return tuple(_takes(sell, held, _chosen(valuation, sell.account, parts, shares)))
    rest = {lot_id: lot.quantity - planned.get(lot_id, ZERO) for lot_id, lot in held.items()}
    known = [part for part in _parts(held, rest) if part.complete]
    more = min(shares - sell.quantity, sum((part.quantity for part in known), ZERO))
    unknown = [part for part in _parts(held, rest) if not part.complete]
    last = shares - sell.quantity - more
    chosen = (
        *_parts(held, planned),
        *(_chosen(valuation, sell.account, known, more) if more else ()),
        *(_chosen(valuation, sell.account, unknown, last) if last else ()),
    )
    return tuple(_takes(sell, held, chosen))


def _lots(sell: Sell) -> dict[LotId, Lot]:
    return {lot.lot_id: lot for lot in sell.account.lots if lot.symbol == sell.symbol}


def _parts(held: dict[LotId, Lot], shares: dict[LotId, Decimal]) -> list[Lot]:
    """That many shares of each lot, none where it is none."""
    return [
        lot if shares[lot_id] == lot.quantity else lot.split(shares[lot_id])[0]
        for lot_id, lot in held.items()
        if shares.get(lot_id, ZERO) > 0
    ]


def _chosen(
    valuation: Valuation, account: Account, parts: list[Lot], shares: Decimal
) -> tuple[Lot, ...]:
    tax, method = valuation.situation.tax, account.lot_method
    if method is LotMethod.SPECIFIC:
        method = LotMethod.MIN_TAX if account.taxable else LotMethod.FIFO
    if tax is None or not all(part.complete for part in parts):
        sale = None
    else:
        price = valuation.price(parts[0].symbol)
        sale = SaleTerms(
            price=price, sold=valuation.situation.as_of, profile=tax, step=account.quantity_step
        )
    return select_lots(parts, shares, method=method, sale=sale).taken


def _takes(sell: Sell, held: dict[LotId, Lot], chosen: Iterable[Lot]) -> Iterator[Take]:
    shares: dict[LotId, Decimal] = {}
    for part in chosen:
        shares[part.lot_id] = shares.get(part.lot_id, ZERO) + part.quantity
    return (
        Take(account=sell.account, lot=held[lot_id], quantity=quantity)
        for lot_id, quantity in shares.items()
    )
