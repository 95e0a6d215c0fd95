"""Accounts with lots and cash, and what orders do to them. Shares and cents are conserved."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.money import ZERO, split_by_weight, to_cents

# Dollars that a share trades at for one side: the ask for a purchase, the bid for a sale.
PriceOf = Callable[[str, str], Decimal]


@dataclass(slots=True, kw_only=True)
class SimLot:
    """One open lot. `acquired` None: the server does not know. `reserved`: held by open sales.

    cost_known  False for shares that came without a basis: `cost` is zero then, and never told
    short       shares that were never there, which a sale took all the same
    """

    number: int
    symbol: str
    quantity: Decimal
    cost: Decimal
    acquired: date | None
    reserved: Decimal = ZERO
    cost_known: bool = True
    short: bool = False

    @property
    def available(self) -> Decimal:
        """Shares that an order may take."""
        return self.quantity - self.reserved


@dataclass(slots=True, kw_only=True)
class Fill:
    """A part of an order, traded. `fee`: dollars that the broker takes for it."""

    quantity: Decimal
    price: Decimal
    at_ms: int
    fee: Decimal = ZERO


@dataclass(slots=True, kw_only=True)
class SimOrder:
    """An order that was accepted.

    lots    numbers of lots and shares of each
    hidden  how many lists of orders still leave it out
    """

    number: int
    client_order_id: str
    side: str
    symbol: str
    quantity: Decimal
    price_type: str
    limit: Decimal | None
    lots: list[tuple[int, Decimal]]
    placed_ms: int
    status: str = "OPEN"
    fills: list[Fill] = field(default_factory=list)
    polls: int = 0
    hidden: int = 0
    after_hours: bool = False

    @property
    def filled(self) -> Decimal:
        """Shares traded so far."""
        return sum((fill.quantity for fill in self.fills), ZERO)

    @property
    def left(self) -> Decimal:
        """Shares still to trade."""
        return self.quantity - self.filled

    @property
    def is_open(self) -> bool:
        """True while it may still trade."""
        return self.status in {"OPEN", "PARTIAL", "CANCEL_REQUESTED"}

    @property
    def average(self) -> Decimal | None:
        """Dollars per share traded; None before anything is."""
        if not self.fills:
            return None
        return sum((fill.quantity * fill.price for fill in self.fills), ZERO) / self.filled


@dataclass(slots=True, kw_only=True)
class SimTransaction:
    """One row of the account's activity."""

    number: str
    at_ms: int
    kind: str
    symbol: str
    quantity: Decimal
    price: Decimal
    amount: Decimal


@dataclass(slots=True, kw_only=True)
class SimAccount:
    """One account. `mode` CASH: only settled cash may be spent."""

    key: str
    number: str
    kind: str
    mode: str
    cash: Decimal
    unsettled: Decimal = ZERO
    lots: list[SimLot] = field(default_factory=list)
    orders: dict[int, SimOrder] = field(default_factory=dict)
    transactions: list[SimTransaction] = field(default_factory=list)

    def lot(self, number: int) -> SimLot | None:
        """The lot of that number, while shares of it are left."""
        return next((lot for lot in self.lots if lot.number == number), None)

    def symbols(self) -> list[str]:
        """What is held, in the order of the lots."""
        return list(dict.fromkeys(lot.symbol for lot in self.lots))

    def of(self, symbol: str) -> list[SimLot]:
        """The lots of one security, the oldest first; those without a date last."""
        mine = (lot for lot in self.lots if lot.symbol == symbol)
        return sorted(mine, key=lambda lot: (lot.acquired or date.max, lot.number))

    def reserved_cash(self, price_of: PriceOf) -> Decimal:
        """Dollars that open purchases hold."""
        return sum(
            (
                to_cents(order.left * (order.limit or price_of(order.symbol, "BUY")))
                for order in self.orders.values()
                if order.is_open and order.side == "BUY"
            ),
            ZERO,
        )

    def pick(self, symbol: str, quantity: Decimal) -> list[tuple[int, Decimal]] | None:
        """The oldest free shares; None where there are too few."""
        picked, left = [], quantity
        for lot in self.of(symbol):
            shares = min(left, lot.available)
            if shares > ZERO:
                picked.append((lot.number, shares))
                left -= shares
        return None if left > ZERO else picked

    def reserve(self, order: SimOrder) -> None:
        """Hold the shares of a sale."""
        for number, shares in order.lots:
            lot = self.lot(number)
            if lot is not None:
                lot.reserved += shares

    def release(self, order: SimOrder) -> None:
        """Give back what an order holds and will not sell any more."""
        for number, shares in _left_of(order):
            lot = self.lot(number)
            if lot is not None:
                lot.reserved -= shares

    def trade(self, order: SimOrder, fill: Fill, *, lot_number: int, today: date) -> None:
        """Book one fill. A fee is part of what a purchase costs, and lessens what a sale brings."""
        amount = to_cents(fill.quantity * fill.price)
        amount += fill.fee if order.side == "BUY" else -fill.fee
        if order.side == "BUY":
            self.cash -= amount
            self.lots.append(
                SimLot(
                    number=lot_number,
                    symbol=order.symbol,
                    quantity=fill.quantity,
                    cost=amount,
                    acquired=today,
                )
            )
        else:
            for number, shares in _first_of(order, fill.quantity):
                self._take(number, shares)
            self.cash += amount
            self.unsettled += amount
        order.fills.append(fill)
        self.transactions.append(
            SimTransaction(
                number=f"{fill.at_ms}{order.number}{len(order.fills)}",
                at_ms=fill.at_ms,
                kind="Bought" if order.side == "BUY" else "Sold",
                symbol=order.symbol,
                quantity=fill.quantity if order.side == "BUY" else -fill.quantity,
                price=fill.price,
                amount=-amount if order.side == "BUY" else amount,
            )
        )

    def _take(self, number: int, shares: Decimal) -> None:
        lot = self.lot(number)
        if lot is not None and lot.short:
            lot.quantity, lot.reserved = lot.quantity - shares, lot.reserved - shares
            return
        if lot is None or shares > lot.quantity:
            raise RuntimeError(f"lot {number} would be oversold: a fault of the simulator")
        left = lot.quantity - shares
        lot.cost = split_by_weight(lot.cost, (left, shares))[0] if left else ZERO
        lot.quantity, lot.reserved = left, lot.reserved - shares
        if not left:
            self.lots.remove(lot)


def _first_of(order: SimOrder, quantity: Decimal) -> list[tuple[int, Decimal]]:
    """The next `quantity` shares out of the lots of a sale, after those that were sold before."""
    return _slice(order, order.filled, quantity)


def _left_of(order: SimOrder) -> list[tuple[int, Decimal]]:
    return _slice(order, order.filled, order.left)


def _slice(order: SimOrder, skip: Decimal, quantity: Decimal) -> list[tuple[int, Decimal]]:
    found = []
    for number, shares in order.lots:
        passed = min(skip, shares)
        skip -= passed
        taken = min(shares - passed, quantity)
        quantity -= taken
        if taken > ZERO:
            found.append((number, taken))
    return found
