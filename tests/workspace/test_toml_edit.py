import tomllib
from typing import Any

import pytest

from trimtab.errors import InvalidValue
from trimtab.workspace import with_account, with_values

TEXT = """\
# mine
version = 1

[[accounts]]
id   = "joint"   # the big one
type = "taxable"
cash = "5"

[data]
prices = "p.csv"   # keep
"""


def test_a_known_account_is_changed_in_place_with_its_comments() -> None:
    edited = with_account(TEXT, "joint", lots="data/joint.csv", cash=None)
    assert "# the big one" in edited
    (account,) = tomllib.loads(edited)["accounts"]
    assert account == {"id": "joint", "type": "taxable", "lots": "data/joint.csv"}


def test_a_new_account_is_added() -> None:
    edited = with_account(TEXT, "ira", type="roth", cash="1.00")
    document = tomllib.loads(edited)
    assert document["accounts"][1] == {"id": "ira", "type": "roth", "cash": "1.00"}
    assert document["data"] == {"prices": "p.csv"}
    assert "# keep" in edited


def test_the_first_account_of_a_file_is_added() -> None:
    document = tomllib.loads(with_account("version = 1\n", "a", type="hsa"))
    assert document == {"version": 1, "accounts": [{"id": "a", "type": "hsa"}]}


def test_accounts_written_inline_are_not_touched() -> None:
    with pytest.raises(InvalidValue, match=r"\[\[accounts\]\]"):
        with_account('accounts = [{ id = "a", type = "roth" }]\n', "a", cash="1")


def test_values_of_a_section_are_set_and_the_section_added() -> None:
    edited = with_values(TEXT, "data", transactions="t.csv")
    assert tomllib.loads(edited)["data"] == {"prices": "p.csv", "transactions": "t.csv"}
    added: dict[str, Any] = tomllib.loads(with_values("version = 1\n", "data", prices="p.csv"))
    assert added["data"] == {"prices": "p.csv"}
