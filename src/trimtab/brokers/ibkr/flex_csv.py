"""Reads IBKR Flex statements in CSV."""

from dataclasses import dataclass

from trimtab.brokers.files.rows import rows
from trimtab.brokers.ibkr.flex_statement import statements
from trimtab.brokers.ibkr.flex_table import CONTROL, is_header, take_apart
from trimtab.domain import Statement
from trimtab.errors import InvalidValue

FORMAT = "IBKR Flex statement (CSV)"


@dataclass(frozen=True, slots=True)
class FlexCsv:
    """The reader of Activity Flex statements in CSV."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True when the first row is one of Flex's control rows or holds Flex's column names."""
        try:
            first = next(rows(text), None)
        except InvalidValue:
            return False
        return first is not None and (first.cell(0) in CONTROL or is_header(first))

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """One statement per account."""
        return statements(take_apart(text, file=file), reading_format=self.format, file=file)
