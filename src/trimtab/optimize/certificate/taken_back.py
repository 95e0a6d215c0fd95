"""Losses denied and taken back in one plan: rule P6 lot by lot.

Under the sequential reading (W11) a loss joins the basis of a replacement that the same plan sells
a moment later, so that it counts after all, with that sale. Here it counts where it arose: what a
lot's replacement takes along and brings back is not denied to the lot.
"""

from collections.abc import Iterable
from decimal import Decimal

from trimtab.domain import LotId
from trimtab.money import ZERO
from trimtab.tax import Assessment, WashSale


def net_of(assessment: Assessment) -> dict[LotId, Decimal]:
    """What is still denied of each lot sold today, dollars, > 0; lots without are left out.

    The sum over the lots is what today's sales gain as they are reported, less what they gain
    before the rule looks at them.
    """
    today = assessment.booked[assessment.first_today :]
    own = [wash for wash in assessment.wash_sales if wash.line >= assessment.first_today]
    seller = {wash.line: assessment.booked[wash.line].lot.lot_id for wash in own}
    net: dict[LotId, Decimal] = {}
    for wash in own:
        net[seller[wash.line]] = net.get(seller[wash.line], ZERO) + wash.disallowed
    after: dict[LotId, Decimal] = {}
    for line in today:
        after[line.lot.lot_id] = after.get(line.lot.lot_id, ZERO) + (line.economic_gain or ZERO)
    # The last sold first: what it passes on to a third has passed through it.
    for lot_id in reversed(after):
        before = assessment.economic_gain.get(lot_id, ZERO)
        passed_on = max(ZERO, net.get(lot_id, ZERO) - max(ZERO, -before))
        if passed_on:
            net[lot_id] -= passed_on
        into = (wash for wash in own if wash.lot_id == lot_id and not wash.permanent)
        _take_back(net, before - after[lot_id] - passed_on, into, seller)
    return {lot_id: amount for lot_id, amount in net.items() if amount > 0}


def _take_back(
    net: dict[LotId, Decimal],
    amount: Decimal,
    washes: Iterable[WashSale],
    seller: dict[int, LotId],
) -> None:
    """Give `amount` back to the lots whose losses `washes` denied, in their order."""
    for wash in washes:
        back = max(ZERO, min(amount, wash.disallowed))
        net[seller[wash.line]] -= back
        amount -= back
