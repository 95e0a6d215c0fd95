"""What funds paid on the shares of a lot, for losses within six months: 26 U.S.C. 852(b)(4), H6.

A payment goes to the shares held before its ex date, each alike. Splits and mergers change what it
comes to for a share; a transfer between own accounts does not.
"""

from dataclasses import replace

from trimtab.domain import Term
from trimtab.domain.event import CapitalGainDistribution, ExemptDividend
from trimtab.money import ZERO, to_cents
from trimtab.tax.fund_loss import Received, fund_loss_split, held_six_months_or_less
from trimtab.tax.history import SaleLine
from trimtab.tax.record import Record
from trimtab.tax.restating import Restated


def receive(record: Record, event: CapitalGainDistribution | ExemptDividend) -> None:
    """Remember `event` for every share that was held before its day."""
    if event.symbol is None:
        return
    entitled = [
        lot
        for lot in record.held(event.account_id, event.symbol)
        if lot.acquired is None or lot.acquired < event.on
    ]
    shares = sum((lot.quantity for lot in entitled), ZERO)
    for lot_id in dict.fromkeys(lot.lot_id for lot in entitled):
        before = record.received.get(lot_id, Received())
        per_share = event.amount / shares
        if isinstance(event, ExemptDividend):
            record.received[lot_id] = replace(before, exempt=before.exempt + per_share)
        else:
            record.received[lot_id] = replace(before, gains=before.gains + per_share)


def rescale_payments(record: Record, change: Restated, event: int) -> None:
    """After a split or merger the dollars of one share are those of `ratio` new ones.

    event  its place among what happened
    """
    for lot in record.held(change.account_id, change.new):
        paid = record.received.get(lot.lot_id)
        if paid is not None and event not in paid.restated:
            record.received[lot.lot_id] = Received(
                exempt=paid.exempt / change.ratio,
                gains=paid.gains / change.ratio,
                restated=paid.restated | {event},
            )


def with_payments(record: Record, line: SaleLine) -> SaleLine:
    """`line` after 852(b)(4): what exempt dividends deny, and what distributions make long-term.

    The denial comes before the wash-sale rule, which looks at the loss that is left.
    """
    start, loss = line.lot.holding_period_start, line.economic_gain
    paid = record.received.get(line.lot.lot_id)
    if paid is None or start is None or loss is None or line.term is Term.LONG:
        return line
    if not held_six_months_or_less(start, line.sold) or not record.taxable(line.account_id):
        return line
    split = fund_loss_split(
        loss,
        exempt_interest_dividends=to_cents(paid.exempt * line.lot.quantity),
        capital_gain_distributions=to_cents(paid.gains * line.lot.quantity),
    )
    return replace(
        line,
        realized=replace(line.realized, adjustment=split.disallowed),
        permanent=split.disallowed,
        exempt=split.disallowed,
        long_loss=split.long,
    )
