"""Data on stdout, messages on stderr, and what a terminal or a pipe gets."""

import json
import sys
from collections.abc import Callable
from io import StringIO

import pytest

from tests.cli.running import AS_OF, GOLDEN, Run
from trimtab.cli.console import Choices, Console

STATEMENT = str(GOLDEN / "etrade" / "newer-columns.csv")


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan"],
        ["plan", "--invest", "5000"],
        ["status"],
        ["lots"],
        ["check"],
        ["check", "--show"],
        ["demo"],
        ["schema", "plan"],
        ["import", STATEMENT, "--account", "roth", "--dry-run"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("sample")
def test_stdout_is_one_json_document(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments, "--as-of", AS_OF, "--json")
    assert isinstance(json.loads(ran.out), dict)


@pytest.mark.usefixtures("sample")
def test_a_plan_with_warnings_leaves_stdout_clean_and_names_the_file_on_stderr(run: Run) -> None:
    ran = run("plan", "--as-of", AS_OF, "--json")
    assert json.loads(ran.out)["warnings"]
    assert "plans" in ran.err


@pytest.mark.usefixtures("sample")
def test_quiet_leaves_only_the_data(run: Run) -> None:
    assert run("plan", "--as-of", AS_OF, "-q").err == ""


@pytest.mark.parametrize("width", [60, 80, 98])
@pytest.mark.parametrize("command", ["status", "lots", "plan", "demo"])
@pytest.mark.usefixtures("sample")
def test_no_line_is_wider_than_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch, width: int, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run(command, "--as-of", AS_OF).out.splitlines()
    assert [line for line in lines if len(line) > width] == []


@pytest.mark.parametrize("command", ["status", "lots", "plan", "demo"])
@pytest.mark.usefixtures("sample")
def test_a_pipe_gets_ascii_without_colour(run: Run, command: str) -> None:
    out = run(command, "--as-of", AS_OF).out
    assert out.isascii()
    assert "\N{ESC}" not in out


class Screen:
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError("no terminal to measure")


@pytest.mark.parametrize(
    ("environment", "choices", "expected"),
    [
        ({}, Choices(), (False, True)),
        ({"NO_COLOR": "1"}, Choices(), (False, False)),
        ({"TERM": "dumb"}, Choices(), (True, False)),
        ({}, Choices(no_color=True), (False, False)),
        ({}, Choices(plain=True), (True, True)),
    ],
)
def test_a_terminal_gets_boxes_and_colour_unless_it_or_the_user_says_no(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    choices: Choices,
    expected: tuple[bool, bool],
) -> None:
    monkeypatch.setattr(sys, "stdout", Screen())
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    console = choices.console()
    assert (console.plain, console.color) == expected


def test_without_a_terminal_lines_are_98_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Screen())
    assert Choices().console().width == 98


@pytest.mark.usefixtures("sample")
def test_the_csv_of_lots_is_exact_and_keeps_its_columns(run: Run) -> None:
    out = run("lots", "--as-of", AS_OF, "--csv", "--account", "roth").out
    header, *rows = out.splitlines()
    assert header.startswith("account,symbol,lot_id,acquired,quantity,basis")
    assert len(rows) == 16
    assert all(row.startswith("roth,") for row in rows)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("write", [Console.say, Console.warn])
def test_messages_end_their_lines_between_words_on_a_terminal_and_are_whole_in_a_file(
    monkeypatch: pytest.MonkeyPatch, write: Callable[[Console, str], None]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    long = (
        "Order 7K3F-1:2 (sell 90 IEFA in joint, 1005 at the broker) is cancelled; 31 were traded."
    )
    for stream, lines in ((Terminal(), 2), (StringIO(), 1)):
        monkeypatch.setattr(sys, "stderr", stream)
        write(Console(), f"{long}\nShort.")
        told = stream.getvalue().splitlines()
        assert (" ".join(told[:-1]), told[-1]) == (long, "Short.")
        assert len(told) == lines + 1
        assert lines == 1 or max(map(len, told)) <= 60
