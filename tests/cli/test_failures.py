"""How a mistake is told: what, where, why, and how to put it right."""

import pytest

from trimtab.cli.failures import problems_text, tell, tell_fault, tell_system, visible
from trimtab.errors import InputProblems, Problem, TrimtabError

PROBLEM = Problem(
    what="targets add up to 99.5, they must add up to 100",
    file="trimtab.toml",
    line=15,
    why="50 + 20 + 8 + 5 + 15.5 + 1",
    fix="raise one by 0.5",
    docs="reference/settings.md#targets",
)


def test_a_problem_has_four_parts_and_a_page() -> None:
    head, advice, docs = problems_text([PROBLEM], word="error", width=98).splitlines()
    assert head.startswith("error: targets add up to 99.5, they must add up to 100  ")
    assert head.endswith("trimtab.toml:15")
    assert len(head) == 98
    assert advice == "       50 + 20 + 8 + 5 + 15.5 + 1. Raise one by 0.5."
    assert docs == "       docs: docs/reference/settings.md#targets"


@pytest.mark.parametrize("width", [30, 40, 60, 98])
def test_a_problem_keeps_to_the_width_and_loses_no_word(width: int) -> None:
    text = problems_text([PROBLEM], word="error", width=width)
    lines = [line for line in text.splitlines() if "docs" not in line]
    assert max(map(len, lines)) <= width
    assert "trimtab.toml:15" in text
    assert "they must add up to 100" in " ".join(text.split())


def test_every_problem_is_told_and_counted_with_the_exit_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert tell(InputProblems([PROBLEM, PROBLEM]), width=60) == 3
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("2 problems")
    assert last.endswith("exit 3")
    assert len(last) == 60


def test_an_error_of_one_sentence_ends_with_its_exit_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert tell(TrimtabError("the disk is full"), width=60) == 1
    assert " ".join(capsys.readouterr().err.split()) == "error: the disk is full exit 1"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("IE\0FA", "IE\\x00FA"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("abc\u202egpj", "abc\\u202egpj"),
        ("a\tb\r", "a\\tb\\r"),
        ("half \udcff", "half \\udcff"),
        ("one\ntwo", "one\ntwo"),
        ('Zoë\'s "fund" 基金', 'Zoë\'s "fund" 基金'),
    ],
)
def test_what_a_terminal_would_act_upon_is_shown(given: str, shown: str) -> None:
    assert visible(given) == shown


def test_no_error_carries_a_control_character_of_the_users_to_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    odd = "a\0b\x1b[2J"
    tell(InputProblems([Problem(what=odd, file=odd, why=odd, fix=odd)]), width=40)
    tell(TrimtabError(odd), width=60)
    tell_fault(ValueError(odd), verbose=False)
    tell_system(OSError(2, "No such file", odd), verbose=False)
    told = capsys.readouterr().err
    assert not {"\0", "\x1b"} & set(told)
    assert told.count("a\\x00b\\x1b[2J") == 7
