"""What trimtab needs from the outside. Protocols only; the composition root picks the adapters."""

from typing import Protocol

from trimtab.domain.statement import Statement


class StatementReader(Protocol):
    """Reads one kind of file that a broker exports."""

    @property
    def format(self) -> str:
        """The format's name for people."""
        ...

    def recognises(self, text: str) -> bool:
        """True when `text` is of this format, judged by content and never by the file's name."""
        ...

    def read(self, text: str, *, file: str) -> tuple[Statement, ...]:
        """One statement per account in `text`, in the order of the file.

        Rows that cannot be used become problems of their statement, with `file` and the line.
        """
        ...
