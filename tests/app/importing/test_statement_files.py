"""What a broker's file says, whatever its encoding, and which account it is for."""

from pathlib import Path

import pytest

from trimtab.app.importing.statement_files import AccountChoice, decoded, matched, read_statements
from trimtab.domain import AccountId, Statement
from trimtab.errors import InputProblems, InvalidValue

ONE, TWO = (Statement(format="t", account_hint=hint) for hint in ("U1", "U12"))
JOINT = AccountId("joint")


def choices(*texts: str) -> tuple[AccountChoice, ...]:
    return tuple(map(AccountChoice.parse, texts))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_every_encoding_that_brokers_use(encoding: str) -> None:
    text, _ = decoded("Müller, €5".encode(encoding))
    assert text == "Müller, €5"


@pytest.mark.parametrize(("encoding", "told"), [("utf-8-sig", 0), ("utf-16", 1), ("cp1252", 1)])
def test_an_unexpected_encoding_is_told(encoding: str, told: int) -> None:
    assert len(decoded("Müller".encode(encoding))[1]) == told


def test_a_single_statement_goes_to_the_single_choice() -> None:
    assert matched((ONE,), choices("joint"), only=None, file="f") == ((JOINT, ONE),)


def test_a_single_statement_goes_to_the_only_account_without_a_choice() -> None:
    assert matched((ONE,), (), only=JOINT, file="f") == ((JOINT, ONE),)


def test_a_whole_hint_wins_over_a_part_of_another() -> None:
    found = matched((ONE, TWO), choices("joint=U1"), only=None, file="f")
    assert found == ((JOINT, ONE),)


def test_statements_without_a_choice_are_left_alone() -> None:
    found = matched((ONE, TWO), choices("joint=U12"), only=None, file="f")
    assert found == ((JOINT, TWO),)


@pytest.mark.parametrize(
    ("statements", "texts"),
    [
        ((ONE,), ()),
        ((ONE, TWO), ()),
        ((ONE, TWO), ("joint",)),
        ((ONE, TWO), ("joint=U",)),
        ((ONE, TWO), ("joint=other",)),
        ((ONE, TWO), ("joint=U1", "roth")),
        ((ONE, TWO), ("joint=U1", "joint=U12")),
        ((ONE, TWO), ("joint=U12", "roth=12")),
        ((ONE,), ("joint", "roth")),
        ((ONE,), ("joint=other",)),
    ],
)
def test_what_is_not_clear_is_asked_with_the_brokers_names(
    statements: tuple[Statement, ...], texts: tuple[str, ...]
) -> None:
    with pytest.raises(InputProblems, match="U1"):
        matched(statements, choices(*texts), only=None, file="f")


def test_an_account_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(InvalidValue, match="account id"):
        AccountChoice.parse("=U1")


def test_an_unknown_format_names_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("hello")
    with pytest.raises(InputProblems, match="IBKR"):
        read_statements(tmp_path / "f.csv")
