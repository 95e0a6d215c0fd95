"""The plan that the watch makes when an alert opens or grows. It is saved and never traded."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trimtab.app.plan import Plan
from trimtab.app.workspace import Workspace
from trimtab.domain.watch_record import EntryKind, LogEntry, PlanRecord
from trimtab.errors import InputProblems, NoPlan, PlanFault, TrimtabError
from trimtab.report.alert_text import PlanNote
from trimtab.report.numbers import count


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What came of it.

    note    for messages: the plan, or why there is none
    record  for the store; None where there is no plan
    """

    note: PlanNote
    record: PlanRecord | None
    entry: LogEntry


def planned(workspace: Workspace, now: datetime) -> Planned:
    """A plan for `workspace`, saved as `trimtab plan` saves one, or why there is none."""
    try:
        plan = workspace.plan()
    except PlanFault as fault:
        workspace.save_fault(fault)
        return _none(fault, now)
    except (InputProblems, NoPlan) as error:
        return _none(error, now)
    path = workspace.save(plan)
    orders = len(plan.orders)
    return Planned(
        note=PlanNote(plan_id=plan.id, orders=orders, tax_change=_tax_change(plan)),
        record=PlanRecord(
            plan_id=plan.id,
            sha256=plan.sha256,
            path=path.relative_to(workspace.root).as_posix(),
            as_of=plan.plan.as_of,
            made_at=now,
            orders=orders,
        ),
        entry=_entry(now, plan.id, f"Plan {plan.id} made by the watch: {count(orders, 'order')}"),
    )


def _none(error: TrimtabError, now: datetime) -> Planned:
    why = str(error).partition("\n")[0]
    return Planned(
        note=PlanNote(trouble=why),
        record=None,
        entry=_entry(now, "", f"The watch could make no plan: {why}"),
    )


def _entry(now: datetime, plan_id: str, text: str) -> LogEntry:
    return LogEntry(at=now, kind=EntryKind.PLAN, subject=plan_id, text=text)


def _tax_change(plan: Plan) -> Decimal | None:
    summary = plan.document["summary"]
    before, after = summary.get("tax_before"), summary.get("tax_after")
    return None if before is None or after is None else Decimal(after) - Decimal(before)
