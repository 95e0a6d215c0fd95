"""A plan with its renderers. The domain's plan knows nothing of reports; this one does."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trimtab import domain
from trimtab.app.saved_plans import stated_document
from trimtab.domain import NotDone, PlanWarning, Situation, TradeIntent
from trimtab.errors import InvalidValue
from trimtab.report.document.plan import plan_document, to_json
from trimtab.workspace import list_plans

if TYPE_CHECKING:
    from trimtab.app.trading.results import Rehearsal, Sent
    from trimtab.app.trading.saved_plan import SavedPlan


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Plan:
    """A frozen plan. In a notebook it shows the HTML report.

    plan       the domain's plan: intents, outcomes, reasons
    situation  the household, target, prices, taxes and policy that the plan was made for
    document   the `trimtab.plan/1` document; `to_dict` gives a copy of it
    root       the folder of the workspace that it was made in; None: it was made of values
    """

    plan: domain.Plan
    situation: Situation
    document: Mapping[str, Any] = field(compare=False)
    root: Path | None = field(default=None, compare=False)

    @classmethod
    def of(
        cls,
        plan: domain.Plan,
        situation: Situation,
        *,
        settings: Mapping[str, tuple[str, str]] | None = None,
        root: Path | None = None,
    ) -> "Plan":
        """Wrap what a planner returned for `situation`.

        settings  by dotted key the value as the file writes it and where it stands, so that the
                  plan can point to the settings that its reasons name
        root      as the field
        """
        document = plan_document(plan, situation, settings=settings)
        return cls(plan=plan, situation=situation, document=document, root=root)

    @property
    def id(self) -> str:
        """Four characters, the same for the same inputs."""
        return str(self.document["id"])

    @property
    def sha256(self) -> str:
        """Digest of the document, hexadecimal."""
        return str(self.document["sha256"])

    @property
    def orders(self) -> tuple[TradeIntent, ...]:
        """What to trade, sales first."""
        return self.plan.intents

    @property
    def not_done(self) -> tuple[NotDone, ...]:
        """What a reader would expect and the plan leaves alone, each with its reason."""
        return self.plan.not_done

    @property
    def warnings(self) -> tuple[PlanWarning, ...]:
        """What to know before acting on the plan."""
        return self.plan.warnings

    def to_dict(self) -> dict[str, Any]:
        """The `trimtab.plan/1` document, a copy."""
        return deepcopy(dict(self.document))

    def to_json(self) -> str:
        """The document as text: the same plan gives the same bytes."""
        return to_json(self.document)

    def ack(self, warning: str, *, note: str = "", who: str | None = None) -> None:
        """Tick off a warning of the saved plan; see `SavedPlan.ack`."""
        self._saved().ack(warning, note=note, who=who)

    def approve(self, *, note: str = "", who: str | None = None) -> None:
        """Approve the saved plan; see `SavedPlan.approve`."""
        self._saved().approve(note=note, who=who)

    def reject(self, *, note: str = "", who: str | None = None) -> None:
        """Turn the saved plan down; see `SavedPlan.reject`."""
        self._saved().reject(note=note, who=who)

    def execute(
        self,
        *,
        confirm: str | None = None,
        accounts: Sequence[str] = (),
        told: Callable[[str], None] | None = None,
    ) -> "Rehearsal | Sent":
        """Rehearse sending the saved plan, or with its id in `confirm` send it.

        See `SavedPlan.execute`.
        """
        return self._saved().execute(confirm=confirm, accounts=accounts, told=told)

    def _saved(self) -> "SavedPlan":
        """The same plan on disk. Raises InvalidValue where it was not saved."""
        from trimtab.app.trading.saved_plan import SavedPlan  # for plans that are acted upon

        if self.root is None:
            raise InvalidValue(
                f"plan {self.id} was made of values: only a plan of a workspace can be decided on"
            )
        if all(one.plan_id != self.id for one in list_plans(self.root)):
            raise InvalidValue(f"plan {self.id} is not saved yet; save it first: ws.save(plan)")
        if stated_document(self.root, self.id)["sha256"] != self.sha256:
            raise InvalidValue(f"the saved plan {self.id} is another one; save this one first")
        return SavedPlan(root=self.root, id=self.id, as_of=self.plan.as_of)

    def text(self, *, width: int = 98, plain: bool = False, color: bool = False) -> str:
        """The terminal's report, `width` columns wide; `plain` keeps to ASCII."""
        from trimtab.report.plan_view.view import view
        from trimtab.report.terminal.plan import (
            render_text,  # each renderer loads when it is needed
        )

        return render_text(view(self.document), width=width, plain=plain, color=color)

    def html(self) -> str:
        """The report as one HTML file without scripts or remote parts."""
        from trimtab.report.html import render_html  # the template engine, for this alone
        from trimtab.report.plan_view.view import view

        return render_html(view(self.document))

    def _repr_html_(self) -> str:
        from trimtab.report.html import render_notebook  # as above
        from trimtab.report.plan_view.view import view

        return render_notebook(view(self.document))

    def __repr__(self) -> str:
        count = len(self.orders)
        orders = "1 order" if count == 1 else f"{count} orders"
        return f"<trimtab.Plan {self.id}: {orders}, as of {self.plan.as_of.isoformat()}>"
