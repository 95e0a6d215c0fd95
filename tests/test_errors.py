"""The exception tree and the four parts of a problem."""

import pytest

from trimtab import errors
from trimtab.errors import (
    InputProblems,
    InvalidValue,
    NoPlan,
    OutsideFailure,
    Problem,
    Refused,
    TrimtabError,
)


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (TrimtabError, 1),
        (InvalidValue, 3),
        (InputProblems, 3),
        (NoPlan, 4),
        (OutsideFailure, 5),
        (Refused, 6),
    ],
)
def test_each_error_has_its_exit_code_and_stands_in_the_printed_tree(
    error: type[TrimtabError], exit_code: int
) -> None:
    assert error.exit_code == exit_code
    rows = [line.split() for line in (errors.__doc__ or "").splitlines() if line.strip()]
    assert any(error.__name__ in row and str(exit_code) in row for row in rows)


def test_every_error_descends_from_one_root() -> None:
    raised = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    for kind in raised:
        if issubclass(kind, Exception):
            assert issubclass(kind, TrimtabError)


def test_an_invalid_value_is_also_a_value_error() -> None:
    assert issubclass(InvalidValue, ValueError)


def test_a_problem_names_its_file_and_line() -> None:
    assert Problem(what="no price", file="prices.csv", line=7).where == "prices.csv:7"


def test_a_problem_of_a_whole_file_names_the_file_alone() -> None:
    assert Problem(what="it is empty", file="lots.csv").where == "lots.csv"


def test_a_problem_of_no_file_is_nowhere() -> None:
    assert Problem(what="nothing to plan", line=3).where == ""


def test_a_problem_reads_as_sentences_with_one_full_stop_each() -> None:
    problem = Problem(
        what="target 104%", file="targets.csv", line=2, why="Targets add up to 100%.", fix="Take 4"
    )
    assert str(problem) == "targets.csv:2: target 104%. Targets add up to 100%. Take 4."


def test_a_problem_without_file_why_or_fix_is_its_own_sentence() -> None:
    assert str(Problem(what="nothing to plan")) == "nothing to plan."


def test_input_problems_keep_every_problem_in_order() -> None:
    first, second = Problem(what="one"), Problem(what="two")
    error = InputProblems(iter([first, second]))
    assert error.problems == (first, second)
    assert str(error) == "one.\ntwo."


def test_input_problems_without_a_problem_cannot_be_made() -> None:
    with pytest.raises(InvalidValue, match="at least one problem"):
        InputProblems([])
