"""What every row of transactions.csv gives its event, and cells that it must fill in."""

from datetime import date
from datetime import time as time_of_day
from decimal import Decimal
from typing import TypedDict

from trimtab.domain import AccountId, Symbol, Transaction
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.money import to_cents


class Common(TypedDict):
    """The fields of `domain.event.Event`."""

    on: date
    account_id: AccountId
    time: time_of_day | None
    source: str
    row_id: str | None


def common(row: Transaction) -> Common:
    """What every event takes from its row."""
    return Common(
        on=row.trade_date,
        account_id=row.account_id,
        time=row.time,
        source=row.source,
        row_id=row.row_id,
    )


def required(row: Transaction, name: str) -> Decimal:
    """The number in column `name`; Inconsistent when the cell is empty."""
    value: Decimal | None = getattr(row, name)
    if value is None:
        raise missing(row, name)
    return value


def required_symbol(row: Transaction) -> Symbol:
    """The security; Inconsistent when the cell is empty."""
    if row.symbol is None:
        raise missing(row, "symbol")
    return row.symbol


def required_new_symbol(row: Transaction) -> Symbol:
    """The security received; Inconsistent when the cell is empty."""
    if row.new_symbol is None:
        raise missing(row, "new_symbol")
    return row.new_symbol


def cents(amount: Decimal | None) -> Decimal | None:
    """`amount` in whole cents, where there is one."""
    return None if amount is None else to_cents(amount)


def missing(row: Transaction, name: str) -> Inconsistent:
    """The problem of an empty cell."""
    return Inconsistent(
        f"a row of type {row.type.value} has no {name}",
        f"{row.type.value} cannot be understood without it",
        f"fill in {name}",
    )
