"""What the market did with an order."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from trimtab.domain.checks import require_above_zero, require_at_least_zero
from trimtab.domain.identifiers import OrderId
from trimtab.errors import InvalidValue
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Part or all of an order, traded.

    quantity   shares, above zero
    price      dollars per share, above zero
    fee        dollars, >= 0
    filled_at  aware date and time
    trade_date the date that the tax law looks at (N7)
    """

    order_id: OrderId
    quantity: Decimal
    price: Decimal
    filled_at: datetime
    trade_date: date
    fee: Decimal = ZERO

    def __post_init__(self) -> None:
        require_above_zero(f"quantity of a fill of {self.order_id}", self.quantity)
        require_above_zero(f"price of a fill of {self.order_id}", self.price)
        require_at_least_zero(f"fee of a fill of {self.order_id}", self.fee)
        if self.filled_at.tzinfo is None:
            raise InvalidValue(f"the time of a fill of {self.order_id} needs a time zone")
