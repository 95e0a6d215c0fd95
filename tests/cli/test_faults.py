"""A fault of the optimal planner, as somebody at a terminal meets it."""

import json
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, Run
from trimtab.planners.optimal import solving


def breaks(*_: object, **__: object) -> None:
    message = "the matrix is singular"
    raise ArithmeticError(message)


def test_a_solver_that_breaks_is_a_fault_with_a_file_for_the_report(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "solve", breaks)
    ran = run("plan", "--planner", "optimal", "--as-of", AS_OF)
    assert ran.code == 1
    assert ran.out == ""
    told = " ".join(ran.err.split())
    assert "the optimiser failed" in told
    assert "the matrix is singular" in told
    (saved,) = (sample / "faults").glob(f"{AS_OF}-*.json")
    assert saved.name in told
    assert json.loads(saved.read_text())["fault"]["found"] == [
        "ArithmeticError: the matrix is singular"
    ]
    assert not (sample / "plans").exists()


def test_the_other_planners_still_plan(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "solve", breaks)
    assert run("plan", "--planner", "ranked-tlh", "--as-of", AS_OF).code == 0
    assert not (sample / "faults").exists()
