"""The page on the certificate, and what a verification says of costs."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import trimtab
from trimtab.app import open_workspace
from trimtab.errors import InvalidValue
from trimtab.optimize.certificate import LIMITS
from trimtab.report.verification import Outcome

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "certificate.md"
AS_OF = date(2026, 6, 15)
FRACTIONS = """version = 1
[household]
name = "One"
[[accounts]]
id = "joint"
type = "taxable"
lots = "lots.csv"
cash = "1000.00"
quantity_step = "0.001"
[data]
prices = "prices.csv"
[taxes]
filing_status = "single"
federal_ordinary = 24.0
federal_long = 15.0
[targets]
[[targets.class]]
name = "Stocks"
weight = 60
hold = ["VTI"]
[[targets.class]]
name = "Bonds"
weight = 40
hold = ["BND"]
"""


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


def test_positions_of_fractions_round_one_by_one_and_the_plan_still_holds(tmp_path: Path) -> None:
    # Half a cent each: a plan's value is six cents more than what its lots are exactly.
    names = [f"F{number:02}" for number in range(12)]
    lots = [f"{one},1.5,2020-01-02,0.01,L{one}" for one in names]
    (tmp_path / "lots.csv").write_text(
        "\n".join(["symbol,quantity,acquired,basis,lot_id", *lots, "VTI,90,2020-01-02,9000,L"])
    )
    rows = [f"{one},0.01,2026-06-15" for one in names]
    (tmp_path / "prices.csv").write_text(
        "\n".join(["symbol,price,as_of", *rows, "VTI,100,2026-06-15", "BND,80,2026-06-15"])
    )
    (tmp_path / "trimtab.toml").write_text(FRACTIONS)
    workspace = open_workspace(tmp_path, as_of=AS_OF)
    workspace.save(plan := workspace.plan())

    found = workspace.verify(plan.id)

    assert Decimal(plan.to_dict()["summary"]["value"]) == Decimal("10000.24")
    assert [one.text for one in found.findings if one.outcome is Outcome.FAILS] == []
