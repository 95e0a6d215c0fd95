"""Transfers of a Flex statement: shares and money that came from, or went to, other accounts."""

from collections.abc import Sequence

from trimtab.brokers.files.booking import Booking
from trimtab.brokers.files.entry import Entry
from trimtab.brokers.ibkr.flex_booking import (
    booking_for,
    details,
    read,
    require_dollars,
    unusable,
    when,
)
from trimtab.brokers.ibkr.flex_cells import amount, needed_amount
from trimtab.brokers.ibkr.flex_record import FlexRecord
from trimtab.brokers.ibkr.flex_security import missing_columns, screen
from trimtab.brokers.ibkr.flex_trades import TradesRead
from trimtab.domain import Symbol, TransactionType
from trimtab.errors import InvalidValue
from trimtab.money import ZERO

_T = TransactionType

_SECTION = "Transfers"
_NEEDED = {
    "currency": "Currency",
    "assetcategory": "Asset Class",
    "direction": "Direction",
    "quantity": "Quantity",
}
_DAYS = ("date", "datetime", "reportdate", "settledate")


def read_transfers(records: Sequence[FlexRecord], *, account: str, file: str) -> TradesRead:
    """Shares and money that were transferred. The lots that came in are in Open Positions."""
    if not records:
        return TradesRead()
    lacking = missing_columns(records, _NEEDED, section=_SECTION, file=file)
    if lacking is not None:
        return TradesRead(problems=(lacking,))
    booking = booking_for(account, file)
    events = details(records)
    money = [record for record in events if _is_money(record)]
    screened = screen([record for record in events if not _is_money(record)], file=file)
    booking.problems.extend(screened.problems)
    for symbol, record in screened.rows:
        _shares(record, symbol, booking)
    for record in money:
        _money(record, booking)
    return read(booking, screened.notes)


def _is_money(record: FlexRecord) -> bool:
    return record.text("assetcategory").upper() == "CASH"


def _shares(record: FlexRecord, symbol: Symbol, booking: Booking) -> None:
    try:
        day, time = when(record, *_DAYS)
        kind = _kind(record)
        entry = Entry(
            line=record.line,
            day=day,
            time=time,
            action="transfer",
            symbol=symbol,
            quantity=needed_amount(record, "quantity"),
            row_id=record.text("transactionid") or None,
        )
    except InvalidValue as error:
        booking.problems.append(unusable(record, _SECTION, str(error), booking.file))
    else:
        booking.add(entry, kind)


def _kind(record: FlexRecord) -> TransactionType:
    kinds = {"IN": _T.TRANSFER_IN, "OUT": _T.TRANSFER_OUT}
    direction = record.text("direction").upper()
    if direction not in kinds:
        raise InvalidValue(f"`{direction}` is neither IN nor OUT")
    return kinds[direction]


def _money(record: FlexRecord, booking: Booking) -> None:
    try:
        require_dollars(record)
        day, _ = when(record, *_DAYS)
        total = amount(record, "cashtransfer")
        entry = Entry(
            line=record.line,
            day=day,
            action="transfer of money",
            amount=total,
            row_id=record.text("transactionid") or None,
        )
    except InvalidValue as error:
        booking.problems.append(unusable(record, _SECTION, str(error), booking.file))
    else:
        booking.add(entry, _T.DEPOSIT if (total or ZERO) > ZERO else _T.WITHDRAWAL)
