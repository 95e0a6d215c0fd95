"""What a sync did, for whoever called it from Python."""

from dataclasses import dataclass
from html import escape
from typing import Any

from trimtab.errors import Problem
from trimtab.report.imported import ImportView
from trimtab.report.imported_output import import_document, import_text

_WIDTH = 98


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Synced:
    """What was read, what adds up, what differs, and what was written. A notebook shows it as text.

    view  the same as values
    """

    view: ImportView

    @property
    def written(self) -> bool:
        """False for a dry run, and where the workspace had all of it already."""
        return self.view.written

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What needs you."""
        return self.view.problems

    def to_dict(self) -> dict[str, Any]:
        """The `trimtab.import/1` document, as `trimtab sync --json` prints it."""
        return import_document(self.view)

    def text(self, *, width: int = _WIDTH, plain: bool = False) -> str:
        """What `trimtab sync` prints."""
        return import_text(self.view, width=width, plain=plain)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text())}</pre>"

    def __repr__(self) -> str:
        return self.text()
