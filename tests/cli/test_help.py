"""Help, global flags, and what a start costs."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, Run
from trimtab.cli.group import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_begins_with_two_examples_of_it(run: Run, name: str) -> None:
    ran = run(name, "-h")
    assert ran.code == 0
    title, first, second, *_ = ran.out.splitlines()
    assert title == "Examples:"
    assert first.strip().startswith(f"trimtab {name}")
    assert second.strip().startswith(f"trimtab {name}")


def test_help_names_every_command(run: Run) -> None:
    listed = run("--help").out
    assert [name for name in COMMANDS if f"\n  {name} " not in listed] == []


def test_help_loads_no_command_and_none_of_the_heavy_libraries() -> None:
    heavy = {"pydantic", "jinja2", "rich", "tomlkit", "trimtab.app", "trimtab.planners"}
    script = (
        "import sys; from trimtab.cli import main; main(['--help']); "
        f"print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_importing_the_package_loads_nothing_of_it() -> None:
    script = "import sys, trimtab; print([m for m in sys.modules if m.startswith('trimtab.')])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_an_unknown_command_is_answered_with_the_nearest(run: Run) -> None:
    assert "Did you mean plan?" in run("plann").err


def test_global_flags_work_before_and_after_the_command(run: Run, sample: Path) -> None:
    before = run("--as-of", AS_OF, "--json", "-C", str(sample), "status")
    after = run("status", "--as-of", AS_OF, "--json", "-C", str(sample))
    assert before == after
    assert before.out.startswith("{")


@pytest.mark.usefixtures("sample")
def test_the_flag_after_the_command_wins(run: Run) -> None:
    ran = run("--as-of", "2026-06-16", "status", "--as-of", AS_OF, "--json")
    assert f'"as_of": "{AS_OF}"' in ran.out


@pytest.mark.parametrize("arguments", [["--version"], ["plan", "--version"]])
def test_version_is_printed_before_and_after_a_command(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 0
    assert ran.out.startswith("trimtab 0.")


def test_the_workspace_is_found_from_a_folder_below_it(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample / "data")
    assert run("status", "--as-of", AS_OF).code == 0


def test_the_workspace_of_the_environment_gives_way_to_the_flag(
    run: Run, sample: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIMTAB_WORKSPACE", str(sample))
    assert run("status", "--as-of", AS_OF).code == 0
    assert run("status", "-C", str(empty)).code == 3


@pytest.mark.usefixtures("sample")
def test_trimtab_alone_is_the_status_of_the_workspace_here(run: Run) -> None:
    assert run("--as-of", AS_OF).out == run("status", "--as-of", AS_OF).out


@pytest.mark.usefixtures("empty")
def test_trimtab_alone_says_in_five_lines_where_to_start(run: Run) -> None:
    ran = run()
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 5
    assert "trimtab init" in ran.out


def test_trimtab_alone_in_a_named_folder_without_a_workspace_is_a_mistake(
    run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("-C", str(empty)).code == 3
    monkeypatch.setenv("TRIMTAB_WORKSPACE", str(empty))
    assert run().code == 3


@pytest.mark.usefixtures("sample")
def test_a_mistyped_folder_does_not_lead_to_the_workspace_above_it(run: Run) -> None:
    ran = run("status", "-C", "dta", "--as-of", AS_OF)
    assert ran.code == 3
    assert "dta" in ran.err
    assert run("status", "-C", "data", "--as-of", AS_OF).code == 0
