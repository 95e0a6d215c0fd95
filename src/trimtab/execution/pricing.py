"""From a leg to an order that a broker can be given."""

from decimal import Decimal

from trimtab.domain.brokerage import Capabilities, LiveQuote, LotChoice
from trimtab.domain.order import Order, OrderType, Side
from trimtab.execution.sendable import Leg, Sendable, SendingRules
from trimtab.money import ONE, ceil_to_step, floor_to_step

# Rule 612 of Regulation NMS, 17 CFR 242.612: no order in fractions of a cent from one dollar up,
# none finer than a hundredth of a cent below.
_TICK = Decimal("0.01")
_TICK_BELOW_A_DOLLAR = Decimal("0.0001")


def order_for(
    leg: Leg,
    quantity: Decimal,
    quote: LiveQuote,
    sendable: Sendable,
    *,
    rules: SendingRules,
    able: Capabilities,
) -> Order:
    """The order for `quantity` shares of `leg`, at the market as `quote` has it.

    Lots are named where the broker lets an order name them.
    """
    limited = rules.order_type is OrderType.LIMIT
    return Order(
        order_id=sendable.name_of(leg),
        account_id=leg.account_id,
        side=leg.side,
        symbol=leg.symbol,
        quantity=quantity,
        order_type=rules.order_type,
        limit_price=limit_price(leg.side, quote, rules.limit_offset) if limited else None,
        lots=leg.lots if able.lot_choice is LotChoice.EXACT_LOTS else (),
    )


def limit_price(side: Side, quote: LiveQuote, offset: Decimal) -> Decimal:
    """Dollars per share: the ask and `offset` more for a purchase, the bid and so much less else.

    Rounded to the next tick away from the market, so that it is never tighter than asked for; the
    last price stands in where nobody bids or asks.
    """
    if side is Side.BUY:
        wanted = (quote.last if quote.ask is None else quote.ask) * (1 + offset)
        return ceil_to_step(wanted, _tick(wanted))
    wanted = (quote.last if quote.bid is None else quote.bid) * (1 - offset)
    # A price under one tick is offered at a tick: nothing can be sold for less.
    return max(floor_to_step(wanted, _tick(wanted)), _tick(wanted))


def middle(quote: LiveQuote) -> Decimal:
    """Dollars per share between bid and ask; the last price where one of them is missing."""
    if quote.bid is None or quote.ask is None:
        return quote.last
    return (quote.bid + quote.ask) / 2


def _tick(price: Decimal) -> Decimal:
    return _TICK if price >= ONE else _TICK_BELOW_A_DOLLAR
