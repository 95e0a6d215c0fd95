"""Cash transactions of a Flex statement: dividends, and money that came and went.

IBKR takes a dividend back and pays it anew when its kind becomes known later; the two rows that
cancel each other are left out together.
"""

import re
from collections.abc import Sequence

from trimtab.brokers.files.booking import PAID_ON, Booking
from trimtab.brokers.files.entry import (
    FEES,
    INTEREST,
    TAX,
    UNKNOWN,
    Entry,
    Meaning,
    NotBooked,
)
from trimtab.brokers.ibkr.flex_booking import (
    booking_for,
    details,
    read,
    require_dollars,
    unusable,
    when,
)
from trimtab.brokers.ibkr.flex_cells import needed_amount
from trimtab.brokers.ibkr.flex_record import FlexRecord
from trimtab.brokers.ibkr.flex_security import missing_columns, screen
from trimtab.brokers.ibkr.flex_trades import TradesRead
from trimtab.domain import Symbol, TransactionType
from trimtab.errors import InvalidValue
from trimtab.money import ZERO

_T = TransactionType

_SECTION = "Cash Transactions"
_NEEDED = {"currency": "Currency", "amount": "Amount", "type": "Type"}
_IN_LIEU = NotBooked(why="paid for lent shares, which is other income and no dividend")
_WORDS: dict[str, Meaning] = {
    "payment in lieu of dividends": _IN_LIEU,
    "withholding tax": TAX,
    "871(m) withholding": TAX,
    "broker interest paid": INTEREST,
    "broker interest received": INTEREST,
    "bond interest paid": INTEREST,
    "bond interest received": INTEREST,
    "other fees": FEES,
    "commission adjustments": FEES,
    "advisor fees": FEES,
    "broker fees": FEES,
}
_MONEY = frozenset({"deposits & withdrawals", "deposits/withdrawals", "deposits", "withdrawals"})
_DIVIDENDS = "dividends"
# The first that stands in the description decides; `NRA Withholding Exempt` is not tax-exempt.
_KINDS = (
    (re.compile(r"payment in lieu", re.IGNORECASE), _IN_LIEU),
    (re.compile(r"return of capital", re.IGNORECASE), _T.RETURN_OF_CAPITAL),
    (re.compile(r"long.?term cap", re.IGNORECASE), _T.CAPITAL_GAIN_DISTRIBUTION),
    (re.compile(r"(?:tax-)?exempt.interest", re.IGNORECASE), _T.EXEMPT_DIVIDEND),
)


def read_income(records: Sequence[FlexRecord], *, account: str, file: str) -> TradesRead:
    """Dividends and their like, deposits and withdrawals of one account."""
    if not records:
        return TradesRead()
    lacking = missing_columns(records, _NEEDED, section=_SECTION, file=file)
    if lacking is not None:
        return TradesRead(problems=(lacking,))
    booking = booking_for(account, file)
    events = details(records)
    dividends = [record for record in events if _is_dividend(record)]
    screened = screen(dividends, file=file)
    booking.problems.extend(screened.problems)
    rows = [(record, _entry(record, symbol, booking)) for symbol, record in screened.rows]
    rows += [
        (record, _entry(record, None, booking)) for record in events if not _is_dividend(record)
    ]
    rows.sort(key=lambda row: row[0].place)
    entries, taken_back = _without_reversals([entry for _, entry in rows if entry is not None])
    for entry in entries:
        booking.add(entry, _meaning(entry))
    undated = any(not record.text("exdate") for record, _ in rows if _is_dividend(record))
    notes = (*screened.notes, *taken_back, *([PAID_ON] if undated else []))
    return read(booking, notes)


def _is_dividend(record: FlexRecord) -> bool:
    return record.text("type").casefold() == _DIVIDENDS


def _entry(record: FlexRecord, symbol: Symbol | None, booking: Booking) -> Entry | None:
    """The row as an entry; None, and a problem, when it cannot be one."""
    try:
        require_dollars(record)
        day, _ = when(record, "exdate", "datetime", "reportdate", "settledate", "date")
        return Entry(
            line=record.line,
            day=day,
            action=record.text("type"),
            symbol=symbol,
            name=record.text("symbol"),
            description=record.text("description"),
            amount=needed_amount(record, "amount"),
            row_id=record.text("transactionid") or None,
        )
    except InvalidValue as error:
        booking.problems.append(unusable(record, _SECTION, str(error), booking.file))
        return None


def _meaning(entry: Entry) -> Meaning:
    kind = entry.action.casefold()
    if kind == _DIVIDENDS:
        return next(
            (meaning for words, meaning in _KINDS if words.search(entry.description)), _T.DIVIDEND
        )
    if kind in _MONEY:
        return _T.DEPOSIT if (entry.amount or ZERO) > ZERO else _T.WITHDRAWAL
    return _WORDS.get(kind, UNKNOWN)


def _without_reversals(entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """`entries` without pairs of dividends of one symbol and day that cancel each other."""
    paid: dict[tuple[object, ...], list[int]] = {}
    gone: set[int] = set()
    notes: list[str] = []
    for place, entry in enumerate(entries):
        if entry.symbol is None or entry.amount is None:
            continue
        others = paid.get((entry.symbol, entry.day, -entry.amount))
        if not others:
            paid.setdefault((entry.symbol, entry.day, entry.amount), []).append(place)
            continue
        other = others.pop()
        gone |= {place, other}
        notes.append(
            f"Left out: a dividend of {entry.symbol} of {entry.day} that was taken back "
            f"(lines {entries[other].line} and {entry.line})."
        )
    return [entry for place, entry in enumerate(entries) if place not in gone], notes
