"""Reads IBKR's Activity Statement in CSV: a file of many sections.

Source of the layout: fixtures of several public importers; IBKR documents the sections, not the
columns.
"""

from dataclasses import dataclass, replace

from trimtab.brokers.files.rows import rows
from trimtab.brokers.ibkr.activity_fields import SECTIONS
from trimtab.brokers.ibkr.activity_rows import take_apart
from trimtab.brokers.ibkr.flex_statement import statements
from trimtab.domain import Statement
from trimtab.errors import InvalidValue

FORMAT = "IBKR Activity Statement (CSV)"
HOW_TO_SHOW_LOTS = (
    "In the portal make a custom Activity Statement whose Open Positions show lots, with their "
    "dates, or use a Flex query"
)


@dataclass(frozen=True, slots=True)
class ActivityCsv:
    """The reader of Activity Statements in CSV."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True when the first row is the header of the statement, or of a section that is read."""
        try:
            first = next(rows(text), None)
        except InvalidValue:
            return False
        if first is None or first.cell(1) != "Header":
            return False
        return first.cell(0) == "Statement" or first.cell(0) in SECTIONS

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """One statement per account."""
        flex, notes = take_apart(text, file=file)
        found = statements(flex, reading_format=self.format, file=file)
        return tuple(replace(each, notes=(*each.notes, *notes)) for each in found)
