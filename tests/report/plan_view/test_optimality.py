"""How good the plan is: nothing is told better than it is proved, and the terms add up."""

from decimal import Decimal
from typing import Any

import pytest

from tests.report.conftest import MakeDocument
from trimtab.report import explain_text, render_text, view
from trimtab.report.plan_view.optimality import optimality, proof_sentence
from trimtab.report.plan_view.rows import Optimality


def shown(document: dict[str, Any]) -> Optimality:
    found = optimality(document)
    assert found is not None
    return found


def dollars(text: str) -> Decimal:
    size = Decimal(text.strip("()").replace("$", "").replace(",", "").rstrip(")"))
    return -size if text.startswith("(") else size


def test_a_rule_claims_nothing(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    assert optimality(document) is None
    assert proof_sentence(document) == ""
    assert "HOW GOOD" not in render_text(view(document))


def test_objective_less_gap_is_the_bound_as_shown(document_of: MakeDocument) -> None:
    figures = {one.label: one.figure for one in shown(document_of("optimal")).measures}
    assert figures == {
        "Without trades": "$28.54",
        "Objective": "($1,040.31)",
        "Bound": "($1,041.43)",
        "Gap": "$1.12",
        "Gap, share": "0.027 bp",
        "Checked": "yes",
    }
    assert dollars(figures["Objective"]) - dollars(figures["Gap"]) == dollars(figures["Bound"])


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        ("0", "more than $0.00 (0 bp of the household)"),
        ("0.0000004", "more than $0.01 (0.001 bp of the household)"),
        ("14.001", "more than $14.01 (0.33 bp of the household)"),
    ],
)
def test_a_gap_is_never_told_smaller_than_it_is(
    gap: str, said: str, document_of: MakeDocument
) -> None:
    document = document_of("optimal")
    document["proof"]["gap"] = gap
    assert said in proof_sentence(document)


def test_a_wide_gap_is_said_as_what_may_be_missed(document_of: MakeDocument) -> None:
    document = document_of("optimal")
    document["proof"] |= {"status": "feasible", "gap": "85.04"}
    assert proof_sentence(document) == (
        "This plan meets every limit; another could be better by up to $85.04 "
        "(2 bp of the household)."
    )


def test_without_a_bound_nothing_is_claimed(document_of: MakeDocument) -> None:
    document = document_of("optimal")
    document["proof"] |= {"bound": None, "gap": None, "checked": False}
    found = shown(document)
    assert found.sentence == "How much better another plan could be is not known."
    assert [one.label for one in found.measures] == ["Without trades", "Objective", "Checked"]
    assert (found.measures[-1].figure, found.measures[-1].meaning) == (
        "no",
        "the figures are those of the solver",
    )


def test_the_terms_add_up_to_the_objective_to_the_cent(document_of: MakeDocument) -> None:
    found = shown(document_of("optimal"))
    assert [term.name for term in found.terms] == [
        "tax this year", "tax later", "trading", "drift", "preference", "rounding",
    ]  # fmt: skip
    assert sum(dollars(term.amount) for term in found.terms) == dollars(found.total)


def test_terms_that_are_not_stated_make_no_table(document_of: MakeDocument) -> None:
    document = document_of("optimal")
    document["assumptions"] = {}
    assert shown(document).terms == ()
    assert "MINIMISES" not in render_text(view(document))


def test_the_objective_is_not_told_twice(document_of: MakeDocument) -> None:
    facts = {fact.label: fact.text for fact in view(document_of("optimal")).rests_on}
    assert not [label for label in facts if "objective" in label]
    assert facts["Solver"] == "branch and bound, HiGHS 1.9"
    assert facts["Planner"].startswith(
        "optimal: no plan is better by more than 0.1 bp of the household"
    )


def test_a_plan_that_trades_nothing_has_its_proof_too(document_of: MakeDocument) -> None:
    document = document_of("quiet")
    document["proof"] = document_of("optimal")["proof"] | {"gap": "0"}
    claim = "No plan within your limits is better than this one by more than $0.00"
    assert claim in " ".join(render_text(view(document)).split())
    assert claim in " ".join(explain_text(document).split())
