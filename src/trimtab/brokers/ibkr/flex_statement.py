"""Puts the records of a Flex file together: one statement for each account."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trimtab.brokers.files.unreadable import DOCS
from trimtab.brokers.ibkr.flex_actions import read_actions
from trimtab.brokers.ibkr.flex_cash import read_cash
from trimtab.brokers.ibkr.flex_dates import day
from trimtab.brokers.ibkr.flex_income import read_income
from trimtab.brokers.ibkr.flex_positions import read_positions
from trimtab.brokers.ibkr.flex_record import FlexFile, FlexRecord, Section
from trimtab.brokers.ibkr.flex_trades import TradesRead, read_trades
from trimtab.brokers.ibkr.flex_transfers import read_transfers
from trimtab.domain import Statement
from trimtab.errors import InvalidValue, Problem

HOW_TO_SHOW_LOTS = (
    "In the Flex query tick both Summary and Lot in the options of the section Open Positions, "
    "then run it again"
)


def statements(flex: FlexFile, *, reading_format: str, file: str) -> tuple[Statement, ...]:
    """One statement per account in the order of the file; problems of the file go to the first."""
    flex = _with_accounts_named(flex)
    if not flex.accounts:
        problems = flex.problems or (_empty(file),)
        return (Statement(format=reading_format, problems=problems),)
    read = [
        _statement(flex, account, reading_format=reading_format, file=file)
        for account in flex.accounts
    ]
    read[0] = replace(read[0], problems=flex.problems + read[0].problems)
    return tuple(read)


def _with_accounts_named(flex: FlexFile) -> FlexFile:
    """Rows that name no account belong to the only one that is named, if there is one."""
    named = tuple(account for account in flex.accounts if account)
    if len(named) != 1 or len(flex.accounts) == 1:
        return flex
    only = named[0]
    return replace(
        flex,
        accounts=named,
        records=tuple(
            record if record.account else replace(record, account=only) for record in flex.records
        ),
        sections=frozenset((account or only, section) for account, section in flex.sections),
    )


def _statement(flex: FlexFile, account: str, *, reading_format: str, file: str) -> Statement:
    own = [record for record in flex.records if record.account == account]
    open_positions, as_of, day_problems = _of_last_day(_rows(own, Section.POSITIONS), file)
    positions = read_positions(open_positions, file=file)
    booked = _booked(own, account, file)
    cash = read_cash(_rows(own, Section.CASH), file=file)
    notes = [*positions.notes, *booked.notes, *cash.notes, *_sections_left_out(own)]
    says_lots = (account, Section.POSITIONS) in flex.sections
    if not says_lots:
        notes.append("The file has no section Open Positions: it says nothing about lots.")
    earlier = len(_rows(own, Section.POSITIONS)) - len(open_positions)
    if earlier and as_of:
        notes.append(f"Not read: open positions of days before {as_of} ({_rows_of(earlier)}).")
    problems = (*day_problems, *positions.problems, *booked.problems, *cash.problems)
    return Statement(
        format=reading_format,
        account_hint=account,
        as_of=as_of or flex.dated.get(account),
        rows_read=sum(record.section is not None for record in own) - earlier,
        positions=positions.positions,
        lots=positions.lots,
        lots_given=says_lots,
        cash=cash.cash,
        transactions=booked.transactions,
        problems=tuple(sorted(problems, key=lambda problem: problem.line or 0)),
        notes=tuple(dict.fromkeys(notes)),
    )


def _booked(own: Sequence[FlexRecord], account: str, file: str) -> TradesRead:
    """Trades, income, corporate actions and transfers, in this order."""
    read = (
        read_trades(_rows(own, Section.TRADES), account=account, file=file),
        read_income(_rows(own, Section.INCOME), account=account, file=file),
        read_actions(_rows(own, Section.ACTIONS), account=account, file=file),
        read_transfers(_rows(own, Section.TRANSFERS), account=account, file=file),
    )
    return TradesRead(
        transactions=tuple(row for part in read for row in part.transactions),
        problems=tuple(problem for part in read for problem in part.problems),
        notes=tuple(note for part in read for note in part.notes),
    )


def _rows(records: Sequence[FlexRecord], section: Section) -> list[FlexRecord]:
    return [record for record in records if record.section is section]


def _of_last_day(
    records: Sequence[FlexRecord], file: str
) -> tuple[list[FlexRecord], date | None, list[Problem]]:
    """The rows of the latest report date: a query broken out by day repeats every position."""
    dated: list[tuple[FlexRecord, date | None]] = []
    problems: list[Problem] = []
    for record in records:
        try:
            dated.append((record, day(record.text("reportdate"))))
        except InvalidValue as error:
            dated.append((record, None))
            if not problems:
                problems.append(_undated(record, str(error), file))
    last = max((found for _, found in dated if found is not None), default=None)
    return [record for record, found in dated if found in {last, None}], last, problems


def _sections_left_out(records: Sequence[FlexRecord]) -> list[str]:
    counts = Counter(record.title for record in records if record.section is None)
    return [f"Not read: section {title} ({_rows_of(count)})." for title, count in counts.items()]


def _rows_of(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _undated(record: FlexRecord, reason: str, file: str) -> Problem:
    return Problem(
        what=f"Open Positions: the report date is not clear: {reason}",
        file=file,
        line=record.line,
        why="Day and month can be mistaken for each other",
        fix="Set the query's date format to yyyy-MM-dd and run it again",
        docs=DOCS,
    )


def _empty(file: str) -> Problem:
    return Problem(
        what="the Flex file holds no statement",
        file=file,
        why="No account and no row is in it",
        fix="Check the query's accounts and its period, and run it again",
        docs=DOCS,
    )
