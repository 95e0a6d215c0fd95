"""A saved plan from Python: read, approved, rehearsed, sent, under the guards of the commands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from trimtab.app.clock import SystemClock
from trimtab.app.saved_plans import saved_document
from trimtab.app.trading import decisions
from trimtab.app.trading.decisions import name_of
from trimtab.app.trading.executing import carry_through, job_for, rehearsal_of
from trimtab.app.trading.office import Office, open_office
from trimtab.app.trading.plan_to_send import PlanToSend, plan_to_send
from trimtab.app.trading.results import Rehearsal, Sent
from trimtab.app.workspace import open_workspace
from trimtab.errors import Refused
from trimtab.report.document.plan import to_json
from trimtab.workspace import Loaded


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SavedPlan:
    """A plan in plans/, by its id. What is decided of it stands in the journal.

    as_of  the day that the workspace is read for
    """

    root: Path
    id: str
    as_of: date

    def to_dict(self) -> dict[str, Any]:
        """The `trimtab.plan/1` document. Raises InputProblems where its file was edited."""
        return saved_document(self.root, self.id)

    def to_json(self) -> str:
        """The document as text. Raises as `to_dict`."""
        return to_json(self.to_dict())

    def ack(self, warning: str, *, note: str = "", who: str | None = None) -> None:
        """Tick off a warning, such as `W1`, that has to be read before the plan is approved.

        who  the name kept with it; the user's own when left out

        Raises InvalidValue where the plan has no such warning.
        """
        office, _, plan = self._opened()
        decisions.acknowledge(office, plan, warning, who=name_of(who), note=note)

    def approve(self, *, note: str = "", who: str | None = None) -> None:
        """Approve exactly this content, until it expires. Sends nothing.

        Raises Refused while a warning is open, and where the plan was edited by hand or no longer
        fits the workspace.
        """
        office, _, plan = self._opened()
        decisions.approve(office, plan, who=name_of(who), note=note)

    def reject(self, *, note: str = "", who: str | None = None) -> None:
        """Turn the plan down; an approval before it counts no more.

        A run of it that was cut off or halted is over, unless an order of it may still trade.
        """
        office, loaded, plan = self._opened()
        decisions.reject(office, loaded, plan, who=name_of(who), note=note)

    def execute(
        self,
        *,
        confirm: str | None = None,
        accounts: Sequence[str] = (),
        told: Callable[[str], None] | None = None,
    ) -> Rehearsal | Sent:
        """Rehearse sending the orders; with `confirm`, the plan's own id, send them.

        accounts  whose orders alone are meant; all of the plan where none is named
        told      is given each sentence of what happens meanwhile

        On paper or to the brokers, as `execution.mode` says. A run that was cut off goes on where
        it was: no order is ever sent twice. Raises Refused where `confirm` is another text, and
        with everything that speaks against sending; nothing was sent then. Raises InvalidValue for
        an account without orders in the plan.
        """
        if confirm is not None:
            self._refuse_other(confirm)
        office, loaded, plan = self._opened()
        job = job_for(office, loaded, plan, told or _nobody, accounts=accounts)
        if confirm is None:
            return Rehearsal(view=rehearsal_of(job))
        outcome = carry_through(job, _confirmed)
        return Sent(outcome=outcome, plan=job.plan.sendable)

    def _refuse_other(self, confirm: str) -> None:
        if confirm.strip().upper() != self.id:
            raise Refused(
                f"{confirm.strip() or 'nothing'} was given to confirm, not {self.id}; nothing has "
                "been sent"
            )

    def _opened(self) -> tuple[Office, Loaded, PlanToSend]:
        loaded = open_workspace(self.root, as_of=self.as_of).loaded
        office = open_office(self.root, SystemClock())
        return office, loaded, plan_to_send(loaded, self.id, office.book())

    def _repr_html_(self) -> str:
        from trimtab.report.html import render_notebook  # the template engine, for this alone
        from trimtab.report.plan_view.view import view

        return render_notebook(view(self.to_dict()))

    def __repr__(self) -> str:
        return f"<trimtab.SavedPlan {self.id}>"


def _nobody(_sentence: str) -> None:
    """Nobody listens."""


def _confirmed() -> None:
    """The id was given."""
