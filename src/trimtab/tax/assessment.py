"""Booking a proposal onto a copy of the record: rules P1-P6."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import count

from trimtab.domain import Lot, LotId
from trimtab.domain.event import Event, Sell
from trimtab.ledger import apply
from trimtab.money import ZERO, to_cents
from trimtab.tax.bookkeeping import Bookkeeper
from trimtab.tax.proposal import Assessment, Proposal, ProposedPurchase, ProposedSale
from trimtab.tax.record import Record
from trimtab.tax.sequence import in_sequence
from trimtab.tax.tracing import HeldLot
from trimtab.tax.wash_sale import CLEAR_AFTER, WashSale


def assess(record: Record, proposal: Proposal, as_of: date) -> Assessment:
    """What the law makes of `proposal`, traded on `as_of`, after everything in `record`.

    Purchases and sales of one day are judged together, in all accounts (P5). Raises Inconsistent
    when more is sold than is held.
    """
    after = record.copy()
    sells = [_sell(sale, as_of) for sale in proposal.sales]
    economic = _economic_gain(record, sells)
    bought = [_bought(one, number, as_of) for number, one in enumerate(proposal.purchases)]
    _book(after, [*bought, *sells])
    washes = after.washes[len(record.washes) :]
    own = [wash for wash in washes if wash.line >= len(record.lines)]
    lines = after.lines[len(record.lines) :]
    allowed = sum((line.gain or ZERO for line in lines), ZERO) + _disallowed(own)
    denied = sum((line.exempt for line in lines), ZERO)
    later = after.copy()
    first = len(proposal.purchases)
    scheduled = [
        _bought(one, number, as_of) for number, one in enumerate(proposal.scheduled, first)
    ]
    _book(later, scheduled)
    expected = later.washes[len(after.washes) :]
    open_today = any(
        loss.quantity and loss.line >= len(record.lines)
        for waiting in after.losses.values()
        for loss in waiting
    )
    earlier = [wash for wash in washes if wash.line < len(record.lines)]
    return Assessment(
        disallowed=_disallowed(washes),
        permanent=_permanent(washes),
        deferred=allowed
        - economic
        - denied
        - _permanent(own)
        + _disallowed(earlier)
        - _permanent(earlier),
        allowed_gain=allowed,
        expected_disallowed=_disallowed(expected),
        expected_permanent=_permanent(expected),
        wash_sales=(*washes, *expected),
        flags=frozenset(flag for wash in (*washes, *expected) for flag in wash.flags),
        final_on=as_of + CLEAR_AFTER if open_today else None,
    )


def _book(record: Record, events: Iterable[Event]) -> None:
    """Book events that fit: what is sold has been taken out once already."""
    keeper = Bookkeeper(
        record=record,
        strict=frozenset(record.accounts),
        sale_ids=(f"proposed {number}" for number in count(1)),
    )
    keeper.book_all(in_sequence(events))


def _economic_gain(record: Record, sells: Iterable[Sell]) -> Decimal:
    """Dollars that the sales gain before the rule looks at them; a loss is negative."""
    untouched = record.copy()
    gain = ZERO
    for event in sells:
        change = apply(event, untouched.holdings(event.account_id))
        untouched.put(event.account_id, event.symbol, change.lots[event.symbol])
        gain += sum((one.gain or ZERO for one in change.gains), ZERO)
    return gain


def _sell(sale: ProposedSale, as_of: date) -> Sell:
    return Sell(
        on=as_of,
        account_id=sale.account_id,
        symbol=sale.symbol,
        quantity=sale.quantity,
        lot_id=sale.lot_id,
        proceeds=to_cents(sale.quantity * sale.price),
    )


def _bought(purchase: ProposedPurchase, number: int, as_of: date) -> HeldLot:
    on = purchase.on or as_of
    lot = Lot(
        lot_id=LotId(f"proposed {number}"),
        symbol=purchase.symbol,
        quantity=purchase.quantity,
        basis=to_cents(purchase.quantity * purchase.price),
        acquired=on,
    )
    return HeldLot(on=on, account_id=purchase.account_id, lot=lot)


def _disallowed(washes: Iterable[WashSale]) -> Decimal:
    return sum((wash.disallowed for wash in washes), ZERO)


def _permanent(washes: Iterable[WashSale]) -> Decimal:
    return sum((wash.disallowed for wash in washes if wash.permanent), ZERO)
