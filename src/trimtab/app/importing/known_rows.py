"""Which rows of a statement are on file already, whatever the user noted in them since."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeAlias

from trimtab.domain import AccountId, Symbol, Transaction, TransactionType
from trimtab.ledger.company_rows import COMPANY_ROWS
from trimtab.money import CENT

_T = TransactionType
# What a user may correct one into another: a statement rarely tells a gift from a transfer, or what
# kind of payment a fund made.
_INCOME = frozenset(
    {_T.DIVIDEND, _T.CAPITAL_GAIN_DISTRIBUTION, _T.EXEMPT_DIVIDEND, _T.RETURN_OF_CAPITAL}
)
_FAMILIES = (
    frozenset({_T.BUY, _T.REINVEST, _T.VEST}),
    frozenset({_T.TRANSFER_IN, _T.GIFT_IN, _T.INHERITANCE, _T.VEST}),
    _INCOME,
)
# Money of which several sums may come on one day.
_PAYMENTS = _INCOME | {_T.DEPOSIT, _T.WITHDRAWAL}
# What tells one transaction from another where both rows say it. The rest (lot, gain, fee, what the
# shares' past was) is what a user adds, or what only some layouts of one broker show.
_TELLING = ("quantity", "ratio", "new_symbol", "cash_per_share", "acquired", "order_id", "time")

_Key: TypeAlias = tuple[object, AccountId, Symbol | None]
_Test: TypeAlias = Callable[[Transaction, Transaction], bool]


class KnownRows:
    """The rows on file; each stands for at most one row of a statement."""

    def __init__(self, rows: Iterable[Transaction]) -> None:
        self._by_id: dict[str, Transaction] = {}
        self._waiting: dict[_Key, list[Transaction]] = {}
        for row in rows:
            if row.row_id is not None:
                self._by_id[row.row_id] = row
            self._waiting.setdefault(_key(row), []).append(row)

    def of_id(self, row: Transaction) -> Transaction | None:
        """The row on file that has the id of `row`, in the same account; None without one."""
        if row.row_id is None:
            return None
        found = self._by_id.get(row.row_id)
        if found is None or found.account_id != row.account_id:
            found = self._by_id.get(own_id(row))
        return found

    def is_taken(self, row_id: str) -> bool:
        """True when a row on file has this id, whatever its account."""
        return row_id in self._by_id

    def use(self, row: Transaction) -> None:
        """Let a row on file stand for a row of the statement."""
        own = self._waiting.get(_key(row), [])
        if row in own:
            own.remove(row)

    def take(self, row: Transaction, test: _Test) -> Transaction | None:
        """The first row on file that passes `test` beside `row`; it is used from then on."""
        own = self._waiting.get(_key(row), [])
        for known in own:
            nameless = row.row_id is None or known.row_id is None or is_booked_action(known)
            if nameless and test(known, row):
                own.remove(known)
                return known
        return None


def is_booked_action(row: Transaction) -> bool:
    """True for a row of `trimtab actions --apply`: the broker has another id for the same thing."""
    own = row.row_id is not None and row.row_id.endswith(f"/{row.account_id}")
    return own and row.type in COMPANY_ROWS


def own_id(row: Transaction) -> str:
    """The id of `row` where another account has one of that name."""
    return f"{row.account_id}-{row.row_id}"


def same_fields(known: Transaction, row: Transaction) -> bool:
    """True when every field is the same but the id."""
    bare = replace(known, source="", row_id=None)
    return bare == replace(row, source="", row_id=None)


def agrees(known: Transaction, row: Transaction) -> bool:
    """True when `known` can be `row` with what the user noted in it, or as another layout has it.

    Nothing that both say may differ: shares, money to a cent, terms, order and time.
    """
    return (
        _related(known, row)
        and all(_alike(known, row, name) for name in _TELLING)
        and _same_money(known, row)
    )


def resembles(known: Transaction, row: Transaction) -> bool:
    """True when `known` is probably `row` with a figure that was changed by hand."""
    if not _related(known, row) or row.type in _PAYMENTS:
        return False
    return all(_alike(known, row, name) for name in ("quantity", "order_id", "time"))


def is_other(known: Transaction, row: Transaction) -> bool:
    """True when two rows with one id cannot be one transaction, corrected or not."""
    moved = known.trade_date != row.trade_date and not _alike(known, row, "quantity")
    return known.symbol != row.symbol or not _related(known, row) or moved


def _key(row: Transaction) -> _Key:
    return (row.trade_date, row.account_id, row.symbol)


def _related(known: Transaction, row: Transaction) -> bool:
    if known.type is row.type:
        return True
    return any({known.type, row.type} <= family for family in _FAMILIES)


def _alike(known: Transaction, row: Transaction, name: str) -> bool:
    one, other = getattr(known, name), getattr(row, name)
    return one is None or other is None or one == other


def _same_money(known: Transaction, row: Transaction) -> bool:
    """False when both give the amount, or else the price, and the figures differ."""
    if known.amount is not None and row.amount is not None:
        return abs(known.amount - row.amount) <= CENT
    if known.amount is None and row.amount is None and known.price and row.price:
        return abs(known.price - row.price) <= CENT
    return True
