"""The orders that a certificate is asked for, and what they come to at the plan's prices."""

from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import Account, AccountId, Lot, LotId, Symbol, Term
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSale:
    """Shares to sell out of one lot."""

    account_id: AccountId
    lot_id: LotId
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPurchase:
    """Shares to buy in one account."""

    account_id: AccountId
    symbol: Symbol
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSold:
    """Shares sold out of one lot, dollars not rounded.

    basis  the part of the lot's basis that goes with the shares; None when it is not known
    term   None when the date is not known
    """

    account: Account
    lot: Lot
    quantity: Decimal
    price: Decimal
    term: Term | None

    @property
    def proceeds(self) -> Decimal:
        """Shares times price, before half-spread and commission."""
        return self.quantity * self.price

    @property
    def gain(self) -> Decimal:
        """Proceeds less basis, a loss negative; zero where the basis is not known."""
        if self.lot.basis is None:
            return ZERO
        if self.whole:
            return self.proceeds - self.lot.basis
        return self.proceeds - self.lot.basis * self.quantity / self.lot.quantity

    @property
    def whole(self) -> bool:
        """True when nothing of the lot is left."""
        return self.quantity == self.lot.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """One purchase order, dollars not rounded."""

    account: Account
    symbol: Symbol
    quantity: Decimal
    price: Decimal

    @property
    def value(self) -> Decimal:
        """Shares times price, before half-spread and commission."""
        return self.quantity * self.price


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleOrder:
    """All that is sold of one security in one account: one order."""

    account: Account
    symbol: Symbol
    lots: tuple[LotSold, ...]

    @property
    def quantity(self) -> Decimal:
        """Shares over the lots."""
        return sum((sold.quantity for sold in self.lots), ZERO)

    @property
    def value(self) -> Decimal:
        """Proceeds over the lots."""
        return sum((sold.proceeds for sold in self.lots), ZERO)
