"""Which rows of a Flex statement are about a share or a fund in dollars, and which are not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trimtab.brokers.files.symbols import with_dotted_share_class
from trimtab.brokers.files.unreadable import DOCS
from trimtab.brokers.ibkr.flex_record import FlexRecord
from trimtab.domain import Symbol
from trimtab.errors import Problem

DOLLARS = "USD"
# STK holds exchange-traded funds too; FUND is a mutual fund.
_READ = frozenset({"STK", "FUND"})
_KINDS = {
    "OPT": "an option",
    "FOP": "an option on a future",
    "FUT": "a future",
    "BOND": "a bond",
    "BILL": "a treasury bill",
    "CASH": "a currency",
    "CFD": "a contract for difference",
    "WAR": "a warrant",
    "CMDTY": "a metal",
    "CRYPTO": "a crypto asset",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """Rows that can be used, each with its symbol; and what became of the others.

    problems  one for each symbol that should have been read and could not be
    notes     one sentence for each symbol that is left out, or spelled otherwise than in the file
    """

    rows: tuple[tuple[Symbol, FlexRecord], ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def screen(records: Iterable[FlexRecord], *, file: str) -> Screened:
    """Keep shares and funds in dollars; name each other symbol once, at its first row."""
    kept: list[tuple[Symbol, FlexRecord]] = []
    problems: dict[str, Problem] = {}
    notes: dict[str, str] = {}
    for record in records:
        name = record.text("symbol") or record.text("description") or "a row without a symbol"
        symbol = Symbol.parse(with_dotted_share_class(name))
        category = record.text("assetcategory").upper()
        currency = record.text("currency").upper()
        if category not in _READ:
            kind = _KINDS.get(category, f"of the class {category or 'that is not given'}")
            notes.setdefault(name, f"Left out: {name} (line {record.line}), {kind}.")
        elif currency != DOLLARS:
            problems.setdefault(name, _foreign(name, currency, record, file))
        elif symbol is None or not record.text("symbol"):
            problems.setdefault(name, _nameless(name, record, file))
        else:
            kept.append((symbol, record))
            if symbol != name:
                notes.setdefault(name, f"IBKR's symbol {name} is written {symbol}.")
    return Screened(
        rows=tuple(kept), problems=tuple(problems.values()), notes=tuple(notes.values())
    )


def missing_columns(
    records: Sequence[FlexRecord], needed: Mapping[str, str], *, section: str, file: str
) -> Problem | None:
    """The columns of `needed` (field name to the name in the portal) that the query leaves out."""
    absent = [
        title for name, title in needed.items() if not any(record.has(name) for record in records)
    ]
    if not absent:
        return None
    return Problem(
        what=f"{section}: the query leaves out {', '.join(absent)}",
        file=file,
        line=records[0].line,
        why="The rows of this section cannot be used without",
        fix=f"Add them to the section {section} of the Flex query, and run it again",
        docs=DOCS,
    )


def _foreign(name: str, currency: str, record: FlexRecord, file: str) -> Problem:
    return Problem(
        what=f"{name} is in {currency or 'a currency that is not given'}",
        file=file,
        line=record.line,
        why="trimtab counts in US dollars only; all rows of this symbol are left out",
        fix="Leave the position out of the plan, or hold it in an account of its own",
        docs=DOCS,
    )


def _nameless(name: str, record: FlexRecord, file: str) -> Problem:
    return Problem(
        what=f"{name}: not a symbol",
        file=file,
        line=record.line,
        why="The row is left out",
        fix="Check the row in IBKR's portal",
        docs=DOCS,
    )
