"""The page about holding an index directly is complete: its files in a folder are planned."""

from pathlib import Path

import pytest

from tests.docs_page import COMMAND, HOW_TO, SHOWN, laid_out
from tests.docs_terminal import as_pattern
from trimtab.cli.entry import main


@pytest.fixture
def text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page, with its files in the folder that commands run in."""
    return laid_out(HOW_TO / "hold-an-index-directly.md", tmp_path, monkeypatch)


def test_the_plan_of_the_page_is_what_it_shows(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (command,), (shown,) = COMMAND.findall(text), SHOWN.findall(text)
    code = main(command.split())
    printed = capsys.readouterr().out
    assert code == 0
    assert as_pattern(tuple(shown.splitlines())).fullmatch(printed), printed


def test_the_factor_model_of_the_page_is_read(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = text.partition("## 5. ")[2]
    factors = part.partition("```csv\n")[2].partition("```")[0]
    settings = part.partition("```toml\n[data]\n")[2].partition("```")[0]
    (tmp_path / "data/factors.csv").write_text(factors, encoding="utf-8")
    file = tmp_path / "trimtab.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("[data]\n", f"[data]\n{settings}"),
        encoding="utf-8",
    )
    code = main(["check", "--as-of", "2026-06-15"])
    printed = capsys.readouterr().out
    assert code == 0
    assert "the factor model does not name 7 members" in printed
