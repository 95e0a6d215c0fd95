"""Where simulated orders trade: quotes, what an order asks for, and how it fills."""

from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.brokers.simulators.books import Fill, SimAccount, SimOrder
from trimtab.brokers.simulators.clock import SimClock
from trimtab.money import ZERO, floor_to_step


@dataclass(frozen=True, slots=True, kw_only=True)
class SimQuote:
    """Dollars per share; a zero bid or ask as outside of the session."""

    last: Decimal
    bid: Decimal
    ask: Decimal
    status: str = "REALTIME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An order as it was asked for, in a preview or for placing."""

    side: str
    symbol: str
    quantity: Decimal
    price_type: str
    limit: Decimal | None
    session: str
    lots: tuple[tuple[int, Decimal], ...]
    client_order_id: str


@dataclass(slots=True, kw_only=True)
class Manners:
    """How a simulator behaves where its broker is not known, or may be either way.

    fills        immediate | delayed:N | partial:K | never
    duplicates   a client's name of an order that comes again is `reject`ed or `accept`ed; Alpaca
                 always rejects it
    strict       at E*TRADE: an order has to be the one that was previewed
    hide_orders  how many lists still leave out a new order
    notice       at E*TRADE: what the answer to every preview says besides; empty for nothing
    """

    fills: str = "immediate"
    duplicates: str = "reject"
    strict: bool = True
    hide_orders: int = 0
    notice: str = ""


@dataclass(slots=True, kw_only=True)
class Exchange:
    """What all brokers' rules stand on: accounts, quotes, a clock, and how orders fill.

    Whoever calls holds the lock. `names` are clients' names of orders, with the account's key.
    """

    clock: SimClock
    accounts: list[SimAccount]
    quotes: dict[str, SimQuote]
    manners: Manners = field(default_factory=Manners)
    names: set[tuple[str, str]] = field(default_factory=set)
    next_number: int = 1000

    def price(self, symbol: str, side: str) -> Decimal:
        """Dollars at which a share trades for one side."""
        quote = self.quotes[symbol]
        wanted = quote.ask if side == "BUY" else quote.bid
        return wanted or quote.last

    def fee(self, order: SimOrder, quantity: Decimal, price: Decimal) -> Decimal:  # noqa: ARG002 - for those who take one
        """Dollars taken for the next fill of an order; nothing unless a broker takes some."""
        return ZERO

    def poll(self, account: SimAccount) -> None:
        """Let time show on the open orders: what is due fills, what was to be cancelled is."""
        for order in account.orders.values():
            if order.status == "CANCEL_REQUESTED":
                account.release(order)
                order.status = "CANCELLED"
            elif order.is_open:
                order.polls += 1
                self._fill(account, order)

    def spendable(self, account: SimAccount) -> Decimal:
        """Dollars that purchases may take: a cash account's settled cash alone."""
        unsettled = account.unsettled if account.mode == "CASH" else ZERO
        return account.cash - unsettled - account.reserved_cash(self.price)

    def _accepted(self, account: SimAccount, asked: Asked) -> SimOrder:
        lots = list(asked.lots)
        if asked.side == "SELL" and not lots:
            lots = account.pick(asked.symbol, asked.quantity) or []
        order = SimOrder(
            number=self._number(),
            client_order_id=asked.client_order_id,
            side=asked.side,
            symbol=asked.symbol,
            quantity=asked.quantity,
            price_type=asked.price_type,
            limit=asked.limit,
            lots=lots,
            placed_ms=self.clock.milliseconds,
            hidden=self.manners.hide_orders,
            after_hours=not self.clock.in_session,
        )
        account.orders[order.number] = order
        if order.side == "SELL":
            account.reserve(order)
        if self.manners.fills == "immediate":
            self._fill(account, order)
        return order

    def _fill(self, account: SimAccount, order: SimOrder) -> None:
        """Trade what is due of an open order, where its limit is met and the market is open."""
        kind, _, number = self.manners.fills.partition(":")
        price = self.price(order.symbol, order.side)
        met = order.limit is None or (
            price <= order.limit if order.side == "BUY" else price >= order.limit
        )
        if kind == "never" or not met or not self.clock.in_session:
            return
        quantity = order.left
        if kind == "delayed" and order.polls < int(number):
            return
        if kind == "partial":
            quantity = min(
                order.left, max(Decimal(1), floor_to_step(order.quantity / int(number), Decimal(1)))
            )
        fill = Fill(
            quantity=quantity,
            price=price,
            at_ms=self.clock.milliseconds,
            fee=self.fee(order, quantity, price),
        )
        account.trade(order, fill, lot_number=self._number(), today=self.clock.eastern.date())
        order.status = "EXECUTED" if not order.left else "PARTIAL"

    def _number(self) -> int:
        self.next_number += 1
        return self.next_number
