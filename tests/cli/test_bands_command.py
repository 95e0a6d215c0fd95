"""`trimtab bands`: the theory's no-trade bands beside the household's own."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate

from tests.cli.running import AS_OF, Run, contents
from trimtab.app.schemas import schema_named

MARKET = ("--cost", "100", "--volatility", "16", "--aversion", "1")


def document(run: Run, *arguments: str) -> dict[str, Any]:
    ran = run("bands", *MARKET, "--json", *arguments)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    validate(found, schema_named("bands"))
    return found


@pytest.mark.usefixtures("empty")
def test_the_published_example_without_a_workspace(run: Run) -> None:
    (band,) = document(run, "--weight", "50")["bands"]
    assert float(band["half_width"]) == pytest.approx(0.0777, abs=5e-5)
    assert float(band["cost"]) == pytest.approx(0.772e-4, abs=1e-7)
    assert band["own"] is None


def test_every_class_of_the_workspace_stands_beside_its_own_band(run: Run, sample: Path) -> None:
    before = contents(sample)
    found = {one["class"]: one for one in document(run, "--as-of", AS_OF)["bands"]}
    assert found["US large cap"]["own"]["low"] == "0.330000"
    assert found["US large cap"]["own"]["high"] == "0.430000"
    assert float(found["US large cap"]["own"]["cost"]) > float(found["US large cap"]["cost"])
    assert contents(sample) == before


@pytest.mark.usefixtures("empty")
def test_without_weights_usual_ones_are_shown(run: Run) -> None:
    assert len(document(run)["bands"]) == 6


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("width", [98, 80, 60, 40])
def test_every_line_fits(run: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = run("bands", *MARKET, "--as-of", AS_OF).out
    assert max(map(len, out.splitlines())) <= width


@pytest.mark.usefixtures("sample")
def test_a_household_without_bands_is_told_so(run: Run, sample: Path) -> None:
    toml = sample / "trimtab.toml"
    text = toml.read_text().replace('default_band = "5/25"', 'default_band = "none"')
    toml.write_text(text)
    found = document(run, "--as-of", AS_OF)["bands"]
    assert found[0]["own"] is None
    assert " none" in run("bands", *MARKET, "--as-of", AS_OF).out


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("option", "value"),
    [("--cost", "0"), ("--volatility", "-1"), ("--aversion", "x"), ("--weight", "120")],
)
def test_a_value_that_cannot_be_is_refused(run: Run, option: str, value: str) -> None:
    ran = run("bands", *MARKET, option, value)
    assert ran.code == 2
    assert option in ran.err


@pytest.mark.usefixtures("empty")
def test_a_cost_that_leaves_nothing_is_refused(run: Run) -> None:
    ran = run("bands", *MARKET, "--cost", "10000")
    assert (ran.code, "leaves nothing of a sale" in ran.err) == (3, True)
