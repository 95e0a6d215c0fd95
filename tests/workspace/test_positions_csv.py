"""Reading the four-column file of `equalize`."""

from decimal import Decimal
from pathlib import Path

import pytest

from trimtab.errors import Problem
from trimtab.planners.equalize import ValuedPosition
from trimtab.workspace.positions_csv import read_positions

HEADER = "Symbol,PositionValue,MarkPrice,FifoPnlUnrealized"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "positions.csv"


def read(file: Path, text: str) -> tuple[ValuedPosition, ...]:
    """The positions of a file without problems."""
    file.write_bytes(text.encode())
    positions, problems = read_positions(file)
    assert problems == ()
    return positions


def complaints(file: Path, text: str) -> tuple[Problem, ...]:
    file.write_bytes(text.encode())
    return read_positions(file)[1]


def test_a_quoted_export_is_read_in_file_order(file: Path) -> None:
    text = (
        '"Symbol","PositionValue","MarkPrice","FifoPnlUnrealized"\n'
        '"VSMAX","20100.44","94.73","802.809999"\n"VDC","8000","192.75","-1192.065125"\n'
    )
    small_cap, staples = read(file, text)
    assert (small_cap.symbol, staples.symbol) == ("VSMAX", "VDC")
    assert staples.value == 8000
    assert staples.price == Decimal("192.75")
    assert staples.unrealized_gain == Decimal("-1192.065125")


def test_columns_may_come_in_any_order_and_case_among_others(file: Path) -> None:
    text = "MARKPRICE, symbol ,Currency,FifoPnlUnrealized,positionvalue\n10,VTI,USD,5,1000\n"
    (position,) = read(file, text)
    assert position.symbol == "VTI"
    assert position.value == 1000
    assert position.price == 10


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_byte_order_mark_and_either_line_end_are_accepted(file: Path, newline: str) -> None:
    text = newline.join(["\ufeff" + HEADER, "VTI,1000,10,5", "", "VEA,2000,20,-5", ""])
    assert [position.symbol for position in read(file, text)] == ["VTI", "VEA"]


def test_dollars_thousands_and_brackets_are_read_as_what_they_mean(file: Path) -> None:
    (position,) = read(file, f'{HEADER}\nVTI,"$1,234.56",$10.50,"(1,000.25)"\n')
    assert position.value == Decimal("1234.56")
    assert position.price == Decimal("10.50")
    assert position.unrealized_gain == Decimal("-1000.25")


def test_a_position_of_no_value_is_a_position(file: Path) -> None:
    assert read(file, f"{HEADER}\nVTI,0,10,0\n")[0].value == 0


def test_everything_that_is_wrong_is_reported_at_once_with_its_line(file: Path) -> None:
    text = f"{HEADER}\nVTI,-5,10,0\nVEA,5,0,0\nVWO,5,x,y\n,5,5,5\nBND,5,5\nVNQ,5,-1,0\n"
    found = [(problem.line, problem.what) for problem in complaints(file, text)]
    assert found == [
        (2, 'PositionValue "-5" is negative'),
        (3, 'MarkPrice "0" is zero'),
        (4, 'MarkPrice "x" is not a number'),
        (4, 'FifoPnlUnrealized "y" is not a number'),
        (5, "the row has no Symbol"),
        (6, "the row has no FifoPnlUnrealized"),
        (7, 'MarkPrice "-1" is negative'),
    ]


def test_every_problem_names_the_file(file: Path) -> None:
    assert {problem.file for problem in complaints(file, f"{HEADER}\nVTI,-5,0,\n")} == {str(file)}


def test_good_lines_are_still_read_beside_bad_ones(file: Path) -> None:
    file.write_text(f"{HEADER}\nVTI,5,bad,0\nVEA,5,5,0\n", encoding="utf-8")
    positions, problems = read_positions(file)
    assert [position.symbol for position in positions] == ["VEA"]
    assert len(problems) == 1


def test_a_symbol_that_stands_twice_names_both_lines(file: Path) -> None:
    (problem,) = complaints(file, f"{HEADER}\nVTI,5,5,0\nVEA,5,5,0\nVTI,6,5,0\n")
    assert problem.line == 4
    assert problem.what == "VTI stands here and in line 2"


def test_a_missing_column_is_named_once_for_the_header(file: Path) -> None:
    (problem,) = complaints(file, "Symbol,PositionValue,MarkPrice\nVTI,5,5\nVEA,5,5\n")
    assert problem.line == 1
    assert problem.what == 'the column "FifoPnlUnrealized" is missing'
    assert problem.fix


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_says_what_it_should_begin_with(file: Path, text: str) -> None:
    (problem,) = complaints(file, text)
    assert problem.what.endswith("is empty")
    assert "Symbol,PositionValue,MarkPrice,FifoPnlUnrealized" in problem.fix


def test_a_header_without_lines_holds_no_positions(file: Path) -> None:
    (problem,) = complaints(file, f"{HEADER}\n")
    assert problem.what.endswith("holds no positions")


def test_a_file_that_does_not_exist_is_a_problem(file: Path) -> None:
    positions, problems = read_positions(file)
    assert positions == ()
    assert problems[0].what == f"there is no file {file}"
