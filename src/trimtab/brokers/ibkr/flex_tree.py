"""Takes a Flex statement in XML apart into records, with the line of each.

The standard library's expat, used directly: ElementTree loses the lines. The declaration of a
document type is refused before any entity of it could be expanded; Flex statements have none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from xml.parsers import expat

from trimtab.brokers.files.unreadable import DOCS
from trimtab.brokers.ibkr.flex_dates import day
from trimtab.brokers.ibkr.flex_record import FlexFile, FlexRecord, Section, field_name
from trimtab.brokers.ibkr.flex_service import not_a_report
from trimtab.errors import InvalidValue, Problem

_SECTIONS = {section.value: section for section in Section}
_ANSWER = "FlexStatementResponse"
# Its root stands at the top, behind at most a declaration and a comment.
_TOP = 4_000
# Depth of a section below the root: FlexQueryResponse > FlexStatements > FlexStatement > section.
_SECTION_DEPTH = 3
# A trade's level where the query leaves the field out; the element's name says the same.
_LEVEL_OF_TAG = {
    "Trade": "EXECUTION",
    "Lot": "CLOSED_LOT",
    "Order": "ORDER",
    "WashSale": "WASH_SALE",
    "SymbolSummary": "SYMBOL_SUMMARY",
    "AssetSummary": "ASSET_SUMMARY",
}


class _DeclarationError(Exception):
    """The file declares a document type."""


@dataclass(slots=True)
class _Collector:
    """Listens to expat."""

    parser: expat.XMLParserType
    path: list[str] = field(default_factory=list)
    account: str = ""
    accounts: list[str] = field(default_factory=list)
    records: list[FlexRecord] = field(default_factory=list)
    dated: dict[str, date] = field(default_factory=dict)
    sections: set[tuple[str, Section]] = field(default_factory=set)
    answer: dict[str, str] = field(default_factory=dict)
    root: str = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.root = self.root or tag
        if tag == "FlexStatement":
            self._statement(attributes)
        elif len(self.path) == _SECTION_DEPTH and tag in _SECTIONS:
            self.sections.add((self.account, _SECTIONS[tag]))
        elif len(self.path) > _SECTION_DEPTH:
            self._record(tag, attributes)
        self.path.append(tag)

    def end(self, _tag: str) -> None:
        """An element ends."""
        self.path.pop()

    def text(self, data: str) -> None:
        """Text between tags; only the service's answers have any."""
        if self.root == _ANSWER and self.path:
            self.answer[self.path[-1]] = self.answer.get(self.path[-1], "") + data

    def declaration(self, *_: object) -> None:
        """A document type is declared."""
        raise _DeclarationError

    def _statement(self, attributes: Mapping[str, str]) -> None:
        self.account = attributes.get("accountId", "").strip()
        self._know(self.account)
        for name in ("toDate", "whenGenerated"):
            try:
                found = day(attributes.get(name, ""))
            except InvalidValue:
                continue  # the dates of the rows decide, and are problems when they are wrong
            if found is not None:
                self.dated[self.account] = max(found, self.dated.get(self.account, found))
                break

    def _record(self, tag: str, attributes: Mapping[str, str]) -> None:
        title = self.path[_SECTION_DEPTH]
        fields = {field_name(name): value for name, value in attributes.items()}
        own = fields.get("accountid", "").strip()
        account = own if own not in {"", "-"} else self.account
        self._know(account)
        section = _SECTIONS.get(title)
        if section is not None:
            self.sections.add((account, section))
        self.records.append(
            FlexRecord(
                section=section,
                title=title,
                account=account,
                level=fields.get("levelofdetail", "").upper() or _LEVEL_OF_TAG.get(tag, ""),
                fields=fields,
                line=self.parser.CurrentLineNumber,
                place=len(self.records),
            )
        )

    def _know(self, account: str) -> None:
        if account not in self.accounts:
            self.accounts.append(account)


def answer_in(text: str) -> Mapping[str, str] | None:
    """The fields of an answer of the Flex web service; None for a report, and for anything else."""
    if _ANSWER not in text[:_TOP]:
        return None
    collector = _Collector(parser=expat.ParserCreate())
    try:
        _listen(collector, text)
    except (_DeclarationError, expat.ExpatError):
        return None
    if collector.root != _ANSWER:
        return None
    return {name: said.strip() for name, said in collector.answer.items()}


def is_whole_report(text: str) -> bool:
    """True for a report in XML from its first sign to its last: not for one that was cut off."""
    collector = _Collector(parser=expat.ParserCreate())
    try:
        _listen(collector, text)
    except (_DeclarationError, expat.ExpatError):
        return False
    return collector.root == "FlexQueryResponse"


def take_apart(text: str, *, file: str) -> FlexFile:
    """The records of `text`, or the one problem that keeps it from being read."""
    parser = expat.ParserCreate()
    collector = _Collector(parser=parser)
    try:
        _listen(collector, text)
    except _DeclarationError:
        return FlexFile(problems=(_declares(file, parser.CurrentLineNumber),))
    except expat.ExpatError as error:
        return FlexFile(problems=(_cut(file, error),))
    if collector.root == _ANSWER:
        answer = {name: said.strip() for name, said in collector.answer.items()}
        problem = not_a_report(answer.get("ErrorCode", ""), answer.get("ErrorMessage", ""), file)
        return FlexFile(problems=(problem,))
    return FlexFile(
        accounts=tuple(collector.accounts),
        records=tuple(collector.records),
        dated=collector.dated,
        sections=frozenset(collector.sections),
    )


def _listen(collector: _Collector, text: str) -> None:
    """Let the collector hear all of `text`."""
    parser = collector.parser
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.StartDoctypeDeclHandler = collector.declaration
    parser.Parse(text.lstrip("\ufeff \t\r\n"), True)  # noqa: FBT003 - expat's own signature


def _declares(file: str, line: int) -> Problem:
    return Problem(
        what="the file declares a document type",
        file=file,
        line=line,
        why="No Flex statement does, and such declarations can be used to harm a reader",
        fix="Download the statement from IBKR again",
        docs=DOCS,
    )


def _cut(file: str, error: expat.ExpatError) -> Problem:
    return Problem(
        what=f"not complete XML: {expat.ErrorString(error.code)}",
        file=file,
        line=error.lineno,
        why="The download was cut short or the file was edited",
        fix="Download the statement again",
        docs=DOCS,
    )
