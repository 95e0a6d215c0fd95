"""Where the readers' problems point to, and the statement of a file that cannot be read at all."""

from trimtab.domain import Statement
from trimtab.errors import Problem

DOCS = "reference/formats.md"


def unreadable(reading_format: str, problem: Problem) -> tuple[Statement, ...]:
    """One statement with nothing in it but the reason why."""
    return (Statement(format=reading_format, problems=(problem,)),)
