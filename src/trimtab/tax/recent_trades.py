"""Purchases and sales of the last 30 days, from transactions and from the lots themselves.

A lot acquired in the window is a purchase even without a row; a row that names the lot, or that
matches it by account, security and date, is that same purchase and is counted once. Shares that
came in by transfer, gift, inheritance or a corporate action are not acquisitions (W6).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from trimtab.domain import Account, Household, Lot, LotId, Symbol, Transaction, TransactionType
from trimtab.money import ZERO, to_cents

WINDOW = timedelta(days=30)
CLEAR_AFTER = timedelta(days=31)

# Rows that bring in a lot without being an acquisition in the sense of 1091 (W6).
_NOT_ACQUIRED = frozenset(
    {
        TransactionType.GIFT_IN,
        TransactionType.INHERITANCE,
        TransactionType.MERGER,
        TransactionType.RECAPITALIZATION,
        TransactionType.SPINOFF,
        TransactionType.SPLIT,
        TransactionType.SPLIT_OFF,
        TransactionType.STOCK_DIVIDEND,
        TransactionType.SYMBOL_CHANGE,
        TransactionType.TRANSFER_IN,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Shares acquired in the last 30 days.

    quantity  shares not known to be sold again or to have replaced others already, >= 0
    order     what makes two purchases one order (W7)
    """

    account: Account
    symbol: Symbol
    acquired: date
    quantity: Decimal
    order: str

    @property
    def clear_from(self) -> date:
        """The first day on which a loss sale is free of this purchase: the 31st after it (W4)."""
        return self.acquired + CLEAR_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Shares sold in the last 30 days.

    quantity  shares; 0 when the row does not say
    gain      dollars; a loss is negative; None when unknown, which counts as a loss
    """

    account: Account
    symbol: Symbol
    sold: date
    quantity: Decimal
    gain: Decimal | None

    @property
    def clear_from(self) -> date:
        """The first day on which a purchase is free of this sale: the 31st after it (W4)."""
        return self.sold + CLEAR_AFTER

    @property
    def at_loss(self) -> bool:
        """True when a purchase today could undo a deductible loss: it was one, or may have been."""
        return self.account.taxable and (self.gain is None or self.gain < 0)


def recent_purchases(
    household: Household, as_of: date
) -> tuple[tuple[Purchase, ...], dict[LotId, str]]:
    """Purchases from `as_of` - 30 days to `as_of`, and the order that each recent lot came from."""
    rows = [row for row in household.transactions if row.is_acquisition and _recent(row, as_of)]
    unclaimed = _recent_lots(household, as_of)
    order_of_lot: dict[LotId, str] = {}
    found: list[Purchase] = []
    # Rows that name their lot go first, so that a row without a name cannot take it from them.
    for number, row in sorted(enumerate(rows), key=lambda item: item[1].lot_id is None):
        lot = _claim(row, unclaimed)
        order = row.order_id or f"row {number}"
        if lot is not None:
            order_of_lot[lot.lot_id] = order
        quantity = _open_quantity(row, lot, household)
        found.append(_purchase(household.account(row.account_id), row, quantity, order))
    for lot_id, (account, lot) in unclaimed.items():
        order_of_lot[lot_id] = f"lot {lot_id}"
        found.append(_purchase_of_lot(account, lot))
    return tuple(sorted(found, key=lambda purchase: purchase.acquired)), order_of_lot


def recent_sales(household: Household, as_of: date) -> tuple[Sale, ...]:
    """Sales from `as_of` - 30 days to `as_of`, oldest first."""
    rows = [row for row in household.transactions if row.is_sale and _recent(row, as_of)]
    known = _known_unit_costs(household) if any(row.gain is None for row in rows) else {}
    sales = (
        Sale(
            account=household.account(row.account_id),
            symbol=row.symbol,
            sold=row.trade_date,
            quantity=row.quantity or ZERO,
            gain=row.gain if row.gain is not None else _gain(row, known),
        )
        for row in rows
        if row.symbol is not None
    )
    return tuple(sorted(sales, key=lambda sale: sale.sold))


def _recent(row: Transaction, as_of: date) -> bool:
    return row.symbol is not None and as_of - WINDOW <= row.trade_date <= as_of


def _recent_lots(household: Household, as_of: date) -> dict[LotId, tuple[Account, Lot]]:
    # By day too: a lot that was transferred keeps the date of its purchase, which counts.
    came_otherwise = {
        (row.lot_id, row.trade_date) for row in household.transactions if row.type in _NOT_ACQUIRED
    }
    return {
        lot.lot_id: (account, lot)
        for account, lot in household.lots
        if lot.acquired is not None
        and as_of - WINDOW <= lot.acquired <= as_of
        and (lot.lot_id, lot.acquired) not in came_otherwise
    }


def _claim(row: Transaction, unclaimed: dict[LotId, tuple[Account, Lot]]) -> Lot | None:
    """Take the lot that `row` created out of `unclaimed`, if it is there."""
    if row.lot_id is not None:
        return unclaimed.pop(row.lot_id)[1] if row.lot_id in unclaimed else None
    alike = [
        lot
        for account, lot in unclaimed.values()
        if (account.account_id, lot.symbol, lot.acquired)
        == (row.account_id, row.symbol, row.trade_date)
    ]
    if not alike:
        return None
    # Of several lots of that day the one of the same size, or else the first.
    lot = min(alike, key=lambda lot: lot.quantity != row.quantity)
    return unclaimed.pop(lot.lot_id)[1]


def _open_quantity(row: Transaction, lot: Lot | None, household: Household) -> Decimal:
    """Shares of the purchase that are still held and not known to be used up (W9, W10)."""
    account = household.account(row.account_id)
    bought = row.quantity or ZERO
    if lot is not None:
        bought = min(bought, lot.quantity)
    elif account.tracked and row.symbol is not None:
        # No lot of that day is left. The account's lots are the truth for holdings: what it does
        # not hold at all was sold again; what it holds under another date counts, to be careful.
        bought = min(bought, account.quantity_of(row.symbol))
    return max(ZERO, bought - (row.wash_used or ZERO))


def _purchase(account: Account, row: Transaction, quantity: Decimal, order: str) -> Purchase:
    symbol = row.symbol or Symbol("?")
    return Purchase(
        account=account, symbol=symbol, acquired=row.trade_date, quantity=quantity, order=order
    )


def _purchase_of_lot(account: Account, lot: Lot) -> Purchase:
    return Purchase(
        account=account,
        symbol=lot.symbol,
        acquired=lot.acquired or date.min,
        quantity=lot.quantity,
        order=f"lot {lot.lot_id}",
    )


def _known_unit_costs(household: Household) -> dict[LotId, Fraction]:
    """Dollars per share, exact, of every lot whose cost a lot file or a purchase row tells."""
    costs = {
        lot.lot_id: Fraction(lot.basis) / Fraction(lot.quantity)
        for _, lot in household.lots
        if lot.basis is not None
    }
    for row in household.transactions:
        total = row.total()
        if row.is_acquisition and row.lot_id and row.quantity and total is not None:
            costs.setdefault(row.lot_id, Fraction(total) / Fraction(row.quantity))
    return costs


def _gain(row: Transaction, unit_costs: dict[LotId, Fraction]) -> Decimal | None:
    """The gain of a sale whose row does not give it, to the cent, where its lot's cost is known."""
    proceeds = row.total()
    if row.lot_id not in unit_costs or proceeds is None or row.quantity is None:
        return None
    return to_cents(Fraction(proceeds) - unit_costs[row.lot_id] * Fraction(row.quantity))
