"""`trimtab check`."""

import json
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, Run


@pytest.mark.usefixtures("sample")
def test_a_sound_workspace_has_no_problems_and_may_have_notes(run: Run) -> None:
    document = json.loads(run("check", "--as-of", AS_OF, "--json").out)
    assert document["problems"] == []
    files = [note["file"] for note in document["notes"]]
    # The account that is not seen and the lot without a basis; its record tells the rest.
    assert files == ["trimtab.toml", "data/joint-lots.csv"]


@pytest.mark.usefixtures("sample")
def test_show_says_of_each_setting_where_it_comes_from(run: Run) -> None:
    out = run("check", "--as-of", AS_OF, "--show").out
    assert 'household.name = "Rivera"  (trimtab.toml:6)' in out
    assert "  (default)" in out


@pytest.mark.usefixtures("sample")
def test_without_show_the_settings_are_left_out(run: Run) -> None:
    assert "household.name" not in run("check", "--as-of", AS_OF).out


def test_what_a_plan_still_needs_is_a_problem(run: Run, sample: Path) -> None:
    toml = sample / "trimtab.toml"
    toml.write_text(toml.read_text().replace("federal_long = 15.0", ""))
    ran = run("check", "--as-of", AS_OF)
    assert ran.code == 3
    assert "federal_long" in ran.out
    assert run("status", "--as-of", AS_OF).code == 0
