"""Plans on disk, read back and checked: a report is only made of what a planner wrote."""

import json
from pathlib import Path
from typing import Any

from trimtab.errors import InputProblems, Problem
from trimtab.report.document.plan import SCHEMA, digest_of
from trimtab.workspace import list_plans, load_plan


def saved_document(root: Path, plan_id: str) -> dict[str, Any]:
    """The document of a saved plan.

    Raises InputProblems when there is no such plan, or when its file is damaged or was edited.
    """
    document = stated_document(root, plan_id)
    if document.get("sha256") != digest_of(document):
        raise _damaged(
            plan_id,
            "its content does not match its sha256: it was edited",
            f"trimtab plan --again {plan_id}",
        )
    return document


def stated_document(root: Path, plan_id: str) -> dict[str, Any]:
    """The document of a saved plan, edited or not.

    Raises InputProblems when there is no such plan, or when its file is no plan's document.
    """
    text = load_plan(root, plan_id)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise _damaged(plan_id, f"it is not JSON: {error}") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise _damaged(plan_id, f"it is not a {SCHEMA} document")
    return document


def page_beside(root: Path, plan_id: str) -> Path:
    """Where the HTML report of a saved plan goes by default: beside its document."""
    saved = next(plan for plan in list_plans(root) if plan.plan_id == plan_id)
    return saved.path.with_suffix(".html")


def _damaged(plan_id: str, why: str, anew: str = "trimtab plan") -> InputProblems:
    return InputProblems(
        [
            Problem(
                what=f"the saved plan {plan_id} cannot be used",
                file="plans",
                why=why[0].upper() + why[1:] + ".",
                fix=f"Plans are never changed after they are made; make a fresh one: {anew}",
            )
        ]
    )
