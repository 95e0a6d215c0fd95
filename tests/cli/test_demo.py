"""`trimtab demo` needs nothing and leaves nothing."""

import json
import socket
from pathlib import Path

import pytest

from tests.cli.running import Run, browser, contents
from trimtab.workspace.demo_data import sample_folder


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_address: object) -> None:
        raise AssertionError("the demo opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("section", ["SELL", "BUY", "NOT DONE", "WARNINGS"])
@pytest.mark.usefixtures("empty")
def test_the_demo_shows(run: Run, section: str) -> None:
    ran = run("demo")
    assert ran.code == 0
    assert f"\n{section}" in ran.out


def test_the_demo_writes_nothing(run: Run, empty: Path) -> None:
    before = contents(sample_folder())
    run("demo")
    assert contents(sample_folder()) == before
    assert contents(empty) == {}


@pytest.mark.usefixtures("empty")
def test_the_demo_is_the_same_on_every_day(run: Run) -> None:
    assert json.loads(run("demo", "--json").out)["as_of"] == "2026-06-15"
    assert run("demo") == run("demo", "--as-of", "2026-06-15")


def test_the_demo_ignores_the_workspace_around_it(run: Run, sample: Path) -> None:
    (sample / "trimtab.toml").write_text("broken")
    assert run("demo").code == 0


@pytest.mark.usefixtures("empty")
def test_open_writes_a_page_to_a_temporary_folder_and_says_where(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened = browser(monkeypatch)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = run("demo", "--open")
    (page,) = tmp_path.rglob("*.html")
    assert opened == [page.as_uri()]
    assert str(page) in ran.err
