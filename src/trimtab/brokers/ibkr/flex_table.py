"""Takes a Flex statement in CSV apart into records.

A file is a run of sections, each with a header of its own. Depending on the query's settings there
are control rows around them (BOF, BOA, BOS, EOS, EOA, EOF), and HEADER or DATA with the section's
code at the front of each row. Columns are in the order that the user chose.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from trimtab.brokers.files.rows import Row, rows
from trimtab.brokers.files.unreadable import DOCS
from trimtab.brokers.ibkr.flex_dates import day
from trimtab.brokers.ibkr.flex_record import FlexFile, FlexRecord, Section, field_name
from trimtab.errors import InvalidValue, Problem

CONTROL = frozenset({"BOF", "BOA", "BOS", "EOS", "EOA", "EOF"})
_MARKED = frozenset({"HEADER", "DATA"})
_CODES = {
    "POST": Section.POSITIONS,
    "TRNT": Section.TRADES,
    "CRTT": Section.CASH,
    "CTRN": Section.INCOME,
    "CORP": Section.ACTIONS,
}
# Sections known by what BOS calls them, whatever their code.
_TITLES = {
    "cash transactions": Section.INCOME,
    "corporate actions": Section.ACTIONS,
    "transfers": Section.TRANSFERS,
}

# Headers that only Flex has, as the file spells them: two of them in one row make it a header.
# Never the name of anything that could stand in a row of data.
NAMES = frozenset(
    {
        "ClientAccountID", "AccountAlias", "CurrencyPrimary", "FXRateToBase", "AssetClass", "Conid",
        "SecurityID", "CUSIP", "ISIN", "ListingExchange", "Multiplier", "ReportDate", "MarkPrice",
        "PositionValue", "OpenPrice", "CostBasisPrice", "CostBasisMoney", "FifoPnlUnrealized",
        "LevelOfDetail", "OpenDateTime", "HoldingPeriodDateTime", "OriginatingOrderID",
        "OriginatingTransactionID", "TradeID", "TradeDate", "TradePrice", "TransactionID",
        "TransactionType", "IBOrderID", "IBExecID", "IBCommission", "IBCommissionCurrency",
        "NetCash", "FifoPnlRealized", "Buy/Sell", "Open/CloseIndicator", "Notes/Codes", "DateTime",
        "Date/Time", "StartingCash", "EndingCash", "EndingSettledCash", "FromDate", "ToDate",
        "SettleDate", "ActionID", "ActionDescription", "CashTransfer", "TransferPrice",
    }
)  # fmt: skip
_ENOUGH_NAMES = 2
# Columns by which a section is known where the file has no codes: all of the first set, one of the
# second. The first section that fits decides.
_NONE: frozenset[str] = frozenset()
_KNOWN_BY = (
    (Section.ACTIONS, frozenset({"quantity"}), frozenset({"actiondescription"})),
    (
        Section.TRANSFERS,
        frozenset({"direction"}),
        frozenset({"transfercompany", "cashtransfer", "transferprice"}),
    ),
    (
        Section.INCOME,
        frozenset({"type", "amount"}),
        frozenset({"settledate", "exdate", "availablefortradingdate"}),
    ),
    (Section.CASH, _NONE, frozenset({"endingcash", "endingsettledcash"})),
    (Section.TRADES, _NONE, frozenset({"tradeprice", "tradeid", "ibexecid", "ibcommission"})),
    (
        Section.POSITIONS,
        _NONE,
        frozenset({"positionvalue", "costbasismoney", "fifopnlunrealized"}),
    ),
)


@dataclass(slots=True)
class _Collector:
    """Goes through the rows and remembers under which headers it is."""

    file: str
    account: str = ""
    code: str = ""
    title: str = ""
    header: tuple[str, ...] = ()
    section: Section | None = None
    accounts: list[str] = field(default_factory=list)
    records: list[FlexRecord] = field(default_factory=list)
    dated: dict[str, date] = field(default_factory=dict)
    sections: set[tuple[str, Section]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    opened: bool = False
    closed: bool = False

    def take(self, row: Row) -> None:
        """One row of the file."""
        mark = row.cell(0)
        if mark in CONTROL:
            self._control(mark, row)
        elif mark in _MARKED and len(row.cells) > 1:
            self._begin_section(row.cell(1), row.cell(1))
            cells = row.cells[2:]
            if mark == "HEADER":
                self._bind(cells)
            else:
                self._data(Row(line=row.line, cells=cells))
        elif is_header(row):
            self._bind(row.cells)
        else:
            self._data(row)

    def _control(self, mark: str, row: Row) -> None:
        if mark == "BOF":
            self.opened = True
            self._date_of_file(row)
        elif mark == "BOA":
            self.account = row.cell(1)
            self._know(self.account)
        elif mark == "BOS":
            self._begin_section(row.cell(1), row.cell(2).split(";")[0])
        elif mark == "EOS":
            self.code, self.header = "", ()
        elif mark == "EOF":
            self.closed = True

    def _begin_section(self, code: str, title: str) -> None:
        if code != self.code:
            self.code, self.title, self.header = code, title or code, ()
            self.section = _CODES.get(code) or _TITLES.get(title.strip().casefold())
            if self.section is not None and self.account:
                self.sections.add((self.account, self.section))

    def _bind(self, cells: tuple[str, ...]) -> None:
        self.header = tuple(field_name(cell) for cell in cells)
        if not self.code:
            self.section = _section_of(frozenset(self.header))
            self.title = (
                self.section.value
                if self.section
                else f"with the columns {cells[0]} to {cells[-1]}"
            )

    def _data(self, row: Row) -> None:
        if not self.header or len(row.cells) > len(self.header):
            self.problems.append(_unknown(row, self.file))
            return
        padded = row.cells + ("",) * (len(self.header) - len(row.cells))
        fields = dict(zip(self.header, padded, strict=True))
        account = fields.get("accountid", "") or self.account
        self._know(account)
        if self.section is not None:
            self.sections.add((account, self.section))
        self.records.append(self._record(account, fields, row.line))

    def _record(self, account: str, fields: Mapping[str, str], line: int) -> FlexRecord:
        level = fields.get("levelofdetail", "").upper()
        if self.section is Section.TRADES and "levelofdetail" not in fields:
            level = "EXECUTION"
        return FlexRecord(
            section=self.section,
            title=self.title,
            account=account,
            level=level,
            fields=fields,
            line=line,
            place=len(self.records),
        )

    def _date_of_file(self, row: Row) -> None:
        """BOF: account, name of the query, number of accounts, first day, last day, made on."""
        try:
            last_day = day(row.cell(5))
        except InvalidValue:
            return  # only used where rows have no date of their own
        if last_day is not None:
            self.dated[""] = last_day

    def _know(self, account: str) -> None:
        if account not in self.accounts:
            self.accounts.append(account)


def is_header(row: Row) -> bool:
    """True for a row of column names."""
    return len(NAMES.intersection(row.cells)) >= _ENOUGH_NAMES


def take_apart(text: str, *, file: str) -> FlexFile:
    """The records of `text`, and the problems of rows that are none."""
    collector = _Collector(file=file)
    try:
        for row in rows(text):
            collector.take(row)
    except InvalidValue as error:
        return FlexFile(problems=(_cut(file, str(error)),))
    if collector.opened and not collector.closed:
        collector.problems.append(_cut(file, "the file begins with BOF and has no EOF"))
    whole = collector.dated.get("")
    return FlexFile(
        accounts=tuple(collector.accounts),
        records=tuple(collector.records),
        dated={account: whole for account in collector.accounts if whole is not None},
        sections=frozenset(collector.sections),
        problems=tuple(collector.problems),
    )


def _section_of(header: frozenset[str]) -> Section | None:
    """Which section has these columns, where the file has no codes."""
    return next(
        (section for section, every, one_of in _KNOWN_BY if every <= header and header & one_of),
        None,
    )


def _unknown(row: Row, file: str) -> Problem:
    return Problem(
        what=f"a row of an unknown shape: `{row}`",
        file=file,
        line=row.line,
        why="No header stands above it, or it has more cells than its header; it is left out",
        fix="Download the statement again; do not edit it in a spreadsheet",
        docs=DOCS,
    )


def _cut(file: str, what: str) -> Problem:
    why = "The download was cut short or the file was edited"
    return Problem(what=what, file=file, why=why, fix="Download the statement again", docs=DOCS)
