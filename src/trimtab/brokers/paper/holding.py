"""What one paper account holds, and what trading does to it. Cash and shares are conserved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.domain.brokerage import BrokerAccount, BrokerLot, BrokerPosition
from trimtab.domain.identifiers import LotId, Symbol
from trimtab.domain.order import Order, Side
from trimtab.errors import Definite
from trimtab.money import ONE, ZERO, split_by_weight, to_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHolding:
    """One account on paper.

    cash           dollars, whole cents
    lots           in the order of acquisition; `available` is what open orders leave
    quantity_step  orders are multiples of it
    """

    account: BrokerAccount
    cash: Decimal
    lots: tuple[BrokerLot, ...] = ()
    quantity_step: Decimal = ONE

    def position(self, symbol: Symbol, price: Decimal | None) -> BrokerPosition:
        """The position in `symbol` with its lots."""
        lots = tuple(lot for lot in self.lots if lot.symbol == symbol)
        quantity = sum((lot.quantity for lot in lots), ZERO)
        return BrokerPosition(symbol=symbol, quantity=quantity, price=price, lots=lots)

    def symbols(self) -> tuple[Symbol, ...]:
        """Every security held, once, in the order of the lots."""
        return tuple(dict.fromkeys(lot.symbol for lot in self.lots))

    def taken_by(self, order: Order) -> tuple[tuple[LotId, Decimal], ...]:
        """The lots and shares that the sale `order` takes: the ones it names, else the oldest.

        Raises Definite where a named lot is not there, is of another security, or has too few
        shares available.
        """
        if not order.lots:
            return self._oldest(order)
        held = {lot.lot_id: lot for lot in self.lots}
        for lot_id, shares in order.lots:
            lot = held.get(lot_id)
            if lot is None or lot.symbol != order.symbol:
                raise _refused(f"there is no lot {lot_id} of {order.symbol}", "lots")
            if shares > lot.available:
                raise _refused(
                    f"lot {lot_id} has {lot.available} shares available, the order takes {shares}",
                    "shares",
                )
        return order.lots

    def _oldest(self, order: Order) -> tuple[tuple[LotId, Decimal], ...]:
        left, taken = order.quantity, []
        lots = (lot for lot in self.lots if lot.symbol == order.symbol and lot.available)
        # A lot without a date is sold last: nobody knows that it is the oldest.
        for lot in sorted(lots, key=lambda one: one.acquired or date.max):
            shares = min(left, lot.available)
            taken.append((lot.lot_id, shares))
            left -= shares
            if not left:
                return tuple(taken)
        raise _refused(
            f"{order.quantity - left} shares of {order.symbol} are available, "
            f"the order sells {order.quantity}",
            "shares",
        )

    def reserved(self, taken: Sequence[tuple[LotId, Decimal]], *, sign: int = 1) -> "PaperHolding":
        """With the shares `taken` set aside for an open order; `sign` -1 gives them back."""
        by_lot = dict(taken)
        return replace(
            self,
            lots=tuple(
                replace(lot, available=lot.available - sign * by_lot.get(lot.lot_id, ZERO))
                for lot in self.lots
            ),
        )

    def sold(self, taken: Sequence[tuple[LotId, Decimal]], proceeds: Decimal) -> "PaperHolding":
        """Without the shares `taken`, which must be available, and with `proceeds` dollars more."""
        by_lot = dict(taken)
        kept = (_less(lot, by_lot.get(lot.lot_id, ZERO)) for lot in self.lots)
        lots = tuple(lot for lot in kept if lot is not None)
        return replace(self, cash=self.cash + proceeds, lots=lots)

    def bought(self, order: Order, cost: Decimal, on: date) -> "PaperHolding":
        """With a lot more, named as the order is, and `cost` dollars less."""
        lot = BrokerLot(
            lot_id=LotId(order.order_id),
            symbol=order.symbol,
            quantity=order.quantity,
            available=order.quantity,
            acquired=on,
            basis=cost,
        )
        return replace(self, cash=self.cash - cost, lots=(*self.lots, lot))


def amount_of(order: Order, price: Decimal) -> Decimal:
    """Dollars of `order` at `price`, without sign, whole cents."""
    return to_cents(order.quantity * price)


def cash_effect(order: Order, price: Decimal) -> Decimal:
    """Dollars that leave the account; below zero for a sale."""
    amount = amount_of(order, price)
    return amount if order.side is Side.BUY else -amount


def _less(lot: BrokerLot, shares: Decimal) -> BrokerLot | None:
    """`lot` without `shares`, its basis split so that both parts add up; None when it is empty."""
    if not shares:
        return lot
    left = lot.quantity - shares
    if not left:
        return None
    basis = None if lot.basis is None else split_by_weight(lot.basis, (left, shares))[0]
    return replace(lot, quantity=left, available=lot.available - shares, basis=basis)


def _refused(message: str, kind: str) -> Definite:
    return Definite(message, broker="paper", kind=kind)
