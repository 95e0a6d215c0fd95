"""Rows of transactions.csv about what companies do, each type with its own reading.

`amount` is cash in lieu of a fraction, except for a return of capital, where it is the whole
payment. `quantity` is what the statement says that the account holds after a split or merger, or
what it received of a stock dividend or spin-off.
"""

from collections.abc import Callable

from trimtab.domain import LotId, Transaction, TransactionType
from trimtab.domain.corporate_action import (
    CashMerger,
    CorporateAction,
    MixedMerger,
    ReturnOfCapital,
    Rights,
    RightsExercise,
    Spinoff,
    Split,
    StockDividend,
    StockMerger,
    SymbolChange,
    Worthless,
)
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.ledger.row_values import (
    cents,
    common,
    missing,
    required,
    required_new_symbol,
    required_symbol,
)
from trimtab.money import ZERO, to_cents


def _split(row: Transaction, _: LotId) -> CorporateAction:
    return Split(
        **common(row),
        symbol=required_symbol(row),
        ratio=required(row, "ratio"),
        stated_quantity=row.quantity,
        cash_in_lieu=cents(row.amount),
    )


def _stock_dividend(row: Transaction, lot_id: LotId) -> CorporateAction:
    if row.new_symbol is not None and row.new_symbol != row.symbol:
        # A dividend in another class divides the basis as a spin-off does: 26 U.S.C. 307(a).
        return _spinoff(row, lot_id)
    fair_value = row.new_price or row.price
    return StockDividend(
        **common(row),
        symbol=required_symbol(row),
        lot_id=lot_id,
        ratio=row.ratio,
        quantity=row.quantity,
        fair_value=fair_value,
        cash_in_lieu=None if fair_value else cents(row.amount),
    )


def _merger(row: Transaction, _: LotId) -> CorporateAction:
    symbol, cash = required_symbol(row), row.cash_per_share
    if row.new_symbol is None and row.ratio is None:
        if cash is None:
            raise missing(row, "ratio or cash_per_share")
        return CashMerger(**common(row), symbol=symbol, cash_per_share=cash)
    ratio, new_symbol = required(row, "ratio"), required_new_symbol(row)
    if not cash:
        return StockMerger(
            **common(row),
            symbol=symbol,
            new_symbol=new_symbol,
            ratio=ratio,
            stated_quantity=row.quantity,
            cash_in_lieu=cents(row.amount),
        )
    if row.new_price is None:
        raise Inconsistent(
            f"the merger of {symbol} for stock and cash has no new_price",
            "the gain that is taxed depends on the fair value of the new shares (rule C6)",
            "fill in new_price",
        )
    return MixedMerger(
        **common(row),
        symbol=symbol,
        new_symbol=new_symbol,
        ratio=ratio,
        new_price=row.new_price,
        cash_per_share=cash,
        stated_quantity=row.quantity,
        cash_in_lieu=cents(row.amount),
    )


def _spinoff(row: Transaction, _: LotId) -> CorporateAction:
    if row.basis_fraction is None and (row.price is None or row.new_price is None):
        raise Inconsistent(
            f"the spin-off of {row.new_symbol} from {row.symbol} cannot divide the basis",
            "it is divided by the fair values of both, or by the part that the company states",
            "fill in basis_fraction from the company's Form 8937, or price and new_price",
        )
    return Spinoff(
        **common(row),
        symbol=required_symbol(row),
        new_symbol=required_new_symbol(row),
        ratio=row.ratio,
        quantity=row.quantity,
        basis_fraction=row.basis_fraction,
        price=row.price,
        new_price=row.new_price,
        cash_in_lieu=cents(row.amount),
    )


def _return_of_capital(row: Transaction, _: LotId) -> CorporateAction:
    per_share = row.cash_per_share
    return ReturnOfCapital(
        **common(row),
        symbol=required_symbol(row),
        per_share=per_share,
        amount=None if per_share is not None else to_cents(required(row, "amount")),
    )


def _symbol_change(row: Transaction, _: LotId) -> CorporateAction:
    new_symbol = required_new_symbol(row)
    return SymbolChange(**common(row), symbol=required_symbol(row), new_symbol=new_symbol)


def _worthless(row: Transaction, _: LotId) -> CorporateAction:
    return Worthless(**common(row), symbol=required_symbol(row))


def _rights(row: Transaction, lot_id: LotId) -> CorporateAction:
    """With a ratio rights are issued; without one `quantity` of them are exercised."""
    if row.ratio is not None:
        return Rights(
            **common(row),
            symbol=required_symbol(row),
            new_symbol=required_new_symbol(row),
            ratio=row.ratio,
            price=row.price,
            new_price=row.new_price,
            basis_fraction=row.basis_fraction,
        )
    quantity = required(row, "quantity")
    return RightsExercise(
        **common(row),
        symbol=required_symbol(row),
        new_symbol=required_new_symbol(row),
        quantity=quantity,
        paid=to_cents(row.total() or ZERO),
        lot_id=lot_id,
    )


_T = TransactionType
COMPANY_ROWS: dict[TransactionType, Callable[[Transaction, LotId], CorporateAction]] = {
    _T.SPLIT: _split,
    _T.STOCK_DIVIDEND: _stock_dividend,
    _T.MERGER: _merger,
    _T.SPINOFF: _spinoff,
    _T.RETURN_OF_CAPITAL: _return_of_capital,
    _T.SYMBOL_CHANGE: _symbol_change,
    _T.WORTHLESS: _worthless,
    _T.RIGHTS: _rights,
}
