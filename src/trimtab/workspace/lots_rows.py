"""lots.csv written: a new file, or new lots in an old one with the user's own cells kept."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from trimtab.domain import AccountId, Lot
from trimtab.money import cents_text, exact_text
from trimtab.workspace.csv_rows import CsvRow, CsvText
from trimtab.workspace.lots_csv import COLUMNS

Owned = tuple[AccountId, Lot]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedLots:
    """The new text of a lots file.

    lost  the user's own columns of which cells went with the lots that are no longer held
    """

    text: str
    lost: tuple[str, ...] = ()


def render(lots: Iterable[Lot]) -> str:
    """The lots of one account as lots.csv; reading it back gives the same lots."""
    return _render(map(_cells, lots), [*_COLUMNS[:-1]])


def render_shared(lots: Iterable[Owned]) -> str:
    """The lots of several accounts as one lots.csv with the column `account`."""
    return _render(({**_cells(lot), "account": account} for account, lot in lots), [*_COLUMNS])


def merge(text: str, on_file: Mapping[int, Owned], lots: Sequence[Owned]) -> MergedLots | None:
    """`text` of a lots file, changed to hold `lots`: rows of lots that stay the same are untouched.

    on_file  the lot of each line that could be read; rows that could not are left out
    None when the file cannot be changed row by row, since its header could not be read.
    """
    old = CsvText.parse(text)
    if old is None or not {*COLUMNS.required} <= {*old.names}:
        return None
    after = {lot.lot_id: lot for _, lot in lots}
    rows = [row for row in old.rows if any(row.cells)]
    changes: dict[int, Mapping[str, str] | None] = {}
    for row in rows:
        _, before = on_file.get(row.line, (None, None))
        now = None if before is None else after.get(before.lot_id)
        if before is None or now is None:
            changes[row.line] = None
        elif now != before:
            changes[row.line] = _difference(old, row, before, now)
    _name_rows(old, on_file, changes)
    known = {lot.lot_id for _, lot in on_file.values()}
    added = [_new_row(old, owned) for owned in lots if owned[1].lot_id not in known]
    gone = [row for row in rows if row.line in on_file and changes.get(row.line, {}) is None]
    return MergedLots(text=old.rewritten(changes, added), lost=_own_entries(old, gone))


_COLUMNS = ("symbol", "quantity", "acquired", "basis", *COLUMNS.optional)


def _render(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _cells(lot: Lot) -> dict[str, str]:
    started = lot.holding_period_start
    return {
        "symbol": lot.symbol,
        "quantity": exact_text(lot.quantity),
        "acquired": str(lot.acquired or ""),
        "basis": "" if lot.basis is None else cents_text(lot.basis),
        "lot_id": lot.lot_id,
        "holding_period_start": "" if started == lot.acquired else str(started or ""),
        "wash_adjustment": cents_text(lot.wash_adjustment) if lot.wash_adjustment else "",
    }


def _new_row(old: CsvText, owned: Owned) -> dict[str, str]:
    account, lot = owned
    return {**_cells(lot), **({"account": account} if "account" in old.names else {})}


def _difference(old: CsvText, row: CsvRow, before: Lot, now: Lot) -> dict[str, str]:
    """The cells that say something else now; a basis per share becomes the total."""
    was, cells = _cells(before), _cells(now)
    changed = {column: cell for column, cell in cells.items() if cell != was[column]}
    if old.cell(row, "unit_basis") and {"basis", "quantity"} & changed.keys():
        changed |= {"basis": cells["basis"], "unit_basis": ""}
    return changed


def _name_rows(
    old: CsvText,
    on_file: Mapping[int, Owned],
    changes: dict[int, Mapping[str, str] | None],
) -> None:
    """Write down the made names of an account of which a nameless row goes or changes.

    A made name counts the nameless rows of its security and day, so that the others would be
    renamed otherwise.
    """
    nameless = {row.line for row in old.rows if row.line in on_file and not old.cell(row, "lot_id")}
    renamed: Collection[AccountId] = {on_file[line][0] for line in nameless & changes.keys()}
    for line in nameless:
        account, lot = on_file[line]
        change = changes.get(line, {})
        if account in renamed and change is not None:
            changes[line] = {**change, "lot_id": lot.lot_id}


def _own_entries(old: CsvText, gone: Iterable[CsvRow]) -> tuple[str, ...]:
    own = [name for name in old.names if name and name not in COLUMNS.known]
    rows = list(gone)
    return tuple(name for name in own if any(old.cell(row, name) for row in rows))
