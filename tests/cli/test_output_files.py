"""`plan --out` and `report -o` write where nothing is lost, and nowhere else."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, Run, contents
from trimtab.errors import TrimtabError
from trimtab.workspace import write_atomically


def plan_id(sample: Path) -> str:
    (file,) = (sample / "plans").glob("*.json")
    return file.stem.rpartition("-")[2]


OWN = ["trimtab.toml", "data/prices.csv", "data/joint-lots.csv", "data/transactions.csv"]


@pytest.mark.parametrize("name", [*OWN, "notes.txt", "other.json", "data/../trimtab.toml"])
def test_a_plan_is_never_written_over_something_else(run: Run, sample: Path, name: str) -> None:
    (sample / "notes.txt").write_text("mine")
    (sample / "other.json").write_text('{"schema": "other/1"}')
    before = contents(sample)
    ran = run("plan", "--as-of", AS_OF, "--out", name)
    assert ran.code == 3
    assert name in ran.err
    assert contents(sample) == before


@pytest.mark.parametrize("name", [*OWN, "notes.html"])
def test_a_report_is_never_written_over_something_else(run: Run, sample: Path, name: str) -> None:
    run("plan", "--as-of", AS_OF)
    (sample / "notes.html").write_text("<!doctype html><title>mine</title>")
    before = contents(sample)
    ran = run("report", plan_id(sample), "-o", name)
    assert ran.code == 3
    assert name in ran.err
    assert contents(sample) == before


def test_a_saved_plan_is_not_written_over_by_another_one(run: Run, sample: Path) -> None:
    run("plan", "--as-of", AS_OF)
    name = f"plans/{AS_OF}-{plan_id(sample)}.json"
    before = contents(sample)
    ran = run("plan", "--as-of", AS_OF, "--planner", "never-sell", "--out", name)
    assert ran.code == 3
    assert "saved plan" in ran.err
    assert contents(sample) == before


def test_a_data_file_that_is_still_missing_is_not_taken_by_a_plan(run: Run, sample: Path) -> None:
    run("plan", "--as-of", AS_OF)
    (sample / "data" / "roth-lots.csv").unlink()
    assert run("report", plan_id(sample), "-o", "data/roth-lots.csv").code == 3
    assert not (sample / "data" / "roth-lots.csv").exists()


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_link_to_the_settings_is_the_settings(run: Run, sample: Path) -> None:
    (sample / "plan.json").symlink_to("trimtab.toml")
    before = contents(sample)
    assert run("plan", "--as-of", AS_OF, "--out", "plan.json").code == 3
    assert contents(sample) == before


def test_an_older_plan_and_an_older_report_are_replaced(run: Run, sample: Path) -> None:
    run("plan", "--as-of", AS_OF, "--out", "mine.json")
    name = plan_id(sample)
    first = (sample / "mine.json").read_text()
    ran = run("plan", "--as-of", AS_OF, "--planner", "never-sell", "--out", "mine.json")
    assert ran.code == 0
    assert "Saved: mine.json" in ran.err
    assert (sample / "mine.json").read_text() != first
    assert run("report", name, "-o", "mine.html").code == 0
    ran = run("report", name, "-o", "mine.html")
    assert ran.code == 0
    assert "Saved: mine.html" in ran.err


def test_nothing_is_written_among_the_undo_records(run: Run, sample: Path) -> None:
    (sample / ".trimtab" / "imports").mkdir(parents=True)
    assert run("plan", "--as-of", AS_OF, "--out", ".trimtab/imports/0001.json").code == 3
    assert not list((sample / ".trimtab" / "imports").iterdir())


@pytest.mark.parametrize("name", ["none/plan.json", "none/deep/plan.json"])
def test_a_folder_is_not_made_for_a_mistyped_name(run: Run, sample: Path, name: str) -> None:
    ran = run("plan", "--as-of", AS_OF, "--out", name)
    assert ran.code == 3
    assert "mkdir" in ran.err
    assert not (sample / "none").exists()
    assert not (sample / "plans").exists()


def test_a_plan_that_cannot_be_saved_is_printed_all_the_same(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _data: bytes) -> None:
        raise TrimtabError(f"cannot write {path}: Read-only file system")

    monkeypatch.setattr("trimtab.workspace.plans.write_atomically", refuse)
    ran = run("plan", "--as-of", AS_OF, "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["schema"] == "trimtab.plan/1"
    assert "Read-only file system" in ran.err
    assert not (sample / "plans").exists()


def test_only_a_file_that_was_there_is_said_to_be_unchanged(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    with pytest.raises(TrimtabError) as caught:
        write_atomically(tmp_path / "file" / "new", b"x")
    assert "unchanged" not in str(caught.value)
