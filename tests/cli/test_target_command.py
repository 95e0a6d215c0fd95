"""`trimtab target`: weights by risk, printed first and written only on request."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import validate

from tests.cli.running import AS_OF, Run, contents
from trimtab.app.schemas import schema_named
from trimtab.risk import library

LEADERS = ("IVV", "IJH", "IJR", "VEA", "VWO", "VNQ", "BSV", "BND")
COUNT = 300


def returns_file() -> str:
    """Made-up returns of the sample's first choices, stocks wild and bonds calm."""
    rng = np.random.default_rng(4)
    market = rng.standard_t(6, (COUNT, 1)) * 0.007
    moves = np.array([[1.0, 1.1, 1.2, 0.9, 1.1, 0.9, 0.02, 0.1]])
    own = np.array([[2, 3, 4, 4, 6, 5, 0.5, 1.5]]) / 1000
    rows = market * moves + rng.normal(0.0002, 1, (COUNT, 8)) * own
    day, lines = date(2025, 3, 3), ["date," + ",".join(LEADERS)]
    for row in rows:
        lines.append(f"{day}," + ",".join(f"{value:.8f}" for value in row))
        day += timedelta(days=3 if day.weekday() == 4 else 1)
    return "\n".join(lines) + "\n"


@pytest.fixture
def measured(sample: Path) -> Path:
    (sample / "data/returns.csv").write_text(returns_file())
    toml = sample / "trimtab.toml"
    text = toml.read_text().replace("[data]", '[data]\nreturns = "data/returns.csv"')
    text = text.replace("weight = 38", "weight = 38  # the core\nband = [30, 46]")
    toml.write_text(text)
    return sample


def document(run: Run, *arguments: str) -> dict[str, Any]:
    ran = run("target", "--as-of", AS_OF, "--json", *arguments)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    validate(found, schema_named("target"))
    return found


def weights(found: dict[str, Any]) -> dict[str, Decimal]:
    return {one["name"]: Decimal(one["weight_after"]) for one in found["asset_classes"]}


@pytest.mark.parametrize("measure", ["volatility", "var", "cvar"])
def test_the_least_risk_is_less_and_adds_up_to_100(run: Run, measured: Path, measure: str) -> None:
    before = contents(measured)
    found = document(run, "--measure", measure, "--max-weight", "Short bonds=30")
    assert float(found["risk_after"]) < float(found["risk_before"])
    assert sum(weights(found).values()) == 100
    assert weights(found)["Short bonds"] <= 30
    assert weights(found)["Cash"] == 1
    assert found["quality"] == ("searched" if measure == "var" else "optimal")
    assert contents(measured) == before


@pytest.mark.usefixtures("measured")
def test_a_risk_asked_for_is_met(run: Run) -> None:
    found = document(run, "--measure", "volatility", "--target-risk", "8")
    assert float(found["risk_after"]) == pytest.approx(0.08, abs=2e-5)


@pytest.mark.usefixtures("measured")
def test_parity_shares_the_risk(run: Run) -> None:
    found = document(run, "--measure", "volatility", "--parity")
    shares = [
        float(one["risk_share_after"]) for one in found["asset_classes"] if one["in_question"]
    ]
    assert shares == [pytest.approx(1 / 8, abs=2e-3)] * 8


def test_what_is_written_is_what_was_shown_and_keeps_comments(run: Run, measured: Path) -> None:
    arguments = ("--measure", "cvar", "--target-risk", "1.5", "--as-of", AS_OF)
    shown = weights(document(run, *arguments[:4]))
    ran = run("target", *arguments, "--write")
    assert ran.code == 0
    assert "Written: " in ran.err
    text = (measured / "trimtab.toml").read_text()
    assert "# the core" in text
    assert "# The sample household" in text
    assert weights(document(run, "--measure", "cvar", "--target-risk", "1.5")) == shown
    assert run("check", "--as-of", AS_OF).code == 0


def test_nothing_is_written_where_nothing_changes(run: Run, measured: Path) -> None:
    run("target", "--measure", "volatility", "--as-of", AS_OF, "--write")
    before = contents(measured)
    ran = run("target", "--measure", "volatility", "--as-of", AS_OF, "--write")
    assert "Nothing to write." in ran.err
    assert contents(measured) == before


@pytest.mark.usefixtures("measured")
def test_the_text_names_what_it_rests_on(run: Run) -> None:
    ran = run("target", "--measure", "var", "--as-of", AS_OF)
    for words in (
        "Loss over one day (value at risk, 95%, historical)",
        "Searched, not proved: the best of 12 starts",
        "Measured on 300 returns of data/returns.csv",
        "Not in question: Cash at 1%",
        "US large cap [30, 46] to",
    ):
        assert words in " ".join(ran.out.split())
    assert "Nothing is written. Add --write" in ran.err


