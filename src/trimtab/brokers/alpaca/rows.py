"""One activity of Alpaca as one row of transactions, for the types that tell all a row needs."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from trimtab.brokers.alpaca.reading import EASTERN, exact, moment, symbol_of
from trimtab.domain.identifiers import AccountId, OrderId
from trimtab.domain.transaction import Transaction, TransactionType
from trimtab.money import ZERO, to_cents

Json = Mapping[str, Any]
_T = TransactionType

# Money for holding shares: the amount is what counts, as income of the day.
_INCOME = {
    "DIV": _T.DIVIDEND,
    "DIVCGS": _T.DIVIDEND,
    "DIVCGL": _T.CAPITAL_GAIN_DISTRIBUTION,
    "DIVTXEX": _T.EXEMPT_DIVIDEND,
    "DIVROC": _T.RETURN_OF_CAPITAL,
}
# Money in or out, by its sign: deposits, withdrawals, transfers and journals of cash.
_CASH = frozenset({"CSD", "CSW", "CSR", "ACATC", "JNLC"})
# Shares in or out, by their sign.
TRANSFERS = frozenset({"ACATS", "JNLS"})


def day_of(activity: Json) -> date:
    """The day in New York. Fills have a moment, all else a date."""
    if activity.get("transaction_time"):
        return moment(activity["transaction_time"]).astimezone(EASTERN).date()
    return date.fromisoformat(str(activity["date"])[:10])


def row_of(activity: Json, account_id: AccountId) -> Transaction | None:
    """The row; None where its type needs more than it says, or is not known here."""
    kind = str(activity.get("activity_type"))
    for kinds, made in _READERS:
        if kind in kinds:
            return made(activity, kind, account_id)
    return None


def _fill(one: Json, _kind: str, account_id: AccountId) -> Transaction | None:
    side, symbol = str(one.get("side")), symbol_of(one)
    # A short sale has a side of its own, and no lots; crypto has names that no share has.
    if side not in {"buy", "sell"} or symbol is None:
        return None
    at = moment(one["transaction_time"]).astimezone(EASTERN)
    quantity, price = exact(one["qty"]), exact(one["price"])
    return Transaction(
        trade_date=at.date(),
        # To the second, as files keep it.
        time=at.time().replace(microsecond=0),
        account_id=account_id,
        type=_T.BUY if side == "buy" else _T.SELL,
        symbol=symbol,
        quantity=quantity,
        price=price,
        amount=to_cents(quantity * price),
        order_id=OrderId(str(one["order_id"])),
        row_id=str(one["id"]),
    )


def _income(one: Json, kind: str, account_id: AccountId) -> Transaction | None:
    amount = _amount(one)
    # Below zero it takes back what was paid, and at zero it is paid in shares: no row says that.
    symbol = symbol_of(one)
    if amount <= ZERO or symbol is None:
        return None
    return Transaction(
        trade_date=day_of(one),
        account_id=account_id,
        type=_INCOME[kind],
        symbol=symbol,
        amount=to_cents(amount),
        row_id=str(one["id"]),
    )


def _cash(one: Json, _kind: str, account_id: AccountId) -> Transaction | None:
    amount = _amount(one)
    if not amount:
        return None
    return Transaction(
        trade_date=day_of(one),
        account_id=account_id,
        type=_T.DEPOSIT if amount > ZERO else _T.WITHDRAWAL,
        amount=to_cents(abs(amount)),
        row_id=str(one["id"]),
    )


def _shares(one: Json, _kind: str, account_id: AccountId) -> Transaction | None:
    quantity = exact(one.get("qty") or 0)
    symbol = symbol_of(one)
    if not quantity or symbol is None:
        return None
    return Transaction(
        trade_date=day_of(one),
        account_id=account_id,
        type=_T.TRANSFER_IN if quantity > ZERO else _T.TRANSFER_OUT,
        symbol=symbol,
        quantity=abs(quantity),
        row_id=str(one["id"]),
    )


_Reader = Callable[[Json, str, AccountId], Transaction | None]
_READERS: tuple[tuple[Iterable[str], _Reader], ...] = (
    (frozenset({"FILL"}), _fill),
    (frozenset(_INCOME), _income),
    (_CASH, _cash),
    (TRANSFERS, _shares),
)


def _amount(one: Json) -> Decimal:
    return exact(one.get("net_amount") or 0)
