"""The page about targets by risk is complete: its files in a folder give what it shows."""

import re
from pathlib import Path

import pytest

from trimtab.cli.entry import main

PAGE = Path(__file__).parent.parent / "docs/how-to/risk-based-targets.md"
FILES = re.compile(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^```sh\ntrimtab (.*?)\n```", re.MULTILINE)
SHOWN = re.compile(r"^```text\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page, with its files in the folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "98")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("TRIMTAB_WORKSPACE", raising=False)
    page = PAGE.read_text(encoding="utf-8")
    for name, content in FILES.findall(page):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return page


def test_the_target_of_the_page_is_what_it_shows(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, bands = COMMAND.findall(text)
    (shown,) = SHOWN.findall(text)
    assert main(words(asked)) == 0
    assert capsys.readouterr().out == shown
    assert main(words(bands)) == 0
    assert "theory" in capsys.readouterr().out


def test_what_the_page_offers_to_write_is_written(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = COMMAND.findall(text)[0]
    assert main([*words(asked), "--write"]) == 0
    written = (tmp_path / "trimtab.toml").read_text(encoding="utf-8")
    assert "# since 2021" in written
    for weight in re.findall(r"^\w.* (\d+\.\d\d) +[+-]\d", capsys.readouterr().out, re.MULTILINE):
        assert f"weight = {weight}" in written


def words(command: str) -> list[str]:
    """A shell's words: quotation marks hold one together."""
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)]
