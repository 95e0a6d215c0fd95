"""An instruction to a broker. A plan holds intents; an order exists once somebody will send it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from trimtab.domain.checks import require_above_zero
from trimtab.domain.identifiers import AccountId, LotId, OrderId, Symbol
from trimtab.errors import InvalidValue
from trimtab.money import ZERO


class Side(Enum):
    """Direction of a trade."""

    SELL = "sell"
    BUY = "buy"


class OrderType(Enum):
    """MARKET: at any price. LIMIT: at the limit price or better."""

    MARKET = "market"
    LIMIT = "limit"


class OrderStatus(Enum):
    """The life of an order; UNKNOWN: the broker's answer to sending it was lost."""

    DRAFTED = "drafted"
    PREVIEWED = "previewed"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    PARTLY_FILLED = "partly"
    UNKNOWN = "unknown"
    FILLED = "filled"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN = frozenset({OrderStatus.SUBMITTED, OrderStatus.PARTLY_FILLED, OrderStatus.UNKNOWN})
DONE = frozenset(
    {OrderStatus.FILLED, OrderStatus.REJECTED, OrderStatus.CANCELLED, OrderStatus.EXPIRED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An instruction to buy or sell.

    quantity     shares, above zero
    limit_price  dollars per share; given exactly when `order_type` is LIMIT
    lots         shares of each lot to sell, summing to `quantity`; empty for purchases and for
                 brokers that choose the lots themselves
    """

    order_id: OrderId
    account_id: AccountId
    side: Side
    symbol: Symbol
    quantity: Decimal
    order_type: OrderType = OrderType.LIMIT
    limit_price: Decimal | None = None
    lots: tuple[tuple[LotId, Decimal], ...] = ()
    status: OrderStatus = OrderStatus.DRAFTED

    def __post_init__(self) -> None:
        require_above_zero(f"quantity of order {self.order_id}", self.quantity)
        if (self.limit_price is None) != (self.order_type is OrderType.MARKET):
            raise InvalidValue(
                f"order {self.order_id}: a {self.order_type.value} order "
                f"cannot have the limit price {self.limit_price}"
            )
        if self.limit_price is not None:
            require_above_zero(f"limit price of order {self.order_id}", self.limit_price)
        if self.lots and sum((shares for _, shares in self.lots), ZERO) != self.quantity:
            raise InvalidValue(f"order {self.order_id}: its lots do not add up to {self.quantity}")
