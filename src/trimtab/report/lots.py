"""The list of tax lots: what each is worth, its gain and term, and when a loss could be taken."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from trimtab.domain import (
    Account,
    AccountId,
    Household,
    Lot,
    LotId,
    Market,
    Policy,
    Symbol,
    Term,
)
from trimtab.errors import InvalidValue
from trimtab.money import ZERO, to_cents
from trimtab.tax import TaxHistory, WashScreen, first_long_term_day, term_of, wash_screen


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLine:
    """One lot today; dollars, a loss is negative, None where the files do not say.

    long_term_on   the first day on which a sale is long-term
    days_to_long   days until then, 0 once it is long-term
    wash_clear_on  for a taxable lot at a loss: the first day on which no recent purchase would make
                   its sale a wash sale; None when nothing is in the way
    wash_blocked_by  the account of the latest such purchase
    wash_adjustment  the part of `basis` that wash sales added, in the file or by the record
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
    wash_blocked_by: str = ""
    wash_adjustment: Decimal = ZERO

    @property
    def wash_state(self) -> str | None:
        """`blocked` or `clear` for a loss, `no_loss` for other lots; None where untaxed."""
        if not self.taxable:
            return None
        if not self.is_loss:
            return "no_loss"
        return "clear" if self.wash_clear_on is None else "blocked"

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


def lots_view(
    household: Household,
    market: Market,
    as_of: date,
    *,
    history: TaxHistory | None = None,
    policy: Policy | None = None,
) -> LotsView:
    """Every lot of the household on `as_of`, in the order of the files.

    history  what the transactions say: then basis and holding date are those after wash sales
    """
    screen = wash_screen(household, as_of, policy or Policy())
    adjusted = _adjusted(history) if history is not None else {}

    def after_washes(account: Account, lot: Lot) -> Lot:
        known = adjusted.get((account.account_id, lot.lot_id), lot)
        return known if known.quantity == lot.quantity else lot

    lines = tuple(
        _line(account, after_washes(account, lot), market, screen)
        for account, lot in household.lots
    )
    return LotsView(as_of=as_of, lots=lines)


def _adjusted(history: TaxHistory) -> dict[tuple[AccountId, LotId], Lot]:
    """Each lot of the record as one, by its name; of parts with dates of their own the latest."""
    whole: dict[tuple[AccountId, LotId], Lot] = {}
    for held in history.open_lots:
        key = (held.account_id, held.lot.lot_id)
        whole[key] = _together(whole[key], held.lot) if key in whole else held.lot
    return whole


def _together(lot: Lot, part: Lot) -> Lot:
    known = lot.basis is not None and part.basis is not None
    starts = [start for start in (lot.holding_period_start, part.holding_period_start) if start]
    return replace(
        lot,
        quantity=lot.quantity + part.quantity,
        basis=(lot.basis or ZERO) + (part.basis or ZERO) if known else None,
        wash_adjustment=lot.wash_adjustment + part.wash_adjustment,
        holding_period_start=max(starts, default=None),
        replacement_used=lot.replacement_used + part.replacement_used,
    )


def _line(account: Account, lot: Lot, market: Market, screen: WashScreen) -> LotLine:
    price = market.price(lot.symbol) if lot.symbol in market else None
    value = None if price is None else to_cents(lot.quantity * price)
    gain = None if value is None or lot.basis is None else value - lot.basis
    start = lot.holding_period_start
    long_on = None if start is None else first_long_term_day(start)
    at_loss = account.taxable and gain is not None and gain < 0
    blocking = screen.replacements(lot) if at_loss else ()
    latest = max(blocking, key=lambda bought: bought.clear_from, default=None)
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
        term=None if start is None else term_of(start, screen.as_of),
        long_term_on=long_on,
        days_to_long=None if long_on is None else max(0, (long_on - screen.as_of).days),
        wash_clear_on=latest.clear_from if latest else None,
        wash_blocked_by=latest.account.label if latest else "",
        wash_adjustment=lot.wash_adjustment,
    )
