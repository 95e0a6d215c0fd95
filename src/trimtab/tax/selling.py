"""Sales before they are booked: which lots each takes, one named lot at a time (L1-L3, W8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile

from trimtab.domain import AccountId, Lot, LotId, LotMethod, Symbol, Term
from trimtab.domain.event import Sell
from trimtab.errors import Problem
from trimtab.ledger import Inconsistent, RealizedGain
from trimtab.ledger.selection import Order, choose, in_order
from trimtab.ledger.trades import spread
from trimtab.money import ZERO
from trimtab.tax.history import SaleLine
from trimtab.tax.lot_selection import SaleTerms, Selection, select_lots
from trimtab.tax.record import Record

Lots = tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a sale of one lot took `of` the lots that it saw; good as long as they are the same."""

    of: Lots
    taken: Lots
    left: Lots


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A sale, or a part of one, that takes `quantity` shares of one lot.

    first   what it takes first of the lot
    chosen  the lots that it takes, where they can be told already
    """

    event: Sell
    sale_id: str
    lot_id: LotId
    quantity: Decimal
    proceeds: Decimal | None
    stated_gain: Decimal | None
    first: Lot
    chosen: Chosen | None = None


def resolved(
    record: Record, run: Sequence[Sell], sale_ids: Iterator[str]
) -> Iterator[tuple[Sell, str, list[Part] | Inconsistent]]:
    """Each sale of `run` with its name, as sales of one lot each; none of them is booked yet."""
    left: dict[tuple[AccountId, Symbol], Lots] = {}
    for event in run:
        sale_id = event.row_id or next(sale_ids)
        key = (event.account_id, event.symbol)
        lots = left.get(key)
        if lots is None:
            lots = record.held(*key)
        order = record.order(*key, event.lot_id)
        try:
            taken, left[key] = _chosen(record, event, lots, order)
        except Inconsistent as found:
            yield event, sale_id, found
        else:
            yield event, sale_id, _by_lot(event, sale_id, Chosen(lots, taken, left[key]))


def _chosen(record: Record, event: Sell, lots: Lots, order: Order) -> tuple[Lots, Lots]:
    """(lots taken, lots left).

    Beside a file of lots, which is the truth for what is held, a sale without a name can only have
    taken shares that the file no longer shows.
    """
    if event.account_id not in record.beside_lots or event.lot_id is not None:
        if order.method is LotMethod.MIN_TAX and event.lot_id is None:
            selection = _by_least_tax(record, event, lots)
            return selection.taken, selection.left
        return choose(lots, event.quantity, order)
    offered = [lot for lot in lots if record.offered(lot)]
    taken, rest = choose(offered, event.quantity, order)
    return taken, in_order((*rest, *(lot for lot in lots if not record.offered(lot))))


def _by_least_tax(record: Record, event: Sell, lots: Lots) -> Selection:
    """The lots that cost the least tax in the year so far; HIFO where rates are not known."""
    sale = None
    if record.profile is not None and event.proceeds is not None:
        so_far = _so_far(record, event.on.year)
        profile = replace(
            record.profile,
            realized_short=so_far[Term.SHORT],
            realized_long=so_far[Term.LONG],
        )
        if event.on.year != record.year:
            # What is given is carried into the year of the report, into no other.
            profile = replace(profile, carryforward_short=ZERO, carryforward_long=ZERO)
        sale = SaleTerms(price=event.proceeds / event.quantity, sold=event.on, profile=profile)
    return select_lots(lots, event.quantity, method=LotMethod.MIN_TAX, sale=sale)


def _so_far(record: Record, year: int) -> dict[Term, Decimal]:
    """Gains of `year` by term until now; a loss that is denied is none (L4)."""
    so_far = dict.fromkeys(Term, ZERO)
    first = len(record.lines)
    # From the end: lines are in order of their years.
    for line in takewhile(lambda line: line.sold.year == year, reversed(record.lines)):
        first -= 1
        if record.taxable(line.account_id):
            so_far[line.term] += line.gain or ZERO
    for wash in record.washes:
        if wash.line >= first:
            so_far[record.lines[wash.line].term] += wash.disallowed
    return so_far


def _by_lot(event: Sell, sale_id: str, chosen: Chosen) -> list[Part]:
    """A part for each lot taken, proceeds and stated gain by shares, to the cent."""
    shares: dict[LotId, Decimal] = {}
    first: dict[LotId, Lot] = {}
    for lot in chosen.taken:
        first.setdefault(lot.lot_id, lot)
        shares[lot.lot_id] = shares.get(lot.lot_id, ZERO) + lot.quantity
    proceeds, gains = (
        spread(amount, list(shares.values())) for amount in (event.proceeds, event.stated_gain)
    )
    return [
        Part(
            event=event,
            sale_id=sale_id,
            lot_id=lot_id,
            quantity=quantity,
            proceeds=amount,
            stated_gain=gain,
            first=first[lot_id],
            chosen=chosen if len(shares) == 1 else None,
        )
        for (lot_id, quantity), amount, gain in zip(shares.items(), proceeds, gains, strict=True)
    ]


def take_out(record: Record, part: Part) -> list[SaleLine]:
    """Book `part`: a sale line for each fragment of its lot (W3)."""
    event = part.event
    held = record.held(event.account_id, event.symbol)
    if part.chosen is not None and part.chosen.of is held:
        taken, left = part.chosen.taken, part.chosen.left
    else:
        order = record.order(event.account_id, event.symbol, part.lot_id)
        taken, left = choose(held, part.quantity, order)
    record.put(event.account_id, event.symbol, left)
    quantities = [lot.quantity for lot in taken]
    return [
        SaleLine(
            sale_id=part.sale_id,
            realized=RealizedGain(
                account_id=event.account_id,
                lot=record.as_named(lot),
                sold=event.on,
                proceeds=proceeds,
                basis=lot.basis,
            ),
            stated_gain=stated,
            source=event.source,
            incomplete=lot.basis is None or proceeds is None,
        )
        for lot, proceeds, stated in zip(
            taken,
            spread(part.proceeds, quantities),
            spread(part.stated_gain, quantities),
            strict=True,
        )
    ]


def line_of_unknown(event: Sell, sale_id: str) -> SaleLine:
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
    return SaleLine(
        sale_id=sale_id,
        realized=realized,
        stated_gain=event.stated_gain,
        source=event.source,
        incomplete=True,
    )


_AS_LOSS = "it counts as a loss that a purchase may undo and as nothing in the year"


def not_known(event: Sell, found: Inconsistent) -> Problem:
    """What a sale of unknown shares is counted as, for the list of what is incomplete."""
    gain = event.stated_gain
    counted = "its gain is taken from its row" if gain is not None else _AS_LOSS
    return Inconsistent(
        f"the sale of {event.symbol} on {event.on} in {event.account_id} cannot be traced: "
        f"{found.what}",
        f"the record of this account is partial, so {counted}, short-term",
        "add the purchase, name the lot, or give the gain of the row",
    ).problem(event.source)
