"""Forty columns: every line fits, and no figure is cut."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, Run

POSITIONS = """\
Symbol,PositionValue,MarkPrice,FifoPnlUnrealized
AAA,1234567.89,10,0
LONGSYMBOL.WITH.DOTS,3000,30.125,0
"""


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")


@pytest.mark.parametrize("command", [["status"], ["check"], ["check", "--show"], ["lots"]])
@pytest.mark.usefixtures("sample")
def test_lines_fit(run: Run, command: list[str]) -> None:
    out = run(*command, "--as-of", AS_OF).out
    assert max(map(len, out.splitlines())) <= 40


@pytest.mark.usefixtures("sample")
def test_every_problem_fits(run: Run, sample: Path) -> None:
    toml = sample / "trimtab.toml"
    toml.write_text(toml.read_text().replace("weight = 38", "weight = 37"))
    out = run("check", "--as-of", AS_OF).out
    assert max(map(len, out.splitlines())) <= 40


@pytest.mark.usefixtures("sample")
def test_no_account_and_no_figure_of_the_status_is_lost(run: Run) -> None:
    out = " ".join(run("status", "--as-of", AS_OF).out.split())
    document = json.loads(run("status", "--as-of", AS_OF, "--json").out)
    for account in document["accounts"]:
        assert account["name"] in out
        if account["value"] is not None:
            assert f"{round(float(account['value'])):,}" in out


def test_equalize_fits_and_keeps_every_amount(run: Run, empty: Path) -> None:
    (empty / "p.csv").write_text(POSITIONS)
    out = run("equalize", "p.csv", "--invest", "5000").out
    assert max(map(len, out.splitlines())) <= 40
    assert "1,234,567.89" in out
    assert re.search(r"Cash\s+left:\s+\$\d", out)
