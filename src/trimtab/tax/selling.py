"""Sales before they are booked: which lots each takes, one named lot at a time (L1-L3, W8)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from trimtab.domain import AccountId, Lot, LotId, Symbol
from trimtab.domain.event import Sell
from trimtab.errors import Problem
from trimtab.ledger import Inconsistent, RealizedGain
from trimtab.ledger.selection import Order, choose, in_order
from trimtab.ledger.trades import spread
from trimtab.money import ZERO
from trimtab.tax.record import Line, Record

Lots = tuple[Lot, ...]


def resolved(
    record: Record, run: Sequence[Sell]
) -> Iterator[tuple[Sell, list[Sell] | Inconsistent]]:
    """Each sale of `run` as sales of one named lot each; none of them is booked yet."""
    left: dict[tuple[AccountId, Symbol], Lots] = {}
    for event in run:
        key = (event.account_id, event.symbol)
        lots = left.get(key, record.held(*key))
        order = record.holdings(event.account_id).order(event.lot_id)
        try:
            taken, left[key] = _chosen(record, event, lots, order)
        except Inconsistent as found:
            yield event, found
        else:
            yield event, _by_lot(event, taken)


def _chosen(record: Record, event: Sell, lots: Lots, order: Order) -> tuple[Lots, Lots]:
    """(lots taken, lots left).

    Beside a file of lots, which is the truth for what is held, a sale without a name can only have
    taken shares that the file no longer shows.
    """
    if event.account_id not in record.beside_lots or event.lot_id is not None:
        return choose(lots, event.quantity, order)
    offered = [lot for lot in lots if lot.lot_id in record.ghosts]
    taken, rest = choose(offered, event.quantity, order)
    return taken, in_order((*rest, *(lot for lot in lots if lot.lot_id not in record.ghosts)))


def _by_lot(event: Sell, taken: Lots) -> list[Sell]:
    """`event` once for each lot in `taken`, proceeds and stated gain by shares, to the cent."""
    shares: dict[LotId, list[Lot]] = {}
    for lot in taken:
        shares.setdefault(lot.lot_id, []).append(lot)
    whole = [
        replace(lots[0], quantity=_total(lots), replacement_used=ZERO) for lots in shares.values()
    ]
    proceeds, gains = spread(event.proceeds, whole), spread(event.stated_gain, whole)
    return [
        replace(event, lot_id=lot.lot_id, quantity=lot.quantity, proceeds=amount, stated_gain=gain)
        for lot, amount, gain in zip(whole, proceeds, gains, strict=True)
    ]


def _total(lots: Sequence[Lot]) -> Decimal:
    return sum((lot.quantity for lot in lots), ZERO)


def line_of_unknown(event: Sell) -> Line:
    """A sale of shares that the record does not know: its gain as stated, no basis and no date."""
    lot = Lot(
        lot_id=event.lot_id or LotId("not known"),
        symbol=event.symbol,
        quantity=event.quantity,
        basis=None,
        acquired=None,
    )
    realized = RealizedGain(
        account_id=event.account_id, lot=lot, sold=event.on, proceeds=event.proceeds, basis=None
    )
    return Line(
        sale_id=event.row_id or "",
        realized=realized,
        stated_gain=event.stated_gain,
        source=event.source,
        known=False,
    )


def not_known(event: Sell, found: Inconsistent) -> Problem:
    """What a sale of unknown shares is counted as, for the list of what is incomplete."""
    gain = event.stated_gain
    counted = "its gain is taken from its row" if gain is not None else "it counts as a loss"
    return Inconsistent(
        f"the sale of {event.symbol} on {event.on} in {event.account_id} cannot be traced: {found.what}",
        f"the record of this account is partial, so {counted}, short-term",
        "add the purchase, name the lot, or give the gain of the row",
    ).problem(event.source)
