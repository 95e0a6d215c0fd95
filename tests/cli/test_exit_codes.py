"""Exit codes, one by one: docs/reference/exit-codes.md is their contract."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, GOLDEN, Run, contents
from trimtab.app import Workspace
from trimtab.cli.entry import told
from trimtab.errors import OutsideFailure, Refused


def broken(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(_workspace: Workspace) -> None:
        raise error

    monkeypatch.setattr(Workspace, "status", fail)


@pytest.mark.usefixtures("sample")
def test_0_when_it_is_done_whether_or_not_there_are_orders(run: Run) -> None:
    assert run("plan", "--as-of", AS_OF).code == 0
    assert run("status", "--as-of", AS_OF).code == 0


@pytest.mark.usefixtures("sample")
def test_1_and_no_traceback_for_a_fault_of_our_own(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, RuntimeError("boom"))
    ran = run("status")
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert "-v" in ran.err


@pytest.mark.usefixtures("sample")
def test_v_shows_where_a_fault_happened(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, RuntimeError("boom"))
    assert "Traceback" in run("-v", "status").err
    assert "Traceback" in run("status", "-v").err


@pytest.mark.usefixtures("sample")
def test_1_for_a_file_that_the_system_refuses_to_write(run: Run) -> None:
    ran = run("plan", "--as-of", AS_OF, "--out", "/proc/plan.json")
    assert ran.code == 1
    assert "/proc/plan.json" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["plann"],
        ["status", "--nonsense"],
        ["--as-of", "yesterday", "status"],
        ["plan", "--planner", "nobody"],
        ["plan", "--invest", "5", "--raise", "5"],
        ["plan", "--account", "joint"],
        ["plan", "--invest", "-5"],
        ["plan", "--invest", "0.001"],
        ["plan", "--invest", "NaN"],
        ["plan", "--invest", "much"],
        ["lots", "--csv", "--json"],
        ["import"],
        ["import", "nowhere.csv"],
        ["schema", "nonsense"],
        ["explain", "7K3F", "VTI", "--all"],
        ["equalize"],
        ["init", "--from-holdings", "--template", "growth"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("sample")
def test_2_for_wrong_usage(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert "Error: " in ran.err


@pytest.mark.usefixtures("empty")
def test_3_where_there_is_no_workspace(run: Run) -> None:
    ran = run("status")
    assert ran.code == 3
    assert "trimtab init" in ran.err
    assert "exit 3" in ran.err


@pytest.mark.usefixtures("sample")
def test_3_for_an_account_that_the_workspace_does_not_have(run: Run) -> None:
    ran = run("plan", "--invest", "5000", "--account", "nobody")
    assert ran.code == 3
    assert "joint" in ran.err


def test_4_when_more_cash_is_asked_for_than_there_is(run: Run, sample: Path) -> None:
    ran = run("plan", "--as-of", AS_OF, "--raise", "50000000")
    assert ran.code == 4
    assert not (sample / "plans").exists()


def test_4_with_strict_when_a_class_cannot_be_bought(run: Run, sample: Path) -> None:
    toml = (sample / "trimtab.toml").read_text()
    lone = toml.replace('hold = ["VNQ", "SCHH", "USRT"]', 'hold = ["SCHH"]\ncount = ["VNQ"]')
    (sample / "trimtab.toml").write_text(lone.replace('count = ["RWR"]', ""))
    assert run("plan", "--as-of", AS_OF).code == 0
    ran = run("plan", "--as-of", AS_OF, "--strict")
    assert ran.code == 4
    assert "Real estate" in ran.err
    assert ran.out == ""


def test_5_when_something_outside_fails() -> None:
    assert told(OutsideFailure("the broker does not answer"), verbose=False) == 5


def test_6_when_a_safety_check_refuses(run: Run, sample: Path) -> None:
    statement = str(GOLDEN / "etrade" / "newer-columns.csv")
    run("import", statement, "--account", "roth", "--accept-problems")
    with (sample / "data" / "roth-lots.csv").open("a") as file:
        file.write("VTI,1,2020-01-02,100.00,mine,,\n")
    before = contents(sample)
    assert run("import", "--undo").code == Refused.exit_code == 6
    assert contents(sample) == before


@pytest.mark.parametrize("command", ["status", "plan"])
@pytest.mark.usefixtures("sample")
def test_10_only_with_exit_code_when_action_is_proposed(run: Run, command: str) -> None:
    assert run(command, "--as-of", AS_OF).code == 0
    assert run(command, "--as-of", AS_OF, "--exit-code").code == 10


@pytest.mark.usefixtures("sample")
def test_130_when_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, KeyboardInterrupt())
    ran = run("status")
    assert ran.code == 130
    assert "Traceback" not in ran.err


def test_a_reader_that_goes_away_ends_the_command_quietly(sample: Path) -> None:
    command = [sys.executable, "-m", "trimtab", "lots", "--as-of", AS_OF]
    with subprocess.Popen(
        command, cwd=sample, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def change(folder: Path, text: str) -> None:
    path = folder / "trimtab.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


SMALL = """\
version = 1
[household]
name = "Small"
[[targets.class]]
name = "Stocks"
weight = 100
hold = ["VTI"]
[[accounts]]
id = "joint"
type = "taxable"
lots = "lots.csv"
cash = "500"
[data]
prices = "prices.csv"
[taxes]
filing_status = "single"
federal_ordinary = 24.0
federal_long = 15.0
[policy]
never_sell = ["VTI"]
"""


@pytest.mark.parametrize(("wish", "named"), [
    ("[triggers.cash]", "triggers.cash"),
    ('[[cash_flows]]\ndate = 2026-06-20\namount = "-900"\nname = "Boat"', "cash_flows"),
])  # fmt: skip
def test_4_for_cash_that_no_plan_can_bring(run: Run, empty: Path, wish: str, named: str) -> None:
    (empty / "lots.csv").write_text("symbol,quantity,acquired,basis\nVTI,300,2020-01-02,100\n")
    (empty / "prices.csv").write_text("symbol,price\nVTI,100\n")
    (empty / "trimtab.toml").write_text(f"{SMALL}{wish}\n")
    ran = run("plan", "--as-of", AS_OF)
    assert ran.code == 4
    assert f"({named})" in ran.err
    assert "Traceback" not in ran.err


def test_10_when_nothing_but_a_trigger_asks_for_it(run: Run, sample: Path) -> None:
    quiet = (
        'default_band = "none"\n',
        "[triggers.harvest]\non = false\n",
        "min_harvest = { dollars = 9999999, percent = 99 }\n",
    )
    path = sample / "trimtab.toml"
    text = path.read_text(encoding="utf-8").replace('default_band = "5/25"\n', quiet[0])
    path.write_text(text.replace("band = [0.5, 3]\n", ""), encoding="utf-8")
    change(sample, quiet[2] + quiet[1])
    assert run("status", "--as-of", AS_OF, "--exit-code").code == 0
    change(sample, "[triggers.long_term]\ndays = 400")
    ran = run("status", "--as-of", AS_OF, "--exit-code")
    assert ran.code == 10
    assert "long term: " in ran.out
    assert run("status", "--as-of", AS_OF).code == 0
