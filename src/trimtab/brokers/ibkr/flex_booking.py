"""What sections of a Flex statement without trades have in common on their way into the books."""

from collections.abc import Sequence
from datetime import date, time

from trimtab.brokers.files.booking import Booking
from trimtab.brokers.files.unreadable import DOCS
from trimtab.brokers.ibkr.flex_dates import HOW_TO_SET_DATES, moment
from trimtab.brokers.ibkr.flex_record import FlexRecord
from trimtab.brokers.ibkr.flex_security import DOLLARS
from trimtab.brokers.ibkr.flex_trades import UNNAMED_ACCOUNT, TradesRead
from trimtab.domain import AccountId
from trimtab.errors import InvalidValue, Problem

# Rows of these levels add up rows of DETAIL, or take them apart once more.
_REPEATS = frozenset({"SUMMARY", "LOT"})


def booking_for(account: str, file: str) -> Booking:
    """An empty booking of the account."""
    return Booking(account=AccountId.parse(account) or UNNAMED_ACCOUNT, file=file)


def details(records: Sequence[FlexRecord]) -> list[FlexRecord]:
    """Each event once: the rows that are not repeats, or all when there are no others."""
    found = [record for record in records if record.level not in _REPEATS]
    return found or list(records)


def when(record: FlexRecord, *names: str) -> tuple[date, time | None]:
    """The moment in the first of the fields `names` that has one. InvalidValue when none has."""
    for name in names:
        found = moment(record.text(name))
        if found is not None:
            return found
    raise InvalidValue("it has no date")


def require_dollars(record: FlexRecord) -> None:
    """Raises InvalidValue for a row in another currency."""
    currency = record.text("currency").upper()
    if currency != DOLLARS:
        raise InvalidValue(f"it is in {currency or 'no currency'}, not in US dollars")


def read(booking: Booking, notes: Sequence[str] = ()) -> TradesRead:
    """What was booked."""
    return TradesRead(
        transactions=tuple(booking.transactions),
        problems=tuple(booking.problems),
        notes=(*notes, *booking.notes()),
    )


def unusable(record: FlexRecord, section: str, reason: str, file: str) -> Problem:
    """A row with a field that is not what it should be."""
    name = record.text("symbol") or record.text("description") or "a row"
    return Problem(
        what=f"{section}: {name} cannot be read: {reason}",
        file=file,
        line=record.line,
        why="The row is left out",
        fix=f"Write it into the transactions file by hand. {HOW_TO_SET_DATES}",
        docs=DOCS,
    )
