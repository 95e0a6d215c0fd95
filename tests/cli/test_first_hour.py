"""What a newcomer meets: missing prices, no bands, odd files in the way, days that cannot be."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, Run


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31", "3000-01-01"])
@pytest.mark.parametrize("command", ["status", "plan", "lots", "demo"])
@pytest.mark.usefixtures("sample")
def test_a_day_at_the_end_of_the_calendar_is_a_usage_error(
    run: Run, command: str, day: str
) -> None:
    ran = run(command, "--as-of", day)
    assert ran.code == 2
    assert "1900-01-01 to 2999-12-31" in ran.err


@pytest.mark.parametrize("command", ["status", "lots", "plan", "check"])
@pytest.mark.usefixtures("sample")
def test_the_last_allowed_day_is_no_fault(run: Run, command: str) -> None:
    assert run(command, "--as-of", "2999-12-31").code in {0, 3, 4}


def test_prices_of_securities_not_held_keep_only_a_plan_from_being_made(
    run: Run, sample: Path
) -> None:
    prices = sample / "data" / "prices.csv"
    rows = prices.read_text().splitlines()
    prices.write_text("\n".join(row for row in rows if not row.startswith("USRT,")) + "\n")
    assert run("status", "--as-of", AS_OF).code == 0
    assert run("lots", "--as-of", AS_OF).code == 0
    ran = run("check", "--as-of", AS_OF)
    assert ran.code == 3
    assert "USRT" in ran.out
    assert run("plan", "--as-of", AS_OF).code == 3


@pytest.mark.usefixtures("empty")
def test_right_after_init_status_and_lots_work_and_check_lists_what_is_missing(run: Run) -> None:
    run("init", "--no-input")
    assert run("status").code == 0
    assert run("lots").code == 0
    ran = run("check")
    assert ran.code == 3
    assert "no prices" in ran.out


def test_without_bands_no_class_is_said_to_be_inside_one(run: Run, sample: Path) -> None:
    toml = sample / "trimtab.toml"
    lines = toml.read_text().replace('default_band = "5/25"', 'default_band = "none"').splitlines()
    toml.write_text("\n".join(line for line in lines if not line.startswith("band = ")) + "\n")
    out = run("status", "--as-of", AS_OF).out
    assert "no bands are set" in out
    assert "inside" not in out


@pytest.mark.parametrize("kind", ["folder", "loop", "nowhere"])
@pytest.mark.parametrize("command", [["status"], ["check"], []])
def test_settings_that_are_no_file_are_told_as_what_they_are(
    run: Run, empty: Path, kind: str, command: list[str]
) -> None:
    toml = empty / "trimtab.toml"
    if kind == "folder":
        toml.mkdir()
    else:
        toml.symlink_to("trimtab.toml" if kind == "loop" else "gone.toml")
    ran = run(*command)
    said = {"folder": "is a folder", "loop": "leads to itself", "nowhere": "leads nowhere"}
    assert ran.code == 3
    assert said[kind] in ran.out + ran.err
    for force in ([], ["--force"]):
        ran = run("init", "--no-input", *force)
        assert ran.code == 3
        assert "not a file" in ran.err


@pytest.mark.usefixtures("sample")
def test_init_names_the_way_back(run: Run) -> None:
    assert "`trimtab import --undo`" in run("init", "--no-input").err
    assert "`trimtab import --undo`" in run("init", "--from-holdings", "--as-of", AS_OF).err


def test_init_from_holdings_names_the_file_as_init_does(run: Run, sample: Path) -> None:
    ran = run("init", "--from-holdings", "--force", "--as-of", AS_OF)
    assert ran.out == "trimtab.toml\n"
    ran = run("init", "--from-holdings", "--force", "--as-of", AS_OF, "-C", "data")
    assert ran.out == "trimtab.toml\n"
    ran = run("init", "--from-holdings", "--force", "--as-of", AS_OF, "-C", str(sample))
    assert ran.out == f"{sample / 'trimtab.toml'}\n"


def test_equalize_names_the_columns_as_the_file_does(run: Run, empty: Path) -> None:
    (empty / "p.csv").write_text("Symbol,PositionValue,MarkPrice,FifoPnlUnrealized\nA,-1,0,\n")
    err = run("equalize", "p.csv", "--invest", "5").err
    for name in ('PositionValue "-1"', 'MarkPrice "0"', "has no FifoPnlUnrealized"):
        assert name in err
    (empty / "p.csv").write_text("Symbol,MarkPrice,FifoPnlUnrealized\nA,5,0\n")
    assert 'the column "PositionValue" is missing' in run("equalize", "p.csv").err


def test_the_status_comes_without_the_template_engine(sample: Path) -> None:
    script = (
        "import sys; from trimtab.cli import main; main(['status', '--as-of', '2026-06-15']);"
        "print([name for name in ('jinja2', 'trimtab.report.html')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=sample, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
