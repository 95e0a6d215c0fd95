"""`trimtab init`: a workspace that works, and nothing overwritten."""

import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, Run, contents, data_files


def test_without_anybody_to_answer_every_question_takes_its_default(run: Run, empty: Path) -> None:
    ran = run("init", "--no-input")
    assert ran.code == 0
    assert str(Path("trimtab.toml")) in ran.out
    assert (empty / "trimtab.toml").exists()
    assert run("status", "--as-of", AS_OF).code == 0


@pytest.mark.parametrize("template", ["growth", "balanced", "careful", "eight-classes"])
@pytest.mark.usefixtures("empty")
def test_every_template_makes_a_workspace_that_lacks_only_prices(run: Run, template: str) -> None:
    assert run("init", "--no-input", "--template", template).code == 0
    problems = json.loads(run("check", "--as-of", AS_OF, "--json").out)["problems"]
    assert [problem["file"] for problem in problems] == ["data/prices.csv"]
    assert run("status", "--as-of", AS_OF).code == 0


def test_a_folder_that_does_not_exist_is_made(run: Run, empty: Path) -> None:
    assert run("init", "--no-input", "-C", "new/portfolio").code == 0
    assert (empty / "new" / "portfolio" / "trimtab.toml").exists()


def test_an_existing_workspace_is_never_overwritten(run: Run, sample: Path) -> None:
    before = contents(sample)
    ran = run("init", "--no-input")
    assert ran.code == 3
    assert "--force" in ran.err
    assert contents(sample) == before


def test_data_files_that_exist_are_kept(run: Run, empty: Path) -> None:
    (empty / "data").mkdir()
    (empty / "data" / "prices.csv").write_text("symbol,price\nVTI,300\n")
    run("init", "--no-input")
    assert (empty / "data" / "prices.csv").read_text() == "symbol,price\nVTI,300\n"


def test_force_replaces_the_settings_alone_and_undo_brings_them_back(
    run: Run, sample: Path
) -> None:
    before = data_files(sample)
    assert run("init", "--no-input", "--force").code == 0
    after = data_files(sample)
    assert after["trimtab.toml"] != before["trimtab.toml"]
    assert {name: after[name] for name in before if name.startswith("data/")} == {
        name: digest for name, digest in before.items() if name.startswith("data/")
    }
    run("import", "--undo")
    assert data_files(sample) == before


def test_from_holdings_writes_the_target_and_keeps_the_rest(run: Run, sample: Path) -> None:
    before = (sample / "trimtab.toml").read_text()
    assert run("init", "--from-holdings", "--as-of", AS_OF).code == 3
    assert run("init", "--from-holdings", "--as-of", AS_OF, "--force").code == 0
    after = (sample / "trimtab.toml").read_text()
    assert "# ---" in after
    assert before.split("[[accounts]]", 1)[1].split("[data]")[0] in after
    status = json.loads(run("status", "--as-of", AS_OF, "--json").out)
    assert float(status["drift"]) < 0.001


class Answers(StringIO):
    def isatty(self) -> bool:
        return True


def test_five_questions_are_asked_on_stderr(
    run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["US", "married_joint", "150000", "growth", "taxable, roth", "etrade"]
    monkeypatch.setattr(sys, "stdin", Answers("\n".join(lines) + "\n"))
    ran = run("init", "--as-of", AS_OF)
    assert ran.code == 0, ran.err
    assert "5/5" in ran.err
    toml = (empty / "trimtab.toml").read_text()
    assert 'filing_status = "married_joint"' in toml
    assert 'id = "roth"' in toml
    assert "weight = 52" in toml
    assert run("status", "--as-of", AS_OF).code == 0


def test_an_answer_that_cannot_be_is_asked_for_again(
    run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["US", "single", "much", "90,000", "none", "taxable, castle", "hsa, hsa", "csv"]
    monkeypatch.setattr(sys, "stdin", Answers("\n".join(lines) + "\n"))
    ran = run("init", "--as-of", AS_OF)
    assert ran.code == 0, ran.err
    assert "castle" in ran.err
    toml = (empty / "trimtab.toml").read_text()
    assert 'id = "hsa2"' in toml
    assert "federal_ordinary = 22" in toml
    assert "\n[targets]" not in toml


def test_an_interrupted_question_writes_nothing(
    run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Answers("US\n"))
    assert run("init").code == 130
    assert contents(empty) == {}
