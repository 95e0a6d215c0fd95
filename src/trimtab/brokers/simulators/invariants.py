"""What must hold of the simulator's own books, whatever its clients do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from trimtab.brokers.simulators.books import SimAccount, SimOrder
from trimtab.money import ZERO, to_cents

if TYPE_CHECKING:
    from trimtab.brokers.simulators.exchange import Exchange


@dataclass(slots=True)
class Watchman:
    """Watches from the first moment on; `halted`: from now on nothing may be placed."""

    accounts: Iterable[SimAccount]
    halted: bool = False
    found: list[str] = field(default_factory=list)
    cash: dict[str, Decimal] = field(default_factory=dict)
    shares: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for account in self.accounts:
            self.cash[account.key] = account.cash
            for lot in account.lots:
                key = (account.key, lot.symbol)
                self.shares[key] = self.shares.get(key, ZERO) + lot.quantity

    def unsigned(self, problem: str) -> None:
        """A request came with a bad signature."""
        if problem == "signature_invalid":
            self.found.append("a request was signed wrongly")

    def failed(self, error: Exception) -> None:
        """The simulator itself could not answer."""
        self.found.append(f"the simulator failed: {error!r}")

    def placed(self, account: SimAccount, order: SimOrder) -> None:
        """An order was accepted."""
        if self.halted:
            self.found.append(f"order {order.number} was placed after the halt")
        twins = [
            one
            for one in account.orders.values()
            if one.client_order_id == order.client_order_id and one is not order
        ]
        if twins and order.client_order_id:
            self.found.append(f"{order.client_order_id} was accepted twice")

    def violations(self, exchange: "Exchange") -> list[str]:
        """Everything that does not hold; empty when all does."""
        broken = list(self.found)
        for account in exchange.accounts:
            broken += self._of(account)
        return broken

    def _of(self, account: SimAccount) -> list[str]:
        broken = []
        traded: dict[str, Decimal] = {}
        cash = self.cash[account.key]
        for order in account.orders.values():
            sign = 1 if order.side == "BUY" else -1
            traded[order.symbol] = traded.get(order.symbol, ZERO) + sign * order.filled
            amounts = (to_cents(fill.quantity * fill.price) for fill in order.fills)
            cash -= sign * sum(amounts, ZERO) + sum((fill.fee for fill in order.fills), ZERO)
            if order.filled > order.quantity:
                broken.append(f"order {order.number} filled beyond its quantity")
        if cash != account.cash:
            broken.append(f"{account.key} has {account.cash} dollars, not {cash}")
        if account.cash < ZERO:
            broken.append(f"{account.key} is {account.cash} dollars short")
        symbols = {lot.symbol for lot in account.lots} | set(traded)
        symbols |= {symbol for key, symbol in self.shares if key == account.key}
        for symbol in symbols:
            held = sum((lot.quantity for lot in account.lots if lot.symbol == symbol), ZERO)
            expected = self.shares.get((account.key, symbol), ZERO) + traded.get(symbol, ZERO)
            if held != expected:
                broken.append(f"{account.key} holds {held} {symbol}, not {expected}")
            if held < ZERO:
                broken.append(f"{account.key} is {-held} {symbol} short")
        broken += [
            f"lot {lot.number} is at {lot.quantity} shares, {lot.reserved} reserved"
            for lot in account.lots
            if not ZERO <= lot.reserved <= lot.quantity
        ]
        return broken
