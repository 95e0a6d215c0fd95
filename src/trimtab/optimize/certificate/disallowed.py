"""Losses that the wash-sale rule denies these orders: from the rebuilt record where it can tell.

A record that is too short (P3), or that does not hold what is to be sold, is replaced by the
careful estimate, which can only deny too much.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.domain import LotId, Term
from trimtab.ledger import Inconsistent
from trimtab.money import ZERO
from trimtab.optimize.certificate.book import Book
from trimtab.optimize.certificate.taken_back import net_of
from trimtab.tax import (
    Assessment,
    EstimatedPurchase,
    LossSold,
    Proposal,
    ProposedPurchase,
    ProposedSale,
    WashOutlook,
    WashScreen,
    careful_estimate,
    chosen_rules,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disallowed:
    """Losses denied, dollars, >= 0.

    by_lot         of each lot sold, what is still denied when all orders are done: what a
                   replacement takes along that is sold too counts with these orders (P6)
    permanent      the part of everything here that no basis takes up
    earlier_short, earlier_long   of earlier sales, by their term, because of these purchases
    from_record    False: estimated
    """

    by_lot: Mapping[LotId, Decimal] = field(default_factory=dict)
    permanent: Decimal = ZERO
    earlier_short: Decimal = ZERO
    earlier_long: Decimal = ZERO
    from_record: bool = True


def outlook_of(book: Book) -> WashOutlook:
    """The household's record on the day of the plan."""
    situation = book.situation
    status = None if situation.tax is None else situation.tax.filing_status
    rules = chosen_rules(situation.policy, status)
    return WashOutlook(situation.household, situation.as_of, rules)


def disallowed_by(book: Book, outlook: WashOutlook, screen: WashScreen) -> Disallowed:
    """What the law denies when these orders are made."""
    losing = any(sold.account.taxable and sold.gain < 0 for sold in book.lots_sold)
    undoing = any(screen.open_losses(buy.symbol) for buy in book.bought)
    if not losing and not undoing:
        return Disallowed(from_record=not outlook.incomplete)
    if outlook.incomplete:
        return _estimated(book, screen)
    try:
        return _assessed(outlook.assess(_proposal(book)))
    except Inconsistent:
        return _estimated(book, screen)


def _proposal(book: Book) -> Proposal:
    return Proposal(
        sales=tuple(
            ProposedSale(
                account_id=sold.account.account_id,
                symbol=sold.lot.symbol,
                quantity=sold.quantity,
                price=sold.price,
                lot_id=sold.lot.lot_id,
            )
            for sold in book.lots_sold
        ),
        purchases=tuple(
            ProposedPurchase(
                account_id=buy.account.account_id,
                symbol=buy.symbol,
                quantity=buy.quantity,
                price=buy.price,
            )
            for buy in book.bought
        ),
    )


def _assessed(assessment: Assessment) -> Disallowed:
    earlier = {Term.SHORT: ZERO, Term.LONG: ZERO}
    permanent = ZERO
    for wash in assessment.wash_sales:
        if wash.line < assessment.first_today:
            earlier[assessment.booked[wash.line].term] += wash.disallowed
        permanent += wash.disallowed if wash.permanent else ZERO
    return Disallowed(
        by_lot=net_of(assessment),
        permanent=permanent,
        earlier_short=earlier[Term.SHORT],
        earlier_long=earlier[Term.LONG],
    )


def _estimated(book: Book, screen: WashScreen) -> Disallowed:
    found = careful_estimate(
        book.situation.household,
        screen,
        [(sold.lot, sold.quantity) for sold in book.lots_sold],
        [
            LossSold(lot=sold.lot, quantity=sold.quantity, loss=-sold.gain)
            for sold in book.lots_sold
            if sold.account.taxable and sold.gain < 0
        ],
        [
            EstimatedPurchase(account=buy.account, symbol=buy.symbol, quantity=buy.quantity)
            for buy in book.bought
        ],
    )
    undone, lost = _undone(book, screen)
    return Disallowed(
        by_lot={lot_id: washed.disallowed for lot_id, washed in found.items()},
        permanent=sum((washed.permanent for washed in found.values()), lost),
        # Short is the dearer term: the careful reading where the window does not tell.
        earlier_short=undone,
        from_record=False,
    )


def _undone(book: Book, screen: WashScreen) -> tuple[Decimal, Decimal]:
    """(earlier losses undone by the purchases, the part of them that is lost for good)."""
    undone = lost = ZERO
    identical = book.situation.household.identical
    for group in dict.fromkeys(identical.of(buy.symbol) for buy in book.bought):
        buys = [buy for buy in book.bought if buy.symbol in group]
        symbol = buys[0].symbol
        undone += screen.damage(symbol, sum((buy.quantity for buy in buys), ZERO)).amount
        sheltered = sum((buy.quantity for buy in buys if not buy.account.taxable), ZERO)
        lost += screen.damage(symbol, sheltered).amount if sheltered else ZERO
    return undone, lost
