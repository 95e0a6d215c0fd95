"""What executing a plan from Python came to: a rehearsal, or orders that were sent."""

from dataclasses import dataclass
from html import escape
from typing import Any

from trimtab.app.trading.sending import Outcome
from trimtab.execution.run import Ending
from trimtab.execution.sendable import Sendable
from trimtab.report.trading import (
    ORDERS_SCHEMA,
    RehearsalView,
    rehearsal_document,
    rehearsal_text,
    run_document,
    run_text,
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rehearsal:
    """What sending would do. Nothing was sent. A notebook shows it as text.

    view  the same as values
    """

    view: RehearsalView

    @property
    def stops(self) -> tuple[str, ...]:
        """What speaks against sending, in sentences; the approval is asked for later."""
        return tuple(one.text for one in self.view.stops)

    def to_dict(self) -> dict[str, Any]:
        """The `trimtab.rehearsal/1` document, as `trimtab execute --json` prints it."""
        return rehearsal_document(self.view)

    def text(self, *, plain: bool = False) -> str:
        """What `trimtab execute` prints."""
        return rehearsal_text(self.view, plain=plain)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text())}</pre>"

    def __repr__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sent:
    """Where each order of a run stands. A notebook shows it as text.

    outcome  the run and how it ended
    plan     the plan as it was sent
    """

    outcome: Outcome
    plan: Sendable

    @property
    def ending(self) -> str:
        """`done`, `some`, `working`, `unknown` or `halted`, as `Ending` describes them."""
        return self.outcome.ending.value

    @property
    def done(self) -> bool:
        """True when every order is filled."""
        return self.outcome.ending is Ending.DONE

    def to_dict(self) -> dict[str, Any]:
        """The `trimtab.orders/1` document, as `trimtab execute --live --json` prints it."""
        return {"schema": ORDERS_SCHEMA, "runs": [run_document(self.outcome.run, self.plan)]}

    def text(self, *, plain: bool = False) -> str:
        """What `trimtab execute --live` prints."""
        return run_text(self.outcome.run, self.plan, plain=plain)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text())}</pre>"

    def __repr__(self) -> str:
        return self.text()
