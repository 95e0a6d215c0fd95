"""A wash-sale case from outside as a household with transactions."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from tests.tax.outside_cases import Case
from trimtab.domain import (
    Account,
    AccountId,
    History,
    Household,
    IdenticalGroups,
    LotId,
    OrderId,
    Registration,
    Symbol,
    Transaction,
    TransactionType,
)
from trimtab.money import to_cents


def household_of(case: Case, transactions: tuple[Transaction, ...] | None = None) -> Household:
    """Every account of the case, complete, with its rows."""
    names = dict.fromkeys(row.get("account", "taxable") for row in case["acquisitions"])
    return Household(
        name=case["id"],
        accounts=tuple(account_of(name) for name in names),
        identical=groups_of(case),
        transactions=rows_of(case) if transactions is None else transactions,
    )


def account_id_of(name: str) -> AccountId:
    return AccountId(name.replace(":", "-"))


def account_of(name: str) -> Account:
    sheltered = name.startswith("ira")
    return Account(
        account_id=account_id_of(name),
        registration=Registration.TRADITIONAL_IRA if sheltered else Registration.TAXABLE,
        history=History.COMPLETE,
    )


def groups_of(case: Case) -> IdenticalGroups:
    named: dict[str, list[Symbol]] = {}
    for symbol, group in case.get("groups", {}).items():
        named.setdefault(group, []).append(Symbol(symbol))
    return IdenticalGroups(named.values())


def rows_of(case: Case) -> tuple[Transaction, ...]:
    account_of_lot = {row["lot"]: row.get("account", "taxable") for row in case["acquisitions"]}
    symbol_of_lot = {row["lot"]: row.get("symbol", "X") for row in case["acquisitions"]}
    bought = [
        Transaction(
            trade_date=date.fromisoformat(row["date"]),
            account_id=account_id_of(account_of_lot[row["lot"]]),
            type=TransactionType.BUY,
            symbol=Symbol(row.get("symbol", "X")),
            quantity=Decimal(row["qty"]),
            amount=Decimal(row["cost"]),
            lot_id=LotId(row["lot"]),
            order_id=OrderId(row["order"]) if "order" in row else None,
            holding_period_start=date_of(row, "holding_date"),
            wash_used=Decimal(row["already_used"]) if "already_used" in row else None,
            time=time_of(row),
        )
        for row in case["acquisitions"]
    ]
    sold = [
        Transaction(
            trade_date=date.fromisoformat(row["date"]),
            account_id=account_id_of(account_of_lot[row["lot"]]),
            type=TransactionType.SELL,
            symbol=Symbol(symbol_of_lot[row["lot"]]),
            quantity=Decimal(row["qty"]),
            amount=to_cents(Decimal(row["proceeds"])),
            lot_id=LotId(row["lot"]),
            row_id=row["sale"],
            time=time_of(row),
        )
        for row in case["dispositions"]
    ]
    return (*bought, *sold)


def date_of(row: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(row[name]) if row.get(name) else None


def time_of(row: dict[str, Any]) -> time | None:
    """The order inside a day, as minutes after nine."""
    if "seq" not in row:
        return None
    minutes = int(row["seq"])
    return time(9 + minutes // 60, minutes % 60)
