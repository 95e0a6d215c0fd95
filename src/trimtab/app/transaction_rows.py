"""New transactions below those on file: nothing twice, and not a byte of the old rows changed."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trimtab.domain import AccountId, LotId, Transaction
from trimtab.workspace import transactions_csv
from trimtab.workspace.csv_rows import CsvText


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRows:
    """Transactions to append, and how many of the statement's are on file already."""

    rows: tuple[Transaction, ...]
    known: int


def for_account(
    rows: Iterable[Transaction], account_id: AccountId, renamed: Mapping[str, LotId]
) -> tuple[Transaction, ...]:
    """A statement's rows as rows of `account_id`, lots by the names that they have on file."""
    return tuple(
        replace(
            row,
            account_id=account_id,
            lot_id=None if row.lot_id is None else renamed.get(row.lot_id, row.lot_id),
            source="",
        )
        for row in rows
    )


def new_rows(existing: Sequence[Transaction], incoming: Sequence[Transaction]) -> NewRows:
    """The rows of `incoming` that are not in `existing`.

    A row with an id is known by its id, or by all its fields where the row on file has none. A row
    without one is known by all its fields, as often as it stands on file: two equal fills of one
    day are two transactions.
    """
    on_file = _OnFile(existing)
    fresh = [on_file.named(row) for row in incoming if not on_file.knows(row)]
    return NewRows(rows=tuple(fresh), known=len(incoming) - len(fresh))


class _OnFile:
    """The rows on file; each is matched once."""

    def __init__(self, rows: Sequence[Transaction]) -> None:
        self._owners = {row.row_id: row.account_id for row in rows if row.row_id is not None}
        self._unnamed = Counter(_fields(row) for row in rows if row.row_id is None)
        self._named = Counter(_fields(row) for row in rows if row.row_id is not None)

    def knows(self, row: Transaction) -> bool:
        """True when `row` is on file already."""
        if row.row_id is not None:
            if self._owners.get(row.row_id) == row.account_id or _own_id(row) in self._owners:
                return True
            return self._take(self._unnamed, row)
        return self._take(self._unnamed, row) or self._take(self._named, row)

    def named(self, row: Transaction) -> Transaction:
        """`row` with an id that no other account's row has: ids are unique in the file."""
        if row.row_id is None:
            return row
        fit = replace(row, row_id=_own_id(row)) if row.row_id in self._owners else row
        self._owners[fit.row_id or ""] = row.account_id
        return fit

    def _take(self, counted: Counter[Transaction], row: Transaction) -> bool:
        found = counted[_fields(row)] > 0
        counted[_fields(row)] -= found
        return found


def _own_id(row: Transaction) -> str:
    return f"{row.account_id}-{row.row_id}"


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


def _fields(row: Transaction) -> Transaction:
    return replace(row, source="", row_id=None)
