"""A diagnosis comes to an exit code, and each finding to a line with its fix."""

import pytest

from trimtab.report.diagnosis import Diagnosis, Finding, Level, diagnosis_text

HERE = Finding(name="a", text="A key is missing", level=Level.PROBLEM, fix="set it")
THERE = Finding(name="b", text="It does not answer", level=Level.PROBLEM, outside=True)
KNOWN = Finding(name="c", text="It is old", level=Level.WARNING, fix="trimtab sync")
FINE = Finding(name="d", text="No extra", fix="To have it: pip install it")


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ((), 0),
        ((FINE, KNOWN), 0),
        ((FINE, HERE), 3),
        ((KNOWN, THERE), 5),
        ((THERE, HERE), 3),
        ((HERE, THERE), 3),
    ],
)
def test_a_problem_here_counts_before_one_outside(found: tuple[Finding, ...], code: int) -> None:
    assert Diagnosis(findings={"one": found, "two": ()}).exit_code == code


def test_each_finding_has_a_line_and_the_end_counts_them() -> None:
    found = Diagnosis(findings={"here": (FINE, HERE), "there": (KNOWN,)})
    assert diagnosis_text(found, width=80).splitlines() == [
        "here",
        "  ok       No extra. To have it: pip install it",
        "  problem  A key is missing. Fix: set it",
        "there",
        "  warning  It is old. Fix: trimtab sync",
        "",
        "1 problem, 1 warning.",
    ]


def test_where_nothing_is_wrong_the_end_says_so() -> None:
    assert diagnosis_text(Diagnosis(findings={"x": (FINE,)}), width=80).endswith(
        "\n\nNothing is wrong."
    )
