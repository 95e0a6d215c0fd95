"""Reads Fidelity's positions, of one account or of several. They have no lots.

Source of the layout: the column lists of several public importers. Data rows end with a comma more
than the header; the core fund is marked by `**` behind its symbol and has no quantity.
"""

from dataclasses import dataclass, field
from dataclasses import replace as replaced

from trimtab.brokers.fidelity.history_csv import downloaded_on, is_download_line, is_footer
from trimtab.brokers.files.columns import Record
from trimtab.brokers.files.holdings import Holdings
from trimtab.brokers.files.rows import Row
from trimtab.brokers.files.sheet import Layout, Sheet, holds, opened, unknown_row
from trimtab.brokers.files.texts import footer_notes
from trimtab.brokers.files.unreadable import unreadable
from trimtab.domain import Statement
from trimtab.errors import Problem

FORMAT = "Fidelity positions (CSV)"

_LAYOUT = Layout(
    names={
        "account": ("account number", "account name/number"),
        "account name": ("account name",),
        "symbol": ("symbol",),
        "description": ("description",),
        "quantity": ("quantity",),
        "price": ("last price",),
        "value": ("current value",),
    },
    marks=("account", "symbol", "value"),
    needed=("quantity", "price"),
)
_CORE = "**"
_PENDING = "pending activity"


@dataclass(frozen=True, slots=True)
class FidelityPositionsCsv:
    """The reader of Fidelity's positions."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True when the names of its columns stand together in one of the first rows."""
        return holds(text, _LAYOUT)

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """One statement per account, with positions and cash."""
        sheet = opened(text, _LAYOUT, file=file)
        if isinstance(sheet, Problem):
            return unreadable(self.format, sheet)
        return _Collector(file=file, sheet=sheet).statements()


@dataclass(slots=True, kw_only=True)
class _Collector:
    """Goes through the rows, account by account."""

    file: str
    sheet: Sheet
    accounts: dict[str, Holdings] = field(default_factory=dict)
    footer: list[Row] = field(default_factory=list)
    unknown: list[Problem] = field(default_factory=list)

    def statements(self) -> tuple[Statement, ...]:
        for row in self.sheet.below:
            self._row(row)
        about = Statement(
            format=FORMAT,
            as_of=downloaded_on(self.footer),
            notes=footer_notes(row for row in self.footer if not is_download_line(row)),
        )
        found = [
            holdings.statement(replaced(about, account_hint=account))
            for account, holdings in (self.accounts or {"": Holdings(file=self.file)}).items()
        ]
        problems = (*found[0].problems, *self.unknown)
        return (replaced(found[0], problems=problems), *found[1:])

    def _row(self, row: Row) -> None:
        record = self.sheet.columns.record(row)
        if is_footer(row):
            self.footer.append(row)
        elif record is None or not record.text("account"):
            self.unknown.append(unknown_row(row, self.file))
        else:
            name = f"{record.text('account')} {record.text('account name')}".strip()
            self._data(row, record, self.accounts.setdefault(name, Holdings(file=self.file)))

    def _data(self, row: Row, record: Record, holdings: Holdings) -> None:
        symbol = record.text("symbol")
        if symbol.casefold() == _PENDING:
            holdings.rows_read += 1
            holdings.notes.append(
                f"Left out: pending activity (line {row.line}), `{row}`: it has not settled."
            )
        elif symbol.endswith(_CORE):
            holdings.add_cash(record)
        else:
            holdings.add(record)