@pytest.mark.parametrize(("count", "told"), [(12, True), (51, True), (52, False)])
def test_a_few_returns_are_said_to_say_little(
    run: Run, measured: Path, count: int, *, told: bool
) -> None:
    file = measured / "data/returns.csv"
    file.write_text("\n".join(file.read_text().splitlines()[: count + 1]))
    out = run("target", "--measure", "volatility", "--as-of", AS_OF).out
    sentence = f"from {count}, the volatility of one class alone is known to about"
    assert (sentence in " ".join(out.split())) is told


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("width", [98, 80, 60, 40])
def test_every_line_fits(run: Run, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = run("target", "--measure", "volatility", "--as-of", AS_OF).out
    assert max(map(len, out.splitlines())) <= width


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--target-risk", "60"), 3, "is out of reach: under these bounds it can be from"),
        (("--min-weight", "Bonds=5"), 3, 'there is no class "Bonds"'),
        (("--min-weight", "Cash=60", "--min-weight", "Core bonds=50"), 3, "add up to 110.00%"),
        (("--max-weight", "Core bonds"), 2, "is not of the form CLASS=PERCENT"),
        (("--max-weight", "Core bonds=120"), 2, "from 0 to 100"),
        (("--max-weight", "Core bonds=x"), 2, "is not a number"),
        (("--target-risk", "-2"), 2, "a size without sign"),
        (("--target-risk", "0"), 2, "must be above zero"),
        (("--target-risk", "8", "--parity"), 2, "exclude each other"),
        (("--parity", "--max-weight", "Cash=5"), 3, "cannot contribute to the risk"),
    ],
)
def test_what_cannot_be_done_is_told(
    run: Run, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ran = run("target", "--measure", "volatility", "--as-of", AS_OF, *arguments)
    assert ran.code == code
    assert words in " ".join(ran.err.split())


def test_too_few_rows_a_still_class_and_a_gap_are_named(run: Run, measured: Path) -> None:
    file = measured / "data/returns.csv"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(lines[:8]))
    ran = run("target", "--measure", "volatility", "--as-of", AS_OF)
    assert (ran.code, "7 returns are too few for 8 classes" in ran.err) == (3, True)
    still = [lines[0], *(f"{line.rpartition(',')[0]},0.001" for line in lines[1:])]
    file.write_text("\n".join(still))
    ran = run("target", "--measure", "volatility", "--as-of", AS_OF)
    assert "the series of Core bonds never moves" in " ".join(ran.err.split())
    file.write_text("\n".join([*lines[:5], f"{lines[5].rpartition(',')[0]},", *lines[6:]]))
    ran = run("target", "--measure", "volatility", "--as-of", AS_OF)
    assert "BND has no return on 2025-03-07" in ran.err
    assert "data/returns.csv:6" in ran.err


def test_without_the_extra_the_command_says_how_to_get_it(
    run: Run, measured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(module: str) -> None:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)

    monkeypatch.setattr(library, "import_module", absent)
    before = contents(measured)
    ran = run("target", "--measure", "volatility", "--as-of", AS_OF)
    assert ran.code == 3
    assert "needs skfolio, which is not installed" in ran.err
    assert "pip install 'trimtab[risk]'" in " ".join(ran.err.split())
    assert contents(measured) == before


@pytest.mark.usefixtures("sample")
def test_without_a_file_of_returns_the_command_says_what_to_add(run: Run) -> None:
    ran = run("target", "--measure", "volatility", "--as-of", AS_OF)
    assert ran.code == 3
    assert 'returns = "data/returns.csv"' in " ".join(ran.err.split())


def test_check_names_gaps_in_the_file_of_returns_and_what_it_was_read_as(
    run: Run, measured: Path
) -> None:
    file = measured / "data/returns.csv"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines[:5], f"{lines[5].rpartition(',')[0]},", *lines[6:]]))
    ran = run("check", "--as-of", AS_OF)
    assert ran.code == 0
    assert "data/returns.csv is read as returns" in ran.out
    assert "BND has no return on 2025-03-07" in ran.out
    toml = measured / "trimtab.toml"
    toml.write_text(toml.read_text().replace("[data]", '[risk]\ngaps = "common"\n\n[data]'))
    assert "BND has no return" not in run("check", "--as-of", AS_OF).out
    ran = run("target", "--measure", "volatility", "--as-of", AS_OF)
    assert "1 day with a gap left out" in " ".join(ran.out.split())
