"""Short texts for rows of transactions, so that a test reads as the record that it is about.

2025-01-02 joint buy VTI 100 amount=1000 lot=L1
"""

from datetime import date, time
from decimal import Decimal
from typing import Any

from trimtab.domain import (
    Account,
    AccountId,
    History,
    Household,
    IdenticalGroups,
    Lot,
    LotId,
    LotMethod,
    OrderId,
    Position,
    Registration,
    Symbol,
    Transaction,
    TransactionType,
)

FIELDS: dict[str, tuple[str, Any]] = {
    "lot": ("lot_id", LotId),
    "order": ("order_id", OrderId),
    "id": ("row_id", str),
    "time": ("time", time.fromisoformat),
    "new": ("new_symbol", Symbol),
    "acquired": ("acquired", date.fromisoformat),
    "start": ("holding_period_start", date.fromisoformat),
    "used": ("wash_used", Decimal),
}
KINDS = {
    "joint": Registration.TAXABLE,
    "other": Registration.TAXABLE,
    "spouse": Registration.TAXABLE,
    "ira": Registration.TRADITIONAL_IRA,
    "roth": Registration.ROTH_IRA,
    "hsa": Registration.HSA,
    "away": Registration.HELD_AWAY,
}
OWNERS = {"joint": "Ana & Luis", "other": "Ana", "spouse": "Luis"}


def exactly(*values: object) -> tuple[object, ...]:
    """Values to compare with plain numbers."""
    return values


def row(text: str, line: int = 1) -> Transaction:
    """`date account type symbol quantity` and then `column=value`; a dash is an empty cell."""
    day, account, kind, symbol, quantity, *rest = text.split()
    given: dict[str, Any] = {}
    for cell in rest:
        name, _, value = cell.partition("=")
        field, read = FIELDS.get(name, (name, Decimal))
        given[field] = read(value)
    return Transaction(
        trade_date=date.fromisoformat(day),
        account_id=AccountId(account),
        type=TransactionType(kind),
        symbol=None if symbol == "-" else Symbol(symbol),
        quantity=None if quantity == "-" else Decimal(quantity),
        source=f"transactions.csv:{line}",
        **given,
    )


def rows(text: str) -> tuple[Transaction, ...]:
    """One row a line; the first line of a file is its header, so rows start at 2."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(row(line, number) for number, line in enumerate(lines, 2))


def lot(text: str) -> Lot:
    """`id symbol quantity acquired basis [start=..] [wash=..]`; a dash is an empty cell."""
    lot_id, symbol, quantity, acquired, basis, *rest = text.split()
    given = dict(cell.split("=") for cell in rest)
    return Lot(
        lot_id=LotId(lot_id),
        symbol=Symbol(symbol),
        quantity=Decimal(quantity),
        acquired=None if acquired == "-" else date.fromisoformat(acquired),
        basis=None if basis == "-" else Decimal(basis),
        holding_period_start=date.fromisoformat(given["start"]) if "start" in given else None,
        wash_adjustment=Decimal(given.get("wash", 0)),
    )


def account(
    name: str,
    *lots: str,
    history: History = History.COMPLETE,
    method: LotMethod = LotMethod.SPECIFIC,
) -> Account:
    """One of the accounts above, with the lots of its file."""
    held: dict[Symbol, list[Lot]] = {}
    for text in lots:
        one = lot(text)
        held.setdefault(one.symbol, []).append(one)
    return Account(
        account_id=AccountId(name),
        registration=KINDS[name],
        owner=OWNERS.get(name, ""),
        history=history,
        lot_method=method,
        positions=tuple(Position(symbol=one, lots=tuple(many)) for one, many in held.items()),
    )


def household(
    text: str, *accounts: Account, identical: tuple[tuple[str, ...], ...] = ()
) -> Household:
    """A household with the rows of `text`; without `accounts` every account named, complete."""
    made = rows(text)
    names = dict.fromkeys(str(one.account_id) for one in made)
    return Household(
        name="Rivera",
        accounts=accounts or tuple(account(name) for name in names),
        identical=IdenticalGroups([[Symbol(one) for one in group] for group in identical]),
        transactions=made,
    )
