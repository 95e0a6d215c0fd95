"""Reads IBKR Flex statements in XML."""

from dataclasses import dataclass

from trimtab.brokers.ibkr.flex_statement import statements
from trimtab.brokers.ibkr.flex_tree import take_apart
from trimtab.domain import Statement

FORMAT = "IBKR Flex statement (XML)"
_ROOTS = ("<FlexQueryResponse", "<FlexStatementResponse")
# The root stands at the top, behind at most a declaration and a comment.
_TOP = 4_000


@dataclass(frozen=True, slots=True)
class FlexXml:
    """The reader of Activity Flex statements in XML, and of the service's answers."""

    format: str = FORMAT

    def recognises(self, text: str) -> bool:
        """True when the root of a Flex file, or of an answer of the Flex service, is at the top."""
        top = text[:_TOP].lstrip("\ufeff \t\r\n")
        return top.startswith("<") and any(root in top for root in _ROOTS)

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """One statement per account."""
        return statements(take_apart(text, file=file), reading_format=self.format, file=file)
