"""Names of securities, lots, accounts and orders."""

import pickle

import pytest

from trimtab.domain import AccountId, LotId, OrderId, Symbol
from trimtab.errors import InvalidValue


@pytest.mark.parametrize("text", ["VTI", "BRK.B", "a b", "é", "x" * 64])
def test_a_printable_text_is_a_name_equal_to_itself(text: str) -> None:
    assert Symbol(text) == text
    assert Symbol.parse(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        (" VTI", "begins or ends with a space"),
        ("VTI\n", "begins or ends with a space"),
        ("x" * 65, "longer than 64 characters"),
        ("a,b:c", "it holds ',', ':'"),
        ('a"b', """it holds '"'"""),
        ("a\\b", "it holds"),
        ("a\x00b", r"it holds '\\x00'"),
    ],
)
def test_a_text_that_files_could_not_hold_is_refused_with_its_reason(
    text: str, reason: str
) -> None:
    with pytest.raises(InvalidValue, match=reason):
        Symbol(text)
    assert Symbol.parse(text) is None


@pytest.mark.parametrize(
    ("kind", "what"),
    [(Symbol, "symbol"), (LotId, "lot id"), (AccountId, "account id"), (OrderId, "order id")],
)
def test_the_message_says_which_kind_of_name_was_wrong(
    kind: type[Symbol | LotId | AccountId | OrderId], what: str
) -> None:
    with pytest.raises(InvalidValue, match=f"'' is not a valid {what}: it is empty"):
        kind("")


def test_a_name_of_the_same_kind_is_kept_as_it_is() -> None:
    symbol = Symbol("VTI")
    assert Symbol(symbol) is symbol


def test_a_name_keeps_its_kind_on_the_way_to_another_process() -> None:
    assert type(pickle.loads(pickle.dumps(Symbol("VTI")))) is Symbol  # noqa: S301 - own bytes
