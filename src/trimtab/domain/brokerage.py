"""What a broker says of itself, of its accounts and of the orders it was given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from trimtab.domain.account import LotMethod, Registration
from trimtab.domain.checks import require_above_zero, require_at_least_zero
from trimtab.domain.identifiers import LotId, OrderId, Symbol
from trimtab.domain.order import Order, OrderStatus, OrderType, Side
from trimtab.errors import InvalidValue
from trimtab.money import ZERO


class LotChoice(Enum):
    """Whose choice it is which lots a sale takes.

    EXACT_LOTS       an order may name the lots
    METHOD           an order may name a method, such as highest cost first
    ACCOUNT_DEFAULT  the account's standing method decides, whatever the order says
    NONE             the broker has one method and no choice
    """

    EXACT_LOTS = "exact_lots"
    METHOD = "method"
    ACCOUNT_DEFAULT = "account_default"
    NONE = "none"


class ClientIds(Enum):
    """What becomes of our own name of an order.

    READABLE  it comes back in the list of orders: an order can be looked up by it exactly
    ACCEPTED  it is taken, and does not come back: an order is found by what it looks like
    NONE      there is no such thing
    """

    READABLE = "readable"
    ACCEPTED = "accepted"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What can be asked of a broker in one account.

    sells_by       the method by which lots are taken where an order cannot name them
    quantity_step  orders are multiples of it; 1 = whole shares
    preview        the broker prices an order before it is placed
    """

    lot_choice: LotChoice
    client_ids: ClientIds
    preview: bool
    quantity_step: Decimal
    sells_by: LotMethod | None = None

    def __post_init__(self) -> None:
        require_above_zero("quantity_step of a broker", self.quantity_step)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAccount:
    """One account as the broker lists it.

    key           the broker's own name of it, for requests; may be secret to others
    number        the number that people know; shown by its last four characters only
    registration  None where what the broker says does not tell
    settles       True where only settled cash may be spent without a violation (a cash account)
    """

    key: str
    number: str
    description: str = ""
    registration: Registration | None = None
    settles: bool = False

    @property
    def masked(self) -> str:
        """The number as it may be shown: `****1234`."""
        return f"****{self.number[-4:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerLot:
    """One open lot at a broker.

    quantity   shares held, above zero
    available  shares that an order may take now; the rest is reserved by open orders
    acquired   None where the broker does not know; such a lot is never sold by itself
    basis      total dollars, adjusted as the broker sees it; None where it does not know
    holding_period_start  None where the broker does not tell it apart from `acquired`
    wash_adjustment       dollars of `basis` that a wash sale added; None where it is not told
    """

    lot_id: LotId
    symbol: Symbol
    quantity: Decimal
    available: Decimal
    acquired: date | None
    basis: Decimal | None
    holding_period_start: date | None = None
    wash_adjustment: Decimal | None = None

    def __post_init__(self) -> None:
        require_above_zero(f"quantity of lot {self.lot_id}", self.quantity)
        require_at_least_zero(f"available shares of lot {self.lot_id}", self.available)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerPosition:
    """One security held in an account.

    quantity  shares, the sum of the lots where these are given
    price     dollars per share at which the broker values it; None where it does not say
    lots      None where the broker does not list lots at all; empty where those that it lists do
              not add up to the position, so that none of them can be sold by name
    """

    symbol: Symbol
    quantity: Decimal
    price: Decimal | None = None
    lots: tuple[BrokerLot, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One account at one moment.

    cash      dollars, settled or not, before open orders
    settled   dollars of it that are settled; None where the broker does not say
    reserved  dollars of it that open orders hold, >= 0
    as_of     aware moment for which the figures hold
    source    where they come from, for people: `E*TRADE, live`, `Flex statement of 20 Nov`
    skipped   what the account holds and trimtab does not trade, in sentences: options, bonds
    unclear   why positions have no lots, by security: for a broker that lists none itself
    """

    account: BrokerAccount
    positions: tuple[BrokerPosition, ...]
    cash: Decimal
    as_of: datetime
    source: str
    settled: Decimal | None = None
    reserved: Decimal = ZERO
    skipped: tuple[str, ...] = ()
    unclear: Mapping[Symbol, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            raise InvalidValue(f"the time of a snapshot of {self.account.masked} needs a time zone")

    def shares(self, symbol: Symbol) -> Decimal:
        """Shares of `symbol` held; zero where there are none."""
        return sum((one.quantity for one in self.positions if one.symbol == symbol), ZERO)


class Freshness(Enum):
    """How old a quote is; an order is priced on REAL_TIME alone unless the user says otherwise."""

    REAL_TIME = "real_time"
    DELAYED = "delayed"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveQuote:
    """What a security trades at; dollars per share, None where nobody bids or asks."""

    symbol: Symbol
    last: Decimal
    bid: Decimal | None
    ask: Decimal | None
    at: datetime
    freshness: Freshness


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a broker says an order would do.

    reference   the broker's name of the preview, for placing; empty where it needs none
    total       dollars that leave the account, costs included; below zero when money comes in
    commission  dollars, >= 0
    expires     aware moment from which it may not be used any more; None: it does not expire
    messages    what the broker wants read first
    """

    order: Order
    total: Decimal
    commission: Decimal = ZERO
    reference: str = ""
    expires: datetime | None = None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReport:
    """What a broker says of an order that it has.

    broker_order_id  the broker's own name of it
    client_order_id  ours, where the broker gives it back
    filled           shares traded so far, 0 to `quantity`
    average_price    dollars per share of these; None until something is traded
    placed_at        aware moment; None where the broker does not say
    lots             the lots that a sale names, where the broker gives them back
    """

    broker_order_id: str
    side: Side
    symbol: Symbol
    quantity: Decimal
    order_type: OrderType
    status: OrderStatus
    filled: Decimal = ZERO
    average_price: Decimal | None = None
    limit_price: Decimal | None = None
    client_order_id: OrderId | None = None
    placed_at: datetime | None = None
    commission: Decimal = ZERO
    lots: tuple[tuple[LotId, Decimal], ...] = ()
    messages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_above_zero(f"quantity of order {self.broker_order_id}", self.quantity)
        if not ZERO <= self.filled <= self.quantity:
            raise InvalidValue(
                f"order {self.broker_order_id}: {self.filled} of {self.quantity} shares filled"
            )
