"""The page about targets by risk is complete: its files in a folder give what it shows."""

import re
import shlex
from pathlib import Path

import pytest

from tests.docs_page import COMMAND, HOW_TO, SHOWN, laid_out
from trimtab.cli.entry import main


@pytest.fixture
def text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page, with its files in the folder that commands run in."""
    return laid_out(HOW_TO / "risk-based-targets.md", tmp_path, monkeypatch)


def test_the_target_of_the_page_is_what_it_shows(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, bands = COMMAND.findall(text)
    (shown,) = SHOWN.findall(text)
    assert main(shlex.split(asked)) == 0
    assert capsys.readouterr().out == shown
    assert main(shlex.split(bands)) == 0
    assert "theory" in capsys.readouterr().out


def test_what_the_page_offers_to_write_is_written(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = COMMAND.findall(text)[0]
    assert main([*shlex.split(asked), "--write"]) == 0
    written = (tmp_path / "trimtab.toml").read_text(encoding="utf-8")
    assert "# since 2021" in written
    for weight in re.findall(r"^\w.* (\d+\.\d\d) +[+-]\d", capsys.readouterr().out, re.MULTILINE):
        assert f"weight = {weight}" in written
