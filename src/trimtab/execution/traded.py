"""What is traded on a day of the exchange, for the limit that the settings put to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from trimtab.execution.book import Book, LegState
from trimtab.execution.exchange_day import exchange_day
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Traded:
    """Dollars, sales and purchases added.

    filled  what was traded, on the day on which that was heard or told
    open    what orders may still trade, by plan: on every day, for it may be on this one
    """

    filled: Decimal = ZERO
    open: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """Both together."""
        return self.filled + sum(self.open.values(), ZERO)


def traded_on(book: Book, now: datetime, *, but: Collection[str] = ()) -> Traded:
    """Dollars of the exchange's day of `now` with real money, those of the runs `but` left out."""
    today, filled, left = exchange_day(now), ZERO, dict[str, Decimal]()
    for run in book.runs.values():
        if not run.live or run.run in but:
            continue
        for state in run.legs.values():
            filled += _filled_on(state, today)
            rest = _open(state)
            if rest:
                left[run.plan] = left.get(run.plan, ZERO) + rest
    return Traded(filled=filled, open=left)


def _filled_on(state: LegState, today: date) -> Decimal:
    shares = (part.quantity for part in state.parts if exchange_day(part.at) == today)
    return sum(shares, ZERO) * (state.average_price or ZERO)


def _open(state: LegState) -> Decimal:
    """What may still be traded: at the order's limit, at the plan's price where it has none."""
    if state.order is None or not state.may_trade:
        return ZERO
    price = state.order.limit_price or state.price or state.average_price or ZERO
    return (state.order.quantity - state.filled) * price
