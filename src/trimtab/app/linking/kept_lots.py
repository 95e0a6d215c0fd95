"""Lots that a broker does not tell: those on file, where they still add up to what is held.

A broker whose orders cannot name lots need not know them, and the user's own record is the truth
then. It is carried on by what was traded since; where it does not add up, nothing is guessed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from trimtab.app.importing.ground import Ground
from trimtab.domain import (
    Account,
    AccountId,
    Household,
    Lot,
    LotMethod,
    Position,
    Registration,
    Statement,
    StatementLot,
    StatementPosition,
    Symbol,
    Transaction,
    TransactionType,
)
from trimtab.errors import InvalidValue
from trimtab.ledger import book, events_of
from trimtab.money import ZERO, exact_text

_T = TransactionType
# What carries lots on without anything that a row does not say.
_TRADES = frozenset({_T.BUY, _T.SELL, _T.SPLIT})
_OTHER_SHARES = frozenset({_T.TRANSFER_IN, _T.TRANSFER_OUT, _T.SYMBOL_CHANGE})


def with_kept_lots(
    ground: Ground, account_id: AccountId, statement: Statement, method: LotMethod
) -> Statement:
    """`statement` with lots of those positions of which it has none, and what was done for each.

    Of a security that is not on file a lot without date and basis stands for all shares: it is
    never sold until the user fills it in. One on file whose lots do not add up gets none, which
    stops the import.
    """
    listed = {lot.symbol for lot in statement.lots}
    lots, notes = [*statement.lots], [*statement.notes]
    for position in statement.positions:
        if position.symbol not in listed:
            found, note = _kept(ground, account_id, statement, position, method)
            lots += found
            notes += [note] if note else []
    return replace(statement, lots=tuple(lots), notes=tuple(notes))


def _kept(
    ground: Ground,
    account_id: AccountId,
    statement: Statement,
    position: StatementPosition,
    method: LotMethod,
) -> tuple[Iterable[StatementLot], str]:
    symbol = position.symbol
    on_file = [lot for lot in ground.lots.get(account_id, ()) if lot.symbol == symbol]
    if not on_file:
        whole = StatementLot(symbol=symbol, quantity=position.quantity, acquired=None, basis=None)
        return (whole,), (
            f"{symbol}: fill in its lots in {ground.lots_file(account_id)}; until then none of its "
            f"{exact_text(position.quantity)} shares is sold."
        )
    rows = [row for row in ground.transactions if row.account_id == account_id]
    known = {row.row_id for row in rows}
    new = [row for row in statement.transactions if row.row_id not in known]
    carried = _carried_on(account_id, on_file, new, symbol, method)
    # Nothing of the account was synced before: the lots were entered as they are now.
    choices = (carried, on_file) if known - {None} else (on_file,)
    for lots in choices:
        if sum((lot.quantity for lot in lots), ZERO) == position.quantity:
            return _listed(lots), f"{symbol}: the lots on file are kept; they add up to it."
    return (), ""


def _carried_on(
    account_id: AccountId,
    lots: Sequence[Lot],
    rows: Iterable[Transaction],
    symbol: Symbol,
    method: LotMethod,
) -> Sequence[Lot]:
    """`lots` after the trades in `rows`; none where something else changed their shares."""
    mine = [row for row in rows if symbol in {row.symbol, row.new_symbol}]
    if any(row.type in _OTHER_SHARES for row in mine):
        return ()
    trades = (replace(row, account_id=account_id) for row in mine if row.type in _TRADES)
    events, problems = events_of(trades)
    if problems:
        return ()
    household = Household(
        name="",
        accounts=(
            Account(
                account_id=account_id,
                registration=Registration.TAXABLE,
                lot_method=method,
                positions=(Position(symbol=symbol, lots=tuple(lots)),),
            ),
        ),
    )
    try:
        for event in sorted(events, key=lambda one: (one.on, str(one.time or ""))):
            household = book(household, event).household
    except InvalidValue:
        return ()
    return tuple(household.account(account_id).lots)


def _listed(lots: Iterable[Lot]) -> Iterator[StatementLot]:
    for lot in lots:
        yield StatementLot(
            symbol=lot.symbol,
            quantity=lot.quantity,
            acquired=lot.acquired,
            basis=lot.basis,
            lot_id=str(lot.lot_id),
            holding_period_start=lot.holding_period_start,
            wash_adjustment=_told(lot.wash_adjustment),
        )


def _told(adjustment: Decimal) -> Decimal | None:
    return adjustment or None
