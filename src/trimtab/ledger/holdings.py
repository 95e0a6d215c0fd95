"""The two values that every event handler works on: lots before, and what changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.domain import AccountId, Lot, LotId, LotMethod, Symbol
from trimtab.ledger.gain import RealizedGain
from trimtab.ledger.selection import Order
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What one account holds, by security, each in order of acquisition.

    dearest  of the parts of one lot the dearest is sold first, else the one held longest
    """

    account_id: AccountId
    lots: Mapping[Symbol, tuple[Lot, ...]]
    method: LotMethod = LotMethod.SPECIFIC
    dearest: bool = False

    def of(self, symbol: Symbol) -> tuple[Lot, ...]:
        """The lots of `symbol`; none when it is not held."""
        return self.lots.get(symbol, ())

    def order(self, symbol: Symbol, lot_id: LotId | None) -> Order:
        """How a sale here picks its lots: the lot named, or the account's method."""
        return Order(method=self.method, lot_id=lot_id, dearest=self.dearest, symbol=symbol)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an event does to one account.

    lots    the new lots of each security that changed; an empty tuple when none is left
    gains   what it realises, in the order of the lots
    cash    dollars into the account; below zero when they leave
    income  dollars of it, or of shares received, that are a dividend
    left    lots that left without being sold
    """

    lots: Mapping[Symbol, tuple[Lot, ...]] = field(default_factory=dict)
    gains: tuple[RealizedGain, ...] = ()
    cash: Decimal = ZERO
    income: Decimal = ZERO
    left: tuple[Lot, ...] = ()
