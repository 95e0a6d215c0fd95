"""The list of tax lots: what each is worth, its gain and term, and when a loss could be taken."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from trimtab.domain import Account, AccountId, Household, Lot, LotId, Market, Symbol, Term
from trimtab.errors import InvalidValue
from trimtab.money import ZERO, to_cents
from trimtab.tax import WashWindow, first_long_term_day, term_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLine:
    """One lot today; dollars, a loss is negative, None where the files do not say.

    long_term_on   the first day on which a sale is long-term
    days_to_long   days until then, 0 once it is long-term
    wash_clear_on  for a taxable lot at a loss: the first day on which no recent purchase would make
                   its sale a wash sale; None when nothing is in the way
    taxable        False in accounts whose sales are not taxed
    """

    account_id: AccountId
    account: str
    taxable: bool
    symbol: Symbol
    lot_id: LotId
    acquired: date | None
    quantity: Decimal
    basis: Decimal | None
    price: Decimal | None
    value: Decimal | None
    gain: Decimal | None
    term: Term | None
    long_term_on: date | None
    days_to_long: int | None
    wash_clear_on: date | None = None

    @property
    def is_loss(self) -> bool:
        """True when a sale today would be at a loss."""
        return self.gain is not None and self.gain < 0

    @property
    def loss_fraction(self) -> Decimal:
        """Size of the loss as a fraction of the basis; zero for a gain or an unknown gain."""
        if not self.is_loss or not self.basis or self.gain is None:
            return ZERO
        return -self.gain / self.basis


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsView:
    """Lots in an order; totals leave out what is not known."""

    as_of: date
    lots: tuple[LotLine, ...]

    @property
    def value(self) -> Decimal:
        """Dollars, over the lots that have a price."""
        return sum((line.value for line in self.lots if line.value is not None), ZERO)

    @property
    def gain(self) -> Decimal:
        """Dollars, over the lots whose gain is known."""
        return sum((line.gain for line in self.lots if line.gain is not None), ZERO)

    def only_losses(self) -> Self:
        """The lots that a sale today would sell at a loss."""
        return replace(self, lots=tuple(line for line in self.lots if line.is_loss))

    def in_account(self, account_id: str) -> Self:
        """The lots of one account."""
        return replace(
            self, lots=tuple(line for line in self.lots if line.account_id == account_id)
        )

    def sorted_by(self, key: str) -> Self:
        """The lots in another order, one of SORTS; what is not known comes last."""
        if key not in SORTS:
            raise InvalidValue(f"cannot sort lots by {key!r}; orders: {', '.join(SORTS)}")
        return replace(self, lots=tuple(sorted(self.lots, key=SORTS[key])))


def _unknown_last(amount: Decimal | None) -> tuple[bool, Decimal]:
    return (amount is None, ZERO if amount is None else amount)


# Losses first under `gain`, largest first under `value`, the next to turn long-term first.
SORTS: dict[str, Callable[[LotLine], tuple[bool, Any]]] = {
    "symbol": lambda line: (False, (line.symbol, line.acquired or date.max, line.lot_id)),
    "acquired": lambda line: (line.acquired is None, (line.acquired or date.max, line.lot_id)),
    "gain": lambda line: _unknown_last(line.gain),
    "value": lambda line: _unknown_last(None if line.value is None else -line.value),
    "long-term": lambda line: (
        line.days_to_long is None or line.days_to_long == 0,
        line.long_term_on or date.max,
    ),
}


def lots_view(household: Household, market: Market, as_of: date) -> LotsView:
    """Every lot of the household on `as_of`, in the order of the files."""
    window = WashWindow(household, as_of)
    lines = tuple(_line(account, lot, market, window) for account, lot in household.lots)
    return LotsView(as_of=as_of, lots=lines)


def _line(account: Account, lot: Lot, market: Market, window: WashWindow) -> LotLine:
    price = market.price(lot.symbol) if lot.symbol in market else None
    value = None if price is None else to_cents(lot.quantity * price)
    gain = None if value is None or lot.basis is None else value - lot.basis
    start = lot.holding_period_start
    long_on = None if start is None else first_long_term_day(start)
    at_loss = account.taxable and gain is not None and gain < 0
    return LotLine(
        account_id=account.account_id,
        account=account.label,
        taxable=account.taxable,
        symbol=lot.symbol,
        lot_id=lot.lot_id,
        acquired=lot.acquired,
        quantity=lot.quantity,
        basis=lot.basis,
        price=price,
        value=value,
        gain=gain,
        term=None if start is None else term_of(start, window.as_of),
        long_term_on=long_on,
        days_to_long=None if long_on is None else max(0, (long_on - window.as_of).days),
        wash_clear_on=_clear_on(lot, window) if at_loss else None,
    )


def _clear_on(lot: Lot, window: WashWindow) -> date | None:
    return max((bought.clear_from for bought in window.replacements(lot)), default=None)
