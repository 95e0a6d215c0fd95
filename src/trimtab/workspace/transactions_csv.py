"""transactions.csv: what happened in every account, read and written.

Amounts and quantities carry no sign; `type` gives the direction. Only `gain` may be negative.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path

from trimtab.domain import AccountId, Symbol, Transaction, TransactionType
from trimtab.errors import Problem
from trimtab.money import ZERO, exact_text
from trimtab.workspace import cells
from trimtab.workspace.cells import BadCell
from trimtab.workspace.table import Columns, Findings, Row, read_rows
from trimtab.workspace.wording import did_you_mean, one_of

COLUMNS = Columns(
    required=("date", "account", "type", "symbol", "quantity"),
    either=("price", "amount"),
    optional=(
        "fee",
        "lot_id",
        "order_id",
        "gain",
        "id",
        "time",
        "acquired",
        "holding_period_start",
        "wash_used",
        "new_symbol",
        "ratio",
        "new_price",
        "cash_per_share",
        "basis_fraction",
    ),
)
# The column of each field of a transaction, where the two names differ.
_COLUMN_OF = {"trade_date": "date", "account_id": "account", "row_id": "id"}
_TYPES = {kind.value: kind for kind in TransactionType}

_T = TransactionType
# What a type cannot be understood without; one of each inner tuple must be filled in.
_NEEDS: dict[TransactionType, tuple[tuple[str, ...], ...]] = {
    _T.BUY: (("symbol",), ("quantity",)),
    _T.SELL: (("symbol",), ("quantity",)),
    _T.REINVEST: (("symbol",), ("quantity",)),
    _T.VEST: (("symbol",), ("quantity",)),
    _T.SPLIT: (("symbol",), ("ratio",)),
    _T.STOCK_DIVIDEND: (("symbol",), ("ratio", "quantity")),
    _T.MERGER: (("symbol",), ("ratio", "cash_per_share"), ("new_symbol", "cash_per_share")),
    _T.SPINOFF: (("symbol",), ("new_symbol",), ("ratio", "quantity")),
    _T.SPLIT_OFF: (("symbol",), ("quantity",), ("new_symbol",), ("ratio",)),
    _T.RECAPITALIZATION: (("symbol",), ("new_symbol",), ("ratio",), ("new_price",)),
    _T.RETURN_OF_CAPITAL: (("symbol",), ("cash_per_share", "amount")),
    _T.SYMBOL_CHANGE: (("symbol",), ("new_symbol",)),
    _T.WORTHLESS: (("symbol",),),
    _T.RIGHTS: (("symbol",),),
    _T.GIFT_IN: (("symbol",), ("quantity",)),
    _T.INHERITANCE: (("symbol",), ("quantity",)),
    _T.DEPOSIT: (("amount",),),
    _T.WITHDRAWAL: (("amount",),),
}


@dataclass(slots=True, kw_only=True)
class TransactionsReader:
    """Reads transactions.csv. `accounts` None: the accounts are not known, so none is refused.

    currency  of the household; a row in another one is a problem
    today     rows after `as_of` and until this day are left out, with a note; None: `as_of`
    listed    accounts whose lots a file lists: it cannot be seen as of an earlier day, so a row
              after `as_of` is a problem there
    unread    account and security of each row that cannot be used; None: not told either
    """

    as_of: date
    accounts: Collection[AccountId] | None
    findings: Findings
    currency: str = "USD"
    today: date | None = None
    listed: Collection[AccountId] = ()
    unread: set[tuple[AccountId | None, Symbol | None]] = field(default_factory=set)
    _row_ids: dict[str, int] = field(default_factory=dict)

    def read(self, path: Path, file: str) -> tuple[Transaction, ...]:
        """The usable rows, in the order of the file."""
        rows = read_rows(path, file, COLUMNS, self.findings)
        read = tuple(found for row in rows if (found := self._transaction(row)) is not None)
        later = [one for one in read if one.trade_date > self.as_of]
        if not later:
            return read
        self.findings.notes.append(
            Problem(
                what=f"{len(later)} row{'s' * (len(later) > 1)} after {self.as_of} left out",
                file=file,
                line=int(later[0].source.rpartition(":")[2]),
                why="The workspace is shown as it stood on that day",
            )
        )
        return tuple(one for one in read if one.trade_date <= self.as_of)

    def _transaction(self, row: Row) -> Transaction | None:
        trade_date = row.require("date", cells.iso_date)
        kind = row.require("type", _type)
        account = row.require("account", cells.account_id)
        quantity = row.read("quantity", _above_zero_unsigned)
        transaction = Transaction(
            trade_date=trade_date or date.min,
            account_id=account or _NO_ACCOUNT,
            type=kind or TransactionType.BUY,
            symbol=row.read("symbol", cells.symbol),
            quantity=quantity,
            price=row.read("price", _above_zero_unsigned),
            amount=row.read("amount", _unsigned),
            fee=row.read("fee", _unsigned) or ZERO,
            gain=row.read("gain", cells.number),
            lot_id=row.read("lot_id", cells.lot_id),
            order_id=row.read("order_id", cells.order_id),
            row_id=row.text("id") or None,
            time=row.read("time", cells.iso_time),
            acquired=row.read("acquired", cells.iso_date),
            holding_period_start=row.read("holding_period_start", cells.iso_date),
            wash_used=_wash_used(row, quantity),
            new_symbol=row.read("new_symbol", cells.symbol),
            ratio=row.read("ratio", cells.above_zero),
            new_price=row.read("new_price", cells.above_zero),
            cash_per_share=row.read("cash_per_share", _unsigned),
            basis_fraction=row.read("basis_fraction", cells.fraction),
            source=row.place,
        )
        if account is not None:
            self._check_account(row, account)
        if kind is not None:
            _check_needs(row, kind)
        if trade_date is not None:
            self._check_dates(row, transaction)
        self._check_row_id(row)
        row.require_currency(self.currency)
        if row.bad:
            self.unread.add((account, transaction.symbol))
            return None
        return transaction

    def _check_account(self, row: Row, account: AccountId) -> None:
        if self.accounts is not None and account not in self.accounts:
            row.report(
                f'account "{account}" is not known',
                f"accounts: {', '.join(self.accounts) or 'none'}",
                did_you_mean(account, self.accounts)
                or "correct it, or add [[accounts]] to trimtab.toml",
            )

    def _check_dates(self, row: Row, transaction: Transaction) -> None:
        traded, acquired = transaction.trade_date, transaction.acquired
        started = transaction.holding_period_start
        latest = self.as_of
        if transaction.account_id not in self.listed:
            latest = max(latest, self.today or latest)
        if traded > latest:
            row.report(
                f"date {traded} is a date in the future",
                f"today is taken as {latest}",
                "correct the date, or plan for a later day with --as-of",
            )
        if acquired is not None and acquired > traded:
            row.report(
                f"acquired {acquired} is after the date {traded}",
                "nothing can come in before it was acquired",
                "correct one of the two dates",
            )
        begun = acquired or traded
        if started is not None and started > begun:
            row.report(
                f"holding_period_start {started} is after {begun}",
                "a holding period starts on the day of acquiring or earlier",
                "correct the date",
            )

    def _check_row_id(self, row: Row) -> None:
        row_id = row.text("id")
        if not row_id:
            return
        if row_id in self._row_ids:
            row.report(
                f'id "{row_id}" is used twice',
                f"the first is at {row.file}:{self._row_ids[row_id]}; "
                "rows with one id are one transaction",
                "drop the repeated row, or correct its id",
            )
        else:
            self._row_ids[row_id] = row.line


def render(transactions: Iterable[Transaction]) -> str:
    """transactions.csv; reading it back gives the same transactions but for `source`."""
    columns = [*COLUMNS.required, *COLUMNS.either, *COLUMNS.optional]
    field_of = {column: name for name, column in _COLUMN_OF.items()}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for transaction in transactions:
        values = (getattr(transaction, field_of.get(column, column)) for column in columns)
        writer.writerow([_cell(value) for value in values])
    return out.getvalue()


_NO_ACCOUNT = AccountId("?")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    return exact_text(value) if isinstance(value, Decimal) else str(value)


def _type(text: str) -> TransactionType:
    kind = _TYPES.get(text.lower())
    if kind is None:
        raise BadCell("is not known", one_of(_TYPES), did_you_mean(text, _TYPES))
    return kind


def _without_sign(check: Callable[[str], Decimal]) -> Callable[[str], Decimal]:
    """`check`, with what to do about a negative cell."""

    def read(text: str) -> Decimal:
        value = cells.number(text)
        if value < 0:
            raise BadCell(
                "is negative",
                "`type` gives the direction; quantities and amounts carry no sign",
                f"write {exact_text(-value)}",
            )
        return check(text)

    return read


_unsigned = _without_sign(cells.unsigned)
_above_zero_unsigned = _without_sign(cells.above_zero)


def _wash_used(row: Row, quantity: Decimal | None) -> Decimal | None:
    text = row.text("wash_used").lower()
    if text == "false":
        return ZERO
    if text == "true":
        if quantity is None:
            row.report(
                "wash_used is true but the row has no quantity",
                "true means all shares of the row",
                "fill in quantity, or write the number of shares",
            )
        return quantity
    used = row.read("wash_used", _unsigned)
    if used is not None and quantity is not None and used > quantity:
        row.report(
            f"wash_used {used} is above the quantity {quantity}",
            "it counts shares of this row",
            "write at most the quantity, or true for all",
        )
    return used


def _check_needs(row: Row, kind: TransactionType) -> None:
    for either in _NEEDS.get(kind, ()):
        if not any(row.text(column) for column in either):
            wanted = " or ".join(either)
            row.report(
                f"a row of type {kind.value} has no {wanted}",
                f"{kind.value} cannot be understood without it",
                f"fill in {wanted}",
            )
