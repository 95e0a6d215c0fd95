"""The page on the certificate, and what a verification says of costs."""

from datetime import date
from pathlib import Path

import pytest

import trimtab
from trimtab.app import open_workspace
from trimtab.errors import InvalidValue
from trimtab.optimize.certificate import LIMITS
from trimtab.report.verification import Outcome

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "certificate.md"
AS_OF = date(2026, 6, 15)


def test_the_page_lists_every_limit_and_every_figure(sample: Path) -> None:
    workspace = open_workspace(sample, as_of=AS_OF)
    workspace.save(plan := workspace.plan())
    text = PAGE.read_text(encoding="utf-8")

    names = {one.name for one in workspace.verify(plan.id).findings}

    assert {limit.name for limit in LIMITS} <= names
    assert not [name for name in names if f"`{name}`" not in text]


def test_a_rule_plan_is_held_to_no_trading_cost_and_its_objective_has_one(sample: Path) -> None:
    workspace = open_workspace(sample, as_of=AS_OF)
    workspace.save(plan := workspace.plan("ranked-tlh"))

    found = workspace.verify(plan.id)

    assert found.terms["trading"] > 0
    assert next(one for one in found.findings if one.name == "cost").outcome is Outcome.HOLDS


def test_from_python_a_plan_is_verified_by_its_id_and_a_plan_itself_is_refused(
    sample: Path,
) -> None:
    workspace = open_workspace(sample, as_of=AS_OF)
    workspace.save(plan := workspace.plan())

    found = workspace.verify(plan.id)

    assert isinstance(found, trimtab.Verification)
    assert found.holds
    assert found.to_dict()["schema"] == "trimtab.verify/1"
    assert "<pre>" in found._repr_html_()
    with pytest.raises(InvalidValue, match=r"ws\.save"):
        workspace.verify(plan)  # type: ignore[arg-type]  # what a user may try
