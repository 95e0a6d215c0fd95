"""The cash report of a Flex statement: how many dollars the account holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.brokers.files.unreadable import DOCS
from trimtab.brokers.ibkr.flex_cells import amount
from trimtab.brokers.ibkr.flex_dates import HOW_TO_SET_DATES, day
from trimtab.brokers.ibkr.flex_record import FlexRecord
from trimtab.brokers.ibkr.flex_security import DOLLARS, missing_columns
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ZERO, dollars_text, to_cents

_NEEDED = {"currency": "Currency", "endingcash": "Ending Cash"}
_BASE = "BASE_SUMMARY"


@dataclass(frozen=True, slots=True, kw_only=True)
class CashRead:
    """What the section gave. `cash` is in dollars, None when it does not say."""

    cash: Decimal | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def read_cash(records: Sequence[FlexRecord], *, file: str) -> CashRead:
    """Ending cash in dollars on the last day; money in other currencies becomes a problem.

    Ending cash counts trades from their trade date, as positions do; settled cash would count the
    proceeds of a sale neither as shares nor as money.
    """
    if not records:
        return CashRead()
    lacking = missing_columns(records, _NEEDED, section="Cash Report", file=file)
    if lacking is not None:
        return CashRead(problems=(lacking,))
    try:
        return _read(_of_last_day(records), file)
    except InvalidValue as error:
        what = f"Cash Report: {error}"
        fix = f"Run the query again. {HOW_TO_SET_DATES}"
        problem = Problem(what=what, file=file, line=records[0].line, fix=fix, docs=DOCS)
        return CashRead(problems=(problem,))


def _read(records: Sequence[FlexRecord], file: str) -> CashRead:
    by_currency = [record for record in records if not _is_base(record)]
    dollars = [record for record in by_currency if record.text("currency") == DOLLARS]
    base = [record for record in records if _is_base(record)]
    problems = tuple(
        _foreign(record, file)
        for record in by_currency
        if record not in dollars and amount(record, "endingcash")
    )
    # The sum in base currency is dollars only when no row says otherwise; where each currency has a
    # row, and none is of dollars, there are none.
    if by_currency and not dollars:
        return CashRead(cash=ZERO, problems=problems)
    usable = dollars or [row for row in base if row.text("currency") in {_BASE, DOLLARS}]
    ending = amount(usable[-1], "endingcash") if usable else None
    if ending is None:
        return CashRead(problems=problems)
    return CashRead(cash=to_cents(ending), problems=problems, notes=_notes(usable[-1], ending))


def _notes(record: FlexRecord, ending: Decimal) -> tuple[str, ...]:
    notes = []
    if record.text("currency") == _BASE:
        notes.append("Cash is the sum in base currency, which is taken to be US dollars.")
    settled = amount(record, "endingsettledcash")
    if settled is not None and to_cents(settled) != to_cents(ending):
        notes.append(
            f"Cash is {dollars_text(ending)} with trades that have not settled; "
            f"{dollars_text(settled)} is settled."
        )
    return tuple(notes)


def _is_base(record: FlexRecord) -> bool:
    """True for the row that adds up all currencies; it has a currency or a level of its own."""
    return record.text("currency") == _BASE or record.level == "BASECURRENCY"


def _of_last_day(records: Sequence[FlexRecord]) -> list[FlexRecord]:
    """The rows of the latest day: a query broken out by day has a report for each."""
    days = [day(record.text("todate")) for record in records]
    last = max((found for found in days if found is not None), default=None)
    return [record for record, found in zip(records, days, strict=True) if found == last]


def _foreign(record: FlexRecord, file: str) -> Problem:
    return Problem(
        what=f"cash of {record.text('endingcash')} in {record.text('currency')}",
        file=file,
        line=record.line,
        why="trimtab counts in US dollars only; this money is left out",
        fix="Change it into dollars, or leave it out of the plan",
        docs=DOCS,
    )
