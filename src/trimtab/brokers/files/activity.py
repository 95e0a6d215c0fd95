"""From the rows of a list of transactions to one statement for each account."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trimtab.brokers.files.booking import PAID_ON, Booking
from trimtab.brokers.files.columns import Columns, Record
from trimtab.brokers.files.entry import Entry, Meaning
from trimtab.brokers.files.rows import Row
from trimtab.brokers.files.sheet import unknown_row
from trimtab.brokers.files.unreadable import DOCS
from trimtab.domain import AccountId, Statement, TransactionType
from trimtab.errors import InvalidValue, Problem

_PAYMENTS = frozenset(
    {
        TransactionType.DIVIDEND,
        TransactionType.CAPITAL_GAIN_DISTRIBUTION,
        TransactionType.EXEMPT_DIVIDEND,
        TransactionType.RETURN_OF_CAPITAL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesRead:
    """Entries by account, in the order of the file, and the rows that are none."""

    by_account: Mapping[str, tuple[Entry, ...]]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFile:
    """What is true of the whole file.

    format   the format's name for people
    broker   the account's name where the file does not name it
    account  the account of rows that do not say
    """

    format: str
    broker: AccountId
    file: str
    account: str = ""
    as_of: date | None = None
    notes: tuple[str, ...] = ()


def entries_of(
    found: Iterable[Row], columns: Columns, entry_of: Callable[[Record], Entry], *, file: str
) -> EntriesRead:
    """Each row as an entry, by what its column `account` says."""
    entries: dict[str, list[Entry]] = {}
    problems: list[Problem] = []
    for row in found:
        record = columns.record(row)
        if record is None:
            problems.append(unknown_row(row, file))
            continue
        try:
            entry = entry_of(record)
        except InvalidValue as error:
            problems.append(unusable_row(row, str(error), file))
        else:
            entries.setdefault(record.text("account"), []).append(entry)
    return EntriesRead(
        by_account={account: tuple(own) for account, own in entries.items()},
        problems=tuple(problems),
    )


def activity_statements(
    read: EntriesRead, about: ActivityFile, meaning_of: Callable[[Entry], Meaning]
) -> tuple[Statement, ...]:
    """One statement per account; what is wrong with the file itself goes to the first."""
    by_account = read.by_account or {"": ()}
    found = [
        activity_statement(entries, replace(about, account=account or about.account), meaning_of)
        for account, entries in by_account.items()
    ]
    problems = sorted((*read.problems, *found[0].problems), key=lambda problem: problem.line or 0)
    return (replace(found[0], problems=tuple(problems)), *found[1:])


def activity_statement(
    entries: Sequence[Entry], about: ActivityFile, meaning_of: Callable[[Entry], Meaning]
) -> Statement:
    """The transactions of one account. It says nothing about lots or positions."""
    booking = Booking(account=AccountId.parse(about.account) or about.broker, file=about.file)
    for entry in entries:
        booking.add(entry, meaning_of(entry))
    paid = any(row.type in _PAYMENTS for row in booking.transactions)
    return Statement(
        format=about.format,
        account_hint=about.account,
        as_of=about.as_of,
        rows_read=len(entries),
        lots_given=False,
        transactions=tuple(booking.transactions),
        problems=tuple(booking.problems),
        notes=(*booking.notes(), *about.notes, *([PAID_ON] if paid else [])),
    )


def unusable_row(row: Row, reason: str, file: str) -> Problem:
    """A row with a cell that is not what its column holds."""
    return Problem(
        what=f"a row cannot be read: {reason}",
        file=file,
        line=row.line,
        why="The row is left out, so lots and wash sales may be wrong",
        fix="Compare it with the broker's page; do not edit the file in a spreadsheet",
        docs=DOCS,
    )
