"""Corporate actions of a Flex statement, where IBKR's sentence says enough to book them.

An action may have two rows: the old shares go out, the new ones come in. They share an action id,
or else the moment and the beginning of the sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.brokers.files.entry import (
    CANCELLED,
    REORGANISATION,
    ByHand,
    Entry,
    Meaning,
    NotBooked,
)
from trimtab.brokers.files.symbols import with_dotted_share_class
from trimtab.brokers.ibkr.action_text import Action, ActionText, action_text
from trimtab.brokers.ibkr.flex_booking import booking_for, details, read, unusable, when
from trimtab.brokers.ibkr.flex_cells import amount
from trimtab.brokers.ibkr.flex_record import FlexRecord
from trimtab.brokers.ibkr.flex_security import missing_columns, screen
from trimtab.brokers.ibkr.flex_trades import TradesRead
from trimtab.domain import Symbol, TransactionType
from trimtab.errors import InvalidValue
from trimtab.money import ZERO

_T = TransactionType

_SECTION = "Corporate Actions"
_NEEDED = {"currency": "Currency", "assetcategory": "Asset Class", "quantity": "Quantity"}
_CANCELLED_CODE = "CA"
_OLD = ".OLD"
_OLD_AND_NEW = 2
_SAME_SYMBOL = NotBooked(why="a new number for a security of the same symbol")
_DELISTED = ByHand(
    why="Shares that are no longer listed are not worthless by that alone",
    fix="If they are wholly worthless, write a row of type worthless on the last day of that year",
)
_NOT_PLAIN = ByHand(
    why="Several things happened at once, or the rows do not say which shares became which",
    fix="Write rows of type split, merger, spinoff or symbol_change by hand, from the notice",
)
_KINDS = {
    Action.SPLIT: _T.SPLIT,
    Action.STOCK_DIVIDEND: _T.STOCK_DIVIDEND,
    Action.SPINOFF: _T.SPINOFF,
    Action.CASH_MERGER: _T.MERGER,
    Action.STOCK_MERGER: _T.MERGER,
    Action.MIXED_MERGER: _T.MERGER,
    Action.SYMBOL_CHANGE: _T.SYMBOL_CHANGE,
}
_BRINGS_ANOTHER = frozenset(
    {Action.SPINOFF, Action.STOCK_MERGER, Action.MIXED_MERGER, Action.SYMBOL_CHANGE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row, with its sentence."""

    symbol: Symbol
    record: FlexRecord
    text: ActionText


def read_actions(records: Sequence[FlexRecord], *, account: str, file: str) -> TradesRead:
    """Splits, stock dividends, spin-offs, mergers and changes of symbol of one account."""
    if not records:
        return TradesRead()
    lacking = missing_columns(records, _NEEDED, section=_SECTION, file=file)
    if lacking is not None:
        return TradesRead(problems=(lacking,))
    booking = booking_for(account, file)
    screened = screen(details(records), file=file)
    booking.problems.extend(screened.problems)
    groups: dict[tuple[str, ...], list[_Row]] = {}
    for symbol, record in screened.rows:
        row = _Row(symbol=symbol, record=record, text=action_text(_sentence(record)))
        groups.setdefault(_key(row), []).append(row)
    for rows in groups.values():
        try:
            entry, meaning = _event(rows)
        except InvalidValue as error:
            booking.problems.append(unusable(rows[0].record, _SECTION, str(error), file))
        else:
            booking.add(entry, meaning)
    return read(booking, screened.notes)


def _sentence(record: FlexRecord) -> str:
    return record.text("actiondescription") or record.text("description")


def _key(row: _Row) -> tuple[str, ...]:
    """Rows of one action have the same."""
    action_id = row.record.text("actionid")
    moment = row.record.text("datetime") or row.record.text("reportdate")
    return (action_id,) if action_id else (moment, row.text.symbol, row.text.action.name)


def _event(rows: Sequence[_Row]) -> tuple[Entry, Meaning]:
    """The one event that `rows` are about. Raises InvalidValue for a field that is not clear."""
    came = [row for row in rows if (amount(row.record, "quantity") or ZERO) > ZERO]
    row = came[0] if came else rows[0]
    text, happened_to = row.text, _symbol(row.text.symbol)
    day, time = when(row.record, "datetime", "reportdate")
    came_in = amount(row.record, "quantity") if came else None
    entry = Entry(
        line=row.record.line,
        day=day,
        time=time,
        action=" ".join(_sentence(row.record).split()),
        symbol=happened_to,
        quantity=came_in,
        row_id=row.record.text("transactionid") or None,
        ratio=None if text.action is Action.STOCK_DIVIDEND else text.ratio,
        new_symbol=row.symbol if text.action in _BRINGS_ANOTHER else None,
        cash_per_share=text.cash_per_share,
    )
    return entry, _meaning(rows, row, entry)


def _meaning(rows: Sequence[_Row], row: _Row, entry: Entry) -> Meaning:
    """What to do with the event; only what is beyond doubt is booked."""
    action = row.text.action
    if any(_CANCELLED_CODE in _codes(one.record) for one in rows):
        return CANCELLED
    if action is Action.OTHER:
        return _DELISTED if "DELISTED" in entry.action.upper() else REORGANISATION
    if action is Action.SYMBOL_CHANGE and row.symbol == entry.symbol:
        return _SAME_SYMBOL
    return _KINDS[action] if _is_plain(rows, row, entry) else _NOT_PLAIN


def _is_plain(rows: Sequence[_Row], row: _Row, entry: Entry) -> bool:
    """True when it is clear which shares the event is about, and which came of it."""
    came = sum((amount(one.record, "quantity") or ZERO) > ZERO for one in rows)
    if entry.symbol is None or came > 1 or len(rows) > _OLD_AND_NEW:
        return False
    if row.text.action in _BRINGS_ANOTHER:
        return came == 1 and row.symbol != entry.symbol
    return row.symbol in {entry.symbol, Symbol.parse(f"{entry.symbol}{_OLD}")}


def _symbol(name: str) -> Symbol | None:
    """The symbol in a sentence; a security that is renamed may be called `XYZ.OLD` already."""
    return Symbol.parse(with_dotted_share_class(name.removesuffix(_OLD)))


def _codes(record: FlexRecord) -> set[str]:
    return {code.strip().upper() for code in record.text("code").replace(",", ";").split(";")}
