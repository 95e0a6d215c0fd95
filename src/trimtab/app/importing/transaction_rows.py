"""New transactions below those on file: nothing twice, and not a byte of the old rows changed."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from trimtab.app.importing.known_rows import (
    KnownRows,
    agrees,
    is_other,
    own_id,
    resembles,
    same_fields,
)
from trimtab.domain import AccountId, LotId, Transaction
from trimtab.errors import Problem
from trimtab.money import exact_text
from trimtab.workspace import transactions_csv
from trimtab.workspace.csv_rows import CsvText


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRows:
    """Transactions to append, and how many of the statement's are on file already.

    problems  rows that are left out because it is not clear which transaction they are
    """

    rows: tuple[Transaction, ...]
    known: int
    problems: tuple[Problem, ...] = ()


def for_account(
    rows: Iterable[Transaction], account_id: AccountId, renamed: Mapping[str, LotId]
) -> tuple[Transaction, ...]:
    """A statement's rows as rows of `account_id`, lots by the names that they have on file."""
    return tuple(
        replace(
            row,
            account_id=account_id,
            lot_id=None if row.lot_id is None else renamed.get(row.lot_id, row.lot_id),
        )
        for row in rows
    )


def new_rows(existing: Sequence[Transaction], incoming: Sequence[Transaction]) -> NewRows:
    """The rows of `incoming` that are not in `existing`, oldest first.

    A row with an id is known by its id. Any other is known by what it says, whatever the user has
    added to it since; each row on file stands for one of the statement, so two equal fills of one
    day are two transactions. A row is a problem, and is left out, when its id is another
    transaction's, or when a row on file differs from it in a figure alone.
    """
    matching = _Matching(KnownRows(existing))
    rows = matching.by_id(oldest_first(incoming))
    # What agrees in every field goes first, so that no likeness takes a row from its equal.
    for test in (same_fields, agrees):
        rows = [row for row in rows if matching.known_rows.take(row, test) is None]
    fresh = [row for row in rows if matching.is_clear(row)]
    return NewRows(
        rows=tuple(replace(matching.named(row), source="") for row in fresh),
        known=len(incoming) - len(fresh) - len(matching.problems),
        problems=tuple(matching.problems),
    )


def oldest_first(rows: Sequence[Transaction]) -> list[Transaction]:
    """`rows` by day; those of one day in the order in which they happened, as the file tells it.

    Most brokers list the newest first: then the rows of each day are turned around too.
    """
    steps = [(one.trade_date, other.trade_date) for one, other in pairwise(rows)]
    falls = sum(other < one for one, other in steps)
    rises = sum(other > one for one, other in steps)
    ordered = reversed(rows) if falls > rises else rows
    return sorted(ordered, key=lambda row: row.trade_date)


@dataclass(slots=True)
class _Matching:
    """One statement against the rows on file.

    unclear  rows whose id is another transaction's, without it, each with that transaction
    """

    known_rows: KnownRows
    problems: list[Problem] = field(default_factory=list)
    ids: dict[str, Transaction] = field(default_factory=dict)
    unclear: list[tuple[Transaction, Transaction]] = field(default_factory=list)

    def by_id(self, rows: Iterable[Transaction]) -> list[Transaction]:
        """The rows that no id makes known; those with another's id come without one."""
        return [kept for row in rows if (kept := self._unless_known(row)) is not None]

    def _unless_known(self, row: Transaction) -> Transaction | None:
        if row.row_id is None:
            return row
        earlier = self.ids.get(row.row_id)
        first = earlier or self.known_rows.of_id(row)
        if first is None:
            self.ids[row.row_id] = row
            return row
        if is_other(first, row) or (earlier and not same_fields(earlier, row)):
            # It may stand on file under a name of its own, written by hand.
            self.unclear.append((replace(row, row_id=None), first))
            return self.unclear[-1][0]
        self.ids[row.row_id] = row
        self.known_rows.use(first)
        return None

    def is_clear(self, row: Transaction) -> bool:
        """False, and named as a problem, when `row` may be something that is known already."""
        first = next((first for bare, first in self.unclear if bare is row), None)
        if first is not None:
            self.problems.append(_id_of_another(row, first))
            return False
        known = self.known_rows.take(row, resembles)
        if known is None:
            return True
        self.problems.append(_differs(row, known))
        return False

    def named(self, row: Transaction) -> Transaction:
        """`row` with an id that no other account's row has: ids are unique in the file."""
        taken = row.row_id is not None and self.known_rows.is_taken(row.row_id)
        return replace(row, row_id=own_id(row)) if taken else row


def appended(text: str, rows: Sequence[Transaction]) -> str:
    """`text` of transactions.csv with `rows` below; columns it lacks are added at the right."""
    rendered = transactions_csv.render(rows)
    old = CsvText.parse(text)
    if old is None:
        return rendered
    said = [
        {name: cell for name, cell in row.items() if _says(name, cell) or name in old.names}
        for row in csv.DictReader(io.StringIO(rendered))
    ]
    return old.rewritten({}, said)


def _says(column: str, cell: str) -> bool:
    """False for what a file without the column says as well: nothing, and a fee of zero."""
    return cell != "" and (column, cell) != ("fee", "0")


def _id_of_another(row: Transaction, first: Transaction) -> Problem:
    return Problem(
        what=f"the id of {_told(row)} is that of {_told(first)} too",
        file=_file(row),
        line=_line(row),
        why=f"Rows with one id ({first.row_id}) are one transaction; this one is left out",
        fix="Compare both with the broker's page, and write the one that is missing into the "
        "transactions file by hand, with an id of its own",
    )


def _differs(row: Transaction, known: Transaction) -> Problem:
    here = ", ".join(f"{name} {_figure(row, name)}" for name in _differing(row, known))
    there = ", ".join(f"{name} {_figure(known, name)}" for name in _differing(row, known))
    return Problem(
        what=f"{_told(row)} is on file with other figures: {there}; here {here}",
        file=_file(row),
        line=_line(row),
        why=f"The two would count as two transactions; {known.source or 'the other'} stays, "
        "and this one is left out",
        fix="Correct that row, or write this one beside it by hand if it is another transaction",
    )


def _differing(row: Transaction, known: Transaction) -> list[str]:
    names = ("amount", "price", "ratio", "new_symbol", "cash_per_share", "acquired")
    return [name for name in names if getattr(row, name) != getattr(known, name)]


def _figure(row: Transaction, name: str) -> str:
    value = getattr(row, name)
    if value is None:
        return "not given"
    return exact_text(value) if isinstance(value, Decimal) else str(value)


def _told(row: Transaction) -> str:
    shares = "" if row.quantity is None else f" {exact_text(row.quantity)}"
    symbol = "" if row.symbol is None else f" {row.symbol}"
    return f"{row.type.value}{shares}{symbol} of {row.trade_date}"


def _file(row: Transaction) -> str:
    return row.source.rpartition(":")[0] or row.source


def _line(row: Transaction) -> int | None:
    line = row.source.rpartition(":")[2]
    return int(line) if line.isdecimal() else None
