"""corporate_actions.csv: what is read, and what is wrong with a row."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workspace.folder import Folder
from trimtab.domain import TransactionType
from trimtab.errors import Problem

FILE = "data/corporate_actions.csv"
COLUMNS = (
    "effective,type,symbol,announced,account,ratio,new_symbol,price,new_price,cash_per_share,"
    "basis_fraction,fraction_price,id"
)


def told(folder: Folder, *rows: str) -> None:
    folder.write(FILE, "\n".join((COLUMNS, *rows)) + "\n")


def problem(folder: Folder, *rows: str) -> Problem:
    told(folder, *rows)
    return folder.problem()


def test_a_file_of_the_usual_name_is_read_without_being_named(folder: Folder) -> None:
    told(folder, "2026-12-01,split,VTI,2026-11-01,joint,4,,,,,,12.5,")
    (action,) = folder.load().actions
    assert action.action_id == "split-VTI-2026-12-01-joint"
    assert (action.effective, action.announced) == (date(2026, 12, 1), date(2026, 11, 1))
    assert (action.type, action.ratio) == (TransactionType.SPLIT, Decimal(4))
    assert (action.fraction_price, action.source) == (Decimal("12.5"), f"{FILE}:2")


def test_another_file_can_be_named_and_has_to_be_there(folder: Folder) -> None:
    told(folder, "2026-12-01,split,VTI,,,4,,,,,,,")
    folder.change("[data]\n", '[data]\ncorporate_actions = "other.csv"\n')
    assert folder.problem().what == "there is no file other.csv"
    folder.write("other.csv", "effective,type,symbol,new_symbol\n2026-12-01,merger,BND,VTI\n")
    assert folder.problem().what == "a row of type merger has no ratio or cash_per_share"


def test_actions_are_in_the_order_in_which_they_are_booked(folder: Folder) -> None:
    told(
        folder,
        "2026-12-02,symbol_change,VTI,,,,NEW,,,,,,",
        "2026-12-02,split,VTI,,,4,,,,,,,",
        "2026-12-01,worthless,BND,,,,,,,,,,W",
    )
    assert [one.action_id for one in folder.load().actions] == [
        "W",
        "split-VTI-2026-12-02",
        "symbol_change-VTI-2026-12-02",
    ]


def test_what_was_not_announced_yet_is_not_seen(folder: Folder) -> None:
    told(folder, "2026-12-01,split,VTI,2026-11-17,,4,,,,,,,")
    assert folder.load().actions == ()


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",split,VTI,,,4,,,,,,,", "the row has no effective"),
        ("2026-12-01,dividend,VTI,,,4,,,,,,,", 'type "dividend" is not known'),
        ("2026-12-01,rights,VTI,,,4,,,,,,,", 'type "rights" cannot be announced here'),
        ("2026-12-01,split,VTI,,,,,,,,,,", "a row of type split has no ratio"),
        ("2026-12-01,split,VTI,,,1,,,,,,,", "a split with ratio 1 changes nothing"),
        ("2026-12-01,split,VTI,,,-4,,,,,,,", 'ratio "-4" is negative'),
        ("2026-12-01,split,VTI,,jont,4,,,,,,,", 'account "jont" is not known'),
        ("2026-12-01,merger,VTI,,,2,,,,,,,", "a row of type merger has no new_symbol or "),
        ("2026-12-01,spinoff,VTI,,,2,VTI,,,,,,", "new_symbol is VTI too"),
        ("2026-12-01,spinoff,VTI,,,2,V,,,,1.5,,", 'basis_fraction "1.5" '),
        ("2026-12-01,split,VTI,2026-12-02,,4,,,,,,,", "announced 2026-12-02 is after effective"),
    ],
)
def test_a_bad_row_is_named_with_its_line(folder: Folder, row: str, what: str) -> None:
    found = problem(folder, "2026-12-03,split,BND,,,2,,,,,,,", row)
    assert found.what.startswith(what)
    assert (found.file, found.line) == (FILE, 3)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-12-01,split,VTI,,,4,,,,,,,", "2026-12-01,split,VTI,,,4,,,,,,,"),
        ("2026-12-01,split,VTI,,,4,,,,,,,", "2026-12-01,split,VTI,,joint,4,,,,,,,"),
        ("2026-12-01,split,VTI,,,4,,,,,,,A", "2026-12-02,split,BND,,,4,,,,,,,A"),
    ],
)
def test_an_action_is_told_once(folder: Folder, first: str, second: str) -> None:
    found = problem(folder, first, second)
    assert found.what.endswith("stands twice")
    assert f"the first is at {FILE}:2" in found.why.lower()


def test_every_bad_row_is_named_in_one_run(folder: Folder) -> None:
    told(folder, "x,split,VTI,,,4,,,,,,,", "2026-12-01,split,VTI,,,0,,,,,,,")
    assert [one.line for one in folder.problems()] == [2, 3]
