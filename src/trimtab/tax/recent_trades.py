"""Purchases and sales of the last 30 days, from transactions and from the lots themselves.

A lot acquired in the window is a purchase even without a row; a row that names the lot, or that
matches it by account, security and date, is that same purchase and is counted once. Several rows
may be one lot: brokers join fills. Shares that came in by transfer, gift, inheritance or a
corporate action are not acquisitions (W6).
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
    lots = _RecentLots(_recent_lots(household, as_of))
    order_of_lot: dict[LotId, str] = {}
    found: list[Purchase] = []
    for number, row in sorted(enumerate(rows), key=lambda item: lots.turn(item[1])):
        lot = lots.of(row)
        order = row.order_id or f"row {number}"
        if lot is None:
            quantity = _held_otherwise(row, household)
        else:
            quantity = lots.claim(lot, row)
            order = row.order_id or order_of_lot.get(lot.lot_id, order)
            order_of_lot.setdefault(lot.lot_id, order)
        found.append(_purchase(household.account(row.account_id), row, quantity, order))
    for lot_id, (account, lot) in lots.unclaimed():
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


class _RecentLots:
    """Lots acquired in the window, and how many of their shares no row accounts for yet."""

    def __init__(self, lots: dict[LotId, tuple[Account, Lot]]) -> None:
        self._lots = lots
        self._room = {lot_id: lot.quantity for lot_id, (_, lot) in lots.items()}
        self._claimed: set[LotId] = set()

    def turn(self, row: Transaction) -> tuple[bool, bool]:
        """A sort key: rows that name their lot, then those of the size of one, then the others.

        So no row takes a lot from the one that brought it.
        """
        exact = any(lot.quantity == row.quantity for lot in self._of_day(row))
        return row.lot_id is None, not exact

    def of(self, row: Transaction) -> Lot | None:
        """The lot that `row` created, or a fill of which it is; None where it is not held."""
        if row.lot_id is not None:
            return self._lots[row.lot_id][1] if row.lot_id in self._lots else None
        alike = [lot for lot in self._of_day(row) if self._room[lot.lot_id]]
        return min(alike, key=lambda lot: self._distance(lot, row), default=None)

    def claim(self, lot: Lot, row: Transaction) -> Decimal:
        """Shares of `lot` that `row` brought and that are not known to be used up (W9, W10)."""
        self._claimed.add(lot.lot_id)
        shares = min(row.quantity or ZERO, self._room[lot.lot_id])
        self._room[lot.lot_id] -= shares
        return max(ZERO, shares - (row.wash_used or ZERO))

    def unclaimed(self) -> list[tuple[LotId, tuple[Account, Lot]]]:
        """The lots that no row brought."""
        return [
            (lot_id, held) for lot_id, held in self._lots.items() if lot_id not in self._claimed
        ]

    def _of_day(self, row: Transaction) -> list[Lot]:
        key = (row.account_id, row.symbol, row.trade_date)
        return [
            lot
            for account, lot in self._lots.values()
            if (account.account_id, lot.symbol, lot.acquired) == key
        ]

    def _distance(self, lot: Lot, row: Transaction) -> tuple[bool, bool]:
        """A sort key: the lot of the same size first, then those that no row has claimed."""
        return self._room[lot.lot_id] != row.quantity, lot.lot_id in self._claimed


def _held_otherwise(row: Transaction, household: Household) -> Decimal:
    """Shares of a purchase without a lot that are still held and not known to be used up (W9)."""
    account = household.account(row.account_id)
    bought = row.quantity or ZERO
    if account.tracked and row.symbol is not None:
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
