"""Takes an IBKR Activity Statement in CSV apart into the records of a Flex statement.

Each row begins with its section and with what it is: Header, Data, SubTotal, Total or Notes. A
header holds until the next one of its section: the columns may change in the middle of a section.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from trimtab.brokers.files.rows import Row, rows
from trimtab.brokers.files.sheet import broken, unknown_row
from trimtab.brokers.files.texts import last_date_in
from trimtab.brokers.ibkr.activity_fields import SECTIONS, as_flex
from trimtab.brokers.ibkr.flex_record import FlexFile, FlexRecord, Section
from trimtab.errors import InvalidValue, Problem

# Sections that say what the statement is, or only add up and explain what others say.
_ABOUT = frozenset(
    {
        "Statement", "Account Information", "Net Asset Value", "Change in NAV", "Codes",
        "Mark-to-Market Performance Summary", "Realized & Unrealized Performance Summary",
        "Financial Instrument Information", "Notes/Legal Notes", "Base Currency Exchange Rate",
        "Notes", "Legal Notes", "Month & Year to Date Performance Summary",
    }
)  # fmt: skip
_REPEATS = frozenset({"SubTotal", "Total", "Notes"})


@dataclass(slots=True, kw_only=True)
class _Collector:
    """Goes through the rows and remembers the header of each section."""

    file: str
    account: str = ""
    as_of: date | None = None
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    records: list[FlexRecord] = field(default_factory=list)
    sections: set[Section] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    not_read: Counter[str] = field(default_factory=Counter)
    cash: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    has_fills: bool = False

    def take(self, row: Row) -> None:
        """One row of the file."""
        title, kind, cells = row.cell(0), row.cell(1), row.cells[2:]
        if kind == "Header":
            self.headers[title] = cells
            if title in SECTIONS:
                self.sections.add(SECTIONS[title])
        elif kind == "Data":
            self._data(title, cells, row)
        elif kind not in _REPEATS:
            self.problems.append(unknown_row(row, self.file))

    def _data(self, title: str, cells: tuple[str, ...], row: Row) -> None:
        header = self.headers.get(title, ())
        if not header or len(cells) > len(header):
            self.problems.append(unknown_row(row, self.file))
            return
        padded = cells + ("",) * (len(header) - len(cells))
        fields = dict(zip(header, padded, strict=True))
        if title in _ABOUT:
            self._about(fields)
        elif title not in SECTIONS:
            self.not_read[title] += 1
        elif not _adds_up(cells):
            self._record(title, fields, row)

    def _about(self, fields: Mapping[str, str]) -> None:
        name, value = fields.get("Field Name", ""), fields.get("Field Value", "")
        if name == "Account":
            self.account = value.split(" ", maxsplit=1)[0]
        elif name == "Period":
            self.as_of = last_date_in(value)

    def _record(self, title: str, fields: Mapping[str, str], row: Row) -> None:
        if SECTIONS[title] is Section.CASH:
            self._cash(fields, row)
            return
        flex = as_flex(title, fields)
        self.has_fills = self.has_fills or flex["levelofdetail"] == "EXECUTION"
        self._keep(title, fields.get("Account", ""), flex, line=row.line)

    def _cash(self, fields: Mapping[str, str], row: Row) -> None:
        """Two rows of the report, ending cash and ending settled cash, are one record of Flex."""
        name = fields.get("Currency Summary", "")
        field_of = {"Ending Cash": "endingcash", "Ending Settled Cash": "endingsettledcash"}
        if name not in field_of:
            return
        currency = fields.get("Currency", "")
        currency = "BASE_SUMMARY" if currency == "Base Currency Summary" else currency
        key = (fields.get("Account", ""), currency)
        known = self.cash.get(key)
        if known is None:
            known = self.cash[key] = {"currency": currency}
            self._keep("Cash Report", key[0], known, line=row.line)
        known[field_of[name]] = fields.get("Total", "")

    def _keep(self, title: str, account: str, flex: Mapping[str, str], *, line: int) -> None:
        self.records.append(
            FlexRecord(
                section=SECTIONS[title],
                title=title,
                account=account,
                level=flex.get("levelofdetail", ""),
                fields=flex,
                line=line,
                place=len(self.records),
            )
        )

    def file_of(self) -> FlexFile:
        """Everything, with rows that name no account given to the statement's."""
        records = tuple(
            replace(
                record,
                account=record.account or self.account,
                level=self._level(record),
            )
            for record in self.records
        )
        accounts = tuple(dict.fromkeys(record.account for record in records)) or (self.account,)
        return FlexFile(
            accounts=accounts,
            records=records,
            dated={account: self.as_of for account in accounts if self.as_of is not None},
            sections=frozenset(
                (account, section) for account in accounts for section in self.sections
            ),
            problems=tuple(self.problems),
        )

    def _level(self, record: FlexRecord) -> str:
        """An order counts as an execution in a statement that does not list its fills."""
        if record.section is Section.TRADES and record.level == "ORDER" and not self.has_fills:
            return "EXECUTION"
        return record.level


def take_apart(text: str, *, file: str) -> tuple[FlexFile, tuple[str, ...]]:
    """The records of `text`, and a sentence for each section that is not read."""
    collector = _Collector(file=file)
    try:
        for row in rows(text):
            collector.take(row)
    except InvalidValue as error:
        return FlexFile(problems=(broken(file, str(error)),)), ()
    notes = tuple(
        f"Not read: section {title} ({'1 row' if count == 1 else f'{count} rows'})."
        for title, count in collector.not_read.items()
    )
    return collector.file_of(), notes


def _adds_up(cells: tuple[str, ...]) -> bool:
    """True for `Dividends,Data,Total,,,12.34`: a total that is called data."""
    return any(cell.startswith("Total") for cell in cells[:2])
